/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way of a device's frames in words: hop by hop, and where it is cut. */
#include <config.h>

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "render/columns-parts.h"
#include "render/safe-text.h"
#include "render/show.h"

struct words {
	const struct vt_view *v;
	const struct vt_paths *paths;
	const struct vt_path *path;
	uint32_t n; /* words about the hop, so far */
};

static void add_name(const struct vt_view *v, const char *name)
{
	vt_text_add(v->out, name ? name : "-", v->ascii);
}

static void begin_word(struct words *w)
{
	vt_buf_str(w->v->out, w->n++ ? ", " : " (");
}

static void say(struct words *w, const char *word)
{
	begin_word(w);
	vt_buf_str(w->v->out, word);
}

static const struct vt_link *link_of(const struct words *w, const struct vt_hop *hop)
{
	return hop->link == VT_NONE ? NULL : &w->v->r->facts->links.v[hop->link];
}

/* The VLANs of a port of Open vSwitch's, and its mode where that is not what they mean. */
static void say_ovs_vlans(struct words *w, const struct vt_ovs_port *p)
{
	const struct vt_port_vlans v = vt_ovs_port_vlans(p);

	if (v.own != VT_NONE) {
		begin_word(w);
		vt_buf_fmt(w->v->out, "vlan %" PRIu32, v.own);
		if (v.tunnel || !v.alone)
			vt_buf_str(w->v->out, v.tunnel ? " in a tunnel" :
					      v.tagged ? " native, tagged" :
							 " native");
	}
	if (!v.alone && v.others) {
		begin_word(w);
		vt_buf_str(w->v->out, "trunks ");
		add_name(w->v, v.others);
	}
}

/* What the bridge says of the port by which the way came in. */
static void say_arrival(struct words *w, const struct vt_hop *hop)
{
	const struct vt_hop *from = vt_path_hop(w->paths, w->path, hop->from);
	const struct vt_link *l = link_of(w, from);

	if (l && l->port.state != VT_PORT_NONE)
		say(w, vt_port_state_name(l->port.state));
	if (hop->role == VT_HOP_MASTER && !hop->from && w->path->vlan) {
		begin_word(w);
		vt_buf_fmt(w->v->out, "vlan %" PRIu32, w->path->vlan);
	}
	if (hop->ovs != VT_NONE)
		say_ovs_vlans(w, &w->v->r->facts->ovs_ports.v[hop->ovs]);
	if (l && l->port.isolated == VT_YES)
		say(w, "isolated");
	if (l && l->port.locked == VT_YES)
		say(w, "locked");
	if (l && l->port.learning == VT_NO)
		say(w, "learning off");
}

static void say_link(struct words *w, const struct vt_link *l, const struct vt_hop *hop)
{
	const struct vt_link *device = link_of(w, vt_path_hop(w->paths, w->path, 0));
	const struct vt_hop *from =
		hop->from == VT_NONE ? NULL : vt_path_hop(w->paths, w->path, hop->from);
	const char *netns = vt_netns_name(w->v->r->facts, l->netns);

	if (l->vlan_id) {
		begin_word(w);
		vt_buf_fmt(w->v->out, "vlan %" PRIu32, l->vlan_id);
	}
	if (device && l->mtu < device->mtu && l->kind != VT_KIND_BRIDGE && hop->from != VT_NONE) {
		begin_word(w);
		vt_buf_fmt(w->v->out, "mtu %" PRIu32 ", the device has %" PRIu32, l->mtu,
			   device->mtu);
	}
	if (l->backup == VT_YES)
		say(w, "backup");
	if (l->xdp)
		say(w, "an XDP program sees its frames first");
	if (from && link_of(w, from) && link_of(w, from)->netns != l->netns) {
		begin_word(w);
		if (l->netns == w->v->r->facts->own_netns)
			vt_buf_str(w->v->out, "in our own network namespace");
		else
			vt_buf_str(w->v->out, "in network namespace ");
		if (netns)
			add_name(w->v, netns);
		else if (l->netns != w->v->r->facts->own_netns)
			vt_buf_fmt(w->v->out, "%" PRIu64, l->netns);
	}
}

static void say_end(struct words *w, enum vt_hop_end end)
{
	static const char *const ends[] = {
		NULL,
		NULL,
		"a tunnel",
		"from here by routing, if at all",
		"no port leads off the host; from here by routing, if at all",
		"on no bridge",
		"goes on where nothing is seen from here"
	};

	if (ends[end])
		say(w, ends[end]);
}

