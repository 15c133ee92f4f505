/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The watch command. */
#ifndef VT_COMMANDS_WATCH_H
#define VT_COMMANDS_WATCH_H

#include "options.h"

/**
 * struct vt_watch_env - what main has and watch needs
 * @look: how to look; lasts as long as the watch
 * @show: how a table is shown, with the width of the terminal, 0 = none
 * @say:  prints a line to standard error
 */
struct vt_watch_env {
	const struct vt_look *look;
	struct vt_render_opts (*show)(const struct vt_options *o);
	void (*say)(const char *text);
};

/**
 * vt_watch - report what changes, until a signal
 *
 * To be called before any thread, and behind vt_libvirt_init(). Writes to
 * standard output as it goes. Returns 0 after SIGTERM and its like, or -errno.
 */
int vt_watch(const struct vt_options *o, const struct vt_watch_env *env, struct vt_err *err);

#endif
