/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one table of columns: rows of a report to cells of raw text. How a cell
 * is escaped is the business of each format.
 */
#include <config.h>

#include "render/columns.h"
#include "render/columns-parts.h"

#include <inttypes.h>
#include <string.h>

#include "analyze/status.h"
#include "render/shared.h"
#include "util/cleanup.h"

static bool put(struct vt_buf *ret, const char *s)
{
	if (s)
		vt_buf_str(ret, s);
	return s != NULL;
}

static bool put_u64(struct vt_buf *ret, bool there, uint64_t value)
{
	if (there)
		vt_buf_fmt(ret, "%" PRIu64, value);
	return there;
}

static bool put_tri(struct vt_buf *ret, enum vt_tri value)
{
	return value != VT_UNKNOWN && put(ret, value == VT_YES ? "yes" : "no");
}

static const struct vt_domain *domain_of(const struct vt_row *row)
{
	return row->domain == VT_NONE ? NULL : &row->r->facts->domains.v[row->domain];
}

static const struct vt_nic *nic_of(const struct vt_row *row)
{
	return row->nic == VT_NONE ? NULL : &row->r->facts->nics.v[row->nic];
}

static const struct vt_device *device_of(const struct vt_row *row)
{
	return row->device == VT_NONE ? NULL : &row->r->inventory->devices.v[row->device];
}

static bool col_domain(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->f ? row->f->domain_name : vt_mapping_domain(row->r, row->m));
}

static bool col_uuid(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->f ? row->f->uuid : vt_mapping_uuid(row->r, row->m));
}

static bool col_id(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_domain *d = domain_of(row);

	if (d && d->id < 0)
		return put(ret, d->manager_id);
	return put_u64(ret, d, d ? (uint64_t)d->id : 0);
}

static bool col_state(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_domain *d = domain_of(row);

	return put(ret, d ? vt_state_name(d->state) : NULL);
}

static bool col_connection(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_domain *d = domain_of(row);
	const struct vt_facts *f = row->r->facts;

	if (row->f)
		return put(ret, row->f->conn_uri);
	return put(ret, d && d->conn < f->conns.n ? f->conns.v[d->conn].uri : NULL);
}

static bool col_nic(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->f ? row->f->alias : vt_mapping_alias(row->r, row->m));
}

/* Of a finding its own NIC's; of a mapping what the VM's NIC was given. */
static bool col_mac(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	return put(ret, nic ? nic->mac : NULL);
}

static bool col_devmac(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? row->link->mac : NULL);
}

static bool col_type(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->m ? vt_mapping_type(row->r, row->m) : NULL);
}

static bool col_model(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	return put(ret, nic ? nic->model : NULL);
}

static bool col_source(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	if (!nic)
		return false;
	if (nic->source_bridge)
		return put(ret, nic->source_bridge);
	return put(ret, nic->source_network ? nic->source_network : nic->source_dev);
}

static bool col_target(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	return put(ret, nic ? nic->target : NULL);
}

static bool col_device(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->f ? row->f->ifname : vt_mapping_ifname(row->r, row->m));
}

static bool col_kind(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? vt_link_kind_name(row->link) : NULL);
}

static bool col_ifindex(const struct vt_row *row, struct vt_buf *ret)
{
	return put_u64(ret, row->link, row->link ? row->link->ifindex : 0);
}

static bool col_netns(const struct vt_row *row, struct vt_buf *ret)
{
	uint64_t netns = row->f ? row->f->netns : row->link ? row->link->netns : 0;

	return put_u64(ret, netns, netns);
}

static bool col_netns_name(const struct vt_row *row, struct vt_buf *ret)
{
	uint64_t netns = row->f ? row->f->netns : row->link ? row->link->netns : 0;

	return put(ret, netns ? vt_netns_name(row->r->facts, netns) : NULL);
}

/* What people call it, nothing for the own one, else its number. */
static bool shown_netns(const struct vt_row *row, struct vt_buf *ret)
{
	uint64_t netns = row->f ? row->f->netns : row->link ? row->link->netns : 0;

	if (netns == row->r->facts->own_netns)
		return false;
	return col_netns_name(row, ret) || col_netns(row, ret);
}

static bool col_bridge(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? vt_link_bridge_name(row->r->facts, row->link) : NULL);
}

