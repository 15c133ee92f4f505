/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks from a device outward. A link that led off the host may be walked again by another way,
 * as with two VLANs of one bond; each time costs hops, and a path has a limited number of them.
 * A link that led nowhere, or that the walk is on already, is skipped: so no loop, and no mesh
 * that a tenant makes in a namespace of their own, takes more steps than there are links.
 */
#include <config.h>

#include "analyze/path-parts.h"

#include <string.h>

#include "util/str.h"

/* More hops than any path that somebody could read; the walk is recursive, and no deeper. */
#define HOPS_MAX 64

/* One walk. @base: where its hops begin. */
struct walk {
	struct vt_walker *walker;
	const struct vt_topology *t;
	const struct vt_facts *f;
	struct vt_paths *paths;
	size_t base;
	struct vt_passage passage; /* of the bridge that is being passed */
};

static struct vt_hop *hop_at(struct walk *w, uint32_t i)
{
	return &w->paths->hops.v[w->base + i];
}

/* The link @row, or NULL for VT_NONE. */
static const struct vt_link *link_at(const struct walk *w, uint32_t row)
{
	return row == VT_NONE ? NULL : &w->f->links.v[row];
}

static bool is_master_of(const struct walk *w, uint32_t master, enum vt_kind kind)
{
	return w->f->links.v[master].kind == kind;
}

/* Returns VT_NONE where the walk is not to go. */
static uint32_t add_hop(struct walk *w, uint32_t link, uint32_t from, enum vt_hop_role role)
{
	uint32_t i = (uint32_t)(w->paths->hops.n - w->base);
	struct vt_hop *hop;

	if (w->walker->passed[link] == w->walker->walks || i >= HOPS_MAX)
		return VT_NONE;
	w->walker->passed[link] = w->walker->walks;
	hop = vt_vec_add(&w->paths->hops);
	hop->link = link;
	hop->ovs = VT_NONE;
	hop->from = from;
	hop->role = role;
	hop->cut = vt_link_cut(w->f, &w->f->links.v[link],
			       link_at(w, vt_topology_master(w->t, link)), role, &w->passage);
	return i;
}

/* A way that leads nowhere is no part of the path. */
static void take_back(struct walk *w, uint32_t i)
{
	w->paths->hops.n = w->base + i;
}

static bool end_at(struct walk *w, uint32_t i, enum vt_hop_end end)
{
	hop_at(w, i)->end = end;
	return end != VT_END_NOWHERE && end != VT_END_DETACHED;
}

static bool go(struct walk *w, uint32_t link, uint32_t from, enum vt_hop_role role);

/* To what the link is on. */
static bool go_down(struct walk *w, uint32_t i, enum vt_hop_role role)
{
	const struct vt_link *l = &w->f->links.v[hop_at(w, i)->link];
	uint32_t lower = vt_link_lower_row(w->f, l);

	if (lower == VT_NONE)
		return end_at(w, i, l->lower || l->far_lower ? VT_END_UNSEEN : VT_END_NOWHERE);
	return go(w, lower, i, role);
}

/* That frames have when they come to the link of hop @i from a VLAN link on top of it. */
static uint32_t tag_of_arrival(struct walk *w, uint32_t i)
{
	const struct vt_hop *hop = hop_at(w, i);

	return hop->role == VT_HOP_LOWER ? w->f->links.v[hop_at(w, hop->from)->link].vlan_id : 0;
}

/* The VLAN on the bridge of hop @i of frames that came by its port @arrival; VT_NONE = from
 * above. */
static uint32_t vlan_on_bridge(struct walk *w, uint32_t i, uint32_t arrival)
{
	if (w->f->links.v[hop_at(w, i)->link].bridge.vlan_filtering != VT_YES)
		return 0;
	return arrival == VT_NONE ? tag_of_arrival(w, i) :
				    vt_link_pvid(w->f, &w->f->links.v[arrival]);
}

