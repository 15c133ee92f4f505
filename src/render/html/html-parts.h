/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text and tables of the page. */
#ifndef VT_RENDER_HTML_HTML_PARTS_H
#define VT_RENDER_HTML_HTML_PARTS_H

#include "render/shared.h"

/** vt_html_text - append @s, safe between tags and in quoted attributes */
void vt_html_text(struct vt_buf *out, const char *s);

/** vt_html_escape - append text that vt_text_add() made, or our own */
void vt_html_escape(struct vt_buf *out, const char *text);

/* How a cell is shown; headings of its column likewise. A name stays on one
 * line while it is short, a text is a sentence. */
enum vt_cell { VT_CELL_NAME, VT_CELL_TEXT, VT_CELL_NUMBER, VT_CELL_WORD };

/** struct vt_head - heading of a column of a table in the page */
struct vt_head {
	const char *name;
	enum vt_cell cell;
};

/**
 * vt_html_table_begin - open a table; @caption is plain text, @id a plain word
 *
 * Returns what vt_html_table_end() is to be given.
 */
size_t vt_html_table_begin(struct vt_buf *out, const char *id, const char *caption,
			   const struct vt_head *heads, size_t n);
/** vt_html_table_end - close it and its section; "None." in its place without rows */
void vt_html_table_end(struct vt_buf *out, size_t table);

/** vt_html_row_begin - open a row with the cell that names it; @name NULL = absent */
void vt_html_row_begin(struct vt_buf *out, const char *name, enum vt_cell cell);

/**
 * vt_html_cell - append a cell; @value NULL = absent
 *
 * A VT_CELL_WORD gets the class of its own name, for color.
 */
void vt_html_cell(struct vt_buf *out, const char *value, enum vt_cell cell);
void vt_html_number(struct vt_buf *out, uint64_t value, uint64_t none);

#endif
