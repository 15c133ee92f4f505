/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values of mapping rows, for every renderer alike. */
#include <config.h>

#include "analyze/mapping.h"

#include <stdio.h>

#include "analyze/backing.h"
#include "util/str.h"

static const char *const status_names[] = {
	[VT_STATUS_OK] = "ok",
	[VT_STATUS_MISMATCH] = "mismatch",
	[VT_STATUS_NO_DEVICE] = "no-device",
	[VT_STATUS_WAITING] = "waiting",
	[VT_STATUS_STRAY] = "stray",
	[VT_STATUS_UNMANAGED] = "unmanaged",
	[VT_STATUS_FOREIGN] = "foreign",
	[VT_STATUS_UNKNOWN] = "unknown",
};

const char *vt_status_name(enum vt_status status)
{
	return status_names[status];
}

const char *vt_pid_source_name(enum vt_pid_source source)
{
	static const char *const names[] = { NULL, "pidfile", "status", "uuid", "manager", "self" };

	return names[source];
}

static const struct vt_nic *row_nic(const struct vt_report *r, const struct vt_mapping *m)
{
	return m->nic == VT_NONE ? NULL : &r->facts->nics.v[m->nic];
}

const struct vt_link *vt_mapping_link(const struct vt_report *r, const struct vt_mapping *m)
{
	return m->device == VT_NONE ? NULL :
				      &r->facts->links.v[r->inventory->devices.v[m->device].link];
}

const struct vt_proc *vt_mapping_proc(const struct vt_report *r, const struct vt_mapping *m)
{
	return m->proc == VT_NONE ? NULL : &r->facts->procs.v[m->proc];
}

/* The domain of the claim, else the one whose process holds it. */
static const struct vt_domain *row_domain(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_nic *nic = row_nic(r, m);
	uint32_t domain = VT_NONE;

	if (nic)
		return &r->facts->domains.v[nic->domain];
	if (m->proc != VT_NONE)
		domain = r->inventory->proc_domain[m->proc];
	return domain == VT_NONE ? NULL : &r->facts->domains.v[domain];
}

/* A hypervisor that no connection knows is named by its own command line. */
const char *vt_mapping_domain(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_domain *d = row_domain(r, m);
	const struct vt_proc *p = vt_mapping_proc(r, m);

	if (d)
		return d->name;
	return p && p->hypervisor ? p->guest : NULL;
}

const char *vt_mapping_uuid(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_domain *d = row_domain(r, m);
	const struct vt_proc *p = vt_mapping_proc(r, m);

	if (d)
		return d->uuid;
	return p && p->hypervisor ? p->uuid : NULL;
}

const char *vt_mapping_alias(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_nic *nic = row_nic(r, m);

	return nic ? nic->alias : NULL;
}

const char *vt_mapping_mac(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_nic *nic = row_nic(r, m);

	const struct vt_link *l = vt_mapping_link(r, m);

	if (nic)
		return nic->mac;
	/*
	 * For a device that is nobody's it is the device's own; where a VM's NICs are not
	 * known, neither is the address that the VM sees.
	 */
	return l && !vt_mapping_domain(r, m) ? l->mac : NULL;
}

const char *vt_mapping_type(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_nic *nic = row_nic(r, m);

	return nic ? nic->type : NULL;
}

const char *vt_mapping_ifname(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_nic *nic = row_nic(r, m);
	const struct vt_link *l = vt_mapping_link(r, m);

	if (l)
		return l->ifname;
	/* A target in the XML of a NIC that has no device names nothing. */
	return nic && m->status != VT_STATUS_NO_DEVICE ? nic->target : NULL;
}

const char *vt_link_kind_name(const struct vt_link *link)
{
	if (link->kind != VT_KIND_OTHER)
		return vt_kind_name(link->kind);
	return link->kind_name ? link->kind_name : "other";
}

const char *vt_mapping_kind(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_link *l = vt_mapping_link(r, m);

	return l ? vt_link_kind_name(l) : NULL;
}

const char *vt_link_master_name(const struct vt_facts *f, const struct vt_link *link)
{
	uint32_t row = link->master ? vt_facts_link_by_index(f, link->netns, link->master) :
				      VT_NONE;

	return row == VT_NONE ? NULL : f->links.v[row].ifname;
}

const char *vt_mapping_master(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_link *l = vt_mapping_link(r, m);

	return l ? vt_link_master_name(r->facts, l) : NULL;
}

const char *vt_link_lower_name(const struct vt_facts *f, const struct vt_link *link)
{
	uint32_t row = vt_kind_is_device(link->kind) ? vt_link_lower_row(f, link) : VT_NONE;

	return row == VT_NONE ? NULL : f->links.v[row].ifname;
}

/* The descriptor @fd of the process is a queue of the device. */
static bool is_queue_of(const struct vt_inventory *inv, uint32_t proc, int32_t fd, uint32_t device)
{
	size_t n;
	const struct vt_holder *rows = vt_facts_holders_of(inv->facts, proc, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].fd == fd &&
		    inv->holder_device[rows + i - inv->facts->holders.v] == device)
			return true;
	return false;
}

