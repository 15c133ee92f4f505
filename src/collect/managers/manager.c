/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of managers, and what their decoders have in common. */
#include <config.h>

#include "collect/managers/manager.h"

#include <string.h>

#include "util/str.h"

static const struct vt_manager_kind kinds[] = {
	{ "proxmox", VT_BASIS_CONFIG, vt_proxmox_decode },
	{ "incus", VT_BASIS_LIVE, vt_incus_decode },
	{ "lxd", VT_BASIS_LIVE, vt_incus_decode },
	{ "kubevirt", VT_BASIS_LIVE, vt_kubevirt_decode },
	{ "claims", VT_BASIS_CONFIG, vt_claims_decode },
};

uint32_t vt_manager_row(struct vt_facts *f, const char *name, enum vt_basis basis)
{
	struct vt_manager *row;

	for (uint32_t i = 0; i < f->managers.n; i++)
		if (vt_streq(f->managers.v[i].name, name))
			return i;
	row = vt_vec_add(&f->managers);
	row->name = name;
	row->basis = basis;
	row->ok = true;
	return (uint32_t)f->managers.n - 1;
}

struct vt_domain *vt_manager_domain(struct vt_facts *f, uint32_t manager)
{
	struct vt_domain *d = vt_vec_add(&f->domains);

	d->conn = VT_NONE;
	d->manager = manager;
	d->basis = f->managers.v[manager].basis;
	d->id = -1;
	d->state = VT_STATE_SHUTOFF;
	d->xml_ok = true;
	return d;
}

void vt_manager_runs(struct vt_facts *f, struct vt_domain *d, uint32_t proc)
{
	if (proc == VT_NONE || !f->procs.v[proc].alive)
		return;
	d->pid = f->procs.v[proc].pid;
	d->state = VT_STATE_RUNNING;
	d->active = true;
	if (!d->uuid)
		d->uuid = f->procs.v[proc].uuid;
}

uint32_t vt_manager_proc_by_pid(const struct vt_facts *f, int32_t pid)
{
	for (uint32_t i = 0; pid > 0 && i < f->procs.n; i++)
		if (f->procs.v[i].pid == pid)
			return i;
	return VT_NONE;
}

const char *vt_manager_mac(struct vt_facts *f, const char *text)
{
	char mac[18];

	if (!text || strlen(text) != 17)
		return NULL;
	for (size_t i = 0; i < 17; i++) {
		char c = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] + 'a' - 'A') : text[i];

		if (i % 3 == 2 ? c != ':' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return NULL;
		mac[i] = c;
	}
	return vt_arena_strn(f->arena, mac, 17);
}

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
