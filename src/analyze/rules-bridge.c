/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about the bridge that a claimed device is on, and who else is there. */
#include <config.h>

#include <strings.h>

#include "analyze/commands.h"
#include "analyze/join.h"
#include "analyze/rules.h"
#include "analyze/ovs.h"
#include "analyze/port-vlans.h"
#include "analyze/segments.h"
#include "analyze/weigh.h"
#include "util/str.h"

#define NIC(j, i) (&(j)->f->nics.v[i])
#define DOMAIN(j, nic) (&(j)->f->domains.v[(nic)->domain])

/* The claim puts the NIC on a bridge of the kernel, whose ports have it as master. */
static bool expects_master(const struct vt_nic *nic)
{
	return nic->source_bridge && !nic->virtualport &&
	       (!nic->type || vt_streq(nic->type, "bridge") || vt_streq(nic->type, "network"));
}

static bool is_config(const struct vt_judge *j, uint32_t nic)
{
	return DOMAIN(j, NIC(j, nic))->basis == VT_BASIS_CONFIG;
}

/*
 * Where the claim wants its port. Proxmox VE makes a bridge for a VLAN of one that does not
 * filter ("vmbr0v10"): on that itself the VM would be in no VLAN.
 */
static uint32_t claimed_bridge(const struct vt_judge *j, uint32_t nic, uint64_t netns)
{
	const struct vt_nic *n = NIC(j, nic);
	uint32_t row = vt_index_link(j->ix, netns, n->source_bridge);

	if (row != VT_NONE && n->vlan && is_config(j, nic) &&
	    j->f->links.v[row].bridge.vlan_filtering != VT_YES)
		row = vt_index_link(j->ix, netns,
				    vt_arena_fmt(j->out->arena, "%sv%s", n->source_bridge,
						 n->vlan));
	return row;
}

/* What the port has besides, once it is on the bridge @to. */
static void restore_port(struct vt_command *c, const struct vt_nic *nic, uint32_t link, uint32_t to)
{
	const struct vt_link *l = &c->j->f->links.v[link];

	if (nic->isolated == VT_YES) {
		vt_command_shell(c, "&&");
		vt_command_ip(c, l->netns);
		vt_command_words(c, "link", "set", "dev", l->ifname, "type", "bridge_slave",
				 "isolated", "on", NULL);
	}
	if (!nic->vlan || c->j->f->links.v[to].bridge.vlan_filtering != VT_YES)
		return;
	if (!vt_tells_all_vlans(c->j, nic))
		c->impossible = true;
	vt_command_shell(c, "&&");
	vt_command_in(c, l->netns);
	vt_command_words(c, "bridge", "vlan", "del", "dev", l->ifname, "vid", "1-4094", NULL);
	vt_command_shell(c, "&&");
	vt_command_add_vlans(c, nic, link);
}

/* "ip link set dev PORT master BRIDGE", unless it has another master by now. */
static void cure_master(struct vt_judge *j, struct vt_finding *row, uint32_t nic, uint32_t link)
{
	const struct vt_link *l = &j->f->links.v[link];
	uint32_t to = claimed_bridge(j, nic, l->netns);
	struct vt_command c = { .j = j };

	/* The kernel does not take a port off Open vSwitch. */
	if (to == VT_NONE || j->f->links.v[to].kind != VT_KIND_BRIDGE ||
	    vt_facts_link_ovs(j->f, l) != VT_NONE)
		return;
	vt_command_if_bridge(&c, to);
	vt_command_if_master(&c, link, vt_link_master_name(j->f, l));
	vt_command_ip(&c, l->netns);
	vt_command_words(&c, "link", "set", "dev", l->ifname, "master", j->f->links.v[to].ifname,
			 NULL);
	restore_port(&c, NIC(j, nic), link, to);
	vt_command_finish(&c, row);
}

static void report_detached(struct vt_judge *j, uint32_t nic, bool ovs)
{
	struct vt_about about = vt_about_nic(j, nic);
	struct vt_finding *row =
		vt_report_finding(j, VT_F_DETACHED_BRIDGE, about,
				  "%s (%s) is not on any bridge%s; %s says %s",
				  j->f->links.v[about.link].ifname, DOMAIN(j, NIC(j, nic))->name,
				  ovs ? " by Open vSwitch's database" : "",
				  vt_says(j->f, about.domain), NIC(j, nic)->source_bridge);

	vt_evidence_str(j, row, "bridge", NIC(j, nic)->source_bridge);
	if (ovs)
		vt_ovs_cure_port(j, row, nic, VT_NONE);
	else
		cure_master(j, row, nic, about.link);
}

