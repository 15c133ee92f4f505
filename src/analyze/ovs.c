/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Open vSwitch by its database. The master of a port says little: all bridges
 * of the kernel's datapath share one, and ports of the user-space datapath have
 * none.
 */
#include <config.h>

#include "analyze/ovs.h"

#include "analyze/port-vlans.h"

#include "analyze/commands.h"
#include "analyze/weigh.h"
#include "util/str.h"

#define NIC(j, i) (&(j)->f->nics.v[i])

/* Neutron's tag for a port that it has cut off. */
#define DEAD_VLAN 4095

static bool says_ovs(const struct vt_nic *nic)
{
	return vt_streq(nic->virtualport, "openvswitch");
}

bool vt_nic_is_ovs(const struct vt_judge *j, const struct vt_nic *nic, const struct vt_link *l)
{
	uint32_t master;

	if (nic->virtualport || l->netns != j->f->own_netns ||
	    !vt_facts_ovs_bridge(j->f, nic->source_bridge))
		return says_ovs(nic);
	master = vt_judge_master(j, l);
	return master == VT_NONE || j->f->links.v[master].kind == VT_KIND_OVS;
}

/* The database is that of our own namespace's vswitchd. */
struct vt_ovs_place vt_ovs_place(const struct vt_judge *j, const struct vt_nic *nic,
				 const struct vt_link *l)
{
	struct vt_ovs_place place = { .port = VT_NONE };

	place.known = l->netns == j->f->own_netns && vt_facts_ovs_bridge(j->f, nic->source_bridge);
	if (place.known)
		place.port = vt_facts_link_ovs(j->f, l);
	return place;
}

/* What a claim says that the port has to be. */
struct vlans {
	uint32_t tag;
	const char *trunks, *mode;
};

/* As libvirt gives it to ovs-vsctl (virNetDevOpenvswitchConstructVlans). */
static struct vlans claimed_vlans(const struct vt_nic *nic)
{
	struct vlans v = { .tag = VT_NONE };

	if (!nic->vlan)
		return v;
	if (nic->vlan_trunk || strchr(nic->vlan, ','))
		v.trunks = nic->vlan;
	else if (!nic->vlan_native)
		vt_parse_u32(nic->vlan, &v.tag);
	if (nic->vlan_native) {
		v.tag = nic->vlan_native;
		v.mode = nic->vlan_tagged ? "native-tagged" : "native-untagged";
	}
	return v;
}

/*
 * On a fake bridge the port has that bridge's tag without being told. Trunks that are not known
 * are what the port has.
 */
static struct vlans wanted_vlans(const struct vt_judge *j, const struct vt_nic *nic,
				 const struct vt_ovs_port *p)
{
	struct vlans v = claimed_vlans(nic);

	if (!nic->vlan && vt_streq(p->fake_bridge, nic->source_bridge))
		v.tag = p->tag;
	if (!vt_tells_all_vlans(j, nic))
		v.trunks = p->trunks;
	return v;
}

