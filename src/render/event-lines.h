/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events of watch as lines. */
#ifndef VT_RENDER_EVENT_LINES_H
#define VT_RENDER_EVENT_LINES_H

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

/**
 * vt_watch_log - append the event as one line for people: "14:39:32 raised CODE web1 net0: ..."
 * @time: in front of it
 *
 * Nothing for events that say nothing new to a person.
 */
void vt_watch_log(const struct vt_event *event, const char *time, bool color, struct vt_buf *out);

#endif
