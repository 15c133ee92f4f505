/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON that is written. */
#include <config.h>

#include "util/json-out.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/str.h"
#include "util/vec.h"

/* Enough for most objects; what is nested is copied once into what is around it. */
#define FIRST 512

/* @text is everything up to the bracket that closes it, which is @end. */
struct vt_json_out {
	struct vt_buf text;
	char end;
	bool closed;
};

static struct vt_json_out *begin(const char *bracket, char end)
{
	struct vt_json_out *j = vt_xrealloc(NULL, 1, sizeof(*j));

	*j = (struct vt_json_out){ .text = { .p = vt_xrealloc(NULL, FIRST, 1), .cap = FIRST },
				   .end = end };
	vt_buf_add(&j->text, bracket, 1);
	return j;
}

struct vt_json_out *vt_json_object(void)
{
	return begin("{", '}');
}

struct vt_json_out *vt_json_array(void)
{
	return begin("[", ']');
}

void vt_json_out_free(struct vt_json_out *j)
{
	if (j)
		vt_buf_done(&j->text);
	free(j);
}

static void close_text(struct vt_json_out *j)
{
	if (!j->closed)
		vt_buf_add(&j->text, &j->end, 1);
	j->closed = true;
}

/* The first one stands right behind the bracket. */
static void next(struct vt_json_out *j)
{
	if (j->text.len > 1)
		vt_buf_add(&j->text, ",", 1);
}

/*
 * A terminal takes U+009B for an escape, so that DEL and C1 controls are escaped, too. Bytes
 * that were no UTF-8 are written \u00XX, as the format says.
 */