/* A way that does not leave the host is part of the path where it leads to another bridge. */
static bool leads_to_bridge(struct walk *w, uint32_t before)
{
	for (uint32_t i = before; i < w->paths->hops.n - w->base; i++)
		if (hop_at(w, i)->role == VT_HOP_MASTER || hop_at(w, i)->role == VT_HOP_PATCH)
			return true;
	return false;
}

static bool go_by_ovs_port(struct walk *w, uint32_t row, uint32_t i);

/* Takes back the hops from @start on, which lead to a bridge, and keeps them aside. */
static void set_aside(struct walk *w, uint32_t start, struct vt_paths *aside)
{
	const uint32_t n = (uint32_t)(w->paths->hops.n - w->base), had = (uint32_t)aside->hops.n;

	for (uint32_t i = start; i < n && start + aside->hops.n < HOPS_MAX; i++) {
		struct vt_hop hop = *hop_at(w, i);

		hop.from += hop.from >= start ? had : 0;
		vt_vec_push(&aside->hops, hop);
	}
	take_back(w, start);
}

/**
 * struct exits - by what frames may leave a bridge
 * @rows: links, or rows of Open vSwitch's; with that by which frames came, which the walk has
 *        passed
 */
struct exits {
	const uint32_t *rows;
	size_t n;
	struct vt_passage passage;
	bool ovs;
};

/* By one of the ports of the bridge of hop @i; true when that leads off the host. */
static bool go_by_exit(struct walk *w, uint32_t row, uint32_t i, const struct exits *e)
{
	w->passage = e->passage;
	return e->ovs ? go_by_ovs_port(w, row, i) : go(w, row, i, VT_HOP_PORT);
}

/*
 * From the bridge of hop @i by each port that leads off the host. Where none does, by those
 * that lead to another bridge: there may be other VMs. Where one does, these are no part of
 * the way, and there may be hundreds of them.
 */
static bool go_by_each(struct walk *w, uint32_t i, const struct exits *e)
{
	struct vt_paths aside = { 0 };
	bool any = false, kept;

	for (size_t k = 0; k < e->n; k++) {
		const uint32_t before = (uint32_t)(w->paths->hops.n - w->base);

		if (go_by_exit(w, e->rows[k], i, e))
			any = true;
		else if (leads_to_bridge(w, before))
			set_aside(w, before, &aside);
		else
			take_back(w, before);
	}
	for (size_t k = 0; !any && k < aside.hops.n; k++)
		vt_vec_push(&w->paths->hops, aside.hops.v[k]);
	kept = aside.hops.n;
	vt_paths_done(&aside);
	return any || (!kept && end_at(w, i, VT_END_NOWHERE));
}

static struct walk start_walk(struct vt_walker *walker, struct vt_paths *paths);
static bool cross(struct walk *w, uint32_t row);

/* The walk begins on a bridge, so that no way leads back to it: @bridge is its link, where it
 * is no row of Open vSwitch's. */
static void begin_on_bridge(struct walk *w, const struct exits *e, uint32_t bridge)
{
	if (e->ovs)
		cross(w, e->rows[0]);
	else
		w->walker->passed[bridge] = w->walker->walks;
}

/* The ways on from the bridge of hop @i, wherever frames come from. */
static void make_tail(struct walk *w, uint32_t i, const struct exits *e, struct vt_tail *tail)
{
	struct vt_paths paths = { 0 };
	struct walk inner = start_walk(vt_walker_inner(w->walker), &paths);

	vt_vec_push(&paths.hops, *hop_at(w, i));
	begin_on_bridge(&inner, e, hop_at(w, i)->link);
	tail->off_host = go_by_each(&inner, 0, e);
	tail->end = paths.hops.v[0].end;
	tail->first = (uint32_t)w->walker->tails.hops.n;
	tail->n = (uint32_t)paths.hops.n - 1;
	tail->known = true;
	for (uint32_t k = 1; k <= tail->n; k++)
		vt_vec_push(&w->walker->tails.hops, paths.hops.v[k]);
	vt_paths_done(&paths);
}

