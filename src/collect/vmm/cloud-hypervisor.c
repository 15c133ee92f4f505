/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cloud Hypervisor: --net with several values, --platform, --api-socket. */
#include <config.h>

#include <string.h>

#include "collect/vmm/vmm.h"

/* num_queues counts both directions: 2, the default, is one queue of the tap. */
static void on_net(struct vt_vmm_line *line, const char *value)
{
	VT_VMM_PAIRS_OF(o, value, NULL);
	VT_VMM_NIC_OF(nic);
	uint32_t queues = 2;

	vt_vmm_set(&nic.type, "tap");
	while (vt_vmm_next_pair(&o)) {
		const char *key = o.key.p;

		if (!strcmp(key, "tap"))
			vt_vmm_set(&nic.ifname, o.value.p);
		else if (!strcmp(key, "mac"))
			vt_vmm_set(&nic.mac, o.value.p);
		else if (!strcmp(key, "id"))
			vt_vmm_set(&nic.id, o.value.p);
		else if (!strcmp(key, "fd") || !strcmp(key, "fds"))
			vt_vmm_set(&nic.fds, o.value.p);
		else if (!strcmp(key, "num_queues"))
			vt_parse_u32(o.value.p, &queues);
		else if (!strcmp(key, "vhost_user") && strcmp(o.value.p, "off") != 0 &&
			 strcmp(o.value.p, "false") != 0)
			vt_vmm_set(&nic.type, "vhost-user");
	}
	nic.queues = queues / 2;
	vt_vmm_add(line, &nic);
}

/* "uuid" is the older name of "system_uuid". */
static void on_platform(struct vt_vmm_line *line, const char *value)
{
	VT_VMM_PAIRS_OF(o, value, NULL);

	while (vt_vmm_next_pair(&o))
		if (!strcmp(o.key.p, "uuid") || !strcmp(o.key.p, "system_uuid"))
			vt_vmm_uuid(line, o.value.p);
}

/* "path=/run/x.sock", "/run/x.sock", or "fd=3", which names nothing. */
static void on_socket(struct vt_vmm_line *line, const char *value)
{
	VT_VMM_PAIRS_OF(o, value, "path");

	while (vt_vmm_next_pair(&o))
		if (!strcmp(o.key.p, "path"))
			line->socket = vt_arena_str(line->facts->arena, o.value.p);
}

static const struct vt_vmm_option options[] = {
	{ "net", 2, true, on_net },
	{ "platform", 2, false, on_platform },
	{ "api-socket", 2, false, on_socket },
	{ 0 },
};

/* "cloud-hyperviso" is what fits into a comm. */
static const char *const exact[] = { NULL };
static const char *const prefixes[] = { "cloud-hyperviso", NULL };

const struct vt_vmm vt_vmm_cloud_hypervisor = { .exact = exact,
						.prefixes = prefixes,
						.options = options };
