/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one file that knows json-c. */
#include <config.h>

#include "util/json.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/str.h"
#include "util/vec.h"

/* What json-c got later than 0.13, which the oldest distributions have. */
#ifndef VT_JSON_C
#define VT_JSON_C JSON_C_VERSION_NUM
#endif
#define JSON_C_0_14 0x0e00
#define JSON_C_0_15 0x0f00

#if VT_JSON_C >= JSON_C_0_15
static size_t parse_end(struct json_tokener *tok)
{
	return json_tokener_get_parse_end(tok);
}
#else
static size_t parse_end(struct json_tokener *tok)
{
	return (size_t)tok->char_offset;
}
#endif

#if VT_JSON_C >= JSON_C_0_14
#define VALIDATE_UTF8 JSON_TOKENER_VALIDATE_UTF8

static struct json_object *new_u64(uint64_t value)
{
	return json_object_new_uint64(value);
}

static uint64_t get_u64(const struct json_object *o)
{
	return json_object_get_uint64(o);
}
#else
#define VALIDATE_UTF8 0

/* What an int64 cannot hold is printed by its digits, and read as the largest one. */
static struct json_object *new_u64(uint64_t value)
{
	char digits[24];

	if (value <= INT64_MAX)
		return json_object_new_int64((int64_t)value);
	snprintf(digits, sizeof(digits), "%" PRIu64, value);
	return json_object_new_double_s((double)value, digits);
}

static uint64_t get_u64(struct json_object *o)
{
	int64_t value = json_object_get_int64(o);

	return value < 0 ? 0 : (uint64_t)value;
}
#endif

/* Deep enough for any document of ours, shallow enough for any stack. */
#define MAX_DEPTH 32

static struct json_object *to_c(const struct vt_json *j)
{
	/* json-c has no const API; through this pointer of a caller that holds a
	 * const one nothing is written but the text that json-c keeps with a value. */
	union {
		const struct vt_json *in;
		struct json_object *out;
	} u = { .in = j };

	return u.out;
}

static struct vt_json *from_c(struct json_object *o)
{
	return (struct vt_json *)o;
}

struct vt_json *vt_json_object(void)
{
	return from_c(json_object_new_object());
}

/* json-c doubles a table when two thirds of it are taken, and hashes all keys again. */
struct vt_json *vt_json_object_of(int members)
{
	struct json_object *o = json_object_new_object();

	lh_table_resize(json_object_get_object(o), members * 3 / 2 + 2);
	return from_c(o);
}

struct vt_json *vt_json_array(void)
{
	return from_c(json_object_new_array());
}

void vt_json_free(struct vt_json *j)
{
	json_object_put(to_c(j));
}

/*
 * json-c leaves DEL and C1 controls as they are; a terminal takes U+009B for
 * an escape. Bytes that were no UTF-8 are written \u00XX, as the format says.
 */
static int print_string(struct json_object *o, struct printbuf *pb, int level, int flags)
{
	const char *s = json_object_get_string(o);
	const char *raw = json_object_get_userdata(o);
	uint32_t cp;

	(void)level;
	(void)flags;
	if (raw)
		s = raw;
	printbuf_memappend(pb, "\"", 1);
	while (*s) {
		size_t n = vt_utf8_next(s, &cp);

		if (!n || cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
			sprintbuf(pb, "\\u%04x", n ? cp : (unsigned char)*s);
			s += n ? n : 1;
			continue;
		}
		if (cp == '"' || cp == '\\')
			printbuf_memappend(pb, "\\", 1);
		printbuf_memappend(pb, s, (int)n);
		s += n;
	}
	return printbuf_memappend(pb, "\"", 1);
}

static void drop_userdata(struct json_object *o, void *p)
{
	(void)o;
	free(p);
}

static bool is_plain(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s >= 0x7f)
			return false;
	return true;
}

static struct json_object *string_object(const char *bytes)
{
	struct json_object *o;
	VT_BUF_OF(utf8);

	if (!bytes)
		return NULL;
	if (is_plain(bytes))
		return json_object_new_string(bytes);
	vt_buf_str(&utf8, "");
	vt_utf8_add(&utf8, bytes);
	o = json_object_new_string_len(utf8.p, (int)utf8.len);
	json_object_set_serializer(o, print_string, vt_xstrdup(bytes), drop_userdata);
	return o;
}

/* Looking for the key in vain, and a copy of it, took a third of writing. */
static void put(struct vt_json *o, const char *key, struct json_object *taken)
{
	json_object_object_add_ex(to_c(o), key, taken,
				  JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_KEY_IS_CONSTANT);
}

void vt_json_set(struct vt_json *o, const char *key, struct vt_json *taken)
{
	put(o, key, to_c(taken));
}

void vt_json_set_str(struct vt_json *o, const char *key, const char *bytes)
{
	put(o, key, string_object(bytes));
}

void vt_json_set_int(struct vt_json *o, const char *key, int64_t value)
{
	put(o, key, json_object_new_int64(value));
}

void vt_json_set_u64(struct vt_json *o, const char *key, uint64_t value)
{
	put(o, key, new_u64(value));
}

void vt_json_set_bool(struct vt_json *o, const char *key, bool value)
{
	put(o, key, json_object_new_boolean(value));
}

void vt_json_set_double(struct vt_json *o, const char *key, double value)
{
	char text[352]; /* of DBL_MAX, too */

	snprintf(text, sizeof(text), "%.3f", value);
	put(o, key, json_object_new_double_s(value, text));
}

void vt_json_set_null(struct vt_json *o, const char *key)
{
	put(o, key, NULL);
}

