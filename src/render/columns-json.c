/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Columns that are members of the JSON format's rows and have no cell of their own: text as it is,
 * lists of texts with commas, yes and no, the rest as JSON has it.
 */
#include <config.h>

#include <string.h>

#include "render/columns-parts.h"
#include "render/json-parts.h"
#include "util/cleanup.h"

static struct vt_json *of_finding(const struct vt_row *row)
{
	struct vt_json *o = vt_json_object();

	if (row->f)
		vt_json_fill_finding(o, row->f);
	return o;
}

static struct vt_json *of_device(const struct vt_row *row)
{
	struct vt_json *o = vt_json_object();

	if (row->device != VT_NONE)
		vt_json_fill_device(o, row->r, row->device);
	return o;
}

static struct vt_json *of_domain(const struct vt_row *row)
{
	struct vt_json *o = vt_json_object();

	if (row->domain != VT_NONE)
		vt_json_fill_domain(o, row->r, row->domain);
	return o;
}

static struct vt_json *of_nic(const struct vt_row *row)
{
	struct vt_json *o = vt_json_object();

	if (row->nic != VT_NONE)
		vt_json_fill_nic(o, row->r->facts, &row->r->facts->nics.v[row->nic]);
	return o;
}

static struct vt_json *of_process(const struct vt_row *row)
{
	struct vt_json *o = vt_json_object();

	if (row->proc)
		vt_json_fill_process(o, row->r, (uint32_t)(row->proc - row->r->facts->procs.v));
	return o;
}

/* False where it is no list of texts. */
static bool put_list(const struct vt_json *value, const char *between, struct vt_buf *ret)
{
	for (size_t i = 0; i < vt_json_len(value); i++) {
		const char *text = vt_json_str(vt_json_at(value, i));

		if (!text)
			return false;
		vt_buf_fmt(ret, "%s%s", i ? between : "", text);
	}
	return true;
}

/* Nothing for null and for what is empty. */
static bool put_member(struct vt_json *taken, const char *key, const char *between,
		       struct vt_buf *ret)
{
	VT_CLEANUP(vt_json) struct vt_json *row = taken;
	const struct vt_json *value = vt_json_get(row, key), *list = vt_json_get_array(row, key);
	const char *text = vt_json_str(value);
	size_t n;

	if (list && put_list(list, between, ret))
		return ret->len > 0;
	ret->len = 0;
	if (text) {
		vt_buf_str(ret, text);
		return true;
	}
	text = vt_json_text(value, false, &n);
	if (!strcmp(text, "null") || !strcmp(text, "{}"))
		return false;
	vt_buf_str(ret, !strcmp(text, "true") ? "yes" : !strcmp(text, "false") ? "no" : text);
	return true;
}

#define MEMBER(table, key, between) \
	static bool col_##key(const struct vt_row *row, struct vt_buf *ret) \
	{ \
		return put_member(of_##table(row), #key, between, ret); \
	}

MEMBER(finding, accepted, ",")
MEMBER(finding, commands, "; ")
MEMBER(finding, evidence, ",")
MEMBER(domain, pid_source, ",")
MEMBER(domain, labels, ",")
MEMBER(nic, managed, ",")
MEMBER(nic, link, ",")
MEMBER(nic, virtualport, ",")
MEMBER(nic, vlan_trunk, ",")
MEMBER(nic, vlan_native, ",")
MEMBER(nic, vlan_native_mode, ",")
MEMBER(nic, isolated, ",")
MEMBER(nic, interface_id, ",")
MEMBER(nic, portgroup, ",")
MEMBER(nic, current_mac, ",")
MEMBER(nic, teaming, ",")
MEMBER(nic, filter, ",")
MEMBER(nic, backing, ",")
MEMBER(nic, target_hex, ",")
MEMBER(device, ifname_hex, ",")
MEMBER(device, altnames, ",")
MEMBER(device, lower, ",")
MEMBER(device, multi_queue, ",")
MEMBER(device, queues_enabled, ",")
MEMBER(device, queues_disabled, ",")
MEMBER(device, vhost, ",")
MEMBER(device, stats, ",")
MEMBER(device, claims, ",")
MEMBER(process, started_at, ",")
MEMBER(process, hypervisor, ",")
MEMBER(process, guest, ",")
MEMBER(process, cgroup, ",")

static const struct vt_column columns[] = {
#define COLUMN(name, key, help, ...) \
	{ \
		name, #key, help, .value = col_##key, .gives = 8, __VA_ARGS__ \
	}
	COLUMN("ACCEPTED", accepted, "why the finding is accepted (audit)", .least = 12),
	COLUMN("COMMANDS", commands, "what cures the finding (audit)", .least = 30, .wrap = 1),
	COLUMN("EVIDENCE", evidence, "what the finding was made from (audit)", .least = 20,
	       .wrap = 1),
	COLUMN("PIDSOURCE", pid_source, "how the VM's process was found"),
	COLUMN("LABELS", labels, "all that orchestrators say of the VM", .least = 20),
	COLUMN("MANAGED", managed, "whether libvirt makes and deletes the device"),
	COLUMN("LINK", link, "link state that the XML asks for"),
	COLUMN("VPORT", virtualport, "type of the virtual port in the XML"),
	COLUMN("VLANTRUNK", vlan_trunk, "whether the XML asks for a trunk"),
	COLUMN("VLANNATIVE", vlan_native, "VLAN of untagged frames by the XML", .right = 1),
	COLUMN("VLANMODE", vlan_native_mode, "tagged or untagged: frames of that VLAN"),
	COLUMN("ISOLATED", isolated, "whether the XML asks for an isolated port"),
	COLUMN("PORTID", interface_id, "interface id of the virtual port", .least = 12),
	COLUMN("PORTGROUP", portgroup, "port group of the network"),
	COLUMN("CURRENTMAC", current_mac, "MAC address that the guest has set"),
	COLUMN("TEAMING", teaming, "persistent or transient half of a pair"),
	COLUMN("FILTER", filter, "network filter that the XML names"),
	COLUMN("BACKING", backing, "what the NIC has instead of a device", .least = 20),
	COLUMN("TARGETHEX", target_hex, "bytes of TARGET where it is no UTF-8"),
	COLUMN("DEVICEHEX", ifname_hex, "bytes of DEVICE where it is no UTF-8"),
	COLUMN("ALTNAMES", altnames, "other names of the device", .least = 8),
	COLUMN("LOWER", lower, "link below the device", .least = 6),
	COLUMN("MULTIQUEUE", multi_queue, "whether the device may have several queues"),
	COLUMN("ENABLED", queues_enabled, "queues of the device that are enabled", .right = 1),
	COLUMN("DISABLED", queues_disabled, "queues of the device that are disabled", .right = 1),
	COLUMN("VHOST", vhost, "whether the kernel's vhost carries the frames"),
	COLUMN("STATS", stats, "all counters of the device", .moves = 1, .least = 20),
	COLUMN("CLAIMS", claims, "which NICs claim the device", .least = 20),
	COLUMN("STARTED", started_at, "when the process was started"),
	COLUMN("HYPERVISOR", hypervisor, "whether the process runs a VM"),
	COLUMN("GUEST", guest, "name of the VM by the process's command line", .least = 8),
	COLUMN("CGROUP", cgroup, "control group of the process", .least = 16),
};

const struct vt_column *vt_column_of_json(size_t i)
{
	return i < sizeof(columns) / sizeof(*columns) ? &columns[i] : NULL;
}
