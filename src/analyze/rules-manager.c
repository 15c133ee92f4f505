/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What managers make of taps and bridges; VMMs that no manager answers for. */
#include <config.h>

#include "analyze/join.h"
#include "analyze/rules.h"
#include "analyze/weigh.h"

#include <string.h>

#include "util/str.h"

#define PROC(j, i) (&(j)->f->procs.v[i])

/* "vmbr0", or the bridge that Proxmox VE makes for a VLAN of it, "vmbr0v10". */
static bool is_bridge_of(const struct vt_nic *nic, const char *name)
{
	size_t n = strlen(nic->source_bridge);

	if (strncmp(name, nic->source_bridge, n) != 0)
		return false;
	return !name[n] || (name[n] == 'v' && vt_streq(name + n + 1, nic->vlan));
}

/*
 * A port of Open vSwitch by its database, also one that a firewall's bridge has as its port.
 * Where the database was not read it may be.
 */
static bool is_ovs_port(const struct vt_judge *j, const struct vt_link *l, const char *bridge)
{
	uint32_t row;

	if (l->kind != VT_KIND_OVS)
		return false;
	row = vt_facts_link_ovs(j->f, l);
	return row == VT_NONE ? !j->f->ovs_ports.n :
				!j->f->ovs_ports.v[row].bridge ||
					vt_ovs_port_is_on(&j->f->ovs_ports.v[row], bridge);
}

/* The other end of a veth, NULL of any other link. */
static const struct vt_link *other_end(const struct vt_judge *j, const struct vt_link *port)
{
	uint32_t end;

	if (port->kind != VT_KIND_VETH)
		return NULL;
	end = vt_facts_link_by_index(j->f, port->netns, port->lower);
	return end == VT_NONE ? NULL : &j->f->links.v[end];
}

/* @link is on the bridge of the claim, or on one that Open vSwitch says. */
static bool is_on_bridge(const struct vt_judge *j, const struct vt_nic *nic,
			 const struct vt_link *link)
{
	const char *bridge = vt_link_bridge_name(j->f, link);
	uint32_t row = vt_facts_link_ovs(j->f, link);

	return (bridge && is_bridge_of(nic, bridge)) ||
	       (row != VT_NONE && vt_ovs_port_is_on(&j->f->ovs_ports.v[row], nic->source_bridge));
}

static bool port_leads(const struct vt_judge *j, const struct vt_nic *nic,
		       const struct vt_link *port)
{
	const struct vt_link *end = other_end(j, port);

	return (end && is_on_bridge(j, nic, end)) || is_ovs_port(j, port, nic->source_bridge);
}

bool vt_leads_to_bridge(const struct vt_judge *j, uint32_t nic, uint32_t master)
{
	const struct vt_nic *n = &j->f->nics.v[nic];
	const uint32_t *ports;
	size_t n_ports = vt_topology_exits(j->inv->topology, master, &ports);

	if (j->f->domains.v[n->domain].basis == VT_BASIS_LIVE)
		return false;
	if (is_bridge_of(n, j->f->links.v[master].ifname))
		return true;
	for (size_t i = 0; i < n_ports; i++)
		if (port_leads(j, n, &j->f->links.v[ports[i]]))
			return true;
	return false;
}

static bool has_manager(const struct vt_facts *f, const char *name)
{
	for (size_t i = 0; i < f->managers.n; i++)
		if (vt_streq(f->managers.v[i].name, name))
			return true;
	return false;
}

/* "tap101i0": no other number, no leading zero. */
uint32_t vt_stray_vmid(const struct vt_judge *j, const struct vt_link *link, uint32_t *ret_domain)
{
	const char *digits;
	char text[12];
	uint32_t vmid = 0;
	size_t n;

	/* Proxmox VE makes none in a user's namespace, where names are free. */
	if (strncmp(link->ifname, "tap", 3) != 0 || vt_netns_owner_uid(j->f, link->netns))
		return 0;
	digits = link->ifname + 3;
	n = strspn(digits, "0123456789");
	if (n < 3 || n > 9 || *digits == '0' || digits[n] != 'i' || !digits[n + 1] ||
	    digits[n + 1 + strspn(digits + n + 1, "0123456789")] || !has_manager(j->f, "proxmox"))
		return 0;
	memcpy(text, digits, n);
	text[n] = '\0';
	vt_parse_u32(text, &vmid);
	for (uint32_t i = 0; i < j->f->domains.n; i++)
		if (vt_streq(j->f->domains.v[i].manager_id, text) &&
		    vt_streq(vt_domain_manager(j->f, &j->f->domains.v[i]), "proxmox"))
			*ret_domain = i;
	return vmid;
}

/*
 * The first use by a VMM that no manager knows and that, as far as is known, nothing answers
 * for.
 */
static const struct vt_use *unmanaged_use(const struct vt_judge *j, const struct vt_device *d)
{
	const struct vt_seen seen = vt_judge_seen(j);

	if (!vt_claimed_by_self_only(&seen, d))
		return NULL;
	for (uint32_t i = 0; i < d->n_uses; i++) {
		const struct vt_use *use = &j->inv->uses.v[d->first_use + i];

		if (PROC(j, use->proc)->hypervisor && !PROC(j, use->proc)->manager &&
		    (use->domain == VT_NONE || j->f->domains.v[use->domain].basis == VT_BASIS_SELF))
			return use;
	}
	return NULL;
}

void vt_rule_UNMANAGED_HYPERVISOR(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		const struct vt_device *d = &j->inv->devices.v[i];
		const struct vt_use *use = unmanaged_use(j, d);
		struct vt_about s = vt_about_device(j, i);
		const struct vt_proc *p;
		struct vt_finding *row;

		if (!use)
			continue;
		p = PROC(j, use->proc);
		/* Who answers for it is out of sight, and a gap says so. */
		if (p->manager_open) {
			j->withheld++;
			continue;
		}
		s.proc = use->proc;
		s.domain = use->domain;
		row = vt_report_finding(
			j, VT_F_UNMANAGED_HYPERVISOR, s,
			"%s is held by %s (PID %d)%s%s, which no manager answers for",
			vt_judge_link(j, d)->ifname, p->comm, p->pid, p->guest ? ", guest " : "",
			p->guest ? p->guest : "");
		vt_evidence_str(j, row, "guest", p->guest);
		vt_evidence_str(j, row, "guest_uuid", p->uuid);
		vt_evidence_str(j, row, "exe", p->exe);
		vt_evidence_str(j, row, "cgroup", p->cgroup);
	}
}

/* Made when rules meet findings, see report.c: no host is needed for it. */
void vt_rule_UNUSED_ACCEPT(struct vt_judge *j)
{
	(void)j;
}
