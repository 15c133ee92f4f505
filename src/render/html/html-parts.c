/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text and tables of the page. */
#include <config.h>

#include "render/html/html-parts.h"

#include <inttypes.h>
#include <string.h>

#include "render/safe-text.h"

void vt_html_escape(struct vt_buf *out, const char *text)
{
	static const char *const escapes[256] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
	};

	while (*text) {
		size_t n = vt_plain(text);
		const char *escape = n ? NULL : escapes[(unsigned char)*text];

		n += !n;
		vt_buf_add(out, escape ? escape : text, escape ? strlen(escape) : n);
		text += n;
	}
}

void vt_html_text(struct vt_buf *out, const char *s)
{
	VT_BUF_OF(text);

	if (!s[vt_plain(s)]) {
		vt_buf_str(out, s);
		return;
	}
	vt_text_add(&text, s, false);
	vt_html_escape(out, text.p);
}

#define NO_ROWS "<tbody>\n"

size_t vt_html_table_begin(struct vt_buf *out, const char *id, const char *caption,
			   const struct vt_head *heads, size_t n)
{
	size_t table = out->len;

	vt_buf_fmt(out,
		   "<div class=\"scroll\" role=\"group\" tabindex=\"0\" "
		   "aria-labelledby=\"%s-c\"><table id=\"%s\">\n"
		   "<caption id=\"%s-c\">%s</caption>\n<thead><tr>",
		   id, id, id, caption);
	for (size_t i = 0; i < n; i++)
		vt_buf_fmt(out, "<th scope=\"col\"%s>%s</th>",
			   heads[i].cell == VT_CELL_NUMBER ? " class=\"n\"" : "", heads[i].name);
	vt_buf_str(out, "</tr></thead>\n" NO_ROWS);
	return table;
}

void vt_html_table_end(struct vt_buf *out, size_t table)
{
	if (!strcmp(out->p + out->len - strlen(NO_ROWS), NO_ROWS)) {
		out->len = table;
		vt_buf_str(out, "<p>None.</p>\n</section>\n");
		return;
	}
	vt_buf_str(out, "</tbody></table></div>\n</section>\n");
}

/* Names longer than that are broken where they must. */
static bool is_long(const char *name)
{
	return strlen(name) > 40;
}

void vt_html_row_begin(struct vt_buf *out, const char *name, enum vt_cell cell)
{
	const char *class = "";

	if (!name)
		name = "-";
	if (cell == VT_CELL_NUMBER)
		class = " class=\"n\"";
	else if (is_long(name))
		class = " class=\"w\"";
	vt_buf_fmt(out, "<tr><th scope=\"row\"%s>", class);
	vt_html_text(out, name);
	vt_buf_str(out, "</th>");
}

void vt_html_cell(struct vt_buf *out, const char *value, enum vt_cell cell)
{
	if (!value) {
		vt_buf_fmt(out, "<td class=\"a%s\">-</td>", cell == VT_CELL_NUMBER ? " n" : "");
		return;
	}
	if (cell == VT_CELL_NUMBER)
		vt_buf_str(out, "<td class=\"n\">");
	else if (cell == VT_CELL_TEXT || is_long(value))
		vt_buf_str(out, "<td class=\"w\">");
	else
		vt_buf_str(out, "<td>");
	if (cell == VT_CELL_WORD) {
		vt_buf_str(out, "<span class=\"");
		vt_html_text(out, value);
		vt_buf_str(out, "\">");
	}
	vt_html_text(out, value);
	vt_buf_str(out, cell == VT_CELL_WORD ? "</span></td>" : "</td>");
}

void vt_html_number(struct vt_buf *out, uint64_t value, uint64_t none)
{
	if (value == none)
		vt_html_cell(out, NULL, VT_CELL_NUMBER);
	else
		vt_buf_fmt(out, "<td class=\"n\">%" PRIu64 "</td>", value);
}
