/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a manager's, which the first byte chooses: no crash, and sane rows. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>

#include "collect/managers/manager.h"
#include "collect/managers/self.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *manager_of(uint8_t byte)
{
	switch (byte) {
	case 'k':
		return "kubevirt";
	case 'i':
		return "incus";
	case 'c':
		return "claims";
	default:
		return "proxmox";
	}
}

static void check(const struct vt_facts *f)
{
	for (size_t i = 0; i < f->domains.n; i++)
		if (!f->domains.v[i].name || f->domains.v[i].manager >= f->managers.n)
			abort();
	for (size_t i = 0; i < f->nics.n; i++)
		if (f->nics.v[i].domain >= f->domains.n ||
		    (f->nics.v[i].mac && strlen(f->nics.v[i].mac) != 17))
			abort();
	for (size_t i = 0; i < f->addresses.n; i++)
		if (f->addresses.v[i].nic >= f->nics.n || !f->addresses.v[i].ip)
			abort();
	for (size_t i = 0; i < f->labels.n; i++)
		if (f->labels.v[i].domain >= f->domains.n || !f->labels.v[i].value)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_source *s = vt_vec_add(&raw->sources);
	char *text = vt_xmemdup0(size ? data + 1 : data, size ? size - 1 : 0);
	struct vt_proc *p = vt_vec_add(&f->procs);

	p->pid = 1;
	p->alive = p->hypervisor = true;
	p->manager = s->manager = manager_of(size ? *data : 0);
	p->manager_id = s->id = "100";
	s->pid = 1;
	s->text = text;
	vt_managers_decode(f, raw);
	check(f);
	vt_self_decode(f);
	vt_facts_freeze(f);
	check(f);
	vt_facts_free(f);
	vt_raw_free(raw);
	free(text);
	return 0;
}
