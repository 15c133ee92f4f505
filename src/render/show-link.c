/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "show" of a link that VMs' frames pass: where it leads, and whose frames. */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "analyze/backing.h"
#include "render/columns-parts.h"
#include "render/safe-text.h"
#include "render/show.h"

/* Linux: BR_MAX_PORTS */
#define BRIDGE_PORTS 1024

static void add(const struct vt_view *v, const char *text)
{
	vt_text_add(v->out, text ? text : "-", v->ascii);
}

/* The way of its device goes by the link. */
static bool passes(const struct vt_report *r, const struct vt_mapping *m, uint32_t link)
{
	const struct vt_path *p = m->device == VT_NONE ? NULL :
							 &r->inventory->paths.list.v[m->device];

	for (uint32_t i = 0; p && i < p->n; i++)
		if (vt_path_hop(&r->inventory->paths, p, i)->link == link)
			return true;
	return false;
}

static void add_uplinks(const struct vt_view *v, uint32_t link)
{
	const struct vt_facts *f = v->r->facts;
	struct vt_uplinks up = { 0 };
	const uint32_t *ports;

	vt_path_uplinks(v->r->inventory->walker, link, &up);
	if (!up.list.n)
		vt_buf_str(v->out, ", no uplink");
	for (size_t i = 0; i < up.list.n; i++) {
		const struct vt_link *l = &f->links.v[up.list.v[i]];

		vt_buf_str(v->out, i ? ", " : ", uplink ");
		add(v, l->ifname);
		if (l->kind != VT_KIND_OTHER || l->kind_name)
			vt_buf_fmt(v->out, " (%s)", vt_link_kind_name(l));
	}
	vt_vec_done(&up.list);
	vt_buf_fmt(v->out, ", %zu of %d ports",
		   vt_topology_ports(v->r->inventory->topology, link, &ports), BRIDGE_PORTS);
}

static void add_counters(const struct vt_view *v, const struct vt_link *l)
{
	struct vt_traffic t = vt_link_traffic(l);

	if (!l->has_stats)
		return;
	vt_buf_str(v->out, ", from VM ");
	vt_bytes_add(v->out, t.from_bytes);
	vt_buf_str(v->out, ", to VM ");
	vt_bytes_add(v->out, t.to_bytes);
	vt_buf_fmt(v->out, ", dropped %" PRIu64, t.dropped);
}

void vt_show_nic_line(const struct vt_view *v, const struct vt_mapping *m)
{
	const struct vt_link *l = vt_mapping_link(v->r, m);
	size_t from = v->out->len;

	vt_buf_str(v->out, "  ");
	add(v, vt_mapping_domain(v->r, m));
	vt_buf_str(v->out, " ");
	vt_text_pad(v->out, from, 22);
	add(v, vt_mapping_alias(v->r, m));
	vt_buf_str(v->out, " ");
	if (l) {
		add(v, l->ifname);
		add_counters(v, l);
	} else {
		const struct vt_backing b =
			vt_nic_backing(v->r->facts, &v->r->facts->nics.v[m->nic]);
		VT_BUF_OF(words);

		vt_backing_words(v->r->facts, &b, &words);
		add(v, words.p);
	}
	vt_buf_str(v->out, ", ");
	vt_text_colored(v->out, vt_status_name(m->status), vt_status_name(m->status), v->o->color);
	vt_buf_str(v->out, "\n");
}

/* A NIC that is a function of the card, or that has its own interface at its switch. */
static bool is_function_of(const struct vt_report *r, const struct vt_mapping *m,
			   const struct vt_link *l)
{
	const struct vt_vf *vf = m->nic == VT_NONE ? NULL : &r->facts->nics.v[m->nic].vf;

	return vf && vf->address && vt_streq(l->parent, vf->pf_address) &&
	       (vt_streq(l->ifname, vf->pf) || vt_streq(l->ifname, vf->representor));
}

/* One line a VM's NIC whose frames pass the link. */
static void add_passing(const struct vt_view *v, uint32_t link)
{
	const struct vt_link *l = &v->r->facts->links.v[link];

	for (size_t i = 0; i < v->r->mappings.n; i++) {
		const struct vt_mapping *m = &v->r->mappings.v[i];

		if (passes(v->r, m, link) || is_function_of(v->r, m, l))
			vt_show_nic_line(v, m);
	}
}

static bool says_missing(const struct vt_findings *list, uint32_t nic)
{
	for (size_t i = 0; i < list->rows.n; i++) {
		enum vt_code code = list->rows.v[i].code;

		if (list->rows.v[i].nic == nic &&
		    (code == VT_F_MISSING_DEVICE || code == VT_F_DETACHED_BRIDGE ||
		     code == VT_F_WRONG_BRIDGE))
			return true;
	}
	return false;
}

void vt_show_missing(const struct vt_view *v, const char *bridge, vt_show_is_on *is_on,
		     uint32_t row)
{
	const struct vt_facts *f = v->r->facts;

	for (uint32_t i = 0; i < f->nics.n; i++) {
		const struct vt_nic *nic = &f->nics.v[i];
		uint32_t device = v->r->inventory->nics[i].device;
		const struct vt_mapping m = { .device = device };

		if (!vt_streq(nic->source_bridge, bridge) ||
		    (!says_missing(v->r->findings, i) && !says_missing(v->r->accepted, i)) ||
		    (device != VT_NONE && is_on(v->r, &m, row)))
			continue;
		vt_show_label(v, "missing");
		add(v, f->domains.v[nic->domain].name);
		vt_buf_str(v->out, " ");
		add(v, nic->alias);
		vt_buf_str(v->out, " ");
		add(v, device == VT_NONE ? nic->target : vt_device_link(v->r, device)->ifname);
		vt_buf_str(v->out, " should be here\n");
	}
}

/* Hardware has no kind of its own. */
static const char *kind_words(const struct vt_link *l)
{
	if (l->kind != VT_KIND_OTHER || l->kind_name)
		return vt_link_kind_name(l);
	return l->parent ? "network card" : "link";
}

void vt_show_link(const struct vt_view *v, uint32_t row)
{
	const struct vt_link *l = &v->r->facts->links.v[row];
	const char *netns = vt_netns_name(v->r->facts, l->netns);
	const char *master = vt_link_bridge_name(v->r->facts, l);

	/* ovs-system says nothing; a bond or a VRF has no bridge. */
	if (!master)
		master = vt_link_master_name(v->r->facts, l);
	vt_show_block(v, l->ifname);
	vt_buf_fmt(v->out, "%s, %s", kind_words(l), l->up ? "up" : "down");
	if (l->up && l->carrier == VT_NO)
		vt_buf_str(v->out, ", no carrier");
	vt_buf_fmt(v->out, ", mtu %" PRIu32, l->mtu);
	if (l->vlan_id)
		vt_buf_fmt(v->out, ", vlan %" PRIu32, l->vlan_id);
	if (l->parent) {
		vt_buf_str(v->out, ", ");
		add(v, l->parent);
	}
	if (master) {
		vt_buf_str(v->out, ", on ");
		add(v, master);
	}
	if (netns) {
		vt_buf_str(v->out, ", in network namespace ");
		add(v, netns);
	}
	if (l->kind == VT_KIND_BRIDGE)
		add_uplinks(v, row);
	vt_buf_str(v->out, "\n");
	add_passing(v, row);
	if (l->kind == VT_KIND_BRIDGE)
		vt_show_missing(v, l->ifname, passes, row);
	vt_show_learned(v, l);
}