void vt_rule_DETACHED_BRIDGE(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		const struct vt_link *l = d ? vt_judge_link(j, d) : NULL;
		struct vt_ovs_place place;

		if (l && vt_nic_is_ovs(j, NIC(j, i), l)) {
			place = vt_ovs_place(j, NIC(j, i), l);
			if (place.known && place.port == VT_NONE)
				report_detached(j, i, true);
		} else if (l && expects_master(NIC(j, i)) && !l->master) {
			report_detached(j, i, false);
		}
	}
}

/*
 * What is to be moved: the device, or, where it is alone on a firewall's bridge, the far end of
 * the veth by which that leads on.
 */
static uint32_t misplaced(const struct vt_judge *j, uint32_t nic, uint32_t link)
{
	const uint32_t master = vt_judge_master(j, &j->f->links.v[link]), *ports, *exits;
	const struct vt_link *exit;
	uint32_t end;

	if (!is_config(j, nic) || vt_topology_ports(j->inv->topology, master, &ports) != 2 ||
	    vt_topology_exits(j->inv->topology, master, &exits) != 1)
		return link;
	exit = &j->f->links.v[exits[0]];
	end = exit->kind == VT_KIND_VETH ? vt_facts_link_by_index(j->f, exit->netns, exit->lower) :
					   VT_NONE;
	return end == VT_NONE ? link : end;
}

/* "vmbr1 by fwpr100p0" where that is to be moved, else the device's master. */
static const char *place_of(const struct vt_judge *j, uint32_t port, uint32_t device)
{
	const struct vt_link *l = &j->f->links.v[port];
	const char *bridge = vt_link_bridge_name(j->f, l);

	if (port == device)
		return vt_link_master_name(j->f, l);
	return vt_arena_fmt(j->out->arena, "%s by %s", bridge ? bridge : "no bridge", l->ifname);
}

static void report_wrong(struct vt_judge *j, uint32_t nic, uint32_t ovs_port)
{
	const char *should = NIC(j, nic)->source_bridge;
	struct vt_about about = vt_about_nic(j, nic);
	uint32_t port = ovs_port == VT_NONE ? misplaced(j, nic, about.link) : about.link;
	const char *is = ovs_port == VT_NONE ? place_of(j, port, about.link) :
					       vt_ovs_port_bridge(&j->f->ovs_ports.v[ovs_port]);
	struct vt_finding *row =
		vt_report_finding(j, VT_F_WRONG_BRIDGE, about, "%s (%s) is on %s; %s says %s",
				  j->f->links.v[about.link].ifname, DOMAIN(j, NIC(j, nic))->name,
				  is, vt_says(j->f, about.domain), should);

	vt_evidence_str(j, row, "bridge", should);
	vt_evidence_str(j, row, "master", is);
	if (ovs_port != VT_NONE)
		vt_ovs_cure_port(j, row, nic, ovs_port);
	else
		cure_master(j, row, nic, port);
}

static bool right_master(const struct vt_judge *j, const struct vt_nic *nic, uint32_t master)
{
	const struct vt_link *m = &j->f->links.v[master];

	return vt_index_link(j->ix, m->netns, nic->source_bridge) == master;
}

static void judge_ovs_bridge(struct vt_judge *j, uint32_t nic, const struct vt_link *l)
{
	struct vt_ovs_place place = vt_ovs_place(j, NIC(j, nic), l);
	const struct vt_ovs_port *p = place.port == VT_NONE ? NULL : &j->f->ovs_ports.v[place.port];

	if (p && p->bridge && !vt_ovs_port_is_on(p, NIC(j, nic)->source_bridge))
		report_wrong(j, nic, place.port);
}

void vt_rule_WRONG_BRIDGE(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		const struct vt_link *l = d ? vt_judge_link(j, d) : NULL;
		uint32_t master = l ? vt_judge_master(j, l) : VT_NONE;

		if (l && vt_nic_is_ovs(j, NIC(j, i), l))
			judge_ovs_bridge(j, i, l);
		else if (master != VT_NONE && expects_master(NIC(j, i)) &&
			 !right_master(j, NIC(j, i), master) && !vt_leads_to_bridge(j, i, master))
			report_wrong(j, i, VT_NONE);
	}
}