static void add_hop(const struct vt_view *v, const struct vt_path *p, uint32_t i, bool blamed)
{
	struct words w = { .v = v, .paths = &v->r->inventory->paths, .path = p };
	const struct vt_hop *hop = vt_path_hop(w.paths, p, i);
	const struct vt_link *l = link_of(&w, hop);

	if (blamed)
		vt_text_colored(v->out, "critical", "!! ", v->o->color);
	add_name(v, vt_hop_name(v->r->facts, hop));
	if (hop->from != VT_NONE && (hop->role == VT_HOP_MASTER || hop->role == VT_HOP_PATCH))
		say_arrival(&w, hop);
	else if (hop->role == VT_HOP_PORT && hop->ovs != VT_NONE)
		say_ovs_vlans(&w, &v->r->facts->ovs_ports.v[hop->ovs]);
	if (l)
		say_link(&w, l, hop);
	say_end(&w, hop->end);
	if (w.n)
		vt_buf_str(v->out, ")");
}

static uint32_t depth_of(const struct vt_paths *paths, const struct vt_path *p, uint32_t i)
{
	uint32_t depth = 0;

	for (; vt_path_hop(paths, p, i)->from != VT_NONE; depth++)
		i = vt_path_hop(paths, p, i)->from;
	return depth;
}

static void add_cut(const struct vt_view *v, const struct vt_hop *hop)
{
	const struct vt_facts *f = v->r->facts;

	vt_show_label(v, "cut");
	add_name(v, vt_hop_name(f, hop));
	switch (hop->cut) {
	case VT_CUT_DOWN:
		vt_buf_str(v->out, " is administratively down");
		break;
	case VT_CUT_CARRIER:
		vt_buf_str(v->out, " has no carrier");
		break;
	case VT_CUT_BLOCKED:
		vt_buf_fmt(v->out, " does not forward: its port is %s",
			   vt_port_state_name(f->links.v[hop->link].port.state));
		break;
	case VT_CUT_VLAN:
		vt_buf_str(v->out, " does not carry the device's VLAN");
		break;
	case VT_CUT_ISOLATED:
		vt_buf_str(v->out, " is isolated, as is the port before it");
		break;
	case VT_CUT_NOT:
		break;
	}
	vt_buf_str(v->out, ": no frame gets past it\n");
}

void vt_show_path(const struct vt_view *v, uint32_t device)
{
	const struct vt_paths *paths = &v->r->inventory->paths;
	const struct vt_path *p = &paths->list.v[device];
	const struct vt_hop *cut = vt_path_cut(paths, p);
	bool more = true;

	vt_show_label(v, "path");
	for (uint32_t depth = 0; more; depth++) {
		more = false;
		for (uint32_t i = 0; i < p->n; i++) {
			if (depth_of(paths, p, i) != depth)
				continue;
			vt_buf_str(v->out, more ? ", " : depth ? " -> " : "");
			add_hop(v, p, i, vt_path_hop(paths, p, i) == cut);
			more = true;
		}
	}
	vt_buf_str(v->out, "\n");
	if (cut)
		add_cut(v, cut);
}

void vt_show_traffic(const struct vt_view *v, const struct vt_link *link)
{
	struct vt_traffic t = vt_link_traffic(link);

	if (!link->has_stats)
		return;
	vt_show_label(v, "traffic");
	vt_buf_str(v->out, "from VM ");
	vt_bytes_add(v->out, t.from_bytes);
	vt_buf_str(v->out, ", to VM ");
	vt_bytes_add(v->out, t.to_bytes);
	vt_buf_fmt(v->out, ", dropped %" PRIu64, t.dropped);
	if (t.errors)
		vt_buf_fmt(v->out, ", errors %" PRIu64, t.errors);
	vt_buf_str(v->out, "\n");
}

void vt_show_learned(const struct vt_view *v, const struct vt_link *link)
{
	const struct vt_facts *f = v->r->facts;

	for (size_t i = 0; i < f->fdb.n; i++) {
		const struct vt_fdb *e = &f->fdb.v[i];

		if (e->netns != link->netns || e->port != link->ifindex || e->local)
			continue;
		vt_show_label(v, "learned");
		vt_text_add(v->out, e->mac, v->ascii);
		if (e->fixed)
			vt_buf_str(v->out, ", put there by somebody");
		else if (e->age != VT_NONE)
			vt_buf_fmt(v->out, ", heard %" PRIu32 " s ago", e->age / 100);
		if (e->vlan)
			vt_buf_fmt(v->out, ", vlan %" PRIu32, e->vlan);
		vt_buf_str(v->out, "\n");
	}
}
