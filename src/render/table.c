/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table format: rows and columns, below them the findings and what was not
 * seen. On a terminal nothing is wider than the terminal; in a pipe nothing is shortened.
 */
#include <config.h>

#include <string.h>

#include "render/shared.h"
#include "render/safe-text.h"
#include "render/table.h"
#include "util/cleanup.h"

struct vt_grid_column vt_table_column(const struct vt_column *c)
{
	return (struct vt_grid_column){ .heading = c->name,
					.right = c->right,
					.wrap = c->wrap,
					.least = c->least,
					.gives = c->gives };
}

static struct vt_grid *new_grid(const struct vt_columns *cols)
{
	VT_VEC(struct vt_grid_column) list = { 0 };
	struct vt_grid *g;

	for (size_t i = 0; i < cols->list.n; i++)
		*vt_vec_add(&list) = vt_table_column(cols->list.v[i]);
	g = vt_grid_new(list.v, list.n);
	vt_vec_done(&list);
	return g;
}

/* The color of a status that names codes is that of the status. */
static const char *color_of(const struct vt_column *c, const struct vt_row *row, const char *raw)
{
	if (!strcmp(c->key, "status") && row->m)
		return vt_text_color(vt_status_name(row->m->status));
	if (!strcmp(c->key, "status") && row->f)
		return vt_text_color(vt_severity_name(vt_finding_severity(row->f)));
	return strcmp(c->key, "severity") ? NULL : vt_text_color(raw);
}

void vt_table_add_row(struct vt_grid *g, const struct vt_columns *cols, const struct vt_row *row)
{
	bool ascii = vt_text_ascii();
	VT_BUF_OF(raw);
	VT_BUF_OF(text);
	VT_BUF_OF(brief);

	for (size_t i = 0; i < cols->list.n; i++) {
		const struct vt_column *c = cols->list.v[i];
		bool some = vt_column_brief(c, row, &raw);

		text.len = brief.len = 0;
		vt_buf_str(&text, "");
		if (some)
			vt_text_add(&brief, raw.p, ascii);
		if (vt_column_shown(c, row, &raw) && raw.len)
			vt_text_add(&text, raw.p, ascii);
		else
			vt_buf_str(&text, "-");
		vt_grid_cell(g, text.p, some ? brief.p : NULL, color_of(c, row, raw.p));
	}
}

/* What to do about a finding, for people who ask for it with -v. */
static void add_remedy(struct vt_grid *g, const struct vt_finding *f,
		       const struct vt_render_opts *o)
{
	const char *remedy = f->remedy ? f->remedy : vt_class(f->code)->remedy;
	bool ascii = vt_text_ascii();
	VT_BUF_OF(safe);
	VT_BUF_OF(text);

	vt_buf_str(&safe, "");
	vt_text_add(&safe, remedy, ascii);
	vt_buf_str(&text, "    ");
	vt_text_wrap(&text, safe.p, 4, 4, (size_t)o->width);
	vt_buf_str(&text, "\n");
	for (uint32_t i = 0; i < f->n_commands; i++) {
		/* Not wrapped: a command is there to be copied. */
		vt_buf_str(&text, "      ");
		vt_text_add(&text, f->commands[i], ascii);
		vt_buf_str(&text, "\n");
	}
	vt_grid_note(g, text.p);
}

static void fill_grid(struct vt_grid *g, const struct vt_report *r, const struct vt_columns *cols,
		      const struct vt_render_opts *o)
{
	bool audit = o->command == VT_CMD_AUDIT;
	size_t n = audit ? r->findings->rows.n : r->mappings.n;

	for (size_t i = 0; i < n; i++) {
		struct vt_row row = audit ? vt_row_of_finding(r, &r->findings->rows.v[i]) :
					    vt_row_of_mapping(r, &r->mappings.v[i]);

		vt_table_add_row(g, cols, &row);
		if (audit && o->verbose)
			add_remedy(g, row.f, o);
	}
}

static size_t widest_code(const struct vt_findings *list)
{
	size_t width = 0;

	for (size_t i = 0; i < list->rows.n; i++) {
		size_t n = strlen(vt_class(list->rows.v[i].code)->code);

		width = n > width ? n : width;
	}
	return width;
}

static void add_finding(const struct vt_finding *f, size_t width, const struct vt_render_opts *o,
			struct vt_buf *out)
{
	static const char *const shown[] = { "INFO    ", "WARNING ", "CRITICAL" };
	enum vt_severity severity = vt_finding_severity(f);
	const struct vt_class *class = vt_class(f->code);
	bool ascii = vt_text_ascii();
	size_t from = out->len, at;
	VT_BUF_OF(text);

	vt_text_colored(out, vt_severity_name(severity), shown[severity], o->color);
	vt_buf_str(out, " ");
	at = out->len;
	vt_buf_str(out, class->code);
	vt_text_pad(out, at, width);
	vt_buf_str(out, " ");
	vt_finding_subject(&text, f, ascii);
	vt_buf_str(&text, ": ");
	vt_text_add(&text, f->message ? f->message : class->summary, ascii);
	vt_text_wrap(out, text.p, vt_text_width(out->p + from, out->len - from), 9,
		     (size_t)o->width);
	vt_buf_str(out, "\n");
}

