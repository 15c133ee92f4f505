/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON values over json-c: the only file that knows json-c is json.c.
 * Strings go in as bytes and come out as valid UTF-8; see vt_utf8_add().
 */
#ifndef VT_UTIL_JSON_H
#define VT_UTIL_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

struct vt_json;

/** vt_json_object, vt_json_array - empty ones; owned, free with vt_json_free() */
struct vt_json *vt_json_object(void);
struct vt_json *vt_json_array(void);
/** vt_json_object_of - an empty object with room for about @members of them; owned */
struct vt_json *vt_json_object_of(int members);
/** vt_json_free - frees the value and all in it; NULL is fine */
void vt_json_free(struct vt_json *j);

static inline void vt_json_cleanup(struct vt_json **j)
{
	vt_json_free(*j);
}

/*
 * Members of an object, which has none of that name yet; @key is not copied, and outlives it.
 * A NULL string is JSON null.
 */
void vt_json_set(struct vt_json *o, const char *key, struct vt_json *taken);
void vt_json_set_str(struct vt_json *o, const char *key, const char *bytes);
void vt_json_set_int(struct vt_json *o, const char *key, int64_t value);
void vt_json_set_u64(struct vt_json *o, const char *key, uint64_t value);
void vt_json_set_bool(struct vt_json *o, const char *key, bool value);
/* To a thousandth. */
void vt_json_set_double(struct vt_json *o, const char *key, double value);
void vt_json_set_null(struct vt_json *o, const char *key);
/* @value, or null when it is @none */
void vt_json_set_id(struct vt_json *o, const char *key, int64_t value, int64_t none);

/** vt_json_set_members - the members of another object that was made here, shared from then on */
void vt_json_set_members(struct vt_json *o, const struct vt_json *from);

/* Items of an array. */
void vt_json_add(struct vt_json *a, struct vt_json *taken);
void vt_json_add_str(struct vt_json *a, const char *bytes);
void vt_json_add_strn(struct vt_json *a, const char *bytes, size_t len);
void vt_json_add_int(struct vt_json *a, int64_t value);

/**
 * vt_json_text - the value as text; borrowed from @j
 * @pretty: over several lines, two blanks of indent
 * @ret_len: its length, without the NUL
 *
 * C0 and C1 control characters and DEL never appear raw, so that the text is
 * safe on a terminal.
 */
const char *vt_json_text(const struct vt_json *j, bool pretty, size_t *ret_len);

/**
 * vt_json_parse - one JSON value, nothing behind it but white space
 *
 * Returns 0 with an owned value in @ret, or -EBADMSG (with where, in @err).
 */
int vt_json_parse(const char *text, size_t len, struct vt_json **ret, struct vt_err *err);

/* Reading. A missing member, or one of another type, gives the fallback. */
const struct vt_json *vt_json_get(const struct vt_json *o, const char *key);
const char *vt_json_get_str(const struct vt_json *o, const char *key, const char *fallback);
int64_t vt_json_get_int(const struct vt_json *o, const char *key, int64_t fallback);
uint64_t vt_json_get_u64(const struct vt_json *o, const char *key, uint64_t fallback);
bool vt_json_get_bool(const struct vt_json *o, const char *key, bool fallback);
/* The array member @key; NULL (of length 0) when it is none. */
const struct vt_json *vt_json_get_array(const struct vt_json *o, const char *key);
size_t vt_json_len(const struct vt_json *a);
const struct vt_json *vt_json_at(const struct vt_json *a, size_t i);
/* The item itself as a string, NULL when it is none. */
const char *vt_json_str(const struct vt_json *item);
/* The item itself as a whole number; false when it is none. */
bool vt_json_int(const struct vt_json *item, int64_t *ret);
/* The item itself is true. */
bool vt_json_is_true(const struct vt_json *item);
bool vt_json_is_object(const struct vt_json *item);

/** typedef vt_json_member - called by vt_json_each() for every member, in order */
typedef void vt_json_member(void *arg, const char *key, const struct vt_json *value);
void vt_json_each(const struct vt_json *o, vt_json_member *fn, void *arg);

#endif
