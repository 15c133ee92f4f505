/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON that is written: an object or array is its text from the beginning, to which members
 * and items are appended, so that thousands of rows need no tree. json.h reads.
 * Strings go in as bytes and come out as valid UTF-8; see vt_utf8_add().
 */
#ifndef VT_UTIL_JSON_OUT_H
#define VT_UTIL_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vt_json_out;

/** vt_json_object, vt_json_array - empty ones; owned, free with vt_json_out_free() */
struct vt_json_out *vt_json_object(void);
struct vt_json_out *vt_json_array(void);
void vt_json_out_free(struct vt_json_out *j);

static inline void vt_json_out_cleanup(struct vt_json_out **j)
{
	vt_json_out_free(*j);
}

/*
 * Members of an object, in the order of the calls; a key is set once. A NULL string, and a
 * NULL object or array, is JSON null.
 */
void vt_json_set(struct vt_json_out *o, const char *key, struct vt_json_out *taken);
void vt_json_set_str(struct vt_json_out *o, const char *key, const char *bytes);
void vt_json_set_int(struct vt_json_out *o, const char *key, int64_t value);
void vt_json_set_u64(struct vt_json_out *o, const char *key, uint64_t value);
void vt_json_set_bool(struct vt_json_out *o, const char *key, bool value);
/* To a thousandth. */
void vt_json_set_double(struct vt_json_out *o, const char *key, double value);
void vt_json_set_null(struct vt_json_out *o, const char *key);
/* @value, or null when it is @none */
void vt_json_set_id(struct vt_json_out *o, const char *key, int64_t value, int64_t none);

/** vt_json_set_members - the members of another object */
void vt_json_set_members(struct vt_json_out *o, struct vt_json_out *taken);

/* Items of an array. */
void vt_json_add(struct vt_json_out *a, struct vt_json_out *taken);
void vt_json_add_str(struct vt_json_out *a, const char *bytes);
void vt_json_add_strn(struct vt_json_out *a, const char *bytes, size_t len);
void vt_json_add_int(struct vt_json_out *a, int64_t value);
void vt_json_add_bool(struct vt_json_out *a, bool value);

/**
 * vt_json_text - the value as text; borrowed from @j, which takes nothing more
 * @pretty: over several lines, two blanks of indent
 * @ret_len: its length, without the NUL
 *
 * C0 and C1 control characters and DEL never appear raw, so that the text is
 * safe on a terminal.
 */
const char *vt_json_text(struct vt_json_out *j, bool pretty, size_t *ret_len);

#endif
