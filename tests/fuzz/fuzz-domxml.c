/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Domain XML of any bytes: no crash, and no row on failure. */
#include <config.h>

#include "collect/libvirt/domxml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	struct vt_domxml_identity who;
	int r;

	vt_vec_add(&f->domains); /* whose title may be in its metadata */
	r = vt_domxml_decode((const char *)data, size, f, 0, &err);

	if ((r < 0 && f->nics.n) || (r < 0) != (err.code != 0))
		abort();
	for (size_t i = 0; i < f->nics.n; i++)
		if (!f->nics.v[i].type || !f->nics.v[i].queues || f->nics.v[i].index != i)
			abort();
	if (vt_domxml_identity((const char *)data, size, f->arena, &who, &err) < 0 && r == 0)
		abort();
	vt_facts_free(f);
	return 0;
}