/* The hop is in the middle of this walk: a way by it would be a loop. */
static bool is_passed(const struct walk *w, const struct vt_hop *hop)
{
	const uint32_t *ports;

	if (hop->ovs != VT_NONE && (hop->role == VT_HOP_MASTER || hop->role == VT_HOP_PATCH) &&
	    vt_topology_ovs_ports(w->t, hop->ovs, &ports))
		return w->walker->crossed[ports[0]] == w->walker->walks;
	return hop->link != VT_NONE && w->walker->passed[hop->link] == w->walker->walks;
}

/* Adds the known ways on from the bridge of hop @i; false where they do not fit. */
static bool add_tail(struct walk *w, uint32_t i, const struct vt_tail *tail)
{
	struct vt_walker *owner = w->walker->outer ? w->walker->outer : w->walker;
	const uint32_t start = (uint32_t)(w->paths->hops.n - w->base);

	if (start + tail->n > HOPS_MAX)
		return false;
	for (uint32_t k = 0; k < tail->n; k++)
		if (is_passed(w, &owner->tails.hops.v[tail->first + k]))
			return false;
	for (uint32_t k = 0; k < tail->n; k++) {
		struct vt_hop hop = owner->tails.hops.v[tail->first + k];

		hop.from = hop.from ? start + hop.from - 1 : i;
		if (!tail->off_host && hop.link != VT_NONE)
			w->walker->passed[hop.link] = w->walker->walks;
		vt_vec_push(&w->paths->hops, hop);
	}
	hop_at(w, i)->end = tail->end;
	return true;
}

/* By the known ways on, where several ways led to the bridge of hop @i. */
static bool go_on_from_bridge(struct walk *w, uint32_t i, const struct exits *e)
{
	const uint32_t place = e->ovs ? (uint32_t)w->f->links.n + e->rows[0] : hop_at(w, i)->link;
	struct vt_tail *tail = e->n ? vt_walker_tail(w->walker, place, &e->passage) : NULL;

	if (tail && !tail->known && tail->asked++)
		make_tail(w, i, e, tail);
	if (tail && tail->known && add_tail(w, i, tail))
		return tail->off_host;
	return go_by_each(w, i, e);
}

/* VMs' own devices lead nowhere. */
static bool go_through_bridge(struct walk *w, uint32_t i, uint32_t arrival)
{
	struct exits e = { .passage.vlan = vlan_on_bridge(w, i, arrival) };

	e.passage.isolated = arrival != VT_NONE && w->f->links.v[arrival].port.isolated == VT_YES;
	e.n = vt_topology_exits(w->t, hop_at(w, i)->link, &e.rows);
	return go_on_from_bridge(w, i, &e);
}

static bool go_to_members(struct walk *w, uint32_t i)
{
	const uint32_t *ports;
	size_t n = vt_topology_ports(w->t, hop_at(w, i)->link, &ports);
	bool any = false;

	/* It was meant to lead somewhere: a bond that lost its ports is a cut, not an end. */
	if (!n)
		return end_at(w, i, VT_END_WIRE);
	for (size_t k = 0; k < n; k++)
		any = go(w, ports[k], i, VT_HOP_MEMBER) || any;
	return any || end_at(w, i, VT_END_NOWHERE);
}

/* A hop that only the database has, or the bridge's own link. */
static uint32_t add_ovs_hop(struct walk *w, uint32_t row, uint32_t link, uint32_t from,
			    enum vt_hop_role role)
{
	uint32_t i = (uint32_t)(w->paths->hops.n - w->base);
	struct vt_hop *hop;

	if (i >= HOPS_MAX)
		return VT_NONE;
	hop = vt_vec_add(&w->paths->hops);
	*hop = (struct vt_hop){ .link = link, .ovs = row, .from = from, .role = role };
	return i;
}

/* Takes the walk onto the bridge of @row; false when it has been there. */
static bool cross(struct walk *w, uint32_t row)
{
	const uint32_t *ports;
	uint32_t *crossed =
		vt_topology_ovs_ports(w->t, row, &ports) ? &w->walker->crossed[ports[0]] : NULL;

	if (!crossed || *crossed == w->walker->walks)
		return false;
	*crossed = w->walker->walks;
	return true;
}

