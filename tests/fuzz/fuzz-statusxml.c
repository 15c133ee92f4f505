/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A status file of any bytes: no crash, and no row on failure. */
#include <config.h>

#include "collect/libvirt/statusxml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	int r = vt_statusxml_decode((const char *)data, size, f, 0, &err);

	if (f->domains.n != (r == 0) || (r < 0 && f->nics.n) || (r < 0) != (err.code != 0))
		abort();
	if (r == 0 && (!f->domains.v[0].name || f->domains.v[0].id < 0 || f->domains.v[0].pid < 0))
		abort();
	vt_facts_free(f);
	return 0;
}
