/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What those who ask a manager have in common. */
#include <config.h>

#include "collect/managers/manager-acquire.h"
#include "util/str.h"

struct vt_raw_source *vt_managers_source(struct vt_manager_job *job, const char *id,
					 const char *path)
{
	struct vt_raw_source *row = vt_vec_add(&job->part->sources);

	row->id = vt_arena_str(job->part->arena, id);
	row->path = vt_arena_str(job->part->arena, path);
	return row;
}

bool vt_managers_noted(const struct vt_manager_job *job, const char *id)
{
	for (size_t i = 0; i < job->ids.n; i++)
		if (vt_streq(job->ids.v[i], id))
			return true;
	return false;
}
