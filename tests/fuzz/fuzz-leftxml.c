/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a record beside domains: no crash, one row or none. */
#include <config.h>

#include "collect/libvirt/recordxml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct vt_facts *f, size_t before, int r, const struct vt_err *err)
{
	const struct vt_registration *l =
		f->registrations.n ? &f->registrations.v[f->registrations.n - 1] : NULL;

	if (f->registrations.n != before + (r == 0) || (r < 0) != (err->code != 0))
		abort();
	if (r == 0 && ((l->kind == VT_REG_NWFILTER && !l->ifname) ||
		       (l->kind == VT_REG_PORT && !l->id) || l->conn != 3))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 }, other = { 0 };
	size_t n;

	check(f, 0, vt_leftxml_nwfilter((const char *)data, size, f, 3, &err), &err);
	n = f->registrations.n;
	check(f, n, vt_leftxml_port((const char *)data, size, f, 3, &other), &other);
	if (f->registrations.n > 1)
		abort();
	vt_facts_free(f);
	return 0;
}
