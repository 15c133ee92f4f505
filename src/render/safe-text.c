/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns names, which guests' owners and any local process may choose, into
 * text that cannot drive a terminal, break a line or hide a part of itself.
 */
#include <config.h>

#include "render/safe-text.h"

#include <langinfo.h>
#include <string.h>
#include <wchar.h>

#include "util/cleanup.h"
#include "util/vec.h"

/* Characters that are there and not seen, or that reorder what is seen. */
static const struct {
	uint32_t first, last;
} unseen[] = {
	{ 0x00, 0x1f },     { 0x7f, 0x9f },     { 0xad, 0xad },        { 0x61c, 0x61c },
	{ 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },    { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },    { 0xe000, 0xf8ff },
	{ 0xfdd0, 0xfdef }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },    { 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffb }, { 0xfffe, 0xffff }, { 0xe0000, 0x10ffff },
};

static bool is_unseen(uint32_t cp)
{
	for (size_t i = 0; i < sizeof(unseen) / sizeof(*unseen); i++)
		if (cp >= unseen[i].first && cp <= unseen[i].last)
			return true;
	return false;
}

/* One character, or one byte that is none; returns its bytes. */
static size_t add_one(struct vt_buf *b, const char *s, bool ascii)
{
	uint32_t cp;
	size_t n = vt_utf8_next(s, &cp);
	bool escape = !n || is_unseen(cp) || (ascii && cp > 0x7e) || (s[0] == '\\' && s[1] == 'x');

	n += !n;
	if (!escape)
		vt_buf_add(b, s, n);
	for (size_t i = 0; escape && i < n; i++)
		vt_buf_fmt(b, "\\x%02x", (unsigned char)s[i]);
	return n;
}

void vt_text_add(struct vt_buf *b, const char *s, bool ascii)
{
	while (*s) {
		size_t n = vt_plain(s);

		if (n)
			vt_buf_add(b, s, n);
		else
			n = add_one(b, s, ascii);
		s += n;
	}
}

bool vt_text_ascii(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

/* A character, or a color; its bytes in @n, and how many columns it takes. */
static size_t one_width(const char *s, size_t left, size_t *n)
{
	uint32_t cp = (unsigned char)*s;
	int width;

	*n = 1;
	if (cp == '\033') {
		*n = strcspn(s, "m") + 1;
		*n = *n < left ? *n : left;
		return 0;
	}
	if (cp < 0x80)
		return 1;
	*n = vt_utf8_next(s, &cp);
	if (!*n) {
		*n = 1;
		return 1;
	}
	width = wcwidth((wchar_t)cp);
	return width < 0 ? 1 : (size_t)width;
}

size_t vt_text_width(const char *s, size_t n)
{
	size_t width = 0, length;

	for (size_t i = 0; i < n; i += length)
		width += one_width(s + i, n - i, &length);
	return width;
}

void vt_text_pad(struct vt_buf *b, size_t from, size_t width)
{
	for (size_t n = vt_text_width(b->p + from, b->len - from); n < width; n++)
		vt_buf_add(b, " ", 1);
}

size_t vt_text_fit(const char *s, size_t n, size_t width)
{
	size_t i = 0, used = 0, length;

	while (i < n) {
		used += one_width(s + i, n - i, &length);
		if (used > width)
			break;
		i += length;
	}
	return i < n ? i : n;
}

void vt_text_shorten(struct vt_buf *b, const char *s, size_t width, bool ascii)
{
	const char *mark = ascii ? "..." : "\xe2\x80\xa6";
	size_t n = strlen(s), all = vt_text_width(s, n), of_mark = ascii ? 3 : 1, head, skip,
	       length;

	if (all <= width) {
		vt_buf_add(b, s, n);
		return;
	}
	if (width < of_mark + 2) {
		vt_buf_add(b, s, vt_text_fit(s, n, width));
		return;
	}
	head = vt_text_fit(s, n, (width - of_mark + 1) / 2);
	vt_buf_add(b, s, head);
	vt_buf_str(b, mark);
	/* What is left of the width, from the end; no combining character without its base. */
	skip = all - (width - of_mark - vt_text_width(s, head));
	for (size_t i = 0; i < n; i += length) {
		size_t w = one_width(s + i, n - i, &length);

		if (!skip && w) {
			vt_buf_add(b, s + i, n - i);
			return;
		}
		skip = skip > w ? skip - w : 0;
	}
}

size_t vt_text_line(const char *s, size_t width)
{
	size_t n = strlen(s), fit = vt_text_fit(s, n, width), at = fit;

	if (fit == n)
		return n;
	while (at > 0 && s[at] != ' ')
		at--;
	if (at > 0)
		return at;
	if (fit > 0)
		return fit;
	one_width(s, n, &at);
	return at;
}

void vt_text_wrap(struct vt_buf *b, const char *s, size_t at, size_t indent, size_t width)
{
	if (!width) {
		vt_buf_str(b, s);
		return;
	}
	while (*s) {
		size_t n = vt_text_line(s, at < width ? width - at : 1);

		/* A word that does not fit behind what stands there begins the next line. */
		if (at > indent && s[n] && s[n] != ' ' && n < strcspn(s, " "))
			n = 0;
		vt_buf_add(b, s, n);
		s += n;
		s += strspn(s, " ");
		if (!*s)
			break;
		vt_buf_fmt(b, "\n%*s", (int)indent, "");
		at = indent < width ? indent : 0;
	}
}

void vt_text_fit_lines(struct vt_buf *b, size_t from, size_t first, size_t indent, const char *keep,
		       int width)
{
	VT_CLEANUP(vt_free) char *all = NULL;
	char *rest;

	/* What is empty may have no memory yet. */
	if (width <= 0 || b->len == from)
		return;
	rest = all = vt_xmemdup0(b->p + from, b->len - from);
	b->len = from;
	for (char *line; (line = strsep(&rest, "\n")) && rest;) {
		if (keep && !strncmp(line, keep, strlen(keep)))
			vt_buf_str(b, line);
		else
			vt_text_wrap(b, line, 0, *line == ' ' ? indent : first, (size_t)width);
		vt_buf_str(b, "\n");
	}
}

static const struct {
	const char *word, *sequence;
} colors[] = {
	{ "critical", "\033[1;31m" }, { "mismatch", "\033[1;31m" }, { "warning", "\033[33m" },
	{ "stray", "\033[33m" },      { "unmanaged", "\033[33m" },  { "unknown", "\033[35m" },
	{ "ok", "\033[32m" },         { "info", "\033[36m" },
};

const char *vt_text_color(const char *word)
{
	for (size_t i = 0; word && i < sizeof(colors) / sizeof(*colors); i++)
		if (!strcmp(colors[i].word, word))
			return colors[i].sequence;
	return NULL;
}

void vt_text_colored(struct vt_buf *b, const char *word, const char *shown, bool color)
{
	const char *sequence = color ? vt_text_color(word) : NULL;

	if (sequence)
		vt_buf_str(b, sequence);
	vt_buf_str(b, shown);
	if (sequence)
		vt_buf_str(b, "\033[0m");
}
