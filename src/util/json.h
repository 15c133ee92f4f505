/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON that is read, over json-c: the only file that knows json-c is json.c. json-out.h writes. */
#ifndef VT_UTIL_JSON_H
#define VT_UTIL_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

struct vt_json;

/** vt_json_free - frees the value and all in it; NULL is fine */
void vt_json_free(struct vt_json *j);

static inline void vt_json_cleanup(struct vt_json **j)
{
	vt_json_free(*j);
}

/**
 * vt_json_parse - one JSON value, nothing behind it but white space
 *
 * Returns 0 with a value in @ret, owned, to be freed with vt_json_free(), or -EBADMSG (with
 * where, in @err).
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
