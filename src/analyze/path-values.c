/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a finished path tells, and the links on it. */
#include <config.h>

#include "analyze/path.h"

#include "util/str.h"

uint32_t vt_link_lower_row(const struct vt_facts *f, const struct vt_link *link)
{
	return link->lower ? vt_facts_link_by_index(f, link->netns, link->lower) :
			     vt_facts_link_by_index(f, link->far_netns, link->far_lower);
}

bool vt_link_has_vlan(const struct vt_facts *f, const struct vt_link *link, uint32_t vlan)
{
	size_t n;
	const struct vt_vlan *rows = vt_facts_vlans_of(f, link, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].first <= vlan && vlan <= rows[i].last)
			return true;
	return false;
}

uint32_t vt_link_pvid(const struct vt_facts *f, const struct vt_link *link)
{
	size_t n;
	const struct vt_vlan *rows = vt_facts_vlans_of(f, link, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].pvid)
			return rows[i].first;
	return 0;
}

void vt_paths_done(struct vt_paths *paths)
{
	vt_vec_done(&paths->hops);
	vt_vec_done(&paths->list);
}

const struct vt_hop *vt_path_hop(const struct vt_paths *paths, const struct vt_path *p, uint32_t i)
{
	return &paths->hops.v[p->first + i];
}

/* The hop to blame for what is dead from hop @i on; NULL when it lives. What is
 * without carrier has that from below, where one thing alone is below; so has a
 * VLAN that is down, which the kernel takes down with what it is on. */
static const struct vt_hop *blame(const struct vt_hop *hops, uint32_t n, uint32_t i)
{
	const struct vt_hop *best = NULL, *found;
	unsigned int ways = 0;

	if (hops[i].alive)
		return NULL;
	if (hops[i].cut == VT_CUT_DOWN && i + 1 < n && hops[i + 1].role == VT_HOP_LOWER &&
	    hops[i + 1].cut == VT_CUT_DOWN)
		return blame(hops, n, i + 1);
	if (hops[i].cut != VT_CUT_NOT && hops[i].cut != VT_CUT_CARRIER)
		return &hops[i];
	for (uint32_t k = i + 1; k < n; k++) {
		if (hops[k].from != i)
			continue;
		found = blame(hops, n, k);
		ways++;
		/* Of several cuts, one that nobody made by taking a link down says more. */
		if (found && (!best || (best->cut == VT_CUT_DOWN && found->cut != VT_CUT_DOWN)))
			best = found;
		if (!found && hops[i].cut == VT_CUT_CARRIER)
			return &hops[i];
	}
	if (hops[i].cut == VT_CUT_CARRIER && (!best || (ways > 1 && best->cut != VT_CUT_DOWN)))
		return &hops[i];
	return best;
}

const struct vt_hop *vt_path_cut(const struct vt_paths *paths, const struct vt_path *p)
{
	return p->n ? blame(paths->hops.v + p->first, p->n, 0) : NULL;
}

const char *vt_hop_name(const struct vt_facts *f, const struct vt_hop *hop)
{
	if (hop->link != VT_NONE)
		return f->links.v[hop->link].ifname;
	return hop->role == VT_HOP_PORT ? f->ovs_ports.v[hop->ovs].ifname :
					  f->ovs_ports.v[hop->ovs].bridge;
}

const char *vt_hop_kind(const struct vt_facts *f, const struct vt_hop *hop)
{
	const struct vt_link *l = hop->link == VT_NONE ? NULL : &f->links.v[hop->link];

	if (hop->ovs != VT_NONE && (hop->role == VT_HOP_MASTER || hop->role == VT_HOP_PATCH))
		return "openvswitch";
	if (!l)
		return f->ovs_ports.v[hop->ovs].type;
	return l->kind != VT_KIND_OTHER ? vt_kind_name(l->kind) :
	       l->kind_name             ? l->kind_name :
					  "other";
}

const struct vt_ovs_port *vt_hop_ovs_port(const struct vt_facts *f, const struct vt_hop *hop)
{
	return hop->ovs == VT_NONE || hop->role == VT_HOP_MASTER ? NULL : &f->ovs_ports.v[hop->ovs];
}

const char *vt_hop_end_name(enum vt_hop_end end)
{
	static const char *const names[] = { NULL,      "wire",     "tunnel", "routed",
					     "nowhere", "detached", "unseen" };

	return names[end];
}

const char *vt_cut_name(enum vt_cut cut)
{
	static const char *const names[] = { NULL,      "down", "no-carrier",
					     "blocked", "vlan", "isolated" };

	return names[cut];
}

const char *vt_hop_role_name(enum vt_hop_role role)
{
	static const char *const names[] = {
		[VT_HOP_DEVICE] = "device", [VT_HOP_MASTER] = "master", [VT_HOP_PORT] = "port",
		[VT_HOP_LOWER] = "lower",   [VT_HOP_PEER] = "peer",     [VT_HOP_MEMBER] = "member",
		[VT_HOP_PATCH] = "patch",
	};

	return names[role];
}
