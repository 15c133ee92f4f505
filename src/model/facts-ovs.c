/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Look-ups in the rows of Open vSwitch's database. */
#include <config.h>

#include "model/facts.h"

#include "util/search.h"
#include "util/str.h"

static int cmp_ovs_ifname(const void *row, const void *ifname)
{
	return vt_strcmp0(((const struct vt_ovs_port *)row)->ifname, ifname);
}

uint32_t vt_facts_ovs_port(const struct vt_facts *f, const char *ifname)
{
	const struct vt_ovs_port *p = vt_vec_find(&f->ovs_ports, ifname, cmp_ovs_ifname);

	return p ? (uint32_t)(p - f->ovs_ports.v) : VT_NONE;
}

uint32_t vt_facts_link_ovs(const struct vt_facts *f, const struct vt_link *link)
{
	return link->netns == f->own_netns ? vt_facts_ovs_port(f, link->ifname) : VT_NONE;
}

const char *vt_ovs_port_bridge(const struct vt_ovs_port *p)
{
	return p->fake_bridge ? p->fake_bridge : p->bridge;
}

bool vt_ovs_port_is_on(const struct vt_ovs_port *p, const char *name)
{
	return name && (vt_streq(p->bridge, name) || vt_streq(p->fake_bridge, name));
}

/* A bridge always has an interface of its own name and type. */
bool vt_facts_ovs_bridge(const struct vt_facts *f, const char *name)
{
	uint32_t row = name ? vt_facts_ovs_port(f, name) : VT_NONE;
	const struct vt_ovs_port *p = row == VT_NONE ? NULL : &f->ovs_ports.v[row];

	return p && vt_streq(p->type, "internal") && (!p->bridge || vt_ovs_port_is_on(p, name));
}
