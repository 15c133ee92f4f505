/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What watch shows: a line for each event, or a screen. */
#ifndef VT_RENDER_SCREEN_H
#define VT_RENDER_SCREEN_H

#include "analyze/changes.h"
#include "render/formats.h"

/**
 * vt_watch_line - append the event as one line of JSON
 * @time: RFC 3339
 *
 * Returns 0 or -ENOMEM.
 */
int vt_watch_line(const struct vt_event *event, const char *time, struct vt_buf *out,
		  struct vt_err *err);

/* Escape sequences: begin with an empty second screen, and back to the first. */
#define VT_SCREEN_ENTER "\033[?1049h\033[?25l\033[?7l"
#define VT_SCREEN_LEAVE "\033[?7h\033[?25h\033[?1049l"

/**
 * vt_watch_screen - append what makes the screen show the report
 * @o:    as for the table of VT_CMD_LIST; its width is the screen's
 * @rows: height of the screen; what has no room is counted in the last line
 *
 * Findings come first, since they must not fall off the end. Returns 0 or
 * -errno.
 */
int vt_watch_screen(const struct vt_report *r, const struct vt_render_opts *o, size_t rows,
		    struct vt_buf *out, struct vt_err *err);

#endif
