/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of pods, for what is in them. */
#include <config.h>

#include <string.h>

#include "collect/managers/manager.h"
#include "collect/managers/pods.h"
#include "util/str.h"

/* "default/web-0" of the pod; NULL for a source that is of none. */
static const char *name_of(const struct vt_raw_source *s)
{
	const char *slash = s->text ? strchr(s->text, '/') : NULL;

	return vt_streq(s->manager, VT_PODS) && s->id && slash ? s->text : NULL;
}

static void name_netns(struct vt_facts *f, const struct vt_proc *p, const char *name)
{
	for (size_t i = 0; i < f->netnses.n; i++)
		if (f->netnses.v[i].inode == p->netns && p->netns != f->own_netns &&
		    !f->netnses.v[i].name)
			f->netnses.v[i].name = vt_arena_str(f->arena, name);
}

void vt_pods_name(struct vt_facts *f, const struct vt_raw *raw)
{
	for (size_t i = 0; i < raw->sources.n; i++) {
		const struct vt_raw_source *s = &raw->sources.v[i];

		for (size_t k = 0; name_of(s) && k < f->procs.n; k++)
			if (vt_streq(f->procs.v[k].manager, "kubernetes") &&
			    vt_streq(f->procs.v[k].manager_id, s->id))
				name_netns(f, &f->procs.v[k], s->text);
	}
}

void vt_pods_label(struct vt_facts *f, const struct vt_raw *raw)
{
	for (size_t i = 0; i < raw->sources.n; i++) {
		const struct vt_raw_source *s = &raw->sources.v[i];
		const char *name = name_of(s);

		for (uint32_t k = 0; name && k < f->domains.n; k++) {
			const size_t n = strcspn(name, "/");

			if (!vt_streq(f->domains.v[k].manager_id, s->id))
				continue;
			vt_manager_label(f, k, "pod-name", vt_arena_str(f->arena, name + n + 1));
			vt_manager_label(f, k, "pod-namespace", vt_arena_strn(f->arena, name, n));
		}
	}
}