/* --- duplicate-mac ------------------------------------------------------- */

/*
 * NICs in the order of what must not be the same for two of them: broadcast domain and MAC
 * address. @bridge is a row of links, or VT_NONE and @ovs names it.
 */
struct placed {
	uint64_t netns;
	uint32_t bridge, vlan, nic;
	const char *mac, *ovs;
};

static int cmp_place(const struct placed *a, const struct placed *b)
{
	if (a->netns != b->netns)
		return a->netns < b->netns ? -1 : 1;
	if (a->bridge != b->bridge)
		return a->bridge < b->bridge ? -1 : 1;
	if (vt_strcmp0(a->ovs, b->ovs))
		return vt_strcmp0(a->ovs, b->ovs);
	if (a->vlan != b->vlan)
		return a->vlan < b->vlan ? -1 : 1;
	return strcasecmp(a->mac, b->mac);
}

static int cmp_placed(const void *pa, const void *pb)
{
	const struct placed *a = pa, *b = pb;
	int place = cmp_place(a, b);

	return place ? place : (a->nic > b->nic) - (a->nic < b->nic);
}

/* The VLAN that a port's untagged frames are in, else the claim's; 0 = VLANs are not used. */
static uint32_t port_vlan(const struct vt_facts *f, const struct vt_link *bridge,
			  const struct vt_link *port, const struct vt_nic *nic)
{
	uint32_t claimed = 0;
	size_t n;
	const struct vt_vlan *vlans = vt_facts_vlans_of(f, port, &n);

	if (nic->vlan)
		vt_parse_u32(nic->vlan, &claimed);
	if (bridge->bridge.vlan_filtering != VT_YES)
		return claimed;
	for (size_t i = 0; i < n; i++)
		if (vlans[i].pvid)
			return vlans[i].first;
	return VT_NONE;
}

/*
 * In Open vSwitch: the tag of the database, else of the XML. Ports of one bridge without
 * tag are in one broadcast domain only where no controller says otherwise; br-int is what
 * Neutron and OVN call theirs, where each logical network has addresses of its own.
 */
static bool place_in_ovs(const struct vt_judge *j, const struct vt_nic *nic,
			 const struct vt_link *l, struct placed *ret)
{
	uint32_t row = vt_facts_link_ovs(j->f, l);
	const struct vt_ovs_port *p = row == VT_NONE ? NULL : &j->f->ovs_ports.v[row];

	ret->ovs = p && p->bridge ? p->bridge : nic->source_bridge;
	ret->vlan = VT_NONE;
	if (p && p->port)
		ret->vlan = p->tag;
	else if (nic->vlan && !nic->vlan_trunk)
		vt_parse_u32(nic->vlan, &ret->vlan);
	return ret->ovs &&
	       (ret->vlan != VT_NONE || (strcmp(ret->ovs, "br-int") != 0 && !(p && p->secure)));
}

/* False where the device is in no broadcast domain that is known: routed, in a VRF. */
static bool place(const struct vt_judge *j, const struct vt_segments *segments, uint32_t nic,
		  struct placed *ret)
{
	const struct vt_device *d = vt_nic_device(j, nic);
	const struct vt_link *l = d ? vt_judge_link(j, d) : NULL;
	uint32_t port, master;

	if (!l || !NIC(j, nic)->mac)
		return false;
	*ret = (struct placed){
		.netns = l->netns, .bridge = VT_NONE, .nic = nic, .mac = NIC(j, nic)->mac
	};
	if (vt_nic_is_ovs(j, NIC(j, nic), l))
		return place_in_ovs(j, NIC(j, nic), l, ret);
	master = vt_judge_master(j, l);
	if (master == VT_NONE || j->f->links.v[master].kind != VT_KIND_BRIDGE)
		return false;
	port = d->link;
	ret->bridge = master;
	vt_segment_of(segments, &ret->bridge, &port);
	ret->vlan = port_vlan(j->f, &j->f->links.v[ret->bridge], &j->f->links.v[port], NIC(j, nic));
	return ret->vlan != VT_NONE;
}

static void report_duplicate_mac(struct vt_judge *j, const struct placed *p, uint32_t other)
{
	const struct vt_nic *with = NIC(j, other);
	struct vt_finding *row =
		vt_report_finding(j, VT_F_DUPLICATE_MAC, vt_about_nic(j, p->nic),
				  "%s is the MAC address of '%s' and of '%s' on one bridge", p->mac,
				  DOMAIN(j, NIC(j, p->nic))->name, DOMAIN(j, with)->name);

	vt_evidence_str(j, row, "mac", p->mac);
	vt_evidence_str(j, row, "other_domain", DOMAIN(j, with)->name);
	vt_evidence_str(j, row, "other_alias", with->alias);
}

