/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which process listens at a daemon's socket, and what it sees. */
#ifndef VT_COLLECT_LIBVIRT_PEER_ACQUIRE_H
#define VT_COLLECT_LIBVIRT_PEER_ACQUIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/arena.h"

/**
 * vt_peer_run_dir - directory of sockets and state of the daemon that this process is connected to
 * @socket:  its path as the caller named it
 * @session: it is a user's own daemon
 *
 * To be called while the connection is open: the socket knows by which process, and under which
 * name, it was made. Where that process has another root than the caller, the directory begins
 * with /proc/PID/root. Of @arena; NULL when it cannot be told.
 */
const char *vt_peer_run_dir(struct vt_arena *arena, const char *socket, bool session);

/** vt_peer_root_len - how much of @path is another root, "/proc/PID/root"; 0 = nothing */
size_t vt_peer_root_len(const char *path);

#endif
