/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "show" in a dozen lines: a VM with its NICs, a device that no NIC claims, a
 * link that VMs' frames pass. What else is known is for -v.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "analyze/backing.h"
#include "render/columns-parts.h"
#include "render/safe-text.h"
#include "render/show.h"

static void add(const struct vt_view *v, const char *text)
{
	vt_text_add(v->out, text ? text : "-", v->ascii);
}

static void add_comma(const struct vt_view *v, const char *text)
{
	if (!text)
		return;
	vt_buf_str(v->out, ", ");
	add(v, text);
}

static void add_age(const struct vt_view *v, const struct vt_address *a)
{
	static const char *const sources[] = { "DHCP lease", "neighbor table", "metadata",
					       "configuration" };

	vt_buf_str(v->out, sources[a->source]);
	if (a->network) {
		vt_buf_str(v->out, " of ");
		add(v, a->network);
	}
	if (a->left)
		vt_buf_fmt(v->out, ", %" PRId64 " min left", a->left / 60);
	else if (a->age >= 0)
		vt_buf_fmt(v->out, ", %" PRId64 " s ago", a->age);
}

static void add_addresses(const struct vt_view *v, uint32_t nic)
{
	size_t n;
	const struct vt_address *rows = vt_facts_addresses_of(v->r->facts, nic, &n);

	for (size_t i = 0; i < n; i++) {
		if (i)
			vt_buf_str(v->out, ", ");
		else
			vt_show_label(v, "address");
		add(v, rows[i].ip);
		vt_buf_str(v->out, " (");
		add_age(v, &rows[i]);
		vt_buf_str(v->out, ")");
	}
	vt_buf_str(v->out, n ? "\n" : "");
}

/* What the NIC's XML says, in the words of ip(8) where it has them. */
static void add_nic(const struct vt_view *v, const struct vt_nic *nic)
{
	const char *source = nic->source_bridge  ? nic->source_bridge :
			     nic->source_network ? nic->source_network :
						   nic->source_dev;

	vt_show_label(v, nic->alias ? nic->alias : "nic");
	if (nic->model || nic->type) {
		add(v, nic->model ? nic->model : nic->type);
		vt_buf_str(v->out, " ");
	}
	add(v, nic->mac ? nic->mac : "MAC address unknown");
	if (nic->type) {
		vt_buf_str(v->out, ", type ");
		add(v, nic->type);
	}
	if (source && vt_nic_wants_device(nic)) {
		vt_buf_str(v->out, ", on ");
		add(v, source);
	}
	if (nic->vlan) {
		vt_buf_str(v->out, ", vlan ");
		add(v, nic->vlan);
	}
	vt_buf_str(v->out, "\n");
}

static void add_holders(const struct vt_view *v, const struct vt_mapping *m)
{
	const struct vt_device *d = &v->r->inventory->devices.v[m->device];
	enum vt_tri vhost = vt_device_vhost(v->r->inventory, m->device);

	for (uint32_t i = 0; i < d->n_uses; i++) {
		const struct vt_use *use = &v->r->inventory->uses.v[d->first_use + i];
		const struct vt_proc *p = &v->r->facts->procs.v[use->proc];

		vt_show_label(v, "process");
		vt_buf_fmt(v->out, "%" PRId32 " ", p->pid);
		add(v, p->comm);
		vt_buf_fmt(v->out, ", %" PRIu32 " queue%s", use->queues,
			   use->queues == 1 ? "" : "s");
		if (vhost == VT_YES && i == 0)
			vt_buf_fmt(v->out, ", vhost on (threads named vhost-%" PRId32 ")", p->pid);
		else if (vhost == VT_NO && i == 0)
			vt_buf_str(v->out, ", vhost off");
		vt_buf_str(v->out, "\n");
	}
}

static void add_switch(const struct vt_view *v, const char *word, enum vt_tri value)
{
	if (value != VT_UNKNOWN)
		vt_buf_fmt(v->out, ", %s %s", word, value == VT_YES ? "on" : "off");
}

/* What the card does with the frames of its function. */
static void add_vf(const struct vt_view *v, const struct vt_nic *nic)
{
	const struct vt_vf *vf = &nic->vf;

	if (vf->mac && !vt_streq(vf->mac, nic->mac)) {
		vt_buf_str(v->out, ", the card has MAC ");
		add(v, vf->mac);
	}
	if (vf->vlan)
		vt_buf_fmt(v->out, ", vlan %" PRIu32, vf->vlan);
	add_switch(v, "trust", vf->trust);
	add_switch(v, "spoof check", vf->spoofchk);
	if (vf->link_state)
		vt_buf_fmt(v->out, ", link %s", vf->link_state);
	if (vf->representor) {
		vt_buf_str(v->out, ", representor ");
		add(v, vf->representor);
	}
}

