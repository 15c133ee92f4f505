/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The csv format: the rows of the table by RFC 4180, with headings named as in
 * the JSON format, absent values empty.
 *
 * A spreadsheet runs a cell that begins with = + - @ TAB or CR; such a cell
 * gets an apostrophe in front. A byte that is not UTF-8 becomes the code point
 * of its value, as in JSON. Of control characters only TAB, CR and LF are
 * written raw (in quotes), the others as \u00XX, as in JSON.
 */
#include <config.h>

#include <string.h>

#include "render/columns.h"
#include "render/shared.h"
#include "util/cleanup.h"

static bool is_control(uint32_t cp)
{
	return (cp < 0x20 && cp != '\t' && cp != '\r' && cp != '\n') || (cp >= 0x7f && cp < 0xa0);
}

/* One character, or one byte that is none; returns its bytes. */
static size_t add_char(struct vt_buf *out, const char *s)
{
	uint32_t cp;
	size_t n = vt_utf8_next(s, &cp);

	if (!n)
		cp = (unsigned char)*s;
	if (is_control(cp))
		vt_buf_fmt(out, "\\u%04x", cp);
	else if (cp == '"')
		vt_buf_str(out, "\"\"");
	else if (n)
		vt_buf_add(out, s, n);
	else
		vt_utf8_add(out, (char[]){ *s, '\0' });
	return n ? n : 1;
}

static void add_cell(struct vt_buf *out, const char *raw)
{
	bool quoted = raw[strcspn(raw, ",\"\t\r\n")] != '\0';

	vt_buf_str(out, quoted ? "\"" : "");
	vt_buf_str(out, *raw && strchr("=+-@\t\r", *raw) ? "'" : "");
	while (*raw) {
		size_t n = vt_plain(raw);

		if (n)
			vt_buf_add(out, raw, n);
		else
			n = add_char(out, raw);
		raw += n;
	}
	vt_buf_str(out, quoted ? "\"" : "");
}

static void add_row(struct vt_buf *out, const struct vt_columns *cols, const struct vt_row *row)
{
	VT_BUF_OF(raw);

	for (size_t i = 0; i < cols->list.n; i++) {
		vt_buf_str(out, i ? "," : "");
		if (vt_column_cell(cols->list.v[i], row, &raw))
			add_cell(out, raw.p);
	}
	vt_buf_str(out, "\r\n");
}

int vt_render_csv(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		  struct vt_err *err)
{
	VT_CLEANUP(vt_columns) struct vt_columns cols = { 0 };
	int result = vt_columns_parse(o->command, VT_FOR_PROGRAMS, r, o->columns, &cols, err);
	bool audit = o->command == VT_CMD_AUDIT;

	if (result < 0)
		return result;
	for (size_t i = 0; o->headings && i < cols.list.n; i++)
		vt_buf_fmt(out, "%s%s%s", i ? "," : "", cols.list.v[i]->key,
			   i + 1 == cols.list.n ? "\r\n" : "");
	for (size_t i = 0; !audit && i < r->mappings.n; i++) {
		struct vt_row row = vt_row_of_mapping(r, &r->mappings.v[i]);

		add_row(out, &cols, &row);
	}
	for (size_t i = 0; audit && i < r->findings->rows.n; i++) {
		struct vt_row row = vt_row_of_finding(r, &r->findings->rows.v[i]);

		add_row(out, &cols, &row);
	}
	return 0;
}
