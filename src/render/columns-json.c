/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Columns that are members of the JSON format's rows and have no cell of their own: text as it is,
 * lists of texts with commas, yes and no, the rest as JSON has it.
 */
#include <config.h>

#include <string.h>

#include "render/columns-parts.h"
#include "render/json-parts.h"
#include "util/cleanup.h"

static struct vt_json *of_finding(const struct vt_row *row)
{
	struct vt_json *o = vt_json_object();

	if (row->f)
		vt_json_fill_finding(o, row->f);
	return o;
}

static struct vt_json *of_device(const struct vt_row *row)
{
	struct vt_json *o = vt_json_object();

	if (row->device != VT_NONE)
		vt_json_fill_device(o, row->r, row->device);
	return o;
}

static struct vt_json *of_domain(const struct vt_row *row)
{
	struct vt_json *o = vt_json_object();

	if (row->domain != VT_NONE)
		vt_json_fill_domain(o, row->r, row->domain);
	return o;
}

static struct vt_json *of_nic(const struct vt_row *row)
{
	struct vt_json *o = vt_json_object();

	if (row->nic != VT_NONE)
		vt_json_fill_nic(o, row->r->facts, &row->r->facts->nics.v[row->nic]);
	return o;
}

static struct vt_json *of_process(const struct vt_row *row)
{
	struct vt_json *o = vt_json_object();

	if (row->proc)
		vt_json_fill_process(o, row->r, (uint32_t)(row->proc - row->r->facts->procs.v));
	return o;
}

/* False where it is no list of texts. Commands are one line for a shell. */
static bool put_list(const struct vt_json *value, const char *key, struct vt_buf *ret)
{
	const char *between = !strcmp(key, "commands") ? "; " : ",";

	for (size_t i = 0; i < vt_json_len(value); i++) {
		const char *text = vt_json_str(vt_json_at(value, i));

		if (!text)
			return false;
		vt_buf_fmt(ret, "%s%s", i ? between : "", text);
	}
	return true;
}

/* Nothing for null and for what is empty. */
static bool put_member(struct vt_json *taken, const char *key, struct vt_buf *ret)
{
	VT_CLEANUP(vt_json) struct vt_json *row = taken;
	const struct vt_json *value = vt_json_get(row, key), *list = vt_json_get_array(row, key);
	const char *text = vt_json_str(value);
	size_t n;

	if (list && put_list(list, key, ret))
		return ret->len > 0;
	ret->len = 0;
	if (text) {
		vt_buf_str(ret, text);
		return true;
	}
	text = vt_json_text(value, false, &n);
	if (!strcmp(text, "null") || !strcmp(text, "{}"))
		return false;
	vt_buf_str(ret, !strcmp(text, "true") ? "yes" : !strcmp(text, "false") ? "no" : text);
	return true;
}

#define COLUMN(name, table, key, help, ...) \
	static bool col_##key(const struct vt_row *row, struct vt_buf *ret) \
	{ \
		return put_member(of_##table(row), #key, ret); \
	}
#include "render/columns-json.def"
#undef COLUMN

static const struct vt_column columns[] = {
#define COLUMN(name, table, key, help, ...) \
	{ name, #key, help, .value = col_##key, .gives = 8, __VA_ARGS__ },
#include "render/columns-json.def"
#undef COLUMN
};

const struct vt_column *vt_column_of_json(size_t i)
{
	return i < sizeof(columns) / sizeof(*columns) ? &columns[i] : NULL;
}
