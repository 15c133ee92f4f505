/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command line of any bytes: no crash, sane descriptors, well-formed UUIDs. */
#include <config.h>

#include "collect/vmm/vmm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_facts *f = vt_facts_new();
	char *first = vt_xmemdup0(data, size);
	const struct vt_vmm *vmm;

	vt_vec_add(&f->procs);
	vmm = vt_vmm_of(NULL, NULL, first);
	/* What is cut down says the same when that is done again. */
	if (vmm && vmm->reduce) {
		const char *text = vmm->reduce(f->arena, first);

		if (strcmp(vmm->reduce(f->arena, text), text) != 0)
			abort();
	}
	vt_vmm_decode(vmm, (const char *)data, size, first, VT_VMM_MAX_NETDEVS, f, 0);
	vt_vmm_is_hypervisor(first, NULL, NULL);
	free(first);
	if (f->procs.v[0].uuid && strlen(f->procs.v[0].uuid) != 36)
		abort();
	for (size_t i = 0; i < f->netdevs.n; i++)
		if (f->netdevs.v[i].fd < -1 || f->netdevs.v[i].fd >= VT_VMM_MAX_FD)
			abort();
	vt_facts_free(f);
	return 0;
}
