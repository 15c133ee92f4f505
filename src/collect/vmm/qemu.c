/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU: -name, -uuid, -smbios; -netdev with -device, -nic and -net, in text and in JSON. */
#include <config.h>

#include <string.h>

#include "collect/vmm/vmm.h"
#include "util/json.h"

static void set_from_json(struct vt_buf *b, const struct vt_json *o, const char *key)
{
	const struct vt_json *item = vt_json_get(o, key);
	const char *s = vt_json_str(item);
	int64_t number;

	if (s) {
		vt_vmm_set(b, s);
	} else if (vt_json_int(item, &number) && number >= 0) {
		b->len = 0;
		vt_buf_fmt(b, "%lld", (long long)number);
	}
}

static void backend_json(struct vt_vmm_line *line, const char *text)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *o = NULL;
	struct vt_err err = { 0 };
	VT_VMM_NIC_OF(nic);
	VT_BUF_OF(queues);

	if (vt_json_parse(text, strlen(text), &o, &err) < 0)
		return;
	set_from_json(&nic.type, o, "type");
	set_from_json(&nic.id, o, "id");
	set_from_json(&nic.ifname, o, "ifname");
	set_from_json(&nic.fds, o, "fd");
	set_from_json(&nic.fds, o, "fds");
	set_from_json(&nic.bridge, o, "br");
	set_from_json(&queues, o, "queues");
	if (queues.len)
		vt_parse_u32(queues.p, &nic.queues);
	nic.vhost = vt_json_get_bool(o, "vhost", false) || vt_json_get(o, "vhostfd") ||
				    vt_json_get(o, "vhostfds") ?
			    VT_YES :
			    VT_NO;
	vt_vmm_add(line, &nic);
}

/* Keys of -netdev, -nic and -net; "name" is -net's word for the id. */
static struct vt_buf *member(struct vt_vmm_nic *nic, const char *key)
{
	const struct {
		const char *key;
		struct vt_buf *to;
	} keys[] = {
		{ "type", &nic->type },     { "id", &nic->id },       { "name", &nic->id },
		{ "ifname", &nic->ifname }, { "fd", &nic->fds },      { "fds", &nic->fds },
		{ "mac", &nic->mac },       { "macaddr", &nic->mac }, { "model", &nic->model },
		{ "br", &nic->bridge },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(keys[i].key, key))
			return keys[i].to;
	return NULL;
}

/* QEMU's own default is off. A "vhost" without value is on. */
static bool says_vhost(const char *key, const char *value)
{
	if (!strcmp(key, "vhostfd") || !strcmp(key, "vhostfds"))
		return true;
	return (!strcmp(key, "vhost") || !strcmp(key, "vhostforce")) && strcmp(value, "off") != 0;
}

static void backend_text(struct vt_vmm_line *line, const char *text)
{
	VT_VMM_PAIRS_OF(o, text, "type");
	VT_VMM_NIC_OF(nic);

	while (vt_vmm_next_pair(&o)) {
		struct vt_buf *to = member(&nic, o.key.p);

		if (to)
			vt_vmm_set(to, o.value.p);
		else if (!strcmp(o.key.p, "queues"))
			vt_parse_u32(o.value.p, &nic.queues);
		else if (says_vhost(o.key.p, o.value.p))
			nic.vhost = VT_YES;
	}
	if (nic.vhost == VT_UNKNOWN)
		nic.vhost = VT_NO;
	vt_vmm_add(line, &nic);
}

static void on_netdev(struct vt_vmm_line *line, const char *value)
{
	if (*value == '{')
		backend_json(line, value);
	else
		backend_text(line, value);
}

static void device_json(struct vt_vmm_line *line, const char *value)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *o = NULL;
	struct vt_err err = { 0 };
	VT_VMM_NIC_OF(nic);
	VT_BUF_OF(netdev);

	if (vt_json_parse(value, strlen(value), &o, &err) < 0)
		return;
	set_from_json(&netdev, o, "netdev");
	set_from_json(&nic.mac, o, "mac");
	set_from_json(&nic.model, o, "driver");
	set_from_json(&nic.mtu, o, "host_mtu");
	vt_vmm_add_device(line, &netdev, &nic);
}

static void device_text(struct vt_vmm_line *line, const char *value)
{
	VT_VMM_PAIRS_OF(o, value, "driver");
	VT_VMM_NIC_OF(nic);
	VT_BUF_OF(netdev);
	const struct {
		const char *key;
		struct vt_buf *to;
	} keys[] = { { "netdev", &netdev },
		     { "mac", &nic.mac },
		     { "driver", &nic.model },
		     { "host_mtu", &nic.mtu } };

	while (vt_vmm_next_pair(&o))
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
			if (!strcmp(o.key.p, keys[i].key))
				vt_vmm_set(keys[i].to, o.value.p);
	vt_vmm_add_device(line, &netdev, &nic);
}