/* Where the device leads: a bridge, another master, or what a macvtap is on. */
static bool shown_bridge(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_facts *f = row->r->facts;

	return col_bridge(row, ret) || (row->link && (put(ret, vt_link_master_name(f, row->link)) ||
						      put(ret, vt_link_lower_name(f, row->link))));
}

static bool col_network(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	return put(ret, nic ? nic->source_network : NULL);
}

static bool col_vlan(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	return put(ret, nic ? nic->vlan : NULL);
}

static bool col_basis(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_domain *d = domain_of(row);

	return put(ret, d ? vt_basis_name(d->basis) : NULL);
}

static bool col_manager(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_domain *d = domain_of(row);

	return put(ret, d ? vt_domain_manager(row->r->facts, d) : NULL);
}

static bool col_master(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? vt_link_master_name(row->r->facts, row->link) : NULL);
}

static bool col_mtu(const struct vt_row *row, struct vt_buf *ret)
{
	return put_u64(ret, row->link, row->link ? row->link->mtu : 0);
}

static bool col_up(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? (row->link->up ? "yes" : "no") : NULL);
}

static bool col_carrier(const struct vt_row *row, struct vt_buf *ret)
{
	return put_tri(ret, row->link ? row->link->carrier : VT_UNKNOWN);
}

static bool col_persist(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? (row->link->persist ? "yes" : "no") : NULL);
}

static bool col_owner(const struct vt_row *row, struct vt_buf *ret)
{
	uint32_t owner = row->link ? row->link->owner : VT_NONE;

	return put_u64(ret, owner != VT_NONE, owner);
}

static bool col_group(const struct vt_row *row, struct vt_buf *ret)
{
	uint32_t group = row->link ? row->link->group : VT_NONE;

	return put_u64(ret, group != VT_NONE, group);
}

static bool col_queues(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_device *d = device_of(row);

	return put_u64(ret, d, d ? d->queues : 0);
}

static bool col_xmlqueues(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	return put_u64(ret, nic && nic->queues, nic ? nic->queues : 0);
}

static bool col_pid(const struct vt_row *row, struct vt_buf *ret)
{
	int32_t pid = row->f && row->f->pid > 0 ? row->f->pid : row->proc ? row->proc->pid : 0;

	return put_u64(ret, pid > 0, (uint64_t)pid);
}

static bool col_comm(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->proc ? row->proc->comm : NULL);
}

static bool col_exe(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->proc ? row->proc->exe : NULL);
}

static bool col_uid(const struct vt_row *row, struct vt_buf *ret)
{
	return put_u64(ret, row->proc, row->proc ? row->proc->uid : 0);
}

static bool col_start(const struct vt_row *row, struct vt_buf *ret)
{
	return put_u64(ret, row->proc, row->proc ? row->proc->start : 0);
}

static bool col_holders(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_device *d = device_of(row);

	for (uint32_t i = 0; d && i < d->n_uses; i++) {
		const struct vt_use *use = &row->r->inventory->uses.v[d->first_use + i];

		vt_buf_fmt(ret, "%s%" PRId32, i ? "," : "", row->r->facts->procs.v[use->proc].pid);
	}
	return d && d->n_uses;
}

static bool col_status(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->m ? vt_status_name(row->m->status) : NULL);
}

/* The one finding of @code that is about the row, NULL = none. */
static const struct vt_finding *finding_of(const struct vt_row *row, enum vt_code code)
{
	const struct vt_findings *all = row->r->findings;

	for (size_t i = 0; i < all->rows.n; i++)
		if (all->rows.v[i].code == code &&
		    vt_finding_is_about(row->r->facts, row->r->inventory, &all->rows.v[i], row->m))
			return &all->rows.v[i];
	return NULL;
}

/* A code need not say again what a status says already. */
static bool goes_without_saying(enum vt_status status, enum vt_code code)
{
	return (status == VT_STATUS_STRAY &&
		(code == VT_F_STRAY_TAP || code == VT_F_STRAY_MACVTAP)) ||
	       (status == VT_STATUS_UNMANAGED && code == VT_F_UNMANAGED_HYPERVISOR) ||
	       (status == VT_STATUS_FOREIGN && code == VT_F_FOREIGN_HOLDER);
}

/* The bridge that it should be on, or the one that it should not be on. */
static void put_detail(const struct vt_row *row, enum vt_code code, struct vt_buf *ret)
{
	const char *key = code == VT_F_DETACHED_BRIDGE ? "bridge" :
			  code == VT_F_WRONG_BRIDGE    ? "master" :
							 NULL;
	const struct vt_finding *f = key ? finding_of(row, code) : NULL;

	for (uint32_t i = 0; f && i < f->n_evidence; i++)
		if (vt_streq(f->evidence[i].key, key) && f->evidence[i].text)
			vt_buf_fmt(ret, " (%s)", f->evidence[i].text);
}

