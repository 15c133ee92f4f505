/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about the way of a NIC's frames: where it is cut, and what is lost on it. */
#include <config.h>

#include "analyze/commands.h"
#include "analyze/rules.h"
#include "analyze/segments.h"
#include "analyze/weigh.h"

#include <strings.h>

#include "util/search.h"
#include "util/str.h"

#define NIC(j, i) (&(j)->f->nics.v[i])
#define DOMAIN(j, nic) (&(j)->f->domains.v[(nic)->domain])

/* An address that was heard within this time (1/100 s) is in use. */
#define FRESH 1000

/* Bonds that may get their own broadcasts back: balance-rr, balance-xor, broadcast. */
#define BOND_RR 0
#define BOND_XOR 2
#define BOND_BROADCAST 3

/* The path of the NIC's device, and its link; NULL when it has none or is not judged. */
static const struct vt_path *nic_path(const struct vt_judge *j, uint32_t nic,
				      const struct vt_link **ret)
{
	const struct vt_device *d = vt_nic_device(j, nic);

	if (!d)
		return NULL;
	*ret = vt_judge_link(j, d);
	return &j->inv->paths.list.v[d - j->inv->devices.v];
}

/* What cuts the NIC off in this manner, which only a link does; NULL when nothing does. */
static const struct vt_hop *nic_cut(const struct vt_judge *j, uint32_t nic, enum vt_cut cut,
				    const struct vt_link **ret)
{
	const struct vt_path *p = nic_path(j, nic, ret);
	const struct vt_hop *hop = p ? vt_path_cut(&j->inv->paths, p) : NULL;

	return hop && hop->cut == cut ? hop : NULL;
}

/* " in network namespace blue", or nothing for our own. */
static const char *where(const struct vt_judge *j, const struct vt_link *l)
{
	const char *name = vt_netns_name(j->f, l->netns);

	if (l->netns == j->f->own_netns)
		return "";
	return name ? vt_arena_fmt(j->out->arena, " in network namespace %s", name) :
		      " in another network namespace";
}

static void evidence_hop(struct vt_judge *j, struct vt_finding *row, const struct vt_hop *hop)
{
	const struct vt_link *l = &j->f->links.v[hop->link];

	vt_evidence_str(j, row, "hop", l->ifname);
	vt_evidence_str(j, row, "hop_kind", vt_link_kind_name(l));
	if (l->netns != j->f->own_netns)
		vt_evidence_int(row, "hop_netns", (int64_t)l->netns);
}

/* A link that is down because of this one, on which it is, comes up after it; the device, on
 * which nothing is, is the last one. */
static void cure_down(struct vt_judge *j, struct vt_finding *row, const struct vt_path *p,
		      const struct vt_hop *hop)
{
	while (hop->cut == VT_CUT_DOWN) {
		vt_command_link(j, row, hop->link, "up", NULL);
		if (hop->role == VT_HOP_DEVICE)
			return;
		hop = vt_path_hop(&j->inv->paths, p, hop->from);
	}
}

void vt_rule_BRIDGE_DOWN(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_link *l, *down;
		const struct vt_hop *hop = nic_cut(j, i, VT_CUT_DOWN, &l);
		struct vt_finding *row;

		if (!hop || hop->role == VT_HOP_DEVICE)
			continue;
		down = &j->f->links.v[hop->link];
		row = vt_report_finding(j, VT_F_BRIDGE_DOWN, vt_about_nic(j, i),
					"%s%s, on the path of %s (%s), is administratively down",
					down->ifname, where(j, down), l->ifname,
					DOMAIN(j, NIC(j, i))->name);
		evidence_hop(j, row, hop);
		cure_down(j, row, nic_path(j, i, &l), hop);
	}
}

/*
 * It is on its way to forwarding: by the timer, which moves a port on that listens
 * or learns (br_forward_delay_timer_expired), or by a spanning tree in user space.
 * A port that is disabled or blocking stays so, whatever runs. Its bridge is seen, or it
 * would not be judged.
 */
static bool will_change(const struct vt_judge *j, const struct vt_link *port)
{
	const struct vt_link *master = &j->f->links.v[vt_judge_master(j, port)];
	bool in_between = port->port.state == VT_PORT_LISTENING ||
			  port->port.state == VT_PORT_LEARNING;

	return in_between && (port->port.delay || master->bridge.stp == VT_YES);
}

static void cure_blocked(struct vt_judge *j, struct vt_finding *row, uint32_t link)
{
	const struct vt_link *port = &j->f->links.v[link];
	struct vt_command c = { .j = j };

	/* The spanning tree would set it back at once. */
	if (j->f->links.v[vt_judge_master(j, port)].bridge.stp == VT_YES)
		return;
	vt_command_if_link(&c, link);
	vt_command_in(&c, port->netns);
	vt_command_words(&c, "bridge", "link", "set", "dev", port->ifname, "state", "3", NULL);
	vt_command_finish(&c, row);
}