/* What a NIC without device has, or should have. */
static void add_instead(const struct vt_view *v, const struct vt_nic *nic)
{
	const struct vt_facts *f = v->r->facts;
	const struct vt_backing b = vt_nic_backing(f, nic);
	VT_BUF_OF(words);

	if (!b.kind && nic->target) {
		vt_show_label(v, "device");
		add(v, nic->target);
		vt_buf_str(v->out, ", not seen\n");
	}
	if (!b.kind)
		return;
	vt_backing_words(f, &b, &words);
	vt_show_label(v, "instead");
	add(v, words.p);
	if (vt_streq(b.kind, "user"))
		vt_buf_str(v->out, ", a network inside the process");
	if (b.vf)
		add_comma(v, b.pci);
	if (b.socket) {
		vt_buf_str(v->out, ", socket ");
		add(v, b.socket);
	}
	if (b.ovs_port != VT_NONE) {
		vt_buf_str(v->out, ", on ");
		add(v, f->ovs_ports.v[b.ovs_port].bridge);
	}
	if (b.vf)
		add_vf(v, nic);
	vt_buf_str(v->out, "\n");
}

/* The device, its way and its counters. */
static void add_device(const struct vt_view *v, const struct vt_mapping *m)
{
	const struct vt_link *l = vt_mapping_link(v->r, m);

	vt_show_label(v, "device");
	add(v, l->ifname);
	vt_buf_fmt(v->out, ", %s, %s, mtu %" PRIu32, vt_link_kind_name(l), l->up ? "up" : "down",
		   l->mtu);
	if (vt_netns_name(v->r->facts, l->netns)) {
		vt_buf_str(v->out, ", in network namespace ");
		add(v, vt_netns_name(v->r->facts, l->netns));
	}
	vt_buf_str(v->out, "\n");
	vt_show_path(v, m->device);
	add_holders(v, m);
	vt_show_traffic(v, l);
	vt_show_learned(v, l);
}

static void add_status(const struct vt_view *v, const struct vt_mapping *m)
{
	const char *status = vt_status_name(m->status);

	vt_show_label(v, "status");
	vt_text_colored(v->out, status, status, v->o->color);
	for (uint32_t i = 0; i < m->n_findings; i++)
		vt_buf_fmt(v->out, "%s%s", i ? ", " : ": ",
			   vt_class(v->r->mapping_findings.v[m->first_finding + i])->code);
	vt_buf_str(v->out, "\n");
}

static void add_mapping(const struct vt_view *v, const struct vt_mapping *m)
{
	if (m->nic != VT_NONE) {
		add_nic(v, &v->r->facts->nics.v[m->nic]);
		add_addresses(v, m->nic);
	}
	if (m->device != VT_NONE)
		add_device(v, m);
	else if (m->nic != VT_NONE)
		add_instead(v, &v->r->facts->nics.v[m->nic]);
	add_status(v, m);
}

/* Whose it is, where that is not libvirt; two of one name differ here. */
static void add_manager(const struct vt_view *v, const struct vt_domain *d)
{
	add_comma(v, vt_domain_manager(v->r->facts, d));
	if (d->manager_id) {
		vt_buf_str(v->out, " ");
		add(v, d->manager_id);
	}
}

static void add_domain(const struct vt_view *v, uint32_t row)
{
	const struct vt_domain *d = &v->r->facts->domains.v[row];
	const struct vt_proc *p = vt_domain_proc(v->r, row);

	vt_show_block(v, d->name);
	vt_buf_str(v->out, "VM");
	if (d->conn == VT_NONE)
		add_manager(v, d);
	vt_buf_fmt(v->out, ", %s", vt_state_name(d->state));
	if (d->id >= 0)
		vt_buf_fmt(v->out, ", id %" PRId32, d->id);
	if (p) {
		vt_buf_fmt(v->out, ", pid %" PRId32, p->pid);
		vt_show_since(v, p);
	}
	add_comma(v, vt_domain_label(v->r->facts, row));
	vt_buf_str(v->out, "\n");
	for (size_t i = 0; i < v->r->mappings.n; i++) {
		const struct vt_mapping *m = &v->r->mappings.v[i];

		if (m->nic != VT_NONE && v->r->facts->nics.v[m->nic].domain == row)
			add_mapping(v, m);
	}
	for (uint32_t i = 0; !d->active && i < v->r->facts->nics.n; i++)
		if (v->r->facts->nics.v[i].domain == row)
			add_nic(v, &v->r->facts->nics.v[i]);
}

static void add_unclaimed(const struct vt_view *v, const struct vt_mapping *m)
{
	const struct vt_link *l = vt_mapping_link(v->r, m);

	vt_show_block(v, l->ifname);
	vt_buf_fmt(v->out, "%s that no NIC claims", vt_link_kind_name(l));
	add_comma(v, vt_mapping_domain(v->r, m));
	vt_buf_str(v->out, "\n");
	add_device(v, m);
	add_status(v, m);
}

