/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The screen of watch: rows that can be scrolled, searched and sorted, and one of
 * them looked at. Keys go in, text for the terminal comes out; it reads and writes
 * nothing itself.
 */
#ifndef VT_COMMANDS_SCREEN_H
#define VT_COMMANDS_SCREEN_H

#include "analyze/mapping.h"
#include "render/formats.h"
#include "render/rows.h"
#include "util/str.h"

/* Escape sequences: begin with an empty second screen, and back to the first. */
#define VT_SCREEN_ENTER "\033[?1049h\033[?25l\033[?7l"
#define VT_SCREEN_LEAVE "\033[?7h\033[?25h\033[?1049l"

struct vt_screen;

/** vt_screen_new - nothing to be seen yet; owned, free with vt_screen_free()
 * @how:  columns and color; borrowed
 * @rows: of these --problems and --sort say how it begins; borrowed, NULL = as it is by default
 */
struct vt_screen *vt_screen_new(const struct vt_render_opts *how, const struct vt_rows *rows);
void vt_screen_free(struct vt_screen *s);

/**
 * vt_screen_report - show this one from now on; borrowed until the next
 * @now: vt_clock_ms()
 *
 * What is selected stays so. Rows that are new or different get their age and a mark, and those
 * that are gone stay for a while, marked as such. The last report is looked at for these once more.
 */
void vt_screen_report(struct vt_screen *s, const struct vt_report *r, int64_t now);

/** vt_screen_waiting - what is being waited for, in the last line; NULL = nothing; copied */
void vt_screen_waiting(struct vt_screen *s, const char *what);

/* What keys ask of whoever owns the screen; bits. */
enum vt_wish {
	VT_WISH_DRAW = 1 << 0,
	VT_WISH_QUIT = 1 << 1,
	VT_WISH_SCAN = 1 << 2,
	VT_WISH_SHOW = 1 << 3, /* everything about vt_screen_subject() */
};

/** vt_screen_keys - what was typed, as it came from the terminal */
int vt_screen_keys(struct vt_screen *s, const char *keys, size_t n);

/** vt_screen_subject - the selected row as a subject; owned by the caller, NULL = none, or gone */
char *vt_screen_subject(const struct vt_screen *s);

/** vt_screen_show - show this text above the rows until a key closes it; NULL closes it; copied */
void vt_screen_show(struct vt_screen *s, const char *text);
/** vt_screen_shows - such a text is shown */
bool vt_screen_shows(const struct vt_screen *s);

/** vt_screen_draw - append what makes a terminal of that size show it
 * @now: vt_clock_ms(), for the ages
 */
void vt_screen_draw(struct vt_screen *s, size_t columns, size_t rows, int64_t now,
		    struct vt_buf *out);

/** vt_screen_tick_ms - when the ages will be different; -1 = never */
int vt_screen_tick_ms(const struct vt_screen *s, int64_t now);

#endif
