/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strict number parsing, byte buffers, UTF-8. */
#include <config.h>

#include "util/str.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/vec.h"

static char *make_room(struct vt_buf *b, size_t n)
{
	if (b->cap - b->len < n + 1) {
		b->cap = (b->cap + n + 32) * 2;
		b->p = vt_xrealloc(b->p, b->cap, 1);
	}
	return b->p + b->len;
}

void vt_buf_add(struct vt_buf *b, const void *bytes, size_t n)
{
	char *p = make_room(b, n);

	if (n)
		memcpy(p, bytes, n);
	b->len += n;
	b->p[b->len] = '\0';
}

void vt_buf_str(struct vt_buf *b, const char *s)
{
	vt_buf_add(b, s, strlen(s));
}

void vt_buf_fmt(struct vt_buf *b, const char *fmt, ...)
{
	size_t room = b->cap - b->len;
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(room ? b->p + b->len : NULL, room, fmt, ap);
	va_end(ap);
	/* Mostly it fits at once. */
	if (n > 0 && (size_t)n >= room)
		vsnprintf(make_room(b, (size_t)n), (size_t)n + 1, fmt, again);
	va_end(again);
	if (n > 0)
		b->len += (size_t)n;
	else if (room)
		b->p[b->len] = '\0';
}

void vt_buf_done(struct vt_buf *b)
{
	free(b->p);
	memset(b, 0, sizeof(*b));
}

int vt_parse_u64(const char *s, uint64_t *ret)
{
	uint64_t value = 0;

	if (!*s)
		return -EBADMSG;
	for (; *s; s++) {
		if (*s < '0' || *s > '9' || __builtin_mul_overflow(value, 10u, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*s - '0'), &value))
			return -EBADMSG;
	}
	*ret = value;
	return 0;
}

int vt_parse_u32(const char *s, uint32_t *ret)
{
	uint64_t value;

	if (vt_parse_u64(s, &value) < 0 || value > UINT32_MAX)
		return -EBADMSG;
	*ret = (uint32_t)value;
	return 0;
}

int vt_parse_pid(const char *s, int32_t *ret)
{
	uint64_t value;

	if (vt_parse_u64(s, &value) < 0 || value < 1 || value > INT32_MAX)
		return -EBADMSG;
	*ret = (int32_t)value;
	return 0;
}

bool vt_streq(const char *a, const char *b)
{
	return vt_strcmp0(a, b) == 0;
}

int vt_strcmp0(const char *a, const char *b)
{
	if (!a || !b)
		return !!a - !!b;
	return strcmp(a, b);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Two runs of digits by value, whatever their length; leaves both behind them. */
static int compare_runs(const char **a, const char **b)
{
	size_t na, nb;
	int c;

	*a += strspn(*a, "0");
	*b += strspn(*b, "0");
	na = strspn(*a, "0123456789");
	nb = strspn(*b, "0123456789");
	c = na != nb ? (na > nb ? 1 : -1) : memcmp(*a, *b, na);
	*a += na;
	*b += nb;
	return c;
}

int vt_natural_cmp(const char *a, const char *b)
{
	const char *x = a, *y = b;

	while (x && y && *x && *y) {
		int c;

		if (is_digit(*x) && is_digit(*y))
			c = compare_runs(&x, &y);
		else
			c = (unsigned char)*x++ - (unsigned char)*y++;
		if (c)
			return c;
	}
	/* One ends here; or both do, and they differ in leading zeros at most. */
	if (x && y && (*x || *y))
		return *x ? 1 : -1;
	return vt_strcmp0(a, b);
}

size_t vt_utf8_next(const char *s, uint32_t *ret)
{
	const unsigned char *u = (const unsigned char *)s;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n;
	uint32_t cp;

	if (u[0] < 0x80) {
		*ret = u[0];
		return u[0] ? 1 : 0;
	}
	n = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
	if (u[0] < 0xc2 || u[0] > 0xf4)
		return 0;
	cp = u[0] & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		cp = cp << 6 | (u[i] & 0x3f);
	}
	if (cp < least[n] || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return 0;
	*ret = cp;
	return n;
}

bool vt_utf8_valid(const char *s)
{
	uint32_t cp;

	while (*s) {
		size_t n = vt_utf8_next(s, &cp);

		if (!n)
			return false;
		s += n;
	}
	return true;
}

size_t vt_plain(const char *s)
{
	static const bool special[256] = {
		['\\'] = true, ['"'] = true, ['\''] = true,
		['&'] = true,  ['<'] = true, ['>'] = true,
	};
	size_t n = 0;

	while (s[n] >= ' ' && s[n] <= '~' && !special[(unsigned char)s[n]])
		n++;
	return n;
}

void vt_utf8_add(struct vt_buf *b, const char *s)
{
	uint32_t cp;

	while (*s) {
		size_t plain = vt_plain(s), n = plain ? plain : vt_utf8_next(s, &cp);
		unsigned char byte = (unsigned char)*s;

		if (n) {
			vt_buf_add(b, s, n);
			s += n;
			continue;
		}
		vt_buf_add(b, (char[]){ (char)(0xc0 | byte >> 6), (char)(0x80 | (byte & 0x3f)) },
			   2);
		s++;
	}
}

char *vt_hex(const void *bytes, size_t n)
{
	const unsigned char *u = bytes;
	char *out = vt_xrealloc(NULL, n * 2 + 1, 1);

	for (size_t i = 0; i < n; i++)
		snprintf(out + i * 2, 3, "%02x", u[i]);
	out[n * 2] = '\0';
	return out;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

int vt_unhex(const char *hex, struct vt_buf *ret)
{
	size_t n = strlen(hex);

	if (n % 2)
		return -EBADMSG;
	for (size_t i = 0; i < n; i += 2) {
		int hi = hex_digit(hex[i]), lo = hex_digit(hex[i + 1]);

		if (hi < 0 || lo < 0)
			return -EBADMSG;
		vt_buf_add(ret, (char[]){ (char)(hi << 4 | lo) }, 1);
	}
	return (int)(n / 2);
}
