/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one matcher: each subject against everything that a row can be called.
 * A subject that fits in several ways means all of them.
 */
#include <config.h>

#include "analyze/subjects.h"

#include "analyze/analysis-parts.h"
#include "analyze/backing.h"
#include "analyze/join.h"
#include "util/str.h"

static bool listed(const struct vt_subject *s, const char *names)
{
	char name[256];

	while (names && *names) {
		size_t n = strcspn(names, " ");

		if (n && n < sizeof(name)) {
			memcpy(name, names, n);
			name[n] = '\0';
			if (vt_subject_is_name(s, name))
				return true;
		}
		names += n + (names[n] == ' ');
	}
	return false;
}

static bool is_domain(const struct vt_analysis *a, const struct vt_subject *s, uint32_t domain)
{
	const struct vt_domain *d = &a->f->domains.v[domain];

	/* No id, -1, is beyond each number that a subject can be. */
	return vt_subject_is_name(s, d->name) || vt_subject_is_uuid(s, d->uuid) ||
	       vt_subject_is_name(s, d->title) || vt_subject_is_name(s, d->manager_id) ||
	       vt_subject_is_uuid(s, d->manager_id) || vt_subject_is_number(s, (uint64_t)d->id);
}

/* A hypervisor that nobody answers for is called what its command line says. */
static bool is_process(const struct vt_subject *s, const struct vt_proc *p)
{
	if (vt_subject_is_number(s, (uint64_t)p->pid))
		return true;
	return p->hypervisor && (vt_subject_is_name(s, p->guest) || vt_subject_is_uuid(s, p->uuid));
}

/* The card whose function the NIC is. */
static bool is_of_card(const struct vt_subject *s, const struct vt_vf *vf)
{
	return vt_subject_is_name(s, vf->pf) || vt_subject_is_name(s, vf->pf_address) ||
	       vt_subject_is_name(s, vf->representor);
}

/* By what it is, by libvirt's network, or, where its VM runs, by where it is plugged in. The
 * device that a NIC without one names in its XML names nothing. */
static bool is_nic(const struct vt_analysis *a, const struct vt_subject *s,
		   const struct vt_nic *nic)
{
	if (vt_subject_is_mac(s, nic->mac) || vt_subject_is_uuid(s, nic->portid) ||
	    vt_subject_is_name(s, nic->source_network) || is_of_card(s, &nic->vf))
		return true;
	if (!a->f->domains.v[nic->domain].active)
		return false;
	return (vt_nic_wants_device(nic) && vt_subject_is_name(s, nic->target)) ||
	       vt_subject_is_name(s, nic->source_bridge) || vt_subject_is_name(s, nic->source_dev);
}

static bool is_link(const struct vt_subject *s, const struct vt_link *l)
{
	return vt_subject_is_name(s, l->ifname) || vt_subject_is_mac(s, l->mac) ||
	       listed(s, l->altnames);
}

static bool is_netns(const struct vt_subject *s, const struct vt_netns *n)
{
	return vt_subject_is_name(s, n->name) || vt_subject_is_number(s, n->inode);
}

/* Marks rows [0..n) for which IS says yes, for subject @i. */
#define MARK(flags, n, is) \
	for (uint32_t row = 0; row < (n); row++) \
		if (is) \
	(flags)[row] = w->found[i] = true

static void match_labels(const struct vt_analysis *a, const struct vt_subject *s, size_t i,
			 struct vt_wanted *w)
{
	for (size_t k = 0; k < a->f->labels.n; k++) {
		const struct vt_label *l = &a->f->labels.v[k];

		if (!vt_subject_is_name(s, l->value) && !vt_subject_is_uuid(s, l->value))
			continue;
		w->found[i] = true;
		if (l->nic != VT_NONE)
			w->nics[l->nic] = true;
		else
			w->domains[l->domain] = true;
	}
}

static void match_addresses(const struct vt_analysis *a, const struct vt_subject *s, size_t i,
			    struct vt_wanted *w)
{
	for (size_t k = 0; k < a->f->addresses.n; k++) {
		const struct vt_address *address = &a->f->addresses.v[k];

		if (!vt_subject_is_ip(s, address->ip))
			continue;
		if (address->nic != VT_NONE)
			w->nics[address->nic] = w->found[i] = true;
	}
}

/* A MAC address that a bridge learned is behind one of its ports. */
static void match_learned(const struct vt_analysis *a, const struct vt_subject *s, size_t i,
			  struct vt_wanted *w)
{
	for (size_t k = 0; k < a->f->fdb.n; k++) {
		const struct vt_fdb *e = &a->f->fdb.v[k];
		uint32_t port = vt_facts_link_by_index(a->f, e->netns, e->port);

		if (!e->local && port != VT_NONE && vt_subject_is_mac(s, e->mac))
			w->links[port] = w->found[i] = true;
	}
}

static void match(const struct vt_analysis *a, const struct vt_subject *s, size_t i,
		  struct vt_wanted *w)
{
	const struct vt_facts *f = a->f;

	MARK(w->domains, f->domains.n, is_domain(a, s, row));
	MARK(w->nics, f->nics.n, is_nic(a, s, &f->nics.v[row]));
	MARK(w->links, f->links.n, is_link(s, &f->links.v[row]));
	MARK(w->ovs_ports, f->ovs_ports.n, vt_subject_is_name(s, f->ovs_ports.v[row].ifname));
	MARK(w->netnses, f->netnses.n, is_netns(s, &f->netnses.v[row]));
	MARK(w->procs, f->procs.n, is_process(s, &f->procs.v[row]));
	match_labels(a, s, i, w);
	match_addresses(a, s, i, w);
	match_learned(a, s, i, w);
}

