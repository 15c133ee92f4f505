/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which daemons of Incus and LXD run, and where each listens. Acquire only. */
#ifndef VT_COLLECT_MANAGERS_INCUS_DAEMON_H
#define VT_COLLECT_MANAGERS_INCUS_DAEMON_H

#include <stdbool.h>
#include <stddef.h>

#include "util/arena.h"

/* More on one host is no host but a test of Incus' own. */
#define VT_INCUS_DAEMONS_MAX 4

/**
 * struct vt_incus_daemon - one that runs
 * @manager: "incus" or "lxd", static
 * @socket:  that exists
 * @run_dir: where its VMs' PID files are
 */
struct vt_incus_daemon {
	const char *manager, *socket, *run_dir;
};

/**
 * vt_incus_daemons - find them; none is started by asking whether it is there
 * @thorough: read every process's name even where no socket looks like a daemon's
 * @ret:      up to VT_INCUS_DAEMONS_MAX; strings are of @arena
 *
 * Returns how many.
 */
size_t vt_incus_daemons(struct vt_arena *arena, bool thorough, struct vt_incus_daemon *ret);

#endif
