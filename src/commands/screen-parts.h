/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the screen share. */
#ifndef VT_COMMANDS_SCREEN_PARTS_H
#define VT_COMMANDS_SCREEN_PARTS_H

#include "commands/screen.h"
#include "render/columns.h"
#include "util/vec.h"

/* A row that was changed is marked for so long. */
#define VT_SCREEN_MARK_MS 10000

enum vt_screen_order {
	VT_ORDER_WORST,
	VT_ORDER_VM,
	VT_ORDER_DEVICE,
	VT_ORDER_BRIDGE,
	VT_ORDER_AGE
};
#define VT_ORDER_N 5

/**
 * struct vt_screen_row - a row of the mapping, or a finding that is about none
 * @key:   its identity, @value: what is shown of it, @more: what else can be searched; owned
 * @since: when it came to be as it is; @before: it was like that when watch began
 */
struct vt_screen_row {
	struct vt_row row;
	char *key, *value, *more;
	int64_t since;
	bool before;
	size_t place;
};

/* What keys are for. */
enum vt_screen_mode { VT_MODE_ROWS, VT_MODE_SEARCH, VT_MODE_TEXT };

/**
 * struct vt_screen - see screen.h
 * @all:   every row of the report, in its order; @seen: rows of @all that are shown, sorted
 * @lines: the rows as text, one below the other, behind the headings, for @width columns
 * @line_at: offset of each of them; one more for the end
 * @top, @cursor: of @seen; in VT_MODE_TEXT @text_top is the first line
 */
struct vt_screen {
	const struct vt_render_opts *how;
	const struct vt_report *report;
	VT_VEC(struct vt_screen_row) all;
	VT_VEC(size_t) seen;
	VT_VEC(size_t) line_at;
	struct vt_buf lines, search, text;
	size_t width, height, top, cursor, text_top;
	enum vt_screen_mode mode;
	enum vt_screen_order order;
	bool problems, helping;
	int64_t began;
	char waiting[96];
};

/** vt_screen_choose - fill @seen anew, with the cursor on the row of @key; NULL = where it was */
void vt_screen_choose(struct vt_screen *s, const char *key);
/** vt_screen_lay_out - fill @lines anew */
void vt_screen_lay_out(struct vt_screen *s, int64_t now);
/** vt_screen_page - how many rows there is room for */
size_t vt_screen_page(const struct vt_screen *s);
/** vt_screen_selected - the row under the cursor, NULL = none */
const struct vt_screen_row *vt_screen_selected(const struct vt_screen *s);
const char *vt_screen_order_name(enum vt_screen_order order);
/** vt_screen_help - what ? shows; static */
const char *vt_screen_help(void);

#endif