/*
 * The nearest row of another VM in the run of equal places around @i; VT_NONE = none. Two NICs
 * of one VM with one address are a bond, or a failover pair, of the guest's.
 */
static uint32_t other_nic(const struct vt_judge *j, const struct placed *list, size_t n, size_t i)
{
	uint32_t domain = NIC(j, list[i].nic)->domain;

	for (size_t k = i; k-- > 0 && !cmp_place(&list[k], &list[i]);)
		if (NIC(j, list[k].nic)->domain != domain)
			return list[k].nic;
	for (size_t k = i + 1; k < n && !cmp_place(&list[k], &list[i]); k++)
		if (NIC(j, list[k].nic)->domain != domain)
			return list[k].nic;
	return VT_NONE;
}

/* Addresses of the host on a bridge: its own, and those of ports that are no devices. */
struct host_mac {
	uint32_t bridge, link;
	const char *mac;
};

struct host_macs {
	VT_VEC(struct host_mac) list;
};

static int cmp_host_mac(const void *pa, const void *pb)
{
	const struct host_mac *a = pa, *b = pb;

	if (a->bridge != b->bridge)
		return a->bridge < b->bridge ? -1 : 1;
	return strcasecmp(a->mac, b->mac);
}

static void list_host_macs(const struct vt_judge *j, const struct vt_segments *segments,
			   struct host_macs *macs)
{
	for (uint32_t i = 0; i < j->f->links.n; i++) {
		const struct vt_link *l = &j->f->links.v[i];
		uint32_t bridge = l->kind == VT_KIND_BRIDGE ? i : vt_judge_master(j, l), port = i;

		if (!l->mac || bridge == VT_NONE || j->inv->link_device[i] != VT_NONE)
			continue;
		vt_segment_of(segments, &bridge, &port);
		vt_vec_push(&macs->list, ((struct host_mac){ bridge, i, l->mac }));
	}
	vt_vec_sort(&macs->list, cmp_host_mac);
}

static void judge_host_mac(struct vt_judge *j, const struct host_macs *macs, const struct placed *p)
{
	const struct host_mac key = { p->bridge, VT_NONE, p->mac };
	const struct vt_link *own = vt_judge_link(j, vt_nic_device(j, p->nic));
	const struct host_mac *hit = macs->list.n ? bsearch(&key, macs->list.v, macs->list.n,
							    sizeof(key), cmp_host_mac) :
						    NULL;
	struct vt_finding *row;

	/* A bridge takes the lowest address of its ports: then see mac-mismatch. */
	if (!hit || (j->f->links.v[hit->link].kind == VT_KIND_BRIDGE && own->mac &&
		     !strcasecmp(own->mac, p->mac)))
		return;
	row = vt_report_finding(j, VT_F_DUPLICATE_MAC, vt_about_nic(j, p->nic),
				"%s is the MAC address of '%s' and of the host's %s", p->mac,
				DOMAIN(j, NIC(j, p->nic))->name, j->f->links.v[hit->link].ifname);
	vt_evidence_str(j, row, "mac", p->mac);
	vt_evidence_str(j, row, "other_link", j->f->links.v[hit->link].ifname);
}

void vt_rule_DUPLICATE_MAC(struct vt_judge *j)
{
	struct vt_segments *segments = vt_segments_new(j->f, j->inv->topology);
	VT_VEC(struct placed) list = { 0 };
	struct host_macs macs = { 0 };
	struct placed p;

	list_host_macs(j, segments, &macs);
	for (uint32_t i = 0; i < j->f->nics.n; i++)
		if (place(j, segments, i, &p))
			vt_vec_push(&list, p);
	vt_segments_free(segments);
	vt_vec_sort(&list, cmp_placed);
	for (size_t i = 0; i < list.n; i++) {
		uint32_t other = other_nic(j, list.v, list.n, i);

		if (other != VT_NONE)
			report_duplicate_mac(j, &list.v[i], other);
		else
			judge_host_mac(j, &macs, &list.v[i]);
	}
	vt_vec_done(&macs.list);
	vt_vec_done(&list);
}