enum vt_tri vt_device_vhost(const struct vt_inventory *inv, uint32_t device)
{
	const struct vt_device *d = &inv->devices.v[device];
	const char *ifname = inv->facts->links.v[d->link].ifname;

	for (uint32_t k = 0; k < d->n_uses; k++) {
		uint32_t proc = inv->uses.v[d->first_use + k].proc;
		size_t n;
		const struct vt_netdev *rows = vt_facts_netdevs_of(inv->facts, proc, &n);

		for (size_t i = 0; i < n; i++)
			if (rows[i].fd >= 0 ? is_queue_of(inv, proc, rows[i].fd, device) :
					      vt_streq(rows[i].ifname, ifname))
				return rows[i].vhost;
	}
	return VT_UNKNOWN;
}

/*
 * What a VM sends is received by its tap (drivers/net/tun.c). A macvtap is a
 * network card seen from outside: it sends what the VM sends (macvlan.c), and it
 * counts a frame that it drops on the way in as an error, too
 * (macvlan_dev_get_stats64): once is enough.
 */
struct vt_traffic vt_link_traffic(const struct vt_link *link)
{
	const struct vt_stats *s = &link->stats;
	bool as_card = link->kind == VT_KIND_MACVTAP || link->kind == VT_KIND_IPVTAP;

	return (struct vt_traffic){
		.from_bytes = as_card ? s->tx_bytes : s->rx_bytes,
		.from_packets = as_card ? s->tx_packets : s->rx_packets,
		.to_bytes = as_card ? s->rx_bytes : s->tx_bytes,
		.to_packets = as_card ? s->rx_packets : s->tx_packets,
		.dropped = s->rx_dropped + s->tx_dropped,
		.errors = s->tx_errors +
			  (as_card && s->rx_errors == s->rx_dropped ? 0 : s->rx_errors),
	};
}

const char *vt_link_bridge_name(const struct vt_facts *f, const struct vt_link *link)
{
	uint32_t master = link->master ? vt_facts_link_by_index(f, link->netns, link->master) :
					 VT_NONE;
	uint32_t port;

	if (master != VT_NONE && f->links.v[master].kind == VT_KIND_BRIDGE)
		return f->links.v[master].ifname;
	port = vt_facts_link_ovs(f, link);
	return port == VT_NONE ? NULL : vt_ovs_port_bridge(&f->ovs_ports.v[port]);
}

const char *vt_mapping_bridge(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_link *l = vt_mapping_link(r, m);

	return l ? vt_link_bridge_name(r->facts, l) : NULL;
}

const char *vt_mapping_network(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_nic *nic = row_nic(r, m);

	return nic ? nic->source_network : NULL;
}

const char *vt_mapping_vlan(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_nic *nic = row_nic(r, m);

	return nic ? nic->vlan : NULL;
}

const char *vt_mapping_pci(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_nic *nic = row_nic(r, m);

	return nic ? vt_nic_backing(r->facts, nic).pci : NULL;
}

const char *vt_mapping_manager(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_domain *d = row_domain(r, m);

	return d ? vt_domain_manager(r->facts, d) : NULL;
}

const char *vt_mapping_basis(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_domain *d = row_domain(r, m);

	return d ? vt_basis_name(d->basis) : NULL;
}

const char *vt_netns_name(const struct vt_facts *f, uint64_t inode)
{
	uint32_t row = inode == f->own_netns ? VT_NONE : vt_facts_netns(f, inode);

	return row == VT_NONE ? NULL : f->netnses.v[row].name;
}

/* A process whose namespace it is; 0 when none is known. */
static int32_t pid_in_netns(const struct vt_facts *f, uint64_t inode)
{
	uint32_t row = vt_facts_netns(f, inode);
	int pid;

	for (size_t i = 0; i < f->procs.n; i++)
		if (f->procs.v[i].netns == inode && f->procs.v[i].alive)
			return f->procs.v[i].pid;
	if (row != VT_NONE && f->netnses.v[row].path &&
	    sscanf(f->netnses.v[row].path, "/proc/%d/", &pid) == 1)
		return pid;
	return 0;
}

uint32_t vt_netns_owner_uid(const struct vt_facts *f, uint64_t inode)
{
	uint32_t row = vt_facts_netns(f, inode);

	return row == VT_NONE ? 0 : f->netnses.v[row].owner_uid;
}

void vt_netns_words(const struct vt_facts *f, uint64_t inode, struct vt_buf *out)
{
	const char *name = vt_netns_name(f, inode);
	int32_t pid = name ? 0 : pid_in_netns(f, inode);
	uint32_t owner = vt_netns_owner_uid(f, inode);

	if (name)
		vt_buf_str(out, name);
	else
		vt_buf_fmt(out, "%llu", (unsigned long long)inode);
	if (owner)
		vt_buf_fmt(out, " of user %u", owner);
	if (pid)
		vt_buf_fmt(out, ", PID %d", pid);
}

const char *vt_mapping_netns_name(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_link *l = vt_mapping_link(r, m);

	return l ? vt_netns_name(r->facts, l->netns) : NULL;
}
