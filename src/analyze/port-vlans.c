/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A Linux bridge that filters VLANs: libvirt gives the port of a NIC with <vlan>
 * that tag, untagged in and out, or the tags of a trunk, and no others
 * (virNetDevBridgeSetupVlans). A bridge that does not filter passes all of them.
 */
#include <config.h>

#include "analyze/port-vlans.h"

#include "analyze/commands.h"
#include "analyze/weigh.h"
#include "util/str.h"

bool vt_tells_all_vlans(const struct vt_judge *j, const struct vt_nic *nic)
{
	return !nic->vlan_trunk || j->f->domains.v[nic->domain].basis != VT_BASIS_CONFIG;
}

/* Its untagged frames are in this VLAN by the claim, 0 = in none. */
static uint32_t claimed_pvid(const struct vt_nic *nic)
{
	if (nic->vlan_native)
		return nic->vlan_native;
	return nic->vlan_trunk || strchr(nic->vlan, ',') ? 0 :
							   (uint32_t)strtoul(nic->vlan, NULL, 10);
}

/* The port carries what the claim says, and nothing else. */
static bool fits(const struct vt_judge *j, const struct vt_nic *nic, const struct vt_link *l)
{
	size_t n, carried = 0, claimed = 1;
	const struct vt_vlan *rows = vt_facts_vlans_of(j->f, l, &n);

	for (const char *p = strchr(nic->vlan, ','); p; p = strchr(p + 1, ','))
		claimed++;
	for (size_t i = 0; i < n; i++)
		for (uint32_t v = rows[i].first; v <= rows[i].last; v++, carried++)
			if (!vt_vlans_list(nic->vlan, v))
				return false;
	return carried == claimed && vt_link_pvid(j->f, l) == claimed_pvid(nic);
}

static void say_vlans(const struct vt_judge *j, const struct vt_link *l, struct vt_buf *out)
{
	size_t n;
	const struct vt_vlan *rows = vt_facts_vlans_of(j->f, l, &n);

	for (size_t i = 0; i < n; i++) {
		vt_buf_fmt(out, "%s%u", i ? "," : "", rows[i].first);
		if (rows[i].last != rows[i].first)
			vt_buf_fmt(out, "-%u", rows[i].last);
		vt_buf_str(out, rows[i].pvid ? " pvid" : "");
	}
	if (!n)
		vt_buf_str(out, "none");
}

void vt_command_add_vlans(struct vt_command *c, const struct vt_nic *nic, uint32_t link)
{
	const struct vt_link *l = &c->j->f->links.v[link];

	for (const char *p = nic->vlan; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
		uint32_t tag = (uint32_t)strtoul(p, NULL, 10);

		if (p != nic->vlan)
			vt_command_shell(c, "&&");
		vt_command_in(c, l->netns);
		vt_command_words(c, "bridge", "vlan", "add", "dev", l->ifname, "vid", NULL);
		vt_command_fmt(c, "%u", tag);
		if (tag == claimed_pvid(nic))
			vt_command_words(c, "pvid", nic->vlan_tagged ? NULL : "untagged", NULL);
	}
}

/* What is there is removed, and what is claimed is added. */
static void cure(struct vt_judge *j, struct vt_finding *row, const struct vt_nic *nic,
		 uint32_t link)
{
	const struct vt_link *l = &j->f->links.v[link];
	struct vt_command c = { .j = j };
	size_t n;
	const struct vt_vlan *rows = vt_facts_vlans_of(j->f, l, &n);

	vt_command_if_link(&c, link);
	for (size_t i = 0; i < n; i++) {
		vt_command_in(&c, l->netns);
		vt_command_words(&c, "bridge", "vlan", "del", "dev", l->ifname, "vid", NULL);
		vt_command_fmt(&c, "%u-%u", rows[i].first, rows[i].last);
		vt_command_shell(&c, "&&");
	}
	vt_command_add_vlans(&c, nic, link);
	vt_command_finish(&c, row);
}

/* @link is the port: the device, or another by which its frames reach the bridge. */
static void report_port(struct vt_judge *j, uint32_t nic, uint32_t link)
{
	const struct vt_nic *n = &j->f->nics.v[nic];
	const struct vt_link *l = &j->f->links.v[link];
	struct vt_finding *row;
	VT_BUF_OF(is);

	say_vlans(j, l, &is);
	row = vt_report_finding(j, VT_F_VLAN_MISMATCH, vt_about_nic(j, nic),
				"%s (%s) has VLANs %s on its bridge; %s says %s", l->ifname,
				j->f->domains.v[n->domain].name, is.p, vt_says(j->f, n->domain),
				n->vlan ? n->vlan : "nothing: no frame passes");
	vt_evidence_str(j, row, "port", is.p);
	vt_evidence_str(j, row, "claim", n->vlan);
	if (n->vlan && vt_tells_all_vlans(j, n))
		cure(j, row, n, link);
}

