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

#include <errno.h>

#include "render/json-parts.h"
#include "util/cleanup.h"

VT_DEFINE_CLEANUP(json, struct vt_json *, vt_json_free)

struct lines {
	const struct vt_report *r;
	struct vt_buf *out;
	struct vt_err *err;
	struct vt_json *head;
	size_t n;
};

/* What every line says after its name. */
static struct vt_json *new_head(const struct vt_report *r)
{
	const struct vt_host *host = &r->facts->host;
	struct vt_json *o = vt_json_object();

	vt_json_set_int(o, "version", 1);
	vt_json_set_str(o, "host", host->hostname);
	vt_json_set_str(o, "machine_id", host->machine_id);
	vt_json_set_str(o, "boot_id", host->boot_id);
	vt_json_set_str(o, "generated_at", r->generated_at);
	return o;
}

static struct vt_json *record(const struct lines *l, const char *what)
{
	struct vt_json *o = vt_json_object_of(32);

	vt_json_set_str(o, "record", what);
	vt_json_set_members(o, l->head);
	return o;
}

static int add_line(struct lines *l, struct vt_json *taken)
{
	VT_CLEANUP(json) struct vt_json *o = taken;
	size_t len;
	const char *text = vt_json_text(o, false, &len);

	if (!text)
		return vt_err_set(l->err, ENOMEM, "cannot write JSON");
	vt_buf_add(l->out, text, len);
	vt_buf_str(l->out, "\n");
	l->n++;
	return 0;
}

static int add_mappings(struct lines *l)
{
	int result = 0;

	for (size_t i = 0; i < l->r->mappings.n && !result; i++) {
		struct vt_json *line = record(l, "mapping");

		vt_json_fill_mapping(line, l->r, &l->r->mappings.v[i]);
		result = add_line(l, line);
	}
	return result;
}

static int add_domains(struct lines *l, const struct vt_scope *s)
{
	int result = 0;

	for (uint32_t i = 0; i < l->r->facts->domains.n && !result; i++) {
		struct vt_json *line;

		if (!s->domains[i])
			continue;
		line = record(l, "domain");
		vt_json_fill_domain(line, l->r, i);
		result = add_line(l, line);
	}
	return result;
}

static int add_devices(struct lines *l, const struct vt_scope *s)
{
	int result = 0;

	for (uint32_t i = 0; i < l->r->inventory->devices.n && !result; i++) {
		struct vt_json *line;

		if (!s->devices[i])
			continue;
		line = record(l, "device");
		vt_json_fill_device(line, l->r, i);
		result = add_line(l, line);
	}
	return result;
}

static int add_inventory(struct lines *l, const struct vt_render_opts *o)
{
	struct vt_scope scope = vt_scope_of(l->r, o);
	int result = add_mappings(l);

	if (!result)
		result = add_domains(l, &scope);
	if (!result)
		result = add_devices(l, &scope);
	vt_scope_done(&scope);
	return result;
}

static int add_findings(struct lines *l)
{
	int result = 0;

	for (size_t i = 0; i < l->r->findings->rows.n && !result; i++) {
		struct vt_json *line = record(l, "finding");

		vt_json_fill_finding(line, &l->r->findings->rows.v[i]);
		result = add_line(l, line);
	}
	for (size_t i = 0; l->r->accepted && i < l->r->accepted->rows.n && !result; i++) {
		struct vt_json *line = record(l, "finding");

		vt_json_fill_finding(line, &l->r->accepted->rows.v[i]);
		result = add_line(l, line);
	}
	for (size_t i = 0; i < l->r->facts->gaps.n && !result; i++) {
		struct vt_json *line = record(l, "gap");

		vt_json_fill_gap(line, &l->r->facts->gaps.v[i]);
		result = add_line(l, line);
	}
	return result;
}

int vt_render_ndjson(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		     struct vt_err *err)
{
	VT_CLEANUP(json) struct vt_json *head = new_head(r);
	struct lines l = { .r = r, .out = out, .err = err, .head = head };
	bool audit = o->command == VT_CMD_AUDIT;
	int result = audit ? 0 : add_inventory(&l, o);
	struct vt_json *last;

	if (!result)
		result = add_findings(&l);
	if (result)
		return result;
	last = record(&l, "summary");
	vt_json_set_bool(last, "complete", !r->facts->gaps.n);
	vt_json_set_u64(last, "records", l.n);
	vt_json_fill_summary(last, r);
	if (audit)
		vt_json_set_bool(last, "subset", true);
	return add_line(&l, last);
}
