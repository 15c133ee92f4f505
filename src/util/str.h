/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strict number parsing, byte buffers, UTF-8. No policy. */
#ifndef VT_UTIL_STR_H
#define VT_UTIL_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

/** struct vt_buf - growable bytes, always NUL-ended behind @len; owned */
struct vt_buf {
	char *p;
	size_t len, cap;
};

/** vt_buf_add, vt_buf_str, vt_buf_fmt - append; the text stays NUL-terminated */
void vt_buf_add(struct vt_buf *b, const void *bytes, size_t n);
void vt_buf_str(struct vt_buf *b, const char *s);
void vt_buf_fmt(struct vt_buf *b, const char *fmt, ...) VT_PRINTF(2, 3) __attribute__((nonnull(2)));
void vt_buf_done(struct vt_buf *b);

static inline void vt_buf_cleanup(struct vt_buf *b)
{
	vt_buf_done(b);
}

/* An empty buffer, released with its scope. */
#define VT_BUF_OF(name) __attribute__((cleanup(vt_buf_cleanup))) struct vt_buf name = { 0 }

/**
 * vt_parse_u64 - the whole of @s as a decimal number
 *
 * No sign, no space, no overflow; otherwise -EBADMSG and @ret untouched.
 */
int vt_parse_u64(const char *s, uint64_t *ret);

/** vt_parse_u32 - as vt_parse_u64(), up to UINT32_MAX */
int vt_parse_u32(const char *s, uint32_t *ret);

/** vt_parse_pid - as vt_parse_u64(), 1 to INT32_MAX */
int vt_parse_pid(const char *s, int32_t *ret);

/** vt_streq - equal, where NULL equals NULL only */
bool vt_streq(const char *a, const char *b);

/** vt_strcmp0 - strcmp with NULL before everything */
int vt_strcmp0(const char *a, const char *b);

/**
 * vt_natural_cmp - as people sort names: runs of digits by their value, "vm2" before "vm10"
 *
 * NULL comes before everything; 0 for the same bytes only.
 */
int vt_natural_cmp(const char *a, const char *b);

/**
 * vt_utf8_next - length of the valid UTF-8 sequence at @s, 0 when there is none
 * @ret: its code point
 *
 * Strict: no surrogates, no overlong forms, nothing above U+10FFFF, no NUL.
 */
size_t vt_utf8_next(const char *s, uint32_t *ret);

/** vt_utf8_valid - the whole string is valid UTF-8 */
bool vt_utf8_valid(const char *s);

/**
 * vt_utf8_add - append @s; a byte that is not UTF-8 becomes the code point of
 * its value (U+0080 to U+00FF), so that the result is always valid
 */
void vt_utf8_add(struct vt_buf *b, const char *s);

/**
 * vt_plain - how many bytes of @s, from its start, every format writes as they are
 *
 * Printable ASCII, but none of \ " ' & < >.
 */
size_t vt_plain(const char *s);

/** vt_hex - lower-case hex digits of @n bytes; owned by the caller */
char *vt_hex(const void *bytes, size_t n);

/** vt_unhex - the reverse; returns bytes written or -EBADMSG */
int vt_unhex(const char *hex, struct vt_buf *ret);

#endif