/* Most devices are no NICs. In JSON a key may be written in escapes. */
static void on_device(struct vt_vmm_line *line, const char *value)
{
	if (*value == '{') {
		if (strstr(value, "\"netdev\"") || strchr(value, '\\'))
			device_json(line, value);
	} else if (strstr(value, "netdev=")) {
		device_text(line, value);
	}
}

/*
 * All -net of one hub are one network, and without a number there is one hub:
 * the NIC of "-net nic -net tap" is the tap's.
 */
static void on_net(struct vt_vmm_line *line, const char *value)
{
	static const char hub[] = "-net";
	VT_VMM_PAIRS_OF(o, value, "type");
	VT_VMM_NIC_OF(nic);
	VT_BUF_OF(netdev);

	while (vt_vmm_next_pair(&o)) {
		struct vt_buf *to = member(&nic, o.key.p);

		if (!strcmp(o.key.p, "netdev"))
			vt_vmm_set(&netdev, o.value.p);
		else if (to)
			vt_vmm_set(to, o.value.p);
	}
	if (!nic.type.len || strcmp(nic.type.p, "nic") != 0) {
		vt_vmm_add(line, &nic);
		return;
	}
	if (!netdev.len)
		vt_vmm_set(&netdev, hub);
	vt_vmm_add_device(line, &netdev, &nic);
}

/* What -net nic said goes to the one back end without a device of its own. */
static void finish(struct vt_vmm_line *line)
{
	struct vt_netdev *only = NULL;
	const struct vt_vmm_mac *nic = NULL;
	size_t nics = 0;

	for (size_t i = 0; i < line->macs.n; i++)
		if (!strcmp(line->macs.v[i].netdev, "-net")) {
			nic = &line->macs.v[i];
			nics++;
		}
	if (nics != 1 || line->nics != 1)
		return;
	for (size_t i = line->facts->netdevs.n; i-- > 0;) {
		only = &line->facts->netdevs.v[i];
		if (only->proc != line->proc)
			break;
		only->mac = nic->mac;
		only->model = nic->model;
	}
}

static void on_name(struct vt_vmm_line *line, const char *value)
{
	VT_VMM_PAIRS_OF(o, value, "guest");

	while (vt_vmm_next_pair(&o))
		if (!strcmp(o.key.p, "guest"))
			vt_vmm_guest(line, o.value.p, o.value.len);
}

/* Proxmox VE's QEMU alone has it: the number of the VM. */
static void on_id(struct vt_vmm_line *line, const char *value)
{
	uint32_t id;

	if (vt_parse_u32(value, &id) == 0 && id >= 100)
		line->facts->procs.v[line->proc].vmid = id;
}

/*
 * It emulates the devices of a VM that Xen runs (libxl__build_device_model_args_new): a process
 * that only root's word can make, since any other could say so, too.
 */
static void on_xen(struct vt_vmm_line *line, const char *value)
{
	struct vt_proc *p = &line->facts->procs.v[line->proc];
	uint32_t domid;

	p->device_model = !p->uid && p->kvm != VT_YES && vt_parse_u32(value, &domid) == 0;
	p->hypervisor = p->hypervisor && !p->device_model;
}

/* Proxmox VE tells the UUID here only. It is the same setting as -uuid: of
 * both, the last one counts. */
static void on_smbios(struct vt_vmm_line *line, const char *value)
{
	VT_VMM_PAIRS_OF(o, value, NULL);
	VT_BUF_OF(uuid);
	bool system = false;

	while (vt_vmm_next_pair(&o)) {
		if (!strcmp(o.key.p, "type"))
			system = !strcmp(o.value.p, "1");
		else if (!strcmp(o.key.p, "uuid"))
			vt_vmm_set(&uuid, o.value.p);
	}
	if (system && uuid.len)
		vt_vmm_uuid(line, uuid.p);
}

static const struct vt_vmm_option options[] = {
	{ "name", 1, false, on_name },
	{ "uuid", 1, false, vt_vmm_uuid },
	{ "smbios", 1, false, on_smbios },
	{ "netdev", 1, false, on_netdev },
	{ "nic", 1, false, on_netdev },
	{ "append", 1, false, vt_vmm_ignore },
	{ "device", 1, false, on_device },
	{ "net", 1, false, on_net },
	{ "id", 1, false, on_id },
	{ "xen-domid", 1, false, on_xen },
	{ 0 },
};

static const char *const exact[] = { "qemu", "qemu-kvm", "kvm", "kvm-spice", NULL };
static const char *const prefixes[] = { "qemu-system-", NULL };

const struct vt_vmm vt_vmm_qemu = { .exact = exact,
				    .prefixes = prefixes,
				    .options = options,
				    .finish = finish,
				    .config_option = "-readconfig",
				    .reduce = vt_qemu_config_reduce,
				    .config = vt_qemu_config_decode };
