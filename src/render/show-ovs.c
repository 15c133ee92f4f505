/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "show" of what is in Open vSwitch's database: a bridge, which may have no link of the
 * kernel's, and whose link is down as a rule; or a port.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "analyze/backing.h"
#include "render/safe-text.h"
#include "render/show.h"

static void add(const struct vt_view *v, const char *text)
{
	vt_text_add(v->out, text ? text : "-", v->ascii);
}

static const struct vt_ovs_port *port_at(const struct vt_report *r, uint32_t row)
{
	return &r->facts->ovs_ports.v[row];
}

static bool is_bridge(const struct vt_ovs_port *p)
{
	return vt_ovs_port_is_on(p, p->ifname);
}

/* The port @other is the one that is shown, or on the bridge that is. */
static bool is_meant(const struct vt_report *r, uint32_t row, uint32_t other)
{
	const struct vt_ovs_port *p = port_at(r, row);

	return is_bridge(p) ? vt_ovs_port_is_on(port_at(r, other), p->ifname) : other == row;
}

/* The device's way goes by it; a hop that is a bridge has a row of that. */
static bool passes(const struct vt_report *r, const struct vt_mapping *m, uint32_t row)
{
	const struct vt_path *p = m->device == VT_NONE ? NULL :
							 &r->inventory->paths.list.v[m->device];

	for (uint32_t i = 0; p && i < p->n; i++) {
		const struct vt_hop *hop = vt_path_hop(&r->inventory->paths, p, i);

		if (hop->ovs == VT_NONE || hop->role == VT_HOP_DEVICE)
			continue;
		if (hop->role == VT_HOP_PORT ?
			    hop->ovs == row :
			    is_bridge(port_at(r, row)) && is_meant(r, row, hop->ovs))
			return true;
	}
	return false;
}

static bool is_socket_of(const struct vt_report *r, const struct vt_mapping *m, uint32_t row)
{
	uint32_t port = m->nic == VT_NONE ?
				VT_NONE :
				vt_nic_backing(r->facts, &r->facts->nics.v[m->nic]).ovs_port;

	return port != VT_NONE && is_meant(r, row, port);
}

static void add_bridge(const struct vt_view *v, uint32_t row)
{
	const struct vt_ovs_port *p = port_at(v->r, row);
	struct vt_uplinks up = { 0 };
	size_t n = 0;

	vt_buf_str(v->out, "Open vSwitch bridge");
	if (vt_streq(p->datapath, "netdev"))
		vt_buf_str(v->out, " in user space");
	if (p->fake_bridge) {
		vt_buf_fmt(v->out, ", vlan %" PRIu32 " of ", p->tag);
		add(v, p->bridge);
	}
	vt_path_ovs_uplinks(v->r->inventory->walker, row, &up);
	if (!up.list.n)
		vt_buf_str(v->out, ", no uplink");
	for (size_t i = 0; i < up.list.n; i++) {
		const struct vt_ovs_port *uplink = port_at(v->r, up.list.v[i]);

		vt_buf_str(v->out, i ? ", " : ", uplink ");
		add(v, uplink->ifname);
		if (*uplink->type) {
			vt_buf_str(v->out, " (");
			add(v, uplink->type);
			vt_buf_str(v->out, ")");
		}
	}
	vt_vec_done(&up.list);
	for (uint32_t i = 0; i < v->r->facts->ovs_ports.n; i++)
		n += i != row && is_meant(v->r, row, i);
	vt_buf_fmt(v->out, ", %zu port%s\n", n, n == 1 ? "" : "s");
}

static void add_port(const struct vt_view *v, const struct vt_ovs_port *p)
{
	vt_buf_str(v->out, "port of Open vSwitch");
	if (*p->type) {
		vt_buf_str(v->out, ", type ");
		add(v, p->type);
	}
	vt_buf_str(v->out, ", on ");
	add(v, vt_ovs_port_bridge(p));
	if (p->tag != VT_NONE)
		vt_buf_fmt(v->out, ", vlan %" PRIu32, p->tag);
	if (p->trunks) {
		vt_buf_str(v->out, ", trunks ");
		add(v, p->trunks);
	}
	if (p->peer) {
		vt_buf_str(v->out, ", peer ");
		add(v, p->peer);
	}
	if (p->error) {
		vt_buf_str(v->out, ", error: ");
		add(v, p->error);
	}
	vt_buf_str(v->out, "\n");
}

void vt_show_ovs(const struct vt_view *v, uint32_t row)
{
	const struct vt_ovs_port *p = port_at(v->r, row);

	vt_show_block(v, p->ifname);
	if (is_bridge(p))
		add_bridge(v, row);
	else
		add_port(v, p);
	for (size_t i = 0; i < v->r->mappings.n; i++) {
		const struct vt_mapping *m = &v->r->mappings.v[i];

		/* In user space the bridge itself is a tap of vswitchd's. */
		if (vt_ovs_port_is_on(p, vt_mapping_ifname(v->r, m)))
			continue;
		if (passes(v->r, m, row) || is_socket_of(v->r, m, row))
			vt_show_nic_line(v, m);
	}
	if (is_bridge(p))
		vt_show_missing(v, p->ifname, passes, row);
}
