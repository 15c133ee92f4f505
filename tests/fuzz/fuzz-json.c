/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as JSON: no crash, every reader answers for every value, and what
 * is written is safe on a terminal, parses, and is then written the same.
 */
#include <config.h>

#include "util/json.h"
#include "util/str.h"
#include "util/vec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(const struct vt_json *value);

static void read_member(void *arg, const char *key, const struct vt_json *value)
{
	const struct vt_json *object = arg;

	vt_json_get_str(object, key, NULL);
	vt_json_get_int(object, key, 0);
	vt_json_get_u64(object, key, 0);
	vt_json_get_bool(object, key, false);
	vt_json_get_array(object, key);
	if (vt_json_get(object, key) != value)
		abort();
	read_all(value);
}

static void read_all(const struct vt_json *value)
{
	union {
		const struct vt_json *in;
		void *out;
	} u = { .in = value };

	if (vt_json_str(value) && vt_json_len(value))
		abort();
	for (size_t i = 0; i < vt_json_len(value); i++)
		read_all(vt_json_at(value, i));
	if (vt_json_at(value, vt_json_len(value)))
		abort();
	vt_json_each(value, read_member, u.out);
}

/* Any bytes as a string, in a document of ours. */
static void write_string(const char *bytes)
{
	struct vt_json *object = vt_json_object(), *again = NULL;
	struct vt_err err = { 0 };
	const char *text, *back;
	VT_BUF_OF(utf8);
	size_t len;

	vt_json_set_str(object, "s", bytes);
	text = vt_json_text(object, false, &len);
	if (strlen(text) != len || !vt_utf8_valid(text))
		abort();
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			abort();
	if (vt_json_parse(text, len, &again, &err) < 0)
		abort();
	vt_buf_str(&utf8, "");
	vt_utf8_add(&utf8, bytes);
	back = vt_json_get_str(again, "s", NULL);
	if (!vt_streq(back, utf8.p))
		abort();
	vt_json_free(again);
	vt_json_free(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = vt_xmemdup0(data, size);
	struct vt_json *value = NULL;
	struct vt_err err = { 0 };
	int r = vt_json_parse(text, size, &value, &err);

	if ((r < 0) != (err.code != 0) || (r < 0 && value))
		abort();
	read_all(value);
	vt_json_free(value);
	write_string(text);
	free(text);
	return 0;
}
