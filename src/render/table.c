/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table format: rows and columns through libsmartcols (this is the only
 * file that knows it), below them the findings and what was not seen.
 *
 * Cells are made safe here, not by libsmartcols, which leaves C1 controls and
 * characters that turn the direction of text as they are.
 */
#include <config.h>

#include <errno.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "render/columns.h"
#include "render/shared.h"
#include "render/safe-text.h"
#include "util/cleanup.h"

VT_DEFINE_CLEANUP(scols_table, struct libscols_table *, scols_unref_table)

static struct libscols_table *new_table(const struct vt_columns *cols,
					const struct vt_render_opts *o)
{
	struct libscols_table *tb = scols_new_table();

	if (!tb)
		return NULL;
	scols_table_enable_noencoding(tb, 1);
	scols_table_enable_colors(tb, o->color);
	scols_table_enable_noheadings(tb, !o->headings);
	scols_table_set_termforce(tb,
				  o->width > 0 ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
	if (o->width > 0)
		scols_table_set_termwidth(tb, (size_t)o->width);
	for (size_t i = 0; i < cols->list.n; i++) {
		const struct vt_column *c = cols->list.v[i];
		int flags = (c->right ? SCOLS_FL_RIGHT : 0) | (c->trunc ? SCOLS_FL_TRUNC : 0);

		if (!scols_table_new_column(tb, c->name, 0, flags)) {
			scols_unref_table(tb);
			return NULL;
		}
	}
	return tb;
}

static int fill_line(struct libscols_line *line, const struct vt_columns *cols,
		     const struct vt_row *row)
{
	bool ascii = vt_text_ascii();
	VT_BUF_OF(raw);
	VT_BUF_OF(text);

	for (size_t i = 0; i < cols->list.n; i++) {
		struct libscols_cell *cell = scols_line_get_cell(line, i);

		text.len = 0;
		vt_buf_str(&text, "");
		if (vt_column_cell(cols->list.v[i], row, &raw) && raw.len)
			vt_text_add(&text, raw.p, ascii);
		else
			vt_buf_str(&text, "-");
		if (!cell || scols_cell_set_data(cell, text.p) < 0)
			return -ENOMEM;
		if (vt_streq(cols->list.v[i]->key, "status") ||
		    vt_streq(cols->list.v[i]->key, "severity"))
			scols_cell_set_color(cell, vt_text_color(raw.p));
	}
	return 0;
}

static int add_line(struct libscols_table *tb, const struct vt_columns *cols,
		    const struct vt_row *row)
{
	struct libscols_line *line = scols_table_new_line(tb, NULL);

	return line ? fill_line(line, cols, row) : -ENOMEM;
}

/* libsmartcols prints nothing at all for a table without lines. */
static void add_headings(struct vt_buf *out, const struct vt_columns *cols)
{
	for (size_t i = 0; i < cols->list.n; i++)
		vt_buf_fmt(out, "%s%s", i ? " " : "", cols->list.v[i]->name);
	vt_buf_str(out, "\n");
}

static int print_table(struct libscols_table *tb, struct vt_buf *out)
{
	VT_CLEANUP(vt_free) char *text = NULL;

	if (scols_print_table_to_string(tb, &text) < 0 || !text)
		return -ENOMEM;
	vt_buf_str(out, text);
	/* Some versions leave the newline of the last line to the caller. */
	if (out->len && out->p[out->len - 1] != '\n')
		vt_buf_str(out, "\n");
	return 0;
}

static int fill_table(struct libscols_table *tb, const struct vt_report *r,
		      const struct vt_columns *cols, const struct vt_render_opts *o)
{
	bool audit = o->command == VT_CMD_AUDIT;
	size_t n = audit ? r->findings->rows.n : r->mappings.n;
	int result = 0;

	for (size_t i = 0; i < n && !result; i++) {
		struct vt_row row = audit ? vt_row_of_finding(r, &r->findings->rows.v[i]) :
					    vt_row_of_mapping(r, &r->mappings.v[i]);

		result = add_line(tb, cols, &row);
	}
	return result;
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

static void add_findings(const struct vt_report *r, const struct vt_render_opts *o,
			 struct vt_buf *out)
{
	bool ascii = vt_text_ascii();
	size_t width = widest_code(r->findings);

	if (r->findings->rows.n)
		vt_buf_str(out, "\n");
	for (size_t i = 0; i < r->findings->rows.n; i++) {
		const struct vt_finding *f = &r->findings->rows.v[i];
		const struct vt_class *class = vt_class(f->code);
		static const char *const shown[] = { "INFO    ", "WARNING ", "CRITICAL" };
		size_t from;

		vt_text_colored(out, vt_severity_name(vt_finding_severity(f)),
				shown[vt_finding_severity(f)], o->color);
		vt_buf_str(out, " ");
		from = out->len;
		vt_buf_str(out, class->code);
		vt_text_pad(out, from, width);
		vt_buf_str(out, " ");
		vt_finding_subject(out, f, ascii);
		vt_buf_str(out, ": ");
		vt_text_add(out, f->message ? f->message : class->summary, ascii);
		vt_buf_str(out, "\n");
	}
}

static void add_coverage(const struct vt_report *r, struct vt_buf *out)
{
	if (!r->facts->gaps.n)
		return;
	if (out->len)
		vt_buf_str(out, "\n");
	vt_buf_str(out, "coverage: ");
	vt_coverage_line(out, r);
	vt_buf_str(out, "\n");
}

/* What stands below the rows. */
static void add_footer(const struct vt_report *r, const struct vt_render_opts *o, bool empty,
		       struct vt_buf *out)
{
	if (!o->headings || o->quiet)
		return;
	if (o->command != VT_CMD_AUDIT)
		add_findings(r, o, out);
	else if (empty && o->width > 0)
		vt_buf_str(out, "no findings\n");
	add_coverage(r, out);
}

int vt_render_table(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		    struct vt_err *err)
{
	VT_CLEANUP(vt_columns) struct vt_columns cols = { 0 };
	VT_CLEANUP(scols_table) struct libscols_table *tb = NULL;
	bool audit = o->command == VT_CMD_AUDIT;
	bool empty = !(audit ? r->findings->rows.n : r->mappings.n);
	int result;

	if (o->command == VT_CMD_SHOW && !o->columns) {
		vt_show_text(r, o, out);
		return 0;
	}
	result = vt_columns_parse(o->command, o->columns, &cols, err);
	if (result < 0)
		return result;
	tb = new_table(&cols, o);
	result = tb ? fill_table(tb, r, &cols, o) : -ENOMEM;
	if (!result && !empty)
		result = print_table(tb, out);
	if (result < 0)
		return vt_err_set(err, -result, "cannot lay out the table");
	if (empty && !audit && o->headings)
		add_headings(out, &cols);
	add_footer(r, o, empty, out);
	return 0;
}
