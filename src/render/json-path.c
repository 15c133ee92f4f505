/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the JSON format about paths: hops, counters, bridges. */
#include <config.h>

#include "render/json-parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/cleanup.h"

/* Of Open vSwitch, which takes 4095, too. */
#define VLAN_MAX 4095

static void add_range(struct vt_json *a, uint32_t first, uint32_t last, bool pvid, bool untagged)
{
	struct vt_json *o;

	if (first > last)
		return;
	o = vt_json_object();
	vt_json_set_int(o, "vlan", first);
	if (last != first)
		vt_json_set_int(o, "vlan_end", last);
	vt_json_set_bool(o, "pvid", pvid);
	vt_json_set_bool(o, "untagged", untagged);
	vt_json_add(a, o);
}

static struct vt_json *json_vlans(const struct vt_facts *f, const struct vt_link *link)
{
	struct vt_json *a = vt_json_array();
	size_t n;
	const struct vt_vlan *rows = vt_facts_vlans_of(f, link, &n);

	for (size_t i = 0; i < n; i++)
		add_range(a, rows[i].first, rows[i].last, rows[i].pvid, rows[i].untagged);
	return a;
}

/* Those of a port's VLANs that are not its own, in the order of the database. */
static void add_others(struct vt_json *a, const struct vt_port_vlans *v)
{
	const char *rest = v->others;

	if (!v->others && v->own) {
		add_range(a, 1, v->own - 1, false, false);
		add_range(a, v->own + 1, VLAN_MAX, false, false);
	} else if (!v->others) {
		add_range(a, 1, VLAN_MAX, false, false);
	}
	while (rest) {
		uint32_t vlan = (uint32_t)strtoul(rest, NULL, 10);

		if (vlan != v->own)
			add_range(a, vlan, vlan, false, false);
		rest = strchr(rest, ',');
		rest = rest ? rest + 1 : NULL;
	}
}

/* NULL where the port carries all VLANs as they come. */
static struct vt_json *json_ovs_vlans(const struct vt_ovs_port *p)
{
	const struct vt_port_vlans v = vt_ovs_port_vlans(p);
	struct vt_json *a;

	if (v.own == VT_NONE && !v.others)
		return NULL;
	a = vt_json_array();
	if (v.own != VT_NONE)
		add_range(a, v.own, v.own, true, !v.tagged);
	if (!v.alone)
		add_others(a, &v);
	return a;
}

/* VLANs count where the bridge filters by them, or Open vSwitch has some. @link may be NULL. */
static void set_vlans(struct vt_json *o, const struct vt_facts *f, const struct vt_hop *hop,
		      const struct vt_link *link)
{
	const struct vt_ovs_port *p = vt_hop_ovs_port(f, hop);
	struct vt_json *ovs = p ? json_ovs_vlans(p) : NULL;
	uint32_t master = link && link->master ?
				  vt_facts_link_by_index(f, link->netns, link->master) :
				  VT_NONE;

	if (ovs)
		vt_json_set(o, "vlans", ovs);
	else if (master != VT_NONE && f->links.v[master].bridge.vlan_filtering == VT_YES)
		vt_json_set(o, "vlans", json_vlans(f, link));
	else
		vt_json_set_null(o, "vlans");
}

/* What only a link has is null for what is in Open vSwitch's database alone. */
static void set_database(struct vt_json *o, const struct vt_facts *f, const struct vt_hop *hop)
{
	vt_json_set_null(o, "up");
	vt_json_set_null(o, "carrier");
	vt_json_set_null(o, "mtu");
	vt_json_set_null(o, "state");
	set_vlans(o, f, hop, NULL);
	vt_json_set_null(o, "isolated");
	vt_json_set_null(o, "learning");
	vt_json_set_null(o, "vlan_id");
}

static void set_link(struct vt_json *o, const struct vt_facts *f, const struct vt_hop *hop)
{
	const struct vt_link *link = &f->links.v[hop->link];

	vt_json_set_bool(o, "up", link->up);
	vt_json_set_tri(o, "carrier", link->carrier);
	vt_json_set_int(o, "mtu", link->mtu);
	vt_json_set_str(o, "state", vt_port_state_name(link->port.state));
	set_vlans(o, f, hop, link);
	vt_json_set_tri(o, "isolated", link->port.isolated);
	vt_json_set_tri(o, "learning", link->port.learning);
	vt_json_set_nonzero(o, "vlan_id", link->vlan_id);
}

static struct vt_json *json_hop(const struct vt_facts *f, const struct vt_hop *hop)
{
	const struct vt_link *link = hop->link == VT_NONE ? NULL : &f->links.v[hop->link];
	uint64_t netns = link ? link->netns : f->own_netns;
	struct vt_json *o = vt_json_object_of(17);

	vt_json_set_name(o, "ifname", "ifname_hex", vt_hop_name(f, hop));
	vt_json_set_nonzero(o, "netns", netns);
	vt_json_set_str(o, "netns_name", vt_netns_name(f, netns));
	vt_json_set_str(o, "kind", vt_hop_kind(f, hop));
	if (link)
		set_link(o, f, hop);
	else
		set_database(o, f, hop);
	vt_json_set_str(o, "role", vt_hop_role_name(hop->role));
	vt_json_set_id(o, "from", hop->from, VT_NONE);
	vt_json_set_str(o, "end", vt_hop_end_name(hop->end));
	vt_json_set_str(o, "cut", vt_cut_name(hop->cut));
	return o;
}