/* A bridge's own link, which is its interface of its own name. */
static uint32_t ovs_bridge_link(const struct walk *w, uint32_t row)
{
	uint32_t own = vt_facts_ovs_port(w->f, w->f->ovs_ports.v[row].bridge);

	return own == VT_NONE ? VT_NONE : vt_topology_ovs_link(w->t, own);
}

/* The hop is a port of a bridge on which frames are in the VLAN. */
static void set_ovs_port(struct walk *w, uint32_t i, uint32_t row, uint32_t vlan)
{
	struct vt_hop *hop = hop_at(w, i);

	hop->ovs = row;
	if (vlan && hop->cut == VT_CUT_NOT && !vt_ovs_carries(&w->f->ovs_ports.v[row], vlan))
		hop->cut = VT_CUT_VLAN;
}

/* By a port that is a link of the kernel's. */
static bool go_by_ovs_link(struct walk *w, uint32_t row, uint32_t i)
{
	const uint32_t link = vt_topology_ovs_link(w->t, row), vlan = w->passage.vlan;
	const uint32_t hop = (uint32_t)(w->paths->hops.n - w->base);
	bool off;

	if (link == VT_NONE || vt_kind_is_device(w->f->links.v[link].kind))
		return false;
	off = go(w, link, i, VT_HOP_PORT);
	if (w->paths->hops.n != w->base + hop)
		set_ovs_port(w, hop, row, vlan);
	return off;
}

static bool go_through_ovs(struct walk *w, uint32_t row, uint32_t tag, uint32_t from,
			   enum vt_hop_role role);

/* Where a port of the hop @i, a bridge, leads. */
static bool go_by_ovs_port(struct walk *w, uint32_t row, uint32_t i)
{
	const struct vt_ovs_port *p = &w->f->ovs_ports.v[row];
	const uint32_t vlan = w->passage.vlan;
	uint32_t hop, peer;

	if (!strcmp(p->type, "internal") || !strncmp(p->type, "dpdkvhost", 9))
		return false;
	if (!*p->type)
		return go_by_ovs_link(w, row, i);
	hop = add_ovs_hop(w, row, VT_NONE, i, VT_HOP_PORT);
	if (hop == VT_NONE)
		return false;
	set_ovs_port(w, hop, row, vlan);
	if (strcmp(p->type, "patch") != 0)
		return end_at(w, hop, !strcmp(p->type, "dpdk") ? VT_END_WIRE : VT_END_TUNNEL);
	peer = vt_facts_ovs_port(w->f, p->peer);
	return peer != VT_NONE && vt_streq(w->f->ovs_ports.v[peer].peer, p->ifname) &&
	       go_through_ovs(w, peer, vlan ? vt_ovs_tag_outside(p, vlan) : 0, hop, VT_HOP_PATCH);
}

/* Onto the bridge of @row, the port by which the way came in with the @tag, and out of it by
 * its other ports.
 * The bridge's own link being down stops nothing: it is the host's port of it. */
static bool go_through_ovs(struct walk *w, uint32_t row, uint32_t tag, uint32_t from,
			   enum vt_hop_role role)
{
	const struct vt_ovs_port *p = &w->f->ovs_ports.v[row];
	struct exits e = { .ovs = true };
	uint32_t i = VT_NONE;

	e.n = vt_topology_ovs_ports(w->t, row, &e.rows);
	if (cross(w, row))
		i = add_ovs_hop(w, row, ovs_bridge_link(w, row), from, role);
	if (i == VT_NONE)
		return false;
	hop_at(w, i)->cut = vt_ovs_takes(p, tag) ? VT_CUT_NOT : VT_CUT_VLAN;
	e.passage.vlan = vt_ovs_vlan_inside(p, tag);
	return go_on_from_bridge(w, i, &e);
}

/* Row of the database for a link, whose bridge it names; VT_NONE for others. */
static uint32_t ovs_row(const struct walk *w, const struct vt_link *l)
{
	uint32_t row = vt_facts_link_ovs(w->f, l);

	return row == VT_NONE || !w->f->ovs_ports.v[row].bridge ? VT_NONE : row;
}