static void add_findings(const struct vt_report *r, const struct vt_render_opts *o,
			 struct vt_buf *out)
{
	size_t width = widest_code(r->findings);

	if (r->findings->rows.n)
		vt_buf_str(out, "\n");
	for (size_t i = 0; i < r->findings->rows.n; i++)
		add_finding(&r->findings->rows.v[i], width, o, out);
}

/* What is expected: for those who want to see all. */
static void add_accepted(const struct vt_report *r, const struct vt_render_opts *o,
			 struct vt_buf *out)
{
	bool ascii = vt_text_ascii();

	for (size_t i = 0; o->verbose && r->accepted && i < r->accepted->rows.n; i++) {
		const struct vt_finding *f = &r->accepted->rows.v[i];
		VT_BUF_OF(text);

		vt_buf_fmt(&text, "accepted %s ", vt_class(f->code)->code);
		vt_finding_subject(&text, f, ascii);
		vt_buf_str(&text, ": ");
		vt_text_add(&text, f->message, ascii);
		vt_buf_str(&text, " (");
		vt_text_add(&text, f->accepted, ascii);
		vt_buf_str(&text, ")");
		vt_text_wrap(out, text.p, 0, 9, (size_t)o->width);
		vt_buf_str(out, "\n");
	}
}

static void add_coverage(const struct vt_report *r, const struct vt_render_opts *o,
			 struct vt_buf *out)
{
	VT_BUF_OF(text);

	if (!r->facts->gaps.n)
		return;
	if (out->len)
		vt_buf_str(out, "\n");
	vt_buf_str(&text, "coverage: ");
	vt_coverage_line(&text, r);
	vt_text_wrap(out, text.p, 0, 10, (size_t)o->width);
	vt_buf_str(out, "\n");
}

static void add_left_out(const struct vt_buf *left_out, const struct vt_render_opts *o,
			 struct vt_buf *out)
{
	VT_BUF_OF(text);

	/* What is left out of the default columns of audit is in its messages. */
	if (!left_out->len || (o->command == VT_CMD_AUDIT && !o->columns))
		return;
	vt_buf_fmt(&text, "no room for %s (-o chooses columns; a pipe has no limit)", left_out->p);
	vt_text_wrap(out, text.p, 0, 2, (size_t)o->width);
	vt_buf_str(out, "\n");
}

/* What stands below the rows. */
static void add_footer(const struct vt_report *r, const struct vt_render_opts *o, bool empty,
		       struct vt_buf *out)
{
	if (o->command != VT_CMD_AUDIT)
		add_findings(r, o, out);
	else if (empty && o->width > 0)
		vt_buf_str(out, "no findings\n");
	if (o->command == VT_CMD_AUDIT)
		add_accepted(r, o, out);
	add_coverage(r, o, out);
}

/* A host without anything: what was asked, and what to try. */
static void add_nothing(const struct vt_report *r, struct vt_buf *out)
{
	const struct vt_facts *f = r->facts;
	bool system = false;

	vt_buf_fmt(out, "0 VMs, 0 taps (");
	for (size_t i = 0; i < f->conns.n; i++) {
		vt_buf_str(out, i ? ", " : "");
		vt_text_add(out, f->conns.v[i].uri ? f->conns.v[i].uri : "-", vt_text_ascii());
		system = system || vt_streq(f->conns.v[i].uri, "qemu:///system");
	}
	vt_buf_str(out, f->conns.n ? ")" : "libvirt was not asked)");
	vt_buf_str(out, system ? "; your own VMs: -c qemu:///session\n" : "\n");
}

int vt_table_rows(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		  struct vt_buf *left_out, struct vt_err *err)
{
	VT_CLEANUP(vt_columns) struct vt_columns cols = { 0 };
	VT_CLEANUP(vt_grid) struct vt_grid *g = NULL;
	const struct vt_grid_style style = { .width = o->width > 0 ? (size_t)o->width : 0,
					     .headings = o->headings,
					     .color = o->color,
					     .ascii = vt_text_ascii() };
	int result = vt_columns_parse(o->command, VT_FOR_PEOPLE, r, o->columns, &cols, err);

	if (result < 0)
		return result;
	g = new_grid(&cols);
	fill_grid(g, r, &cols, o);
	vt_grid_print(g, &style, out, left_out);
	return 0;
}

int vt_render_table(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		    struct vt_err *err)
{
	bool audit = o->command == VT_CMD_AUDIT;
	bool empty = !(audit ? r->findings->rows.n : r->mappings.n);
	VT_BUF_OF(left_out);

	if (o->command == VT_CMD_SHOW && !o->columns) {
		vt_show_text(r, o, out);
		return 0;
	}
	if ((!empty || !audit) && vt_table_rows(r, o, out, &left_out, err) < 0)
		return -err->code;
	if (empty && !audit && !r->summary.domains && !r->summary.devices)
		add_nothing(r, out);
	else if (empty && !audit)
		vt_buf_str(out, "no such rows\n");
	add_left_out(&left_out, o, out);
	add_footer(r, o, empty, out);
	return 0;
}
