/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command line of any bytes: no crash, sane descriptors, well-formed UUIDs. */
#include <config.h>

#include "collect/vmm/vmm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_facts *f = vt_facts_new();
	char *first = vt_xmemdup0(data, size);

	vt_vec_add(&f->procs);
	vt_vmm_decode(vt_vmm_of(NULL, NULL, first), (const char *)data, size, first, f, 0);
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
