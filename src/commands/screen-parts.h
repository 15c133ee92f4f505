/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the screen share. */
#ifndef VT_COMMANDS_SCREEN_PARTS_H
#define VT_COMMANDS_SCREEN_PARTS_H

#include "commands/screen.h"
#include "render/columns.h"
#include "util/vec.h"

/* A row that was changed is marked for so long. */
#define VT_SCREEN_MARK_MS 10000
/* One that is gone stays to be seen for so long. */
#define VT_SCREEN_GONE_MS 30000

/* VT_ORDER_GIVEN: as --sort has it; without that there is no such order. */
enum vt_screen_order {
	VT_ORDER_GIVEN,
	VT_ORDER_WORST,
	VT_ORDER_VM,
	VT_ORDER_DEVICE,
	VT_ORDER_BRIDGE,
	VT_ORDER_AGE
};
#define VT_ORDER_N 6

/* What a row that is gone had in a column; text safe to look at, owned. */
struct vt_screen_cell {
	const struct vt_column *column;
	char *text;
};

/**
 * struct vt_screen_row - a row of the mapping, or a finding that is about none
 * @row:   refers to the report; of one that is gone all zero
 * @key:   its identity, @value: what is shown of it, @more: what else can be searched; owned
 * @name, @device, @bridge: what it is sorted by; owned, NULL = it has none
 * @bad:   how bad it is, 0 = fine
 * @since: when it came to be as it is; @before: it was like that when watch began
 * @gone:  it is in the report no more, since @since; @cells: what it was
 */
struct vt_screen_row {
	struct vt_row row;
	char *key, *value, *more, *name, *device, *bridge;
	int bad;
	int64_t since;
	bool before, gone;
	size_t place;
	VT_VEC(struct vt_screen_cell) cells;
};

/* What keys are for. */
enum vt_screen_mode { VT_MODE_ROWS, VT_MODE_SEARCH, VT_MODE_TEXT };

/**
 * struct vt_screen - see screen.h
 * @all:   every row of the report, in its order; @seen: rows of @all that are shown, sorted
 * @lines: the rows as text, one below the other, behind the headings, for @width columns
 * @line_at: offset of each of them; one more for the end
 * @columns: which there are, as -o has them; owned, NULL = the default
 * @sort:  columns of --sort, NULL = none; the report has its rows in that order
 * @top, @cursor: of @seen; in VT_MODE_TEXT @text_top is the first line
 */
struct vt_screen {
	const struct vt_render_opts *how;
	const struct vt_report *report;
	const char *sort;
	char *columns;
	VT_VEC(struct vt_screen_row) all;
	VT_VEC(size_t) seen;
	VT_VEC(size_t) line_at;
	struct vt_buf lines, search, text;
	size_t width, height, top, cursor, text_top;
	enum vt_screen_mode mode;
	enum vt_screen_order order;
	bool problems, traffic, helping;
	int64_t began;
	char waiting[96];
};

/** vt_screen_set_traffic - with columns of what each device carries, or as they were */
void vt_screen_set_traffic(struct vt_screen *s, bool traffic);
/** vt_screen_choose - fill @seen anew, with the cursor on the row of @key; NULL = where it was */
void vt_screen_choose(struct vt_screen *s, const char *key);
/** vt_screen_lay_out - fill @lines anew */
void vt_screen_lay_out(struct vt_screen *s, int64_t now);
/** vt_screen_page - how many rows there is room for */
size_t vt_screen_page(const struct vt_screen *s);
/** vt_screen_selected - the row under the cursor, NULL = none */
const struct vt_screen_row *vt_screen_selected(const struct vt_screen *s);
/** vt_screen_order_name - borrowed */
const char *vt_screen_order_name(const struct vt_screen *s);
/** vt_screen_forget - drop the rows that have been gone for long enough */
void vt_screen_forget(struct vt_screen *s, int64_t now);
/** vt_screen_help - what ? shows; static */
const char *vt_screen_help(void);

#endif
