/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who answers for a process, by the path of its cgroup. */
#ifndef VT_COLLECT_PROCESS_CGROUP_H
#define VT_COLLECT_PROCESS_CGROUP_H

#include <stdbool.h>

#include "util/arena.h"

/**
 * struct vt_cgroup_owner - what a path says
 * @manager: "libvirt", "proxmox", ...; static, NULL = nobody answers
 * @id:      its own name or number for what runs there, NULL = none
 * @open:    the path leads out of what the reader can see: nobody knows
 */
struct vt_cgroup_owner {
	const char *manager, *id;
	bool open;
};

/**
 * vt_cgroup_path - the path of the hierarchy that managers use
 * @text: of /proc/PID/cgroup, or such a path itself
 *
 * That is the unified one; systemd's own where that says nothing, and else the
 * first controller's that says something. Returns "/" where none does, NULL
 * when there is no line. The string is copied into @arena.
 */
const char *vt_cgroup_path(struct vt_arena *arena, const char *text);

/**
 * vt_cgroup_owner - who made a cgroup of this exact form
 *
 * Paths are matched from the root on: only root makes names there, while below
 * user@UID.service the user does. The strings are copied into @arena.
 */
struct vt_cgroup_owner vt_cgroup_owner(struct vt_arena *arena, const char *path);

/** vt_cgroup_owner_by - likewise, by the text of /proc/PID/cgroup; NULL = not known: nobody */
struct vt_cgroup_owner vt_cgroup_owner_by(struct vt_arena *arena, const char *text);

/** vt_cgroup_is_engine - is @manager, of an owner, one that runs containers; false for NULL */
bool vt_cgroup_is_engine(const char *manager);

#endif
