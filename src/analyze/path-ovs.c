/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VLANs of Open vSwitch's ports, by their tag, trunks and vlan_mode, as bundle_set() of
 * ofproto-dpif.c takes them. They say where frames go as long as the bridge forwards by itself.
 */
#include <config.h>

#include "analyze/path-parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/str.h"

struct vt_port_vlans vt_ovs_port_vlans(const struct vt_ovs_port *p)
{
	const uint32_t tag = p->tag == VT_NONE ? 0 : p->tag;
	const char *mode = p->vlan_mode ? p->vlan_mode : p->tag != VT_NONE ? "access" : "trunk";

	if (!strcmp(mode, "access") || !strcmp(mode, "dot1q-tunnel"))
		return (struct vt_port_vlans){ .own = tag, .alone = true, .tunnel = *mode == 'd' };
	if (!strcmp(mode, "native-tagged") || !strcmp(mode, "native-untagged"))
		return (struct vt_port_vlans){ .own = tag,
					       .tagged = !strcmp(mode, "native-tagged"),
					       .others = p->trunks };
	/* What a newer Open vSwitch calls otherwise is nothing to judge by. */
	return (struct vt_port_vlans){ .own = VT_NONE,
				       .others = strcmp(mode, "trunk") ? NULL : p->trunks };
}

bool vt_vlans_list(const char *list, uint32_t vlan)
{
	for (const char *s = list; s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL)
		if ((uint32_t)strtoul(s, NULL, 10) == vlan)
			return true;
	return false;
}

bool vt_ovs_is_controlled(const struct vt_ovs_port *p)
{
	return p->secure || vt_streq(p->bridge, "br-int");
}

bool vt_ovs_carries(const struct vt_ovs_port *p, uint32_t vlan)
{
	const struct vt_port_vlans v = vt_ovs_port_vlans(p);

	return v.own == vlan || (!v.alone && (!v.others || vt_vlans_list(v.others, vlan)));
}

bool vt_ovs_takes(const struct vt_ovs_port *p, uint32_t tag)
{
	const struct vt_port_vlans v = vt_ovs_port_vlans(p);

	return !tag || vt_ovs_is_controlled(p) || v.tunnel || (!v.alone && vt_ovs_carries(p, tag));
}

uint32_t vt_ovs_vlan_inside(const struct vt_ovs_port *p, uint32_t tag)
{
	const struct vt_port_vlans v = vt_ovs_port_vlans(p);

	if (vt_ovs_is_controlled(p) || !vt_ovs_takes(p, tag))
		return 0;
	return v.alone ? v.own : tag;
}

uint32_t vt_ovs_tag_outside(const struct vt_ovs_port *p, uint32_t vlan)
{
	const struct vt_port_vlans v = vt_ovs_port_vlans(p);

	return (v.own == vlan && !v.tagged) || !vt_ovs_carries(p, vlan) ? 0 : vlan;
}
