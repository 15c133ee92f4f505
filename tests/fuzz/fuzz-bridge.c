/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as messages of bridge ports and of neighbours: no crash, VLANs
 * within their limits, and all rows or none. The first byte says which.
 */
#include <config.h>

#include <errno.h>

#include "collect/kernel/bridge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_rows(const struct vt_facts *f)
{
	for (size_t i = 0; i < f->vlans.n; i++)
		if (!f->vlans.v[i].first || f->vlans.v[i].first > f->vlans.v[i].last ||
		    f->vlans.v[i].last > 4094)
			abort();
	for (size_t i = 0; i < f->fdb.n; i++)
		if (!f->fdb.v[i].mac || strlen(f->fdb.v[i].mac) % 3 != 2)
			abort();
	for (size_t i = 0; i < f->addresses.n; i++)
		if (!f->addresses.v[i].ip || !f->addresses.v[i].mac)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_facts *facts = vt_facts_new();
	struct vt_err err = { 0 };
	int r = 0;

	if (size)
		r = data[0] & 1 ? vt_vlans_decode(data + 1, size - 1, 1, facts, &err) :
				  vt_neighbours_decode(data + 1, size - 1, 1, facts, &err);
	if (r && (r != -EBADMSG || facts->vlans.n || facts->fdb.n || facts->addresses.n ||
		  err.code != EBADMSG))
		abort();
	check_rows(facts);
	vt_facts_freeze(facts);
	vt_facts_free(facts);
	return 0;
}