void vt_rule_PORT_BLOCKED(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_link *l, *port;
		const struct vt_hop *hop = nic_cut(j, i, VT_CUT_BLOCKED, &l);
		struct vt_finding *row;

		port = hop ? &j->f->links.v[hop->link] : NULL;
		if (!port || will_change(j, port))
			continue;
		row = vt_report_finding(j, VT_F_PORT_BLOCKED, vt_about_nic(j, i),
					"port %s%s, on the path of %s (%s), is %s", port->ifname,
					where(j, port), l->ifname, DOMAIN(j, NIC(j, i))->name,
					vt_port_state_name(port->port.state));
		evidence_hop(j, row, hop);
		vt_evidence_str(j, row, "state", vt_port_state_name(port->port.state));
		cure_blocked(j, row, hop->link);
	}
}

void vt_rule_UPLINK_DOWN(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_link *l, *uplink;
		const struct vt_hop *hop = nic_cut(j, i, VT_CUT_CARRIER, &l);
		struct vt_finding *row;

		if (!hop)
			continue;
		uplink = &j->f->links.v[hop->link];
		row = vt_report_finding(
			j, VT_F_UPLINK_DOWN, vt_about_nic(j, i),
			"%s%s, by which frames of %s (%s) would leave the host, has no carrier",
			uplink->ifname, where(j, uplink), l->ifname, DOMAIN(j, NIC(j, i))->name);
		evidence_hop(j, row, hop);
		if (uplink->proto_down)
			vt_evidence_str(j, row, "held_down_by", "protocol");
	}
}

void vt_rule_ISOLATION_MISMATCH(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		const struct vt_link *l = d ? vt_judge_link(j, d) : NULL;
		enum vt_tri want = NIC(j, i)->isolated;
		struct vt_command c = { .j = j };
		struct vt_finding *row;

		if (!l || want == VT_UNKNOWN || l->port.isolated == VT_UNKNOWN ||
		    l->port.isolated == want)
			continue;
		row = vt_report_finding(j, VT_F_ISOLATION_MISMATCH, vt_about_nic(j, i),
					"%s (%s) is %sisolated on its bridge; its XML says %s",
					l->ifname, DOMAIN(j, NIC(j, i))->name,
					want == VT_YES ? "not " : "",
					want == VT_YES ? "isolated" : "not isolated");
		vt_command_if_link(&c, d->link);
		vt_command_in(&c, l->netns);
		vt_command_words(&c, "bridge", "link", "set", "dev", l->ifname, "isolated",
				 want == VT_YES ? "on" : "off", NULL);
		vt_command_finish(&c, row);
	}
}

/* A port of the bridge is the device of a VM's NIC. */
static bool has_vms(const struct vt_judge *j, uint32_t bridge)
{
	const uint32_t *ports;
	size_t n = vt_topology_ports(j->inv->topology, bridge, &ports);

	for (size_t i = 0; i < n; i++) {
		uint32_t device = j->inv->link_device[ports[i]];

		if (device != VT_NONE && j->inv->devices.v[device].n_claims)
			return true;
	}
	return false;
}

/* The setting by which netfilter sees the bridge's frames; NULL where it does not. */
static const char *called_by(bool namespaces, enum vt_tri bridges, const char *setting,
			     const char *own)
{
	return namespaces ? setting : bridges == VT_YES ? own : NULL;
}

static void report_netfilter(struct vt_judge *j, uint32_t bridge, const char *chain,
			     const char *caller)
{
	const struct vt_link *l = &j->f->links.v[bridge];
	struct vt_finding *row =
		vt_report_finding(j, VT_F_BRIDGE_NETFILTER, vt_about_link(bridge),
				  "frames on bridge %s%s go through netfilter, where chain %s "
				  "drops what no rule accepts",
				  l->ifname, where(j, l), chain);

	vt_evidence_str(j, row, "chain", chain);
	vt_evidence_str(j, row, "called_by", caller);
}

void vt_rule_BRIDGE_NETFILTER(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->links.n; i++) {
		const struct vt_link *l = &j->f->links.v[i];
		uint32_t row = l->kind == VT_KIND_BRIDGE ? vt_facts_netns(j->f, l->netns) : VT_NONE;
		const struct vt_netns *n = row == VT_NONE ? NULL : &j->f->netnses.v[row];
		const char *ip, *ip6;

		if (!n || !has_vms(j, i))
			continue;
		ip = called_by(n->calls_ip, l->bridge.calls_ip,
			       "net.bridge.bridge-nf-call-iptables", "nf_call_iptables");
		ip6 = called_by(n->calls_ip6, l->bridge.calls_ip6,
				"net.bridge.bridge-nf-call-ip6tables", "nf_call_ip6tables");
		if (ip && n->drops_ip)
			report_netfilter(j, i, n->drops_ip, ip);
		else if (ip6 && n->drops_ip6)
			report_netfilter(j, i, n->drops_ip6, ip6);
	}
}