/*
 * The status in a word, or what contradicts: the codes, the worst first; at most @max of them,
 * the others as a number. An ok device that is down without contradicting anything is "ok (down)".
 */
static bool put_status(const struct vt_row *row, uint32_t max, bool detail, struct vt_buf *ret)
{
	const struct vt_report *r = row->r;
	uint32_t said = 0, more = 0;
	enum vt_status status;

	if (!row->m)
		return row->f && put(ret, vt_class(row->f->code)->code);
	status = row->m->status;
	if (status != VT_STATUS_MISMATCH || !row->m->n_findings) {
		vt_buf_str(ret, vt_status_name(status));
		max -= max > 0;
		said++;
	}
	if (status == VT_STATUS_OK && row->link && !row->link->up)
		vt_buf_str(ret, " (down)");
	for (uint32_t i = 0; i < row->m->n_findings; i++) {
		enum vt_code code = r->mapping_findings.v[row->m->first_finding + i];

		if (goes_without_saying(status, code) ||
		    (status == VT_STATUS_OK && code == VT_F_LINK_DOWN))
			continue;
		if (!max) {
			more++;
			continue;
		}
		max--;
		vt_buf_fmt(ret, "%s%s", said++ ? ", " : "", vt_class(code)->code);
		if (detail)
			put_detail(row, code, ret);
	}
	if (more)
		vt_buf_fmt(ret, " +%" PRIu32, more);
	return true;
}

static bool shown_status(const struct vt_row *row, struct vt_buf *ret)
{
	return put_status(row, UINT32_MAX, true, ret);
}

static bool brief_status(const struct vt_row *row, struct vt_buf *ret)
{
	return put_status(row, 1, false, ret);
}

/* The worst comes first, by the order of findings. */
static bool col_severity(const struct vt_row *row, struct vt_buf *ret)
{
	if (row->f)
		return put(ret, vt_severity_name(vt_finding_severity(row->f)));
	return put(ret, row->m->n_findings ? vt_severity_name(row->m->worst) : NULL);
}

static bool col_codes(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_report *r = row->r;

	if (row->f)
		return put(ret, vt_class(row->f->code)->code);
	for (uint32_t i = 0; i < row->m->n_findings; i++) {
		enum vt_code code = r->mapping_findings.v[row->m->first_finding + i];

		vt_buf_fmt(ret, "%s%s", i ? "," : "", vt_class(code)->code);
	}
	return row->m->n_findings;
}

static bool col_message(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_findings *all = row->r->findings;
	bool some = false;

	if (row->f)
		return put(ret, row->f->message);
	for (size_t i = 0; row->m->n_findings && i < all->rows.n; i++) {
		const struct vt_finding *f = &all->rows.v[i];

		if (!vt_finding_is_about(row->r->facts, row->r->inventory, f, row->m) ||
		    !f->message)
			continue;
		vt_buf_fmt(ret, "%s%s", some ? "; " : "", f->message);
		some = true;
	}
	return some;
}

static bool col_remedy(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->f ? row->f->remedy : NULL);
}

