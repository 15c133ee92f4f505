/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells of safe text in columns, within the room that there is. */
#ifndef VT_RENDER_GRID_H
#define VT_RENDER_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "util/str.h"

/**
 * struct vt_grid_column - how a column behaves where there is no room
 * @heading: borrowed
 * @right:   numbers
 * @least:   it may be shortened to so many columns; 0 = it may not
 * @gives:   columns are left out in this order, from 1; 0 = never. Up to VT_GRID_ORNAMENT they go
 *           before names get very short
 * @wrap:    text: it is broken into lines of at least @least columns instead
 */
struct vt_grid_column {
	const char *heading;
	bool right, wrap;
	size_t least;
	unsigned int gives;
};

#define VT_GRID_ORNAMENT 9
#define VT_GRID_GIVES_MAX 32

struct vt_grid;

/** vt_grid_new - an empty grid; owned, free with vt_grid_free(). @columns are copied */
struct vt_grid *vt_grid_new(const struct vt_grid_column *columns, size_t n);
void vt_grid_free(struct vt_grid *g);

static inline void vt_grid_cleanup(struct vt_grid **g)
{
	vt_grid_free(*g);
}

/**
 * vt_grid_cell - add the next cell, row by row
 * @text:  safe text; @brief: the same in fewer words, NULL = there are none. Both are copied
 * @color: escape sequence, NULL = none; static
 */
void vt_grid_cell(struct vt_grid *g, const char *text, const char *brief, const char *color);

/** vt_grid_note - lines that are printed below the row of the last cell, as they are; copied */
void vt_grid_note(struct vt_grid *g, const char *lines);

/**
 * struct vt_grid_style - how it is printed
 * @width: columns of the terminal, 0 = as wide as it gets
 */
struct vt_grid_style {
	size_t width;
	bool headings, color, ascii;
};

/** vt_grid_print - append the headings and the rows, a line each but for wrapped cells and notes
 * @left_out: headings of columns that had to go are appended, comma-separated; may be NULL
 */
void vt_grid_print(const struct vt_grid *g, const struct vt_grid_style *style, struct vt_buf *out,
		   struct vt_buf *left_out);

#endif