/* Open vSwitch may have put frames into another VLAN than the claim's on their way. */
void vt_judge_vlan_cut(struct vt_judge *j, uint32_t nic, const struct vt_device *d)
{
	const struct vt_nic *n = &j->f->nics.v[nic];
	const struct vt_path *p = &j->inv->paths.list.v[d - j->inv->devices.v];
	const struct vt_hop *cut = vt_path_cut(&j->inv->paths, p);
	struct vt_finding *row;
	const char *name;

	if (!n->vlan || j->f->domains.v[n->domain].basis != VT_BASIS_LIVE || !cut ||
	    cut->cut != VT_CUT_VLAN)
		return;
	name = vt_hop_name(j->f, cut);
	row = vt_report_finding(j, VT_F_VLAN_MISMATCH, vt_about_nic(j, nic),
				"%s, on the path of %s (%s), does not carry %s%s", name,
				vt_judge_link(j, d)->ifname, j->f->domains.v[n->domain].name,
				cut->ovs == VT_NONE ? "VLAN " :
						      "the VLAN of its frames; the claim has ",
				n->vlan);
	vt_evidence_str(j, row, "hop", name);
	vt_evidence_str(j, row, "claim", n->vlan);
}

static void report_unfiltered(struct vt_judge *j, uint32_t nic, const struct vt_device *d,
			      const struct vt_link *bridge)
{
	const struct vt_nic *n = &j->f->nics.v[nic];
	struct vt_finding *row;

	row = vt_report_finding(j, VT_F_VLAN_MISMATCH, vt_about_nic(j, nic),
				"%s (%s) has VLAN %s by %s, and %s does not filter VLANs: it "
				"has no effect",
				vt_judge_link(j, d)->ifname, j->f->domains.v[n->domain].name,
				n->vlan, vt_says(j->f, n->domain), bridge->ifname);
	vt_evidence_str(j, row, "claim", n->vlan);
}

/* The first link on the device's way that is a port of the bridge which its claim names. */
static uint32_t port_of_claim(const struct vt_judge *j, const struct vt_nic *nic,
			      const struct vt_path *p)
{
	for (uint32_t i = 0; i < p->n; i++) {
		uint32_t link = vt_path_hop(&j->inv->paths, p, i)->link;
		uint32_t master;

		if (link == VT_NONE)
			continue;
		master = vt_judge_master(j, &j->f->links.v[link]);
		if (master != VT_NONE && vt_streq(j->f->links.v[master].ifname, nic->source_bridge))
			return link;
	}
	return VT_NONE;
}

/*
 * Proxmox VE puts the tag on the port of the bridge itself, which is the tap or the far end of
 * its firewall's veth; where the bridge does not filter, it makes one of its own for the VLAN
 * ("vmbr0v10"), so that nothing is then on this one.
 */
static void judge_config(struct vt_judge *j, uint32_t nic, const struct vt_device *d,
			 const struct vt_path *p)
{
	const struct vt_nic *n = &j->f->nics.v[nic];
	uint32_t link = port_of_claim(j, n, p);
	const struct vt_link *bridge =
		link == VT_NONE ? NULL : &j->f->links.v[vt_judge_master(j, &j->f->links.v[link])];

	if (!bridge)
		return;
	if (bridge->bridge.vlan_filtering == VT_NO)
		report_unfiltered(j, nic, d, bridge);
	else if (bridge->bridge.vlan_filtering == VT_YES && j->f->vlans.n &&
		 vt_link_pvid(j->f, &j->f->links.v[link]) != (uint32_t)strtoul(n->vlan, NULL, 10))
		report_port(j, nic, link);
}

void vt_judge_port_vlans(struct vt_judge *j, uint32_t nic, const struct vt_device *d)
{
	const struct vt_nic *n = &j->f->nics.v[nic];
	const struct vt_link *l = vt_judge_link(j, d);
	uint32_t master = vt_judge_master(j, l);
	const struct vt_link *bridge = master == VT_NONE ? NULL : &j->f->links.v[master];
	const struct vt_path *p = &j->inv->paths.list.v[d - j->inv->devices.v];
	const struct vt_hop *cut = vt_path_cut(&j->inv->paths, p);
	bool dead;

	if (n->vlan && j->f->domains.v[n->domain].basis == VT_BASIS_CONFIG) {
		judge_config(j, nic, d, p);
		return;
	}
	if (!bridge)
		return;
	/* Of the others only live claims have VLANs, and those of this port. */
	if (bridge->bridge.vlan_filtering == VT_NO && n->vlan)
		report_unfiltered(j, nic, d, bridge);
	/* Without a single row the table could not be read. */
	if (bridge->bridge.vlan_filtering != VT_YES || !j->f->vlans.n)
		return;
	dead = cut && cut->cut == VT_CUT_VLAN && cut->role == VT_HOP_DEVICE;
	if (n->vlan ? !fits(j, n, l) : dead)
		report_port(j, nic, d->link);
	else
		vt_judge_vlan_cut(j, nic, d);
}
