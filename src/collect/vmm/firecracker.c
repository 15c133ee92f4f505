/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firecracker: --id, --api-sock, and the NICs of --config-file. */
#include <config.h>

#include <string.h>

#include "collect/vmm/vmm.h"
#include "util/json.h"

static void on_id(struct vt_vmm_line *line, const char *value)
{
	/* Its default says nothing. */
	if (strcmp(value, "anonymous-instance") != 0)
		vt_vmm_guest(line, value, strlen(value));
}

static void on_socket(struct vt_vmm_line *line, const char *value)
{
	line->socket = vt_arena_str(line->facts->arena, value);
}

static void set_member(struct vt_buf *b, const struct vt_json *o, const char *key)
{
	vt_vmm_set(b, vt_json_get_str(o, key, ""));
}

static void on_item(struct vt_vmm_line *line, const struct vt_json *item)
{
	VT_VMM_NIC_OF(nic);

	vt_vmm_set(&nic.type, "tap");
	set_member(&nic.id, item, "iface_id");
	set_member(&nic.ifname, item, "host_dev_name");
	set_member(&nic.mac, item, "guest_mac");
	nic.queues = 1;
	vt_vmm_add(line, &nic);
}

static void config(struct vt_vmm_line *line, const char *text)
{
	vt_vmm_json_each(line, text, "network-interfaces", on_item);
}

static const char *reduce(struct vt_arena *arena, const char *text)
{
	static const char *const keys[] = { "iface_id", "host_dev_name", "guest_mac", NULL };

	return vt_vmm_json_list(arena, text, "network-interfaces", keys);
}

static const struct vt_vmm_option options[] = {
	{ "id", 2, false, on_id },
	{ "api-sock", 2, false, on_socket },
	{ "metadata", 2, false, vt_vmm_ignore },
	{ 0 },
};

/* Releases are often run under their full name: "firecracker-v1.7.0-x86_64". */
static const char *const exact[] = { "firecracker", NULL };
static const char *const prefixes[] = { "firecracker-v", NULL };

const struct vt_vmm vt_vmm_firecracker = { .exact = exact,
					   .prefixes = prefixes,
					   .options = options,
					   .config_option = "--config-file",
					   .reduce = reduce,
					   .config = config };