struct vt_json *vt_json_path(const struct vt_report *r, uint32_t device)
{
	const struct vt_paths *paths = &r->inventory->paths;
	const struct vt_path *p = &paths->list.v[device];
	struct vt_json *a = vt_json_array();

	for (uint32_t i = 0; i < p->n; i++)
		vt_json_add(a, json_hop(r->facts, vt_path_hop(paths, p, i)));
	return a;
}

struct vt_json *vt_json_stats(const struct vt_link *link)
{
	struct vt_json *o = vt_json_object();
	struct vt_traffic t = vt_link_traffic(link);

	vt_json_set_u64(o, "from_guest_bytes", t.from_bytes);
	vt_json_set_u64(o, "from_guest_packets", t.from_packets);
	vt_json_set_u64(o, "to_guest_bytes", t.to_bytes);
	vt_json_set_u64(o, "to_guest_packets", t.to_packets);
	vt_json_set_u64(o, "dropped", t.dropped);
	vt_json_set_u64(o, "errors", t.errors);
	return o;
}

static struct vt_json *json_uplinks(const struct vt_report *r, uint32_t bridge)
{
	struct vt_json *a = vt_json_array();
	struct vt_uplinks uplinks = { 0 };

	vt_path_uplinks(r->inventory->walker, bridge, &uplinks);
	for (size_t i = 0; i < uplinks.list.n; i++)
		vt_json_add_str(a, r->facts->links.v[uplinks.list.v[i]].ifname);
	vt_vec_done(&uplinks.list);
	return a;
}

static struct vt_json *json_bridge(const struct vt_report *r, uint32_t row)
{
	const struct vt_link *l = &r->facts->links.v[row];
	struct vt_json *o = vt_json_object();
	const uint32_t *ports;

	vt_json_set_name(o, "ifname", "ifname_hex", l->ifname);
	vt_json_set_nonzero(o, "netns", l->netns);
	vt_json_set_str(o, "netns_name", vt_netns_name(r->facts, l->netns));
	vt_json_set_str(o, "kind", "bridge");
	vt_json_set_bool(o, "up", l->up);
	vt_json_set_int(o, "mtu", l->mtu);
	vt_json_set_tri(o, "stp", l->bridge.stp);
	vt_json_set_tri(o, "vlan_filtering", l->bridge.vlan_filtering);
	vt_json_set_int(o, "ports",
			(int64_t)vt_topology_ports(r->inventory->topology, row, &ports));
	vt_json_set(o, "uplinks", json_uplinks(r, row));
	return o;
}

/* A bridge of the database, by one of its rows. */
static struct vt_json *json_ovs_bridge(const struct vt_report *r, uint32_t row)
{
	const struct vt_facts *f = r->facts;
	const char *name = f->ovs_ports.v[row].bridge;
	struct vt_json *o = vt_json_object(), *uplinks = vt_json_array();
	struct vt_uplinks list = { 0 };
	const uint32_t *rows;
	size_t n = vt_topology_ovs_ports(r->inventory->topology, row, &rows), ports = 0;

	for (size_t i = 0; i < n; i++)
		ports += !vt_streq(f->ovs_ports.v[rows[i]].ifname, name);
	vt_path_ovs_uplinks(r->inventory->walker, row, &list);
	for (size_t i = 0; i < list.list.n; i++)
		vt_json_add_str(uplinks, f->ovs_ports.v[list.list.v[i]].ifname);
	vt_vec_done(&list.list);
	vt_json_set_name(o, "ifname", "ifname_hex", name);
	vt_json_set_nonzero(o, "netns", f->own_netns);
	vt_json_set_null(o, "netns_name");
	vt_json_set_str(o, "kind", "openvswitch");
	vt_json_set_null(o, "up");
	vt_json_set_null(o, "mtu");
	vt_json_set_null(o, "stp");
	vt_json_set_null(o, "vlan_filtering");
	vt_json_set_int(o, "ports", (int64_t)ports);
	vt_json_set(o, "uplinks", uplinks);
	return o;
}

/* The first of the rows of its bridge: one of them stands for it. */
static bool first_of_bridge(const struct vt_report *r, uint32_t row)
{
	const uint32_t *rows;

	return vt_topology_ovs_ports(r->inventory->topology, row, &rows) && rows[0] == row;
}

struct vt_json *vt_json_bridges(const struct vt_report *r)
{
	struct vt_json *a = vt_json_array();

	for (uint32_t i = 0; i < r->facts->links.n; i++)
		if (r->facts->links.v[i].kind == VT_KIND_BRIDGE)
			vt_json_add(a, json_bridge(r, i));
	for (uint32_t i = 0; i < r->facts->ovs_ports.n; i++)
		if (first_of_bridge(r, i))
			vt_json_add(a, json_ovs_bridge(r, i));
	return a;
}