/* Columns that people chose are left out in the order of .gives, ornaments (up to 9) first. */
static const struct vt_column columns[] = {
	{ "VM", "domain", "name of the VM", .least = 10, .value = col_domain },
	{ "UUID", "uuid", "UUID of the VM", .gives = 12, .value = col_uuid },
	{ "ID", "id", "number or name that its manager has for the VM", .right = 1, .gives = 10,
	  .value = col_id },
	{ "STATE", "state", "state of the VM", .gives = 10, .value = col_state },
	{ "CONNECTION", "connection", "libvirt URI of the VM", .gives = 9, .least = 14,
	  .value = col_connection },
	{ "MANAGER", "manager", "what started the VM and answers for it", .gives = 9,
	  .value = col_manager },
	{ "BASIS", "basis", "what is known of the VM: live, config, self", .gives = 10,
	  .value = col_basis },
	{ "NIC", "alias", "alias of the interface in the XML", .gives = 15, .least = 4,
	  .value = col_nic },
	{ "MAC", "mac", "MAC address that the VM's NIC was given", .gives = 13, .value = col_mac },
	{ "TYPE", "type", "type of the interface in the live XML", .gives = 3, .value = col_type },
	{ "MODEL", "model", "model of the interface", .gives = 4, .value = col_model },
	{ "SOURCE", "source", "bridge, network or device that the XML names", .gives = 10,
	  .least = 8, .value = col_source },
	{ "NETWORK", "network", "libvirt network that the XML names", .gives = 10, .least = 8,
	  .value = col_network },
	{ "TARGET", "target", "device name that the XML claims", .gives = 10, .least = 8,
	  .value = col_target },
	{ "DEVICE", "ifname", "name of the device; in the table else what there is instead",
	  .gives = 20, .least = 8, .value = col_device, .shown = vt_shown_device },
	{ "PCI", "pci_address", "PCI address of the function that the NIC is", .gives = 10,
	  .value = vt_col_pci },
	{ "KIND", "kind", "tap, tun, macvtap or ipvtap", .gives = 2, .value = col_kind },
	{ "IFINDEX", "ifindex", "number of the device", .right = 1, .gives = 10,
	  .value = col_ifindex },
	{ "NETNS", "netns", "network namespace of the device: its name, in csv its inode",
	  .gives = 17, .least = 6, .value = col_netns, .shown = shown_netns },
	{ "NSNAME", "netns_name", "what people call that namespace", .gives = 16, .least = 6,
	  .value = col_netns_name },
	{ "DEVMAC", "device_mac", "MAC address of the device itself", .gives = 10,
	  .value = col_devmac },
	{ "BRIDGE", "bridge", "bridge of the device; in the table else its master or lower link",
	  .gives = 18, .least = 6, .value = col_bridge, .shown = shown_bridge },
	{ "MASTER", "master", "bridge or other master of the device", .gives = 10, .least = 6,
	  .value = col_master },
	{ "VLAN", "vlan", "VLAN tags that the XML asks for", .gives = 10, .value = col_vlan },
	{ "IP", "addresses", "IP addresses of the NIC, by leases and neighbors", .gives = 16,
	  .least = 15, .value = vt_col_addresses, .brief = vt_brief_addresses },
	{ "LABEL", "label", "what an orchestrator calls the VM, or its title", .gives = 14,
	  .least = 8, .value = vt_col_label },
	{ "FROM-VM", "from_guest_bytes", "bytes that the VM has sent", "from_vm_bytes", .moves = 1,
	  .right = 1, .gives = 9, .value = vt_col_from, .shown = vt_shown_from },
	{ "TO-VM", "to_guest_bytes", "bytes that the VM was sent", "to_vm_bytes", .moves = 1,
	  .right = 1, .gives = 9, .value = vt_col_to, .shown = vt_shown_to },
	{ "FROM-PKTS", "from_guest_packets", "frames that the VM has sent", "from_vm_packets",
	  .moves = 1, .right = 1, .gives = 9, .value = vt_col_from_packets },
	{ "TO-PKTS", "to_guest_packets", "frames that the VM was sent", "to_vm_packets", .moves = 1,
	  .right = 1, .gives = 9, .value = vt_col_to_packets },
	{ "DROPPED", "dropped", "frames that the device dropped, both ways", "dropped", .moves = 1,
	  .right = 1, .gives = 9, .value = vt_col_dropped },
	{ "ERRORS", "errors", "errors of the device, both ways", "errors", .moves = 1, .right = 1,
	  .gives = 9, .value = vt_col_errors },
	{ "FROM-RATE", "from_guest_bytes_per_second", "bytes that the VM sends per second (watch)",
	  .moves = 1, .right = 1, .gives = 9, .value = vt_col_from_rate,
	  .shown = vt_shown_from_rate },
	{ "TO-RATE", "to_guest_bytes_per_second", "bytes that the VM is sent per second (watch)",
	  .moves = 1, .right = 1, .gives = 9, .value = vt_col_to_rate, .shown = vt_shown_to_rate },
	{ "FROM-PPS", "from_guest_packets_per_second",
	  "frames that the VM sends per second (watch)", .moves = 1, .right = 1, .gives = 9,
	  .value = vt_col_from_pps },
	{ "TO-PPS", "to_guest_packets_per_second", "frames that the VM is sent per second (watch)",
	  .moves = 1, .right = 1, .gives = 9, .value = vt_col_to_pps },
	{ "PATH", "path", "the way of the frames off the host", .gives = 11, .least = 12,
	  .value = vt_col_path },
	{ "MTU", "mtu", "MTU of the device", .right = 1, .gives = 10, .value = col_mtu },
	{ "UP", "up", "the device is administratively up", .gives = 10, .value = col_up },
	{ "CARRIER", "carrier", "the device has a carrier", .gives = 10, .value = col_carrier },
	{ "PERSIST", "persist", "the device outlives its holders", .gives = 10,
	  .value = col_persist },
	{ "OWNER", "owner_uid", "user who may open the device", .right = 1, .gives = 10,
	  .value = col_owner },
	{ "GROUP", "owner_gid", "group that may open the device", .right = 1, .gives = 10,
	  .value = col_group },
	{ "QUEUES", "queues", "distinct queues that are held", .right = 1, .gives = 10,
	  .value = col_queues },
	{ "XMLQUEUES", "xml_queues", "queues that the XML asks for", .right = 1, .gives = 10,
	  .value = col_xmlqueues },
	{ "PID", "pid", "the VM's process, else the first holder", .right = 1, .gives = 14,
	  .value = col_pid },
	{ "COMM", "comm", "name of that process", .gives = 1, .least = 6, .value = col_comm },
	{ "EXE", "exe", "executable of that process", .gives = 5, .least = 12, .value = col_exe },
	{ "UID", "uid", "user of that process", .right = 1, .gives = 10, .value = col_uid },
	{ "START", "start_time", "its start, in clock ticks after boot", .right = 1, .gives = 6,
	  .value = col_start },
	{ "HOLDERS", "holders", "PIDs of all holders", .gives = 11, .value = col_holders },
	{ "STATUS", "status", "status of the row; in the table the codes of what contradicts",
	  .value = col_status, .shown = shown_status, .brief = brief_status },
	{ "SEVERITY", "severity", "severity of the finding, or the worst", .gives = 21,
	  .value = col_severity },
	{ "FINDINGS", "findings", "codes of the findings about the row", .gives = 22,
	  .value = col_codes },
	{ "CODE", "code", "code of the finding, or all codes", .value = col_codes },
	{ "MESSAGE", "message", "what the finding says", .wrap = 1, .least = 40,
	  .value = col_message },
	{ "REMEDY", "remedy", "what to do (audit)", .wrap = 1, .least = 30, .gives = 19,
	  .value = col_remedy },
};

