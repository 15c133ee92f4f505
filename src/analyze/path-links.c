/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a link is on any way that passes it. */
#include <config.h>

#include "analyze/path-parts.h"

#include "util/str.h"

/* Port, carrier and bridge are up: then it is the port's own state that counts. */
static bool is_blocked(const struct vt_link *l, const struct vt_link *master)
{
	return l->port.state != VT_PORT_NONE && l->port.state != VT_PORT_FORWARDING &&
	       l->carrier == VT_YES && master && master->up;
}

/* A port without any VLAN passes nothing; one without the device's VLAN does not pass its
 * frames. */
static bool lacks_vlan(const struct vt_facts *f, const struct vt_link *l,
		       const struct vt_link *master, enum vt_hop_role role, uint32_t vlan)
{
	size_t n;

	if (!master || master->bridge.vlan_filtering != VT_YES)
		return false;
	vt_facts_vlans_of(f, l, &n);
	return !n || (role == VT_HOP_PORT && vlan && !vt_link_has_vlan(f, l, vlan));
}

enum vt_cut vt_link_cut(const struct vt_facts *f, const struct vt_link *l,
			const struct vt_link *master, enum vt_hop_role role,
			const struct vt_passage *passage)
{
	bool is_port = role == VT_HOP_DEVICE || role == VT_HOP_PORT || role == VT_HOP_PEER;

	/* The datapath's own link is down as a rule, and no frame goes by it. */
	if (l->kind == VT_KIND_OVS && role == VT_HOP_MASTER)
		return VT_CUT_NOT;
	if (!l->up)
		return VT_CUT_DOWN;
	/*
	 * A device without carrier has no holder, which other findings tell; a bridge or bond
	 * has carrier as long as one of its ports has.
	 */
	if (role != VT_HOP_DEVICE && role != VT_HOP_MASTER && l->kind != VT_KIND_BRIDGE &&
	    l->carrier == VT_NO)
		return VT_CUT_CARRIER;
	if (role == VT_HOP_MEMBER && l->mii_up == VT_NO)
		return VT_CUT_CARRIER;
	if (is_port && is_blocked(l, master))
		return VT_CUT_BLOCKED;
	if (is_port && lacks_vlan(f, l, master, role, passage->vlan))
		return VT_CUT_VLAN;
	return role == VT_HOP_PORT && passage->isolated && l->port.isolated == VT_YES ?
		       VT_CUT_ISOLATED :
		       VT_CUT_NOT;
}

static bool is_one_of(const struct vt_link *l, const char *const *kinds)
{
	for (size_t i = 0; l->kind_name && kinds[i]; i++)
		if (!strcmp(l->kind_name, kinds[i]))
			return true;
	return false;
}

bool vt_link_is_tunnel(const struct vt_link *l)
{
	static const char *const kinds[] = { "vxlan",     "geneve", "gre",     "gretap",
					     "ip6gretap", "ipip",   "sit",     "ip6tnl",
					     "ip6gre",    "erspan", "l2tpeth", "wireguard",
					     NULL };

	return is_one_of(l, kinds);
}

bool vt_link_leads_nowhere(const struct vt_link *l)
{
	static const char *const kinds[] = { "dummy", "ifb", "nlmon", "vcan", NULL };

	if (vt_streq(l->ifname, "lo") || vt_kind_is_device(l->kind))
		return true;
	return is_one_of(l, kinds);
}
