/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of the table format, for whoever shows them in another frame. */
#ifndef VT_RENDER_TABLE_H
#define VT_RENDER_TABLE_H

#include "render/columns.h"
#include "render/grid.h"

/** vt_table_column - how the grid treats a column */
struct vt_grid_column vt_table_column(const struct vt_column *c);

/** vt_table_add_row - add the cells of a row, safe to look at, with the color of its status */
void vt_table_add_row(struct vt_grid *g, const struct vt_columns *cols, const struct vt_row *row);

#endif
