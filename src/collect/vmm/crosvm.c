/* SPDX-License-Identifier: GPL-2.0-or-later */
/* crosvm: --net, --name, --socket, and the older options that each make a NIC. */
#include <config.h>

#include <string.h>

#include "collect/vmm/vmm.h"
#include "util/json.h"

static void on_net(struct vt_vmm_line *line, const char *value)
{
	VT_VMM_PAIRS_OF(o, value, NULL);
	VT_VMM_NIC_OF(nic);
	uint32_t pairs = 1;

	vt_vmm_set(&nic.type, "tap");
	while (vt_vmm_next_pair(&o)) {
		if (!strcmp(o.key.p, "tap-name"))
			vt_vmm_set(&nic.ifname, o.value.p);
		else if (!strcmp(o.key.p, "tap-fd"))
			vt_vmm_set(&nic.fds, o.value.p);
		else if (!strcmp(o.key.p, "mac"))
			vt_vmm_set(&nic.mac, o.value.p);
		else if (!strcmp(o.key.p, "vq-pairs"))
			vt_parse_u32(o.value.p, &pairs);
	}
	nic.queues = pairs;
	vt_vmm_add(line, &nic);
}

static void add_tap(struct vt_vmm_line *line, const char *ifname, const char *fd)
{
	VT_VMM_NIC_OF(nic);

	vt_vmm_set(&nic.type, "tap");
	vt_vmm_set(&nic.ifname, ifname);
	vt_vmm_set(&nic.fds, fd);
	nic.queues = 1;
	vt_vmm_add(line, &nic);
}

static void on_tap_name(struct vt_vmm_line *line, const char *value)
{
	add_tap(line, value, "");
}

static void on_tap_fd(struct vt_vmm_line *line, const char *value)
{
	add_tap(line, "", value);
}

static void on_name(struct vt_vmm_line *line, const char *value)
{
	vt_vmm_guest(line, value, strlen(value));
}

static void on_socket(struct vt_vmm_line *line, const char *value)
{
	line->socket = vt_arena_str(line->facts->arena, value);
}

static const char *const config_keys[] = { "tap-name", "tap-fd", "mac", "vq-pairs", NULL };

static const char *reduce(struct vt_arena *arena, const char *text)
{
	return vt_vmm_json_list(arena, text, "net", config_keys);
}

/* --cfg: what --net takes, as objects. */
static void on_item(struct vt_vmm_line *line, const struct vt_json *item)
{
	int64_t fd = vt_json_get_int(item, "tap-fd", -1);
	int64_t pairs = vt_json_get_int(item, "vq-pairs", 1);
	VT_VMM_NIC_OF(nic);

	vt_vmm_set(&nic.type, "tap");
	vt_vmm_set(&nic.ifname, vt_json_get_str(item, "tap-name", ""));
	vt_vmm_set(&nic.mac, vt_json_get_str(item, "mac", ""));
	if (fd >= 0)
		vt_buf_fmt(&nic.fds, "%lld", (long long)fd);
	nic.queues = pairs > 0 && pairs <= UINT16_MAX ? (uint32_t)pairs : 1;
	vt_vmm_add(line, &nic);
}

static void config(struct vt_vmm_line *line, const char *text)
{
	vt_vmm_json_each(line, text, "net", on_item);
}

static const struct vt_vmm_option options[] = {
	{ "net", 2, false, on_net },
	{ "tap-name", 2, false, on_tap_name },
	{ "tap-fd", 2, false, on_tap_fd },
	{ "name", 2, false, on_name },
	{ "socket", 2, false, on_socket },
	{ "s", 1, false, on_socket },
	{ "p", 1, false, vt_vmm_ignore },
	{ "params", 2, false, vt_vmm_ignore },
	{ 0 },
};

static const char *const exact[] = { "crosvm", NULL };

const struct vt_vmm vt_vmm_crosvm = { .exact = exact,
				      .options = options,
				      .config_option = "--cfg",
				      .reduce = reduce,
				      .config = config,
				      .children = true };
