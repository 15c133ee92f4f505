/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of managers, and the way to their decoders. */
#include <config.h>

#include "collect/managers/manager.h"

#include "util/str.h"

static const struct vt_manager_kind kinds[] = {
	{ "proxmox", VT_BASIS_CONFIG, vt_proxmox_decode },
	{ "incus", VT_BASIS_LIVE, vt_incus_decode },
	{ "lxd", VT_BASIS_LIVE, vt_incus_decode },
	{ "kubevirt", VT_BASIS_LIVE, vt_kubevirt_decode },
	{ "libvirt", VT_BASIS_LIVE, vt_kubevirt_decode }, /* in a container */
	{ "claims", VT_BASIS_CONFIG, vt_claims_decode },
};

static const struct vt_manager_kind *kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (vt_streq(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

static void decode_source(struct vt_facts *f, const struct vt_raw_source *s)
{
	const struct vt_manager_kind *kind = kind_of(s->manager);
	struct vt_err err = { 0 };
	const char *why = s->error;

	if (kind && s->text) {
		uint32_t row = vt_manager_row(f, kind->name, kind->basis);

		why = kind->decode(f, s, row, &err) < 0 ? err.msg : NULL;
	}
	if (why)
		vt_facts_gap(f, VT_GAP_MANAGER_FILE, s->path ? s->path : s->manager, why)->pid =
			s->pid;
}

void vt_managers_decode(struct vt_facts *f, const struct vt_raw *raw)
{
	for (size_t i = 0; i < raw->managers.n; i++) {
		const struct vt_raw_manager *m = &raw->managers.v[i];
		const struct vt_manager_kind *kind = kind_of(m->name);
		struct vt_manager *row;
		uint32_t index;

		if (!kind)
			continue;
		index = vt_manager_row(f, kind->name, kind->basis);
		row = &f->managers.v[index];
		if (!m->error)
			continue;
		/* Of several daemons, one that does not answer is enough. */
		row->ok = false;
		row->error = vt_arena_str(f->arena, m->error);
		vt_facts_gap(f, VT_GAP_MANAGER_FAILED, m->name, m->error);
	}
	for (size_t i = 0; i < raw->sources.n; i++)
		decode_source(f, &raw->sources.v[i]);
}
