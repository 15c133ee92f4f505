/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ndjson format: one JSON object per line, each with "record" naming what it
 * is: a "mapping" a row, then a "domain", a "device", a "finding" and a "gap"
 * each, one "summary". audit leaves the first three out. A consumer skips
 * records it does not know. The summary counts the lines before it and says
 * whether they are all that there is, so that who stores them can tell a whole
 * scan from one that was cut off, or asked for a part only.
 */
#include <config.h>

#include "render/json-parts.h"
#include "util/cleanup.h"

VT_DEFINE_CLEANUP(json, struct vt_json_out *, vt_json_out_free)

struct lines {
	const struct vt_report *r;
	struct vt_buf *out;
	size_t n;
};

static struct vt_json_out *record(const struct lines *l, const char *what)
{
	const struct vt_host *host = &l->r->facts->host;
	struct vt_json_out *o = vt_json_object();

	vt_json_set_str(o, "record", what);
	vt_json_set_int(o, "version", 1);
	vt_json_set_str(o, "host", host->hostname);
	vt_json_set_str(o, "machine_id", host->machine_id);
	vt_json_set_str(o, "boot_id", host->boot_id);
	vt_json_set_str(o, "generated_at", l->r->generated_at);
	return o;
}

static void add_line(struct lines *l, struct vt_json_out *taken)
{
	VT_CLEANUP(json) struct vt_json_out *o = taken;
	size_t len;
	const char *text = vt_json_text(o, false, &len);

	vt_buf_add(l->out, text, len);
	vt_buf_str(l->out, "\n");
	l->n++;
}

static void add_domain(void *arg, struct vt_json_out *taken)
{
	struct vt_json_out *line = record(arg, "domain");

	vt_json_set_members(line, taken);
	add_line(arg, line);
}

static void add_device(void *arg, struct vt_json_out *taken)
{
	struct vt_json_out *line = record(arg, "device");

	vt_json_set_members(line, taken);
	add_line(arg, line);
}

static void add_inventory(struct lines *l, const struct vt_render_opts *o)
{
	struct vt_scope scope = vt_scope_of(l->r, o);

	for (size_t i = 0; i < l->r->mappings.n; i++) {
		struct vt_json_out *line = record(l, "mapping");

		vt_json_fill_mapping(line, l->r, &l->r->mappings.v[i]);
		add_line(l, line);
	}
	vt_json_domains(l->r, &scope, add_domain, l);
	vt_json_devices(l->r, &scope, add_device, l);
	vt_scope_done(&scope);
}

static void add_findings(struct lines *l, const struct vt_findings *findings)
{
	for (size_t i = 0; findings && i < findings->rows.n; i++) {
		struct vt_json_out *line = record(l, "finding");

		vt_json_fill_finding(line, &findings->rows.v[i]);
		add_line(l, line);
	}
}

static void add_gaps(struct lines *l)
{
	for (size_t i = 0; i < l->r->facts->gaps.n; i++) {
		struct vt_json_out *line = record(l, "gap");

		vt_json_fill_gap(line, &l->r->facts->gaps.v[i]);
		add_line(l, line);
	}
}

int vt_render_ndjson(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		     struct vt_err *err)
{
	struct lines l = { .r = r, .out = out };
	bool audit = o->command == VT_CMD_AUDIT;
	struct vt_json_out *last;

	(void)err;
	if (!audit)
		add_inventory(&l, o);
	add_findings(&l, r->findings);
	add_findings(&l, r->accepted);
	add_gaps(&l);
	last = record(&l, "summary");
	vt_json_set_bool(last, "complete", !r->facts->gaps.n);
	vt_json_set_u64(last, "records", l.n);
	/* An audit leaves out what is in order. */
	vt_json_fill_summary(last, r, r->subset || audit);
	add_line(&l, last);
	return 0;
}