static bool lists_all(const char *list, const char *other)
{
	for (const char *p = other; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
		if (!vt_vlans_list(list, (uint32_t)strtoul(p, NULL, 10)))
			return false;
	return true;
}

/* In whatever order. */
static bool same_trunks(const char *a, const char *b)
{
	return lists_all(a, b) && lists_all(b, a);
}

static bool right_vlans(const struct vt_ovs_port *p, const struct vlans *want)
{
	return p->tag == want->tag && same_trunks(p->trunks, want->trunks) &&
	       (!want->mode || vt_streq(p->vlan_mode, want->mode));
}

static void say_vlans(struct vt_buf *out, uint32_t tag, const char *trunks, const char *mode)
{
	if (tag != VT_NONE)
		vt_buf_fmt(out, "tag %u", tag);
	if (trunks)
		vt_buf_fmt(out, "%strunks %s", out->len ? ", " : "", trunks);
	if (mode)
		vt_buf_fmt(out, "%s%s", out->len ? ", " : "", mode);
	if (!out->len)
		vt_buf_str(out, "no tag");
}

static void add_vlan_words(struct vt_command *c, const struct vlans *v)
{
	if (v->tag != VT_NONE)
		vt_command_fmt(c, "tag=%u", v->tag);
	if (v->trunks)
		vt_command_fmt(c, "trunks=%s", v->trunks);
	if (v->mode)
		vt_command_fmt(c, "vlan_mode=%s", v->mode);
}

/* Between two of them ovs-vsctl begins another of its own commands. */
static bool is_separator(const char *name)
{
	return !strcmp(name, "--");
}

bool vt_ovs_has_port_of(const struct vt_facts *f, const char *ifname)
{
	uint32_t row = vt_facts_ovs_port(f, ifname);
	const char *port = row == VT_NONE ? NULL : f->ovs_ports.v[row].port;

	return !is_separator(ifname) && (!port || vt_streq(port, ifname));
}

/* Guard: the port is still where it was, or nowhere. */
static void if_on_bridge(struct vt_command *c, const char *ifname, const char *bridge)
{
	if (is_separator(ifname))
		c->impossible = true;
	if (bridge)
		vt_command_shell(c, "[ \"$(ovs-vsctl --timeout=10 iface-to-br");
	else
		vt_command_shell(c, "! ovs-vsctl --timeout=10 iface-to-br");
	vt_command_words(c, ifname, NULL);
	vt_command_shell(c, bridge ? ")\" =" : ">/dev/null 2>&1 &&");
	if (!bridge)
		return;
	vt_command_words(c, bridge, NULL);
	vt_command_shell(c, "] &&");
}

static void add_id(struct vt_command *c, const char *key, const char *value)
{
	if (value)
		vt_command_fmt(c, "external_ids:%s=\"%s\"", key, value);
}

/* A NIC of libvirt's as virNetDevOpenvswitchAddPort() does, a port elsewhere taken away first. */
void vt_ovs_cure_port(struct vt_judge *j, struct vt_finding *row, uint32_t nic, uint32_t port)
{
	const struct vt_nic *n = &j->f->nics.v[nic];
	const struct vt_domain *d = &j->f->domains.v[n->domain];
	uint32_t link = j->inv->devices.v[j->inv->nics[nic].device].link;
	const char *ifname = j->f->links.v[link].ifname;
	const struct vt_ovs_port *p = port == VT_NONE ? NULL : &j->f->ovs_ports.v[port];
	const struct vlans vlans = claimed_vlans(n);
	struct vt_command c = { .j = j };

	/* A port of several interfaces is no VM's alone. */
	if ((p && !vt_streq(p->port, ifname)) || !vt_tells_all_vlans(j, n))
		return;
	vt_command_if_link(&c, link);
	if_on_bridge(&c, ifname, p ? vt_ovs_port_bridge(p) : NULL);
	vt_command_words(&c, "ovs-vsctl", "--timeout=10", NULL);
	if (p)
		vt_command_words(&c, "--if-exists", "del-port", vt_ovs_port_bridge(p), ifname, "--",
				 NULL);
	vt_command_words(&c, "--may-exist", "add-port", n->source_bridge, ifname, NULL);
	add_vlan_words(&c, &vlans);
	if (says_ovs(n)) {
		vt_command_words(&c, "--", "set", "Interface", ifname, NULL);
		add_id(&c, "attached-mac", n->mac);
		add_id(&c, "iface-id", n->interface_id ? n->interface_id : p ? p->iface_id : NULL);
		add_id(&c, "vm-id", d->uuid);
		add_id(&c, "iface-status", "active");
	}
	vt_command_finish(&c, row);
}

static void cure_vlans(struct vt_judge *j, struct vt_finding *row, uint32_t link,
		       const struct vt_ovs_port *p, const struct vlans *want)
{
	const char *ifname = j->f->links.v[link].ifname;
	struct vt_command c = { .j = j };

	if (!vt_streq(p->port, ifname))
		return;
	vt_command_if_link(&c, link);
	if_on_bridge(&c, ifname, vt_ovs_port_bridge(p));
	vt_command_words(&c, "ovs-vsctl", "--timeout=10", "clear", "Port", ifname, "tag", "trunks",
			 "vlan_mode", NULL);
	if (want->tag != VT_NONE || want->trunks) {
		vt_command_words(&c, "--", "set", "Port", ifname, NULL);
		add_vlan_words(&c, want);
	}
	vt_command_finish(&c, row);
}

/*
 * Without VLAN in the claim, whoever controls the switch gives the port its tag: on the bridge
 * that Neutron and OVN call br-int, and on one that forwards nothing by itself. Of what is
 * not libvirt's nothing is known of VLANs that it does not name.
 */
static bool is_controlled(const struct vt_nic *nic, const struct vt_ovs_port *p)
{
	return !nic->vlan && (!says_ovs(nic) || vt_ovs_is_controlled(p));
}

/* @link is the port: the device, or another by which its frames reach the switch. */
static void report_vlans(struct vt_judge *j, uint32_t nic, uint32_t link,
			 const struct vt_ovs_port *p)
{
	const struct vt_nic *n = &j->f->nics.v[nic];
	const struct vlans want = wanted_vlans(j, n, p);
	struct vt_about about = vt_about_nic(j, nic);
	struct vt_finding *row;
	VT_BUF_OF(is);
	VT_BUF_OF(should);

	say_vlans(&is, p->tag, p->trunks, p->vlan_mode);
	say_vlans(&should, want.tag, want.trunks, want.mode);
	if (p->tag == DEAD_VLAN)
		vt_buf_str(&is, " (the dead VLAN: the port is cut off)");
	row = vt_report_finding(j, VT_F_VLAN_MISMATCH, about,
				"%s (%s) has %s in Open vSwitch; %s says %s",
				j->f->links.v[link].ifname, j->f->domains.v[n->domain].name, is.p,
				vt_says(j->f, n->domain), should.p);
	vt_evidence_str(j, row, "port", is.p);
	vt_evidence_str(j, row, "claim", should.p);
	if (!is_controlled(n, p))
		cure_vlans(j, row, link, p, &want);
}

/*
 * By which frames reach a switch: the device, or, where a configuration names the bridge behind
 * it, also what a firewall's bridge has. VT_NONE where none is reached.
 */
static uint32_t switch_port(const struct vt_judge *j, uint32_t nic, const struct vt_device *d)
{
	const struct vt_path *p = &j->inv->paths.list.v[d - j->inv->devices.v];

	if (vt_nic_is_ovs(j, NIC(j, nic), vt_judge_link(j, d)))
		return d->link;
	if (j->f->domains.v[NIC(j, nic)->domain].basis != VT_BASIS_CONFIG)
		return VT_NONE;
	for (uint32_t i = 0; i < p->n; i++) {
		const struct vt_hop *hop = vt_path_hop(&j->inv->paths, p, i);

		if (hop->role == VT_HOP_MASTER && hop->ovs != VT_NONE)
			return vt_path_hop(&j->inv->paths, p, hop->from)->link;
	}
	return VT_NONE;
}

static void judge_switch_port(struct vt_judge *j, uint32_t nic, const struct vt_device *d,
			      uint32_t link)
{
	const struct vt_nic *n = NIC(j, nic);
	struct vt_ovs_place place = vt_ovs_place(j, n, &j->f->links.v[link]);
	const struct vt_ovs_port *p = place.port == VT_NONE ? NULL : &j->f->ovs_ports.v[place.port];
	struct vlans want;

	if (!p || !vt_ovs_port_is_on(p, n->source_bridge))
		return;
	want = wanted_vlans(j, n, p);
	if (is_controlled(n, p) ? p->tag == DEAD_VLAN : !right_vlans(p, &want))
		report_vlans(j, nic, link, p);
	else
		vt_judge_vlan_cut(j, nic, d);
}

void vt_rule_VLAN_MISMATCH(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		uint32_t link;

		if (!d)
			continue;
		link = switch_port(j, i, d);
		if (link != VT_NONE)
			judge_switch_port(j, i, d, link);
		else
			vt_judge_port_vlans(j, i, d);
	}
}
