/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as what ovs-vsctl says: no crash, and only whole rows. */
#include <config.h>

#include "collect/ovs/ovs-decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = vt_xmemdup0(data, size);
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	int r = vt_ovs_decode(text, size, f, &err);

	if ((r < 0) != (err.code != 0) || (r < 0 && (f->registrations.n || f->ovs_ports.n)))
		abort();
	for (size_t i = 0; i < f->registrations.n; i++) {
		const struct vt_registration *l = &f->registrations.v[i];

		if (l->kind != VT_REG_OVS || !l->ifname || !l->owner_uuid)
			abort();
	}
	vt_facts_free(f);
	free(text);
	return 0;
}
