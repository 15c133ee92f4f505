/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which process listens at a daemon's socket, and what it sees. */
#ifndef VT_COLLECT_LIBVIRT_PEER_ACQUIRE_H
#define VT_COLLECT_LIBVIRT_PEER_ACQUIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"

/**
 * struct vt_peer - a daemon as its connection shows it
 * @run_dir: of its sockets and state; it begins with /proc/PID/root where the daemon has another
 *           root than the caller
 * @netns:   its network namespace, 0 = not known
 */
struct vt_peer {
	const char *run_dir;
	uint64_t netns;
};

/**
 * vt_peer_find - the daemon that this process is connected to
 * @socket:  its path as the caller named it
 * @session: it is a user's own daemon
 *
 * To be called while the connection is open: the socket knows by which process, and under which
 * name, it was made. Strings of @arena; false, and nothing is known, when it cannot be told.
 */
bool vt_peer_find(struct vt_arena *arena, const char *socket, bool session, struct vt_peer *ret);

/** vt_peer_root_len - how much of @path is another root, "/proc/PID/root"; 0 = nothing */
size_t vt_peer_root_len(const char *path);

#endif