/* To the master of the link of hop @i, which came in by it. */
static bool go_up(struct walk *w, uint32_t i)
{
	uint32_t port = hop_at(w, i)->link, hop;
	const struct vt_link *l = &w->f->links.v[port];
	uint32_t master = vt_topology_master(w->t, port), ovs = ovs_row(w, l);

	if (ovs != VT_NONE && (master == VT_NONE || is_master_of(w, master, VT_KIND_OVS))) {
		hop_at(w, i)->ovs = ovs;
		return go_through_ovs(w, ovs, tag_of_arrival(w, i), i, VT_HOP_MASTER);
	}
	if (master == VT_NONE)
		return end_at(w, i, VT_END_UNSEEN);
	hop = add_hop(w, master, i, VT_HOP_MASTER);
	if (hop == VT_NONE)
		return end_at(w, i, VT_END_NOWHERE);
	if (is_master_of(w, master, VT_KIND_BRIDGE)) {
		bool off = go_through_bridge(w, hop, port);

		if (off)
			w->walker->passed[master] = 0;
		return off;
	}
	if (is_master_of(w, master, VT_KIND_VRF))
		return end_at(w, hop, VT_END_ROUTED);
	if (w->f->links.v[master].master)
		return go_up(w, hop);
	return end_at(w, hop, VT_END_UNSEEN);
}

/*
 * To the other end of a veth: onto the bridge that it is a port of, or the path ends there. In
 * a container's namespace nothing leads on from it; in our own its frames are routed. A pair
 * that is down, and whose other end is on nothing, was left by a container: no bridge was meant
 * to send frames off the host through it.
 */
static bool go_on_from_peer(struct walk *w, uint32_t i)
{
	const struct vt_link *l = &w->f->links.v[hop_at(w, i)->link];
	const struct vt_link *here = &w->f->links.v[hop_at(w, hop_at(w, i)->from)->link];

	if (l->master || ovs_row(w, l) != VT_NONE)
		return go_up(w, i);
	return end_at(w, i,
		      l->netns == w->f->own_netns && l->up && here->up ? VT_END_ROUTED :
									 VT_END_NOWHERE);
}

/*
 * By an internal port of Open vSwitch's, which a bridge of the kernel's has as its port, onto the
 * switch: so does the firewall's bridge of Proxmox VE. What one that filters sends there may
 * have any tag.
 */
static bool go_onto_switch(struct walk *w, uint32_t i, uint32_t row)
{
	const struct vt_link *bridge = link_at(w, vt_topology_master(w->t, hop_at(w, i)->link));

	if (bridge && bridge->bridge.vlan_filtering == VT_YES)
		return end_at(w, i, VT_END_UNSEEN);
	hop_at(w, i)->ovs = row;
	return go_through_ovs(w, row, 0, i, VT_HOP_MASTER);
}

/* A link that is neither the device nor a master. */
static bool go_on(struct walk *w, uint32_t i, enum vt_hop_role role)
{
	const struct vt_link *l = &w->f->links.v[hop_at(w, i)->link];

	if (l->kind == VT_KIND_BRIDGE)
		return go_through_bridge(w, i, VT_NONE);
	if (role == VT_HOP_LOWER && ovs_row(w, l) != VT_NONE)
		return go_up(w, i);
	if (l->kind == VT_KIND_OVS && ovs_row(w, l) != VT_NONE)
		return go_onto_switch(w, i, ovs_row(w, l));
	if (l->kind == VT_KIND_BOND || l->kind == VT_KIND_TEAM)
		return go_to_members(w, i);
	if (l->kind == VT_KIND_VETH)
		return role == VT_HOP_PEER ? go_on_from_peer(w, i) : go_down(w, i, VT_HOP_PEER);
	if (vt_link_is_tunnel(l) && !l->lower && !l->far_lower)
		return end_at(w, i, VT_END_TUNNEL);
	if (!l->parent && (l->lower || l->far_lower))
		return go_down(w, i, VT_HOP_LOWER) ||
		       (vt_link_is_tunnel(l) && end_at(w, i, VT_END_TUNNEL));
	if (vt_link_leads_nowhere(l))
		return end_at(w, i, VT_END_NOWHERE);
	return end_at(w, i, l->parent || !l->kind_name ? VT_END_WIRE : VT_END_UNSEEN);
}