/* The claim's MTU, where the device has less. */
static void judge_own_mtu(struct vt_judge *j, uint32_t nic, const struct vt_link *l, uint32_t link)
{
	const char *mtu = vt_arena_fmt(j->out->arena, "%u", NIC(j, nic)->mtu);
	struct vt_finding *row;

	row = vt_report_finding(j, VT_F_MTU_MISMATCH, vt_about_nic(j, nic),
				"%s (%s) has MTU %u; %s says %u", l->ifname,
				DOMAIN(j, NIC(j, nic))->name, l->mtu,
				vt_says(j->f, NIC(j, nic)->domain), NIC(j, nic)->mtu);
	vt_evidence_int(row, "device_mtu", l->mtu);
	vt_evidence_int(row, "xml_mtu", NIC(j, nic)->mtu);
	vt_command_link(j, row, link, "mtu", mtu, NULL);
}

/*
 * Where a frame as large as the device's MTU is dropped: at the port by which it
 * leaves a bridge (is_skb_forwardable), and by what takes it from there. A bridge
 * itself passes what its ports pass. The nearest one; NULL when there is none.
 */
static bool is_narrow(const struct vt_judge *j, const struct vt_hop *hop, uint32_t mtu)
{
	const struct vt_link *l = hop->link == VT_NONE ? NULL : &j->f->links.v[hop->link];

	return l && hop->alive && l->mtu && l->mtu < mtu && hop->role != VT_HOP_MASTER &&
	       hop->role != VT_HOP_PATCH && l->kind != VT_KIND_BRIDGE && l->kind != VT_KIND_OVS;
}

static const struct vt_hop *narrow_hop(const struct vt_judge *j, const struct vt_path *p,
				       uint32_t mtu)
{
	for (uint32_t i = 1; i < p->n; i++)
		if (is_narrow(j, vt_path_hop(&j->inv->paths, p, i), mtu))
			return vt_path_hop(&j->inv->paths, p, i);
	return NULL;
}

/* A tunnel's frames have to fit into those of the network below it, which ends elsewhere. */
static bool takes(const struct vt_link *l, uint32_t mtu)
{
	return !vt_link_is_tunnel(l) && (!l->max_mtu || l->max_mtu >= mtu);
}

/* All that are narrow, the last first: a VLAN takes no more than what it is on. */
static void cure_path_mtu(struct vt_judge *j, struct vt_finding *row, const struct vt_path *p,
			  uint32_t mtu)
{
	const char *text = vt_arena_fmt(j->out->arena, "%u", mtu);

	for (uint32_t i = p->n; i-- > 1;) {
		const struct vt_hop *hop = vt_path_hop(&j->inv->paths, p, i);

		if (is_narrow(j, hop, mtu) && !takes(&j->f->links.v[hop->link], mtu))
			return;
	}
	for (uint32_t i = p->n; i-- > 1;) {
		const struct vt_hop *hop = vt_path_hop(&j->inv->paths, p, i);

		if (is_narrow(j, hop, mtu))
			vt_command_link(j, row, hop->link, "mtu", text, NULL);
	}
}

static void judge_path_mtu(struct vt_judge *j, uint32_t nic, const struct vt_link *l,
			   const struct vt_path *p)
{
	const struct vt_hop *hop = narrow_hop(j, p, l->mtu);
	const struct vt_link *narrow;
	struct vt_finding *row;

	if (!hop)
		return;
	narrow = &j->f->links.v[hop->link];

	row = vt_report_finding(j, VT_F_MTU_MISMATCH, vt_about_nic(j, nic),
				"%s%s, on the path of %s (%s), has MTU %u, below the device's %u",
				narrow->ifname, where(j, narrow), l->ifname,
				DOMAIN(j, NIC(j, nic))->name, narrow->mtu, l->mtu);
	vt_evidence_int(row, "device_mtu", l->mtu);
	vt_evidence_int(row, "hop_mtu", narrow->mtu);
	evidence_hop(j, row, hop);
	cure_path_mtu(j, row, p, l->mtu);
}

void vt_rule_MTU_MISMATCH(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_link *l = NULL;
		const struct vt_path *p = nic_path(j, i, &l);

		if (!p)
			continue;
		if (l->mtu < NIC(j, i)->mtu)
			judge_own_mtu(j, i, l, j->inv->devices.v[j->inv->nics[i].device].link);
		else
			judge_path_mtu(j, i, l, p);
	}
}

