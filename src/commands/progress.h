/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line on standard error while a scan takes long, for who sits before it. */
#ifndef VT_COMMANDS_PROGRESS_H
#define VT_COMMANDS_PROGRESS_H

struct vt_progress;

/**
 * vt_progress_start - after a second, and each second from then on, tell on
 * standard error what is being waited for; owned, end with vt_progress_stop()
 * @seconds: how long at most
 *
 * NULL where standard error is no terminal.
 */
struct vt_progress *vt_progress_start(unsigned int seconds);

/** vt_progress_stop - stop it and take its line away; NULL is fine */
void vt_progress_stop(struct vt_progress *p);

static inline void vt_progress_cleanup(struct vt_progress **p)
{
	vt_progress_stop(*p);
}

#endif