const struct vt_column *vt_column_at(size_t i)
{
	const size_t n = sizeof(columns) / sizeof(*columns);

	return i < n ? &columns[i] : vt_column_of_json(i - n);
}

bool vt_column_cell(const struct vt_column *c, const struct vt_row *row, struct vt_buf *ret)
{
	ret->len = 0;
	vt_buf_str(ret, "");
	return c->value(row, ret);
}

bool vt_column_shown(const struct vt_column *c, const struct vt_row *row, struct vt_buf *ret)
{
	ret->len = 0;
	vt_buf_str(ret, "");
	return c->shown ? c->shown(row, ret) : c->value(row, ret);
}

bool vt_column_brief(const struct vt_column *c, const struct vt_row *row, struct vt_buf *ret)
{
	ret->len = 0;
	vt_buf_str(ret, "");
	return c->brief && c->brief(row, ret);
}

struct vt_row vt_row_of_mapping(const struct vt_report *r, const struct vt_mapping *m)
{
	return (struct vt_row){
		.r = r,
		.m = m,
		.nic = m->nic,
		.domain = m->nic == VT_NONE ? VT_NONE : r->facts->nics.v[m->nic].domain,
		.device = m->device,
		.link = vt_mapping_link(r, m),
		.proc = vt_mapping_proc(r, m),
	};
}

struct vt_row vt_row_of_finding(const struct vt_report *r, const struct vt_finding *f)
{
	struct vt_row row = { .r = r, .f = f, .nic = f->nic, .domain = f->domain };

	row.device = f->link == VT_NONE ? VT_NONE : r->inventory->link_device[f->link];
	row.link = f->link == VT_NONE ? NULL : &r->facts->links.v[f->link];
	row.proc = f->proc == VT_NONE ? NULL : &r->facts->procs.v[f->proc];
	for (size_t i = 0; i < r->mappings.n && !row.m; i++)
		if (vt_finding_is_about(r->facts, r->inventory, f, &r->mappings.v[i]))
			row.m = &r->mappings.v[i];
	return row;
}
