/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as dnsmasq's leases: no crash, and only leases that have both addresses. */
#include <config.h>

#include "collect/addresses.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = vt_xmemdup0(data, size);
	struct vt_raw_conn *c = vt_raw_conn_new("qemu:///system");

	vt_leases_read(text, size, c);
	free(text);
	for (size_t i = 0; i < c->leases.n; i++)
		if (!c->leases.v[i].mac || !c->leases.v[i].ip || c->leases.v[i].network)
			abort();
	/* Each takes a brace, and more than the two keys. */
	if (c->leases.n > size / 32)
		abort();
	vt_raw_conn_free(c);
	return 0;
}
