/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as /proc/PID/cgroup: no crash, and a path of what is in it. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "collect/process/cgroup.h"
#include "util/vec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_arena *arena = vt_arena_new();
	char *text = vt_xmemdup0(data, size);
	const char *path = vt_cgroup_path(arena, text);
	struct vt_cgroup_owner owner = vt_cgroup_owner(arena, path);

	if (path && (*path != '/' || strchr(path, '\n') || !strstr(text, path)))
		abort();
	if ((owner.id && !owner.manager) || (owner.open && owner.manager))
		abort();
	/* What a user can make is nobody's. */
	if (path && !strncmp(path, "/user.slice/", 12) && owner.manager)
		abort();
	free(text);
	vt_arena_free(arena);
	return 0;
}