static bool go_from_device(struct walk *w, uint32_t i)
{
	const struct vt_link *l = &w->f->links.v[hop_at(w, i)->link];

	if (l->master || ovs_row(w, l) != VT_NONE)
		return go_up(w, i);
	if (l->lower || l->far_lower)
		return go_down(w, i, l->kind == VT_KIND_VETH ? VT_HOP_PEER : VT_HOP_LOWER);
	return end_at(w, i, VT_END_DETACHED);
}

/* Adds the hop and all that follows; true when some way leads off the host. */
static bool go(struct walk *w, uint32_t link, uint32_t from, enum vt_hop_role role)
{
	uint32_t i = add_hop(w, link, from, role);
	bool off;

	if (i == VT_NONE)
		return false;
	off = role == VT_HOP_DEVICE ? go_from_device(w, i) : go_on(w, i, role);
	if (off)
		w->walker->passed[link] = 0;
	return off;
}

/* From the ends back: alive is what is not cut and has a living way on. */
static void find_living(struct vt_hop *hops, uint32_t n)
{
	for (uint32_t i = n; i-- > 0;) {
		hops[i].alive = (hops[i].alive || hops[i].end != VT_END_NOT) &&
				hops[i].cut == VT_CUT_NOT;
		if (hops[i].alive && hops[i].from != VT_NONE)
			hops[hops[i].from].alive = true;
	}
}

static struct walk start_walk(struct vt_walker *walker, struct vt_paths *paths)
{
	walker->walks++;
	return (struct walk){ .walker = walker,
			      .t = walker->t,
			      .f = walker->f,
			      .paths = paths,
			      .base = paths->hops.n };
}

/* The VLAN that the device's untagged frames are in on its bridge. */
static uint32_t vlan_of_device(const struct walk *w, uint32_t device)
{
	const struct vt_link *master = link_at(w, vt_topology_master(w->t, device));

	return master && master->bridge.vlan_filtering == VT_YES ?
		       vt_link_pvid(w->f, &w->f->links.v[device]) :
		       0;
}

uint32_t vt_path_add(struct vt_paths *paths, struct vt_walker *walker, uint32_t device)
{
	struct walk w = start_walk(walker, paths);
	struct vt_path p = { .first = (uint32_t)w.base };

	p.vlan = vlan_of_device(&w, device);
	p.off_host = go(&w, device, VT_NONE, VT_HOP_DEVICE);
	p.n = (uint32_t)(paths->hops.n - w.base);
	find_living(paths->hops.v + w.base, p.n);
	vt_vec_push(&paths->list, p);
	return (uint32_t)paths->list.n - 1;
}

static void find_uplinks(struct vt_walker *walker, const struct exits *e, uint32_t bridge,
			 struct vt_uplinks *ret)
{
	struct vt_paths paths = { 0 };

	for (size_t k = 0; k < e->n; k++) {
		struct walk w = start_walk(walker, &paths);

		begin_on_bridge(&w, e, bridge);
		if (go_by_exit(&w, e->rows[k], VT_NONE, e))
			vt_vec_push(&ret->list, e->rows[k]);
		paths.hops.n = 0;
	}
	vt_paths_done(&paths);
}

void vt_path_uplinks(struct vt_walker *walker, uint32_t bridge, struct vt_uplinks *ret)
{
	struct exits e = { .ovs = false };

	e.n = vt_topology_exits(walker->t, bridge, &e.rows);
	find_uplinks(walker, &e, bridge, ret);
}

void vt_path_ovs_uplinks(struct vt_walker *walker, uint32_t row, struct vt_uplinks *ret)
{
	struct exits e = { .ovs = true };

	e.n = vt_topology_ovs_ports(walker->t, row, &e.rows);
	find_uplinks(walker, &e, VT_NONE, ret);
}