static void add_finding(const struct vt_view *v, const struct vt_finding *f)
{
	const char *severity = vt_severity_name(vt_finding_severity(f));

	vt_buf_str(v->out, "\n");
	vt_text_colored(v->out, severity, severity, v->o->color);
	vt_buf_fmt(v->out, " %s: ", vt_class(f->code)->code);
	add(v, f->message ? f->message : vt_class(f->code)->summary);
	vt_buf_str(v->out, "\n");
	vt_show_label(v, "remedy");
	add(v, f->remedy ? f->remedy : vt_class(f->code)->remedy);
	vt_buf_str(v->out, "\n");
	for (uint32_t i = 0; i < f->n_commands; i++) {
		vt_show_label(v, "try");
		add(v, f->commands[i]);
		vt_buf_str(v->out, "\n");
	}
}

/* By itself, as the VMs of a bridge are lines of it already. */
static bool is_meant(const struct vt_report *r, uint32_t domain)
{
	for (size_t i = 0; i < r->subject_domains.n; i++)
		if (r->subject_domains.v[i] == domain)
			return true;
	return false;
}

/* A bridge, or a port that is no link of the kernel's: the database alone tells of it. */
static bool is_ovs_alone(const struct vt_ovs_port *p)
{
	return vt_ovs_port_is_on(p, p->ifname) || (*p->type && strcmp(p->type, "internal") != 0);
}

/* The kernel's link of such a bridge says nothing useful: as a rule it is down. */
static bool is_told_by_ovs(const struct vt_report *r, const struct vt_link *l)
{
	uint32_t row = vt_facts_link_ovs(r->facts, l);

	return row != VT_NONE && is_ovs_alone(&r->facts->ovs_ports.v[row]);
}

/* Links and bridges; true where there were any. */
static bool add_links(const struct vt_view *v)
{
	const struct vt_report *r = v->r;
	bool any = false;

	for (size_t i = 0; i < r->subject_ovs.n; i++) {
		uint32_t row = r->subject_ovs.v[i];

		if (!is_ovs_alone(&r->facts->ovs_ports.v[row]))
			continue;
		vt_show_ovs(v, row);
		any = true;
	}
	for (size_t i = 0; i < r->subject_links.n; i++) {
		const struct vt_link *l = &r->facts->links.v[r->subject_links.v[i]];

		if (vt_kind_is_device(l->kind) || is_told_by_ovs(r, l))
			continue;
		vt_show_link(v, r->subject_links.v[i]);
		any = true;
	}
	return any;
}

/* A VM's, or a holder that is a line of a device's block. */
static bool is_told(const struct vt_view *v, const struct vt_scope *s, uint32_t proc)
{
	uint32_t domain = v->r->inventory->proc_domain[proc];

	if (domain != VT_NONE && s->domains[domain])
		return true;
	for (size_t i = 0; i < v->r->mappings.n; i++)
		if (v->r->mappings.v[i].proc == proc)
			return true;
	return false;
}

static void add_process(const struct vt_view *v, const struct vt_proc *p)
{
	VT_BUF_OF(pid);

	vt_buf_fmt(&pid, "%" PRId32, p->pid);
	vt_show_block(v, pid.p);
	vt_buf_str(v->out, p->hypervisor ? "hypervisor" : "process");
	add_comma(v, p->comm);
	add_comma(v, p->exe);
	vt_show_since(v, p);
	add_comma(v, p->guest);
	vt_buf_str(v->out, "\n");
}

static void add_netns(const struct vt_view *v, const struct vt_netns *n)
{
	const struct vt_facts *f = v->r->facts;
	uint32_t links = 0;
	VT_BUF_OF(number);

	for (size_t i = 0; i < f->links.n; i++)
		links += f->links.v[i].netns == n->inode;
	vt_buf_fmt(&number, "%" PRIu64, n->inode);
	vt_show_block(v, n->name ? n->name : number.p);
	vt_buf_fmt(v->out, "network namespace %s", number.p);
	add_comma(v, n->path);
	vt_buf_fmt(v->out, ", %" PRIu32 " link%s\n", links, links == 1 ? "" : "s");
}

/* Of a VM whose NIC only was meant, just that NIC is a mapping of the report. */
void vt_show_brief(const struct vt_view *v, const struct vt_scope *s)
{
	bool link_alone = add_links(v);

	for (size_t i = 0; i < v->r->subject_netnses.n; i++)
		add_netns(v, &v->r->facts->netnses.v[v->r->subject_netnses.v[i]]);
	for (uint32_t i = 0; i < v->r->facts->domains.n; i++)
		if (s->domains[i] && (!link_alone || is_meant(v->r, i)))
			add_domain(v, i);
	for (size_t i = 0; i < v->r->mappings.n && !link_alone; i++)
		if (v->r->mappings.v[i].nic == VT_NONE)
			add_unclaimed(v, &v->r->mappings.v[i]);
	for (size_t i = 0; i < v->r->subject_procs.n; i++)
		if (!is_told(v, s, v->r->subject_procs.v[i]))
			add_process(v, &v->r->facts->procs.v[v->r->subject_procs.v[i]]);
	for (size_t i = 0; i < v->r->findings->rows.n; i++)
		add_finding(v, &v->r->findings->rows.v[i]);
}
