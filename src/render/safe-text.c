/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns names, which guests' owners and any local process may choose, into
 * text that cannot drive a terminal, break a line or hide a part of itself.
 */
#include <config.h>

#include "render/safe-text.h"

#include <langinfo.h>
#include <string.h>

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

void vt_text_add(struct vt_buf *b, const char *s, bool ascii)
{
	uint32_t cp;

	while (*s) {
		size_t n = vt_utf8_next(s, &cp);
		bool escape = !n || is_unseen(cp) || (ascii && cp > 0x7e) ||
			      (s[0] == '\\' && s[1] == 'x');

		n += !n;
		if (!escape)
			vt_buf_add(b, s, n);
		for (size_t i = 0; escape && i < n; i++)
			vt_buf_fmt(b, "\\x%02x", (unsigned char)s[i]);
		s += n;
	}
}

bool vt_text_ascii(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

void vt_text_pad(struct vt_buf *b, size_t from, size_t width)
{
	size_t n = 0;

	for (size_t i = from; i < b->len; i++)
		n += ((unsigned char)b->p[i] & 0xc0) != 0x80;
	for (; n < width; n++)
		vt_buf_add(b, " ", 1);
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