static void add_odd(struct vt_buf *out, const char *s)
{
	uint32_t cp;

	while (*s) {
		size_t n = vt_utf8_next(s, &cp);

		if (!n || cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			vt_buf_fmt(out, "\\u%04x", n ? cp : (unsigned char)*s);
		else if (cp == '"' || cp == '\\')
			vt_buf_fmt(out, "\\%c", (int)cp);
		else
			vt_buf_add(out, s, n);
		s += n ? n : 1;
	}
}

/* How much of it needs nothing done to it. */
static size_t plain_part(const char *s)
{
	size_t n = 0;

	while ((unsigned char)s[n] >= 0x20 && (unsigned char)s[n] < 0x7f && s[n] != '"' &&
	       s[n] != '\\')
		n++;
	return n;
}

static void add_string(struct vt_buf *out, const char *bytes)
{
	size_t n = bytes ? plain_part(bytes) : 0;
	char *p;

	if (!bytes) {
		vt_buf_add(out, "null", 4);
		return;
	}
	p = vt_buf_room(out, n + 1);
	*p = '"';
	memcpy(p + 1, bytes, n);
	if (bytes[n])
		add_odd(out, bytes + n);
	vt_buf_add(out, "\"", 1);
}

static void add_u64(struct vt_buf *out, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	vt_buf_add(out, digits + at, sizeof(digits) - at);
}

static void add_int(struct vt_buf *out, int64_t value)
{
	if (value < 0)
		vt_buf_add(out, "-", 1);
	add_u64(out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

static void add_bool(struct vt_buf *out, bool value)
{
	vt_buf_add(out, value ? "true" : "false", value ? 4 : 5);
}

static void add_value(struct vt_buf *out, struct vt_json_out *taken)
{
	if (taken) {
		close_text(taken);
		vt_buf_add(out, taken->text.p, taken->text.len);
	} else {
		add_string(out, NULL);
	}
	vt_json_out_free(taken);
}

/* Where the value of a new member is to be written. */
static struct vt_buf *member(struct vt_json_out *o, const char *key)
{
	next(o);
	add_string(&o->text, key);
	vt_buf_add(&o->text, ":", 1);
	return &o->text;
}

void vt_json_set(struct vt_json_out *o, const char *key, struct vt_json_out *taken)
{
	add_value(member(o, key), taken);
}

void vt_json_set_str(struct vt_json_out *o, const char *key, const char *bytes)
{
	add_string(member(o, key), bytes);
}

void vt_json_set_int(struct vt_json_out *o, const char *key, int64_t value)
{
	add_int(member(o, key), value);
}

void vt_json_set_u64(struct vt_json_out *o, const char *key, uint64_t value)
{
	add_u64(member(o, key), value);
}

void vt_json_set_bool(struct vt_json_out *o, const char *key, bool value)
{
	add_bool(member(o, key), value);
}

void vt_json_set_double(struct vt_json_out *o, const char *key, double value)
{
	vt_buf_fmt(member(o, key), "%.3f", value);
}

void vt_json_set_null(struct vt_json_out *o, const char *key)
{
	add_string(member(o, key), NULL);
}

void vt_json_set_id(struct vt_json_out *o, const char *key, int64_t value, int64_t none)
{
	if (value == none)
		vt_json_set_null(o, key);
	else
		vt_json_set_int(o, key, value);
}

void vt_json_set_members(struct vt_json_out *o, struct vt_json_out *taken)
{
	if (taken->text.len > 1) {
		next(o);
		vt_buf_add(&o->text, taken->text.p + 1, taken->text.len - 1);
	}
	vt_json_out_free(taken);
}

void vt_json_add(struct vt_json_out *a, struct vt_json_out *taken)
{
	next(a);
	add_value(&a->text, taken);
}

void vt_json_add_str(struct vt_json_out *a, const char *bytes)
{
	next(a);
	add_string(&a->text, bytes);
}

void vt_json_add_strn(struct vt_json_out *a, const char *bytes, size_t len)
{
	VT_BUF_OF(copy);

	vt_buf_str(&copy, "");
	vt_buf_add(&copy, bytes, len);
	vt_json_add_str(a, copy.p);
}

void vt_json_add_int(struct vt_json_out *a, int64_t value)
{
	next(a);
	add_int(&a->text, value);
}

void vt_json_add_bool(struct vt_json_out *a, bool value)
{
	next(a);
	add_bool(&a->text, value);
}

static void new_line(struct vt_buf *out, size_t depth)
{
	char *p = vt_buf_room(out, 1 + 2 * depth);

	*p = '\n';
	memset(p + 1, ' ', 2 * depth);
}

static bool is_structure(char c)
{
	return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':';
}

/* A string, a number, a word, or nothing, up to the structure behind it. */
static size_t scalar_len(const char *p)
{
	size_t n = 0;

	if (*p == '"')
		for (n = 1; p[n] != '"';)
			n += p[n] == '\\' ? 2 : 1;
	while (p[n] && !is_structure(p[n]))
		n++;
	return n;
}

/* @structure is one character, or a pair of brackets with nothing between. */
static size_t add_structure(const char *structure, size_t *depth, struct vt_buf *out)
{
	char c = *structure;

	if (c == ':') {
		vt_buf_add(out, ": ", 2);
		return 1;
	}
	if (c == '}' || c == ']')
		new_line(out, --*depth);
	if ((c == '{' || c == '[') && (structure[1] == '}' || structure[1] == ']')) {
		vt_buf_add(out, structure, 2);
		return 2;
	}
	vt_buf_add(out, &c, 1);
	*depth += c == '{' || c == '[';
	if (c == '{' || c == '[' || c == ',')
		new_line(out, *depth);
	return 1;
}

static void indent(const char *p, struct vt_buf *out)
{
	size_t depth = 0;

	while (*p) {
		size_t n = scalar_len(p);

		vt_buf_add(out, p, n);
		p += n;
		if (*p)
			p += add_structure(p, &depth, out);
	}
}

const char *vt_json_text(struct vt_json_out *j, bool pretty, size_t *ret_len)
{
	struct vt_buf lines = { 0 };

	close_text(j);
	if (pretty) {
		indent(j->text.p, &lines);
		vt_buf_done(&j->text);
		j->text = lines;
	}
	*ret_len = j->text.len;
	return j->text.p;
}
