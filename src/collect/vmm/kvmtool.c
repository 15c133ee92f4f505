/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kvmtool: --network, whose keys are split at ',' and '=' alike, and --name. */
#include <config.h>

#include <string.h>

#include "collect/vmm/vmm.h"

static void on_network(struct vt_vmm_line *line, const char *value)
{
	VT_VMM_PAIRS_OF(o, value, NULL);
	VT_VMM_NIC_OF(nic);

	vt_vmm_set(&nic.type, "tap"); /* the default of mode= */
	while (vt_vmm_next_pair(&o)) {
		if (!strcmp(o.key.p, "mode"))
			vt_vmm_set(&nic.type, o.value.p);
		else if (!strcmp(o.key.p, "tapif") && *o.value.p != '/')
			vt_vmm_set(&nic.ifname, o.value.p);
		else if (!strcmp(o.key.p, "guest_mac"))
			vt_vmm_set(&nic.mac, o.value.p);
		else if (!strcmp(o.key.p, "fd"))
			vt_vmm_set(&nic.fds, o.value.p);
		else if (!strcmp(o.key.p, "mq"))
			vt_parse_u32(o.value.p, &nic.queues);
	}
	vt_vmm_add(line, &nic);
}

static void on_name(struct vt_vmm_line *line, const char *value)
{
	vt_vmm_guest(line, value, strlen(value));
}

static const struct vt_vmm_option options[] = {
	{ "network", 2, false, on_network }, { "n", 1, false, on_network },
	{ "name", 2, false, on_name },       { "params", 2, false, vt_vmm_ignore },
	{ "p", 1, false, vt_vmm_ignore },    { 0 },
};

static const char *const exact[] = { "lkvm", NULL };

const struct vt_vmm vt_vmm_kvmtool = { .exact = exact, .options = options };
