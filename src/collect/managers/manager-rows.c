/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the managers' decoders have in common. */
#include <config.h>

#include "collect/managers/manager.h"

#include <string.h>

#include "util/str.h"

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

void vt_manager_label(struct vt_facts *f, uint32_t domain, const char *key, const char *value)
{
	*vt_vec_add(&f->labels) =
		(struct vt_label){ .domain = domain, .nic = VT_NONE, .key = key, .value = value };
}