/* An uplink that may bring the VM's own broadcasts back. A team's mode is teamd's to tell. */
static bool may_echo(const struct vt_link *port)
{
	return port->kind == VT_KIND_TEAM ||
	       (port->kind == VT_KIND_BOND &&
		(port->mode == BOND_RR || port->mode == BOND_XOR || port->mode == BOND_BROADCAST));
}

/* NICs in the order of their broadcast domain, which is a row of links, and MAC address. */
struct plugged {
	const struct vt_link *link;
	const char *mac;
	uint32_t nic, bridge;
};

static int cmp_plug(const struct plugged *a, const struct plugged *b)
{
	if (a->bridge != b->bridge)
		return a->bridge < b->bridge ? -1 : 1;
	return strcasecmp(a->mac, b->mac);
}

static int cmp_plugged(const void *pa, const void *pb)
{
	const struct plugged *a = pa, *b = pb;
	int plug = cmp_plug(a, b);

	return plug ? plug : (a->nic > b->nic) - (a->nic < b->nic);
}

/* Another NIC in the same domain has the address: duplicate-mac says it. */
static bool is_shared(const struct plugged *list, size_t n, size_t i)
{
	return (i && !cmp_plug(&list[i - 1], &list[i])) ||
	       (i + 1 < n && !cmp_plug(&list[i], &list[i + 1]));
}

/* Because of the entry, frames for the NIC go elsewhere than to its device. */
static bool misleads(const struct vt_judge *j, const struct vt_fdb *e, const struct vt_link *own)
{
	uint32_t port = vt_facts_link_by_index(j->f, e->netns, e->port);

	return e->netns == own->netns && e->bridge == own->master && e->port != own->ifindex &&
	       !e->local && (e->fixed || e->age <= FRESH) && port != VT_NONE &&
	       (!e->vlan || e->vlan == vt_link_pvid(j->f, own)) && !may_echo(&j->f->links.v[port]);
}

static int cmp_fdb_mac(const void *row, const void *mac)
{
	return strcasecmp(((const struct vt_fdb *)row)->mac, mac);
}

/* The facts are in the order of these addresses, which the kernel's decoder has in lower case. */
static const struct vt_fdb *misleading_entry(const struct vt_judge *j, const struct plugged *p)
{
	size_t i = vt_vec_search(&j->f->fdb, p->mac, cmp_fdb_mac);

	for (; i < j->f->fdb.n && !strcasecmp(j->f->fdb.v[i].mac, p->mac); i++)
		if (misleads(j, &j->f->fdb.v[i], p->link))
			return &j->f->fdb.v[i];
	return NULL;
}

static void judge_plugged(struct vt_judge *j, const struct plugged *p)
{
	const struct vt_nic *nic = NIC(j, p->nic);
	const struct vt_fdb *e;
	struct vt_finding *row;
	const char *port;

	if (nic->teaming || DOMAIN(j, nic)->state != VT_STATE_RUNNING)
		return;
	e = misleading_entry(j, p);
	if (!e)
		return;
	port = j->f->links.v[vt_facts_link_by_index(j->f, e->netns, e->port)].ifname;
	row = vt_report_finding(j, VT_F_MAC_ELSEWHERE, vt_about_nic(j, p->nic),
				"%s, the MAC address of %s (%s), is on port %s of its bridge",
				p->mac, p->link->ifname, DOMAIN(j, nic)->name, port);
	vt_evidence_str(j, row, "mac", p->mac);
	vt_evidence_str(j, row, "port", port);
	if (e->vlan)
		vt_evidence_int(row, "vlan", e->vlan);
}

/* The NIC's device where it is on a bridge, and its address; no bridge otherwise. */
static struct plugged plug(const struct vt_judge *j, const struct vt_segments *segments,
			   uint32_t nic)
{
	const struct vt_device *d = vt_nic_device(j, nic);
	struct plugged p = { NULL, NIC(j, nic)->mac, nic, VT_NONE };
	uint32_t port;

	if (!d || !p.mac)
		return p;
	port = d->link;
	p.link = vt_judge_link(j, d);
	p.bridge = vt_judge_master(j, p.link);
	if (p.bridge != VT_NONE)
		vt_segment_of(segments, &p.bridge, &port);
	return p;
}

void vt_rule_MAC_ELSEWHERE(struct vt_judge *j)
{
	struct vt_segments *segments = vt_segments_new(j->f, j->inv->topology);
	VT_VEC(struct plugged) list = { 0 };

	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct plugged p = plug(j, segments, i);

		if (p.bridge != VT_NONE)
			vt_vec_push(&list, p);
	}
	vt_segments_free(segments);
	vt_vec_sort(&list, cmp_plugged);
	for (size_t i = 0; i < list.n; i++)
		if (!is_shared(list.v, list.n, i))
			judge_plugged(j, &list.v[i]);
	vt_vec_done(&list);
}