void vt_json_set_id(struct vt_json *o, const char *key, int64_t value, int64_t none)
{
	if (value == none)
		vt_json_set_null(o, key);
	else
		vt_json_set_int(o, key, value);
}

void vt_json_add(struct vt_json *a, struct vt_json *taken)
{
	json_object_array_add(to_c(a), to_c(taken));
}

void vt_json_add_str(struct vt_json *a, const char *bytes)
{
	json_object_array_add(to_c(a), string_object(bytes));
}

void vt_json_add_strn(struct vt_json *a, const char *bytes, size_t len)
{
	VT_BUF_OF(copy);

	vt_buf_str(&copy, "");
	vt_buf_add(&copy, bytes, len);
	vt_json_add_str(a, copy.p);
}

void vt_json_add_int(struct vt_json *a, int64_t value)
{
	json_object_array_add(to_c(a), json_object_new_int64(value));
}

const char *vt_json_text(const struct vt_json *j, bool pretty, size_t *ret_len)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;

	if (pretty)
		flags |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	return json_object_to_json_string_length(to_c(j), flags, ret_len);
}

/* 0.18 takes every byte beyond ASCII for a control character if it is to be
 * strict (its issue 892): then quotes and comments of JavaScript may pass. */
static int parse_flags(void)
{
	bool broken = json_c_version_num() >> 8 == 18;

	return VALIDATE_UTF8 | (broken ? 0 : JSON_TOKENER_STRICT);
}

int vt_json_parse(const char *text, size_t len, struct vt_json **ret, struct vt_err *err)
{
	struct json_tokener *tok = json_tokener_new_ex(MAX_DEPTH);
	struct json_object *o;
	enum json_tokener_error why;
	int result = 0;

	if (!tok || len > INT32_MAX) {
		if (tok)
			json_tokener_free(tok);
		return vt_err_set(err, E2BIG, "JSON text is too large");
	}
	if (!VALIDATE_UTF8 && !vt_utf8_valid(text)) {
		json_tokener_free(tok);
		return vt_err_set(err, EBADMSG, "bad JSON: it is not UTF-8");
	}
	json_tokener_set_flags(tok, parse_flags());
	/* The NUL behind the text ends a bare number, too. */
	o = json_tokener_parse_ex(tok, text, (int)len + 1);
	why = json_tokener_get_error(tok);
	if (why != json_tokener_success || parse_end(tok) < len) {
		result = vt_err_set(err, EBADMSG, "bad JSON at byte %zu: %s", parse_end(tok),
				    why == json_tokener_continue ? "it ends too early" :
								   json_tokener_error_desc(why));
		json_object_put(o);
	} else {
		*ret = from_c(o);
	}
	json_tokener_free(tok);
	return result;
}

const struct vt_json *vt_json_get(const struct vt_json *o, const char *key)
{
	struct json_object *value = NULL;

	if (!o || !json_object_is_type(to_c(o), json_type_object))
		return NULL;
	json_object_object_get_ex(to_c(o), key, &value);
	return from_c(value);
}

static struct json_object *get_typed(const struct vt_json *o, const char *key, enum json_type type)
{
	struct json_object *value = to_c(vt_json_get(o, key));

	return value && json_object_is_type(value, type) ? value : NULL;
}

const char *vt_json_get_str(const struct vt_json *o, const char *key, const char *fallback)
{
	struct json_object *value = get_typed(o, key, json_type_string);

	return value ? json_object_get_string(value) : fallback;
}

int64_t vt_json_get_int(const struct vt_json *o, const char *key, int64_t fallback)
{
	struct json_object *value = get_typed(o, key, json_type_int);

	return value ? json_object_get_int64(value) : fallback;
}

uint64_t vt_json_get_u64(const struct vt_json *o, const char *key, uint64_t fallback)
{
	struct json_object *value = get_typed(o, key, json_type_int);

	return value ? get_u64(value) : fallback;
}

bool vt_json_get_bool(const struct vt_json *o, const char *key, bool fallback)
{
	struct json_object *value = get_typed(o, key, json_type_boolean);

	return value ? json_object_get_boolean(value) : fallback;
}

const struct vt_json *vt_json_get_array(const struct vt_json *o, const char *key)
{
	return from_c(get_typed(o, key, json_type_array));
}

size_t vt_json_len(const struct vt_json *a)
{
	return a && json_object_is_type(to_c(a), json_type_array) ?
		       json_object_array_length(to_c(a)) :
		       0;
}

const struct vt_json *vt_json_at(const struct vt_json *a, size_t i)
{
	return i < vt_json_len(a) ? from_c(json_object_array_get_idx(to_c(a), i)) : NULL;
}

const char *vt_json_str(const struct vt_json *item)
{
	return item && json_object_is_type(to_c(item), json_type_string) ?
		       json_object_get_string(to_c(item)) :
		       NULL;
}

bool vt_json_int(const struct vt_json *item, int64_t *ret)
{
	if (!item || !json_object_is_type(to_c(item), json_type_int))
		return false;
	*ret = json_object_get_int64(to_c(item));
	return true;
}

bool vt_json_is_true(const struct vt_json *item)
{
	return item && json_object_is_type(to_c(item), json_type_boolean) &&
	       json_object_get_boolean(to_c(item));
}

bool vt_json_is_object(const struct vt_json *item)
{
	return item && json_object_is_type(to_c(item), json_type_object);
}

void vt_json_each(const struct vt_json *o, vt_json_member *fn, void *arg)
{
	if (!vt_json_is_object(o))
		return;
	json_object_object_foreach(to_c(o), key, value) fn(arg, key, from_c(value));
}

void vt_json_set_members(struct vt_json *o, const struct vt_json *from)
{
	json_object_object_foreach(to_c(from), key, value) put(o, key, json_object_get(value));
}