static bool is_port_meant(const struct vt_facts *f, const struct vt_wanted *w, const char *name)
{
	uint32_t row = name ? vt_facts_ovs_port(f, name) : VT_NONE;

	return row != VT_NONE && w->ovs_ports[row];
}

/* The bridge of a row of Open vSwitch's, or its fake one: each has a port of its own name. */
static bool is_bridge_meant(const struct vt_facts *f, const struct vt_wanted *w, uint32_t row)
{
	return is_port_meant(f, w, f->ovs_ports.v[row].bridge) ||
	       is_port_meant(f, w, f->ovs_ports.v[row].fake_bridge);
}

/* Frames of the device pass a link, or a port or bridge of Open vSwitch's, that is meant. */
static bool passes(const struct vt_inventory *inv, const struct vt_wanted *w, uint32_t device)
{
	const struct vt_path *p = &inv->paths.list.v[device];

	for (uint32_t i = 0; i < p->n; i++) {
		const struct vt_hop *hop = vt_path_hop(&inv->paths, p, i);

		if (hop->link != VT_NONE && w->links[hop->link])
			return true;
		if (hop->ovs != VT_NONE &&
		    (hop->role == VT_HOP_PORT ? w->ovs_ports[hop->ovs] :
						is_bridge_meant(inv->facts, w, hop->ovs)))
			return true;
	}
	return false;
}

static void match_devices(const struct vt_analysis *a, struct vt_wanted *w)
{
	for (uint32_t i = 0; i < a->inv->devices.n; i++) {
		const struct vt_device *d = &a->inv->devices.v[i];
		uint32_t netns = vt_facts_netns(a->f, a->f->links.v[d->link].netns);

		w->devices[i] = (netns != VT_NONE && w->netnses[netns]) || passes(a->inv, w, i);
		for (uint32_t k = 0; k < d->n_uses && !w->devices[i]; k++)
			w->devices[i] = w->procs[a->inv->uses.v[d->first_use + k].proc];
	}
}

/* --- what is meant ------------------------------------------------------- */

struct vt_wanted vt_wanted_new(const struct vt_analysis *a, const struct vt_question *q)
{
	struct vt_wanted w = { .n = q ? q->n_subjects : 0 };

	w.found = vt_flags(w.n);
	w.domains = vt_flags(a->f->domains.n);
	w.nics = vt_flags(a->f->nics.n);
	w.links = vt_flags(a->f->links.n);
	w.ovs_ports = vt_flags(a->f->ovs_ports.n);
	w.netnses = vt_flags(a->f->netnses.n);
	w.procs = vt_flags(a->f->procs.n);
	w.devices = vt_flags(a->inv->devices.n);
	for (size_t i = 0; i < w.n; i++) {
		struct vt_subject s = vt_subject_read(q->subjects[i]);

		match(a, &s, i, &w);
	}
	if (!w.n)
		return w;
	/* The PID of a VM's process means the VM. */
	for (size_t i = 0; i < a->f->domains.n; i++)
		if (a->inv->domains[i].proc != VT_NONE && w.procs[a->inv->domains[i].proc])
			w.domains[i] = true;
	match_devices(a, &w);
	return w;
}

void vt_wanted_done(struct vt_wanted *w)
{
	free(w->found);
	free(w->domains);
	free(w->nics);
	free(w->links);
	free(w->ovs_ports);
	free(w->netnses);
	free(w->procs);
	free(w->devices);
}

bool vt_wanted_nic(const struct vt_analysis *a, const struct vt_wanted *w, uint32_t nic)
{
	uint32_t device = a->inv->nics[nic].device, port;

	if (w->nics[nic] || w->domains[a->f->nics.v[nic].domain] ||
	    (device != VT_NONE && w->devices[device]))
		return true;
	port = vt_nic_backing(a->f, &a->f->nics.v[nic]).ovs_port;
	return port != VT_NONE && (w->ovs_ports[port] || is_bridge_meant(a->f, w, port));
}

/* By what it is called: a record's owner may be in no table. A process is in one. */
static bool is_finding(const struct vt_subject *s, const struct vt_finding *row)
{
	return vt_subject_is_name(s, row->ifname) || vt_subject_is_name(s, row->domain_name) ||
	       vt_subject_is_uuid(s, row->uuid);
}

bool vt_wanted_finding(const struct vt_wanted *w, const struct vt_question *q,
		       const struct vt_finding *row)
{
	if (row->domain != VT_NONE && w->domains[row->domain])
		return true;
	if (row->link != VT_NONE && w->links[row->link])
		return true;
	for (size_t i = 0; i < w->n; i++) {
		struct vt_subject s = vt_subject_read(q->subjects[i]);

		if (!is_finding(&s, row))
			continue;
		w->found[i] = true;
		return true;
	}
	return false;
}

/* A name may be absent. */
static void offer(struct vt_nearest *nearest, const char *name)
{
	if (name)
		vt_nearest_offer(nearest, name);
}

void vt_subject_nearest(const struct vt_facts *f, struct vt_nearest *nearest)
{
	for (size_t i = 0; i < f->domains.n; i++) {
		offer(nearest, f->domains.v[i].name);
		offer(nearest, f->domains.v[i].title);
	}
	for (size_t i = 0; i < f->links.n; i++)
		offer(nearest, f->links.v[i].ifname);
	for (size_t i = 0; i < f->netnses.n; i++)
		offer(nearest, f->netnses.v[i].name);
	for (size_t i = 0; i < f->nics.n; i++) {
		offer(nearest, f->nics.v[i].source_network);
		offer(nearest, f->nics.v[i].mac);
	}
	for (size_t i = 0; i < f->labels.n; i++)
		offer(nearest, f->labels.v[i].value);
	for (size_t i = 0; i < f->ovs_ports.n; i++)
		offer(nearest, f->ovs_ports.v[i].ifname);
}
