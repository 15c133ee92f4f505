/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ndjson format: one JSON object a line, each with "record" naming what it
 * is: a "mapping" a row, then a "finding" each, a "gap" each, one "summary".
 * audit leaves the mappings out. A consumer skips records it does not know.
 */
#include <config.h>

#include <errno.h>

#include "render/shared.h"
#include "util/cleanup.h"

VT_DEFINE_CLEANUP(json, struct vt_json *, vt_json_free)

static struct vt_json *record(const struct vt_report *r, const char *what)
{
	struct vt_json *o = vt_json_object();

	vt_json_set_str(o, "record", what);
	vt_json_set_int(o, "version", 1);
	vt_json_set_str(o, "host", r->facts->host.hostname);
	vt_json_set_str(o, "generated_at", r->generated_at);
	return o;
}

static int add_line(struct vt_buf *out, struct vt_json *taken, struct vt_err *err)
{
	VT_CLEANUP(json) struct vt_json *o = taken;
	size_t len;
	const char *text = vt_json_text(o, false, &len);

	if (!text)
		return vt_err_set(err, ENOMEM, "cannot write JSON");
	vt_buf_add(out, text, len);
	vt_buf_str(out, "\n");
	return 0;
}

static int add_gap(const struct vt_report *r, const struct vt_gap *gap, struct vt_buf *out,
		   struct vt_err *err)
{
	struct vt_json *o = record(r, "gap");

	vt_json_set_str(o, "code", gap->code);
	vt_json_set_str(o, "subject", gap->subject);
	vt_json_set_str(o, "detail", gap->detail);
	return add_line(out, o, err);
}

int vt_render_ndjson(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		     struct vt_err *err)
{
	size_t n_mappings = o->command == VT_CMD_AUDIT ? 0 : r->mappings.n;
	struct vt_json *last;
	int result = 0;

	for (size_t i = 0; i < n_mappings && !result; i++) {
		struct vt_json *line = record(r, "mapping");

		vt_json_fill_mapping(line, r, &r->mappings.v[i]);
		result = add_line(out, line, err);
	}
	for (size_t i = 0; i < r->findings->rows.n && !result; i++) {
		struct vt_json *line = record(r, "finding");

		vt_json_fill_finding(line, &r->findings->rows.v[i]);
		result = add_line(out, line, err);
	}
	for (size_t i = 0; i < r->facts->gaps.n && !result; i++)
		result = add_gap(r, &r->facts->gaps.v[i], out, err);
	if (result)
		return result;
	last = record(r, "summary");
	vt_json_set_bool(last, "complete", !r->facts->gaps.n);
	vt_json_fill_summary(last, r);
	return add_line(out, last, err);
}
