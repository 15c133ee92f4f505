/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mappings to boxes and lines: domain - NIC - device - bridge - uplink, with
 * what holds a device that no NIC claims in the place of the domain.
 */
#include <config.h>

#include "render/picture/picture.h"

#include <stdlib.h>
#include <string.h>

#include "render/shared.h"

/* A bridge may have hundreds of other ports; they are no business of ours. */
#define MAX_UPLINKS 8

/* Where the node of a row of facts is, VT_NONE = not in the picture. */
struct maker {
	const struct vt_report *r;
	struct vt_picture *p;
	uint32_t *domains, *procs, *links, *ports;
	uint32_t row;
};

static uint32_t *new_map(size_t n, int fill)
{
	uint32_t *map = vt_xrealloc(NULL, n + 1, sizeof(*map));

	memset(map, fill, (n + 1) * sizeof(*map));
	return map;
}

static uint32_t add_node(struct maker *k, enum vt_layer layer, const char *name, const char *note)
{
	struct vt_node *node = vt_vec_add(&k->p->nodes);

	*node = (struct vt_node){
		.layer = layer, .name = name, .note = note, .row = k->row, .mapping = VT_NONE
	};
	return (uint32_t)(k->p->nodes.n - 1);
}

static void add_edge(struct maker *k, uint32_t from, uint32_t to, bool bad, bool faint)
{
	vt_vec_push(&k->p->edges, ((struct vt_edge){ from, to, bad, faint }));
}

static uint32_t domain_node(struct maker *k, uint32_t domain)
{
	const struct vt_domain *d = &k->r->facts->domains.v[domain];
	const struct vt_proc *proc = vt_domain_proc(k->r, domain);
	uint32_t *at = &k->domains[domain];

	if (*at == VT_NONE) {
		*at = add_node(k, VT_LAYER_OWNER, d->name, vt_state_name(d->state));
		k->p->nodes.v[*at].pid = proc ? proc->pid : 0;
		k->p->nodes.v[*at].faint = !d->active;
	}
	return *at;
}

static uint32_t proc_node(struct maker *k, uint32_t proc)
{
	const struct vt_proc *p = &k->r->facts->procs.v[proc];
	uint32_t *at = &k->procs[proc];

	if (*at == VT_NONE) {
		*at = add_node(k, VT_LAYER_OWNER, p->comm, "process");
		k->p->nodes.v[*at].pid = p->pid;
	}
	return *at;
}

static uint32_t link_node(struct maker *k, uint32_t link, enum vt_layer layer)
{
	const struct vt_link *l = &k->r->facts->links.v[link];
	uint32_t *at = &k->links[link];

	if (*at == VT_NONE) {
		*at = add_node(k, layer, l->ifname, vt_link_kind_name(l));
		k->p->nodes.v[*at].netns = l->netns;
	}
	return *at;
}

/* The row of a link's master or lower link in its own namespace. */
static uint32_t link_row(const struct maker *k, const struct vt_link *link, uint32_t ifindex)
{
	return ifindex ? vt_facts_link_by_index(k->r->facts, link->netns, ifindex) : VT_NONE;
}

static void add_above(struct maker *k, uint32_t node, const struct vt_link *link, bool bad)
{
	uint32_t master = link_row(k, link, link->master);
	uint32_t lower = vt_link_lower_row(k->r->facts, link);

	if (master != VT_NONE)
		add_edge(k, node, link_node(k, master, VT_LAYER_MASTER), bad, false);
	if (lower != VT_NONE && lower != master)
		add_edge(k, node, link_node(k, lower, VT_LAYER_UPLINK), bad, false);
}

static bool is_bad(const struct vt_mapping *m)
{
	return m->n_findings && m->worst >= VT_WARNING;
}

/* The device of a mapping: a node of its own, or the one that is there. */
static uint32_t device_node(struct maker *k, const struct vt_mapping *m, bool bad)
{
	uint32_t row = m->device == VT_NONE ? VT_NONE : k->r->inventory->devices.v[m->device].link;
	bool there = row != VT_NONE && k->links[row] != VT_NONE;
	uint32_t node;

	if (row == VT_NONE) {
		if (m->status == VT_STATUS_NO_DEVICE || !vt_mapping_ifname(k->r, m))
			return VT_NONE;
		node = add_node(k, VT_LAYER_DEVICE, vt_mapping_ifname(k->r, m), "missing");
		k->p->nodes.v[node].faint = true;
	} else {
		node = link_node(k, row, VT_LAYER_DEVICE);
	}
	k->p->nodes.v[node].bad |= bad;
	/* Two NICs may claim one device. */
	k->p->nodes.v[node].mapping = there ? VT_NONE : (uint32_t)(m - k->r->mappings.v);
	k->p->nodes.v[node].faint |= m->status == VT_STATUS_STRAY;
	if (row != VT_NONE && !there)
		add_above(k, node, &k->r->facts->links.v[row], false);
	return node;
}

static void add_mapping(struct maker *k, const struct vt_mapping *m)
{
	bool bad = is_bad(m);
	const struct vt_nic *nic = m->nic == VT_NONE ? NULL : &k->r->facts->nics.v[m->nic];
	uint32_t from = VT_NONE, device;

	if (nic) {
		uint32_t domain = domain_node(k, nic->domain);

		from = add_node(k, VT_LAYER_NIC, nic->alias ? nic->alias : nic->mac, nic->type);
		k->p->nodes.v[from].bad = bad;
		k->p->nodes.v[from].mapping = (uint32_t)(m - k->r->mappings.v);
		k->p->nodes.v[from].faint = m->status == VT_STATUS_NO_DEVICE;
		add_edge(k, domain, from, false, k->p->nodes.v[from].faint);
	} else if (m->proc != VT_NONE) {
		from = proc_node(k, m->proc);
	}
	device = device_node(k, m, bad);
	if (from != VT_NONE && device != VT_NONE)
		add_edge(k, from, device, bad,
			 m->device == VT_NONE || m->status == VT_STATUS_UNKNOWN);
}

static void add_uplink(struct maker *k, uint32_t row, uint32_t master)
{
	const struct vt_link *link = &k->r->facts->links.v[row];
	uint32_t node = link_node(k, row, VT_LAYER_UPLINK);
	uint32_t lower = vt_link_lower_row(k->r->facts, link);

	add_edge(k, master, node, false, false);
	if (lower != VT_NONE && k->r->facts->links.v[lower].master != link->master)
		add_edge(k, node, link_node(k, lower, VT_LAYER_LOWER), false, false);
}

/* Ports of the bridges in the picture that are no devices of guests. */
static void add_uplinks(struct maker *k)
{
	const struct vt_facts *f = k->r->facts;

	for (uint32_t i = 0; i < f->links.n; i++) {
		const struct vt_link *link = &f->links.v[i];
		uint32_t master = link_row(k, link, link->master);

		if (master == VT_NONE || k->links[master] == VT_NONE ||
		    k->p->nodes.v[k->links[master]].layer != VT_LAYER_MASTER ||
		    k->r->inventory->link_device[i] != VT_NONE)
			continue;
		k->row = k->p->nodes.v[k->links[master]].row;
		if (k->ports[master]++ < MAX_UPLINKS)
			add_uplink(k, i, k->links[master]);
	}
}

static void add_rest(struct maker *k)
{
	for (uint32_t i = 0; i < k->r->facts->links.n; i++) {
		uint32_t node;

		if (k->ports[i] <= MAX_UPLINKS)
			continue;
		k->row = k->p->nodes.v[k->links[i]].row;
		node = add_node(k, VT_LAYER_UPLINK, NULL, "ports");
		k->p->nodes.v[node].more = k->ports[i] - MAX_UPLINKS;
		k->p->nodes.v[node].netns = k->r->facts->links.v[i].netns;
		add_edge(k, k->links[i], node, false, false);
	}
}

/* Something is wrong with it, or may be. */
static bool has_trouble(const struct vt_mapping *m)
{
	return m->status == VT_STATUS_UNKNOWN || is_bad(m);
}

/* A flag for each domain; owned. */
static uint32_t *troubled_domains(const struct vt_report *r)
{
	uint32_t *troubled = new_map(r->facts->domains.n, 0);

	for (size_t i = 0; i < r->mappings.n; i++) {
		const struct vt_mapping *m = &r->mappings.v[i];

		if (m->nic != VT_NONE && has_trouble(m))
			troubled[r->facts->nics.v[m->nic].domain] = 1;
	}
	return troubled;
}

/* What a mapping's device is on: a row of links, VT_NONE = nothing. */
static uint32_t base_of(const struct maker *k, const struct vt_mapping *m)
{
	const struct vt_link *link = vt_mapping_link(k->r, m);
	uint32_t master = link ? link_row(k, link, link->master) : VT_NONE;

	return master != VT_NONE || !link ? master : link_row(k, link, link->lower);
}

/* Where a mapping stands. */
struct place {
	uint32_t trouble, base, group, row;
};

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->trouble != y->trouble)
		return x->trouble > y->trouble ? -1 : 1;
	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* A number for each base in the order of its first mapping, in @ranks; what has none is last. */
static uint32_t rank_of(uint32_t *ranks, uint32_t *n, uint32_t base)
{
	if (base == VT_NONE)
		return VT_NONE;
	if (ranks[base] == VT_NONE)
		ranks[base] = (*n)++;
	return ranks[base];
}

/* The rows of a VM stand next to each other, by what its first NIC is on. */
static void find_places(const struct maker *k, struct place *places)
{
	const struct vt_report *r = k->r;
	uint32_t *troubled = troubled_domains(r), *first = new_map(r->facts->domains.n, 0xff);
	uint32_t *ranks = new_map(r->facts->links.n, 0xff), *base, n = 0;

	base = new_map(r->facts->domains.n, 0xff);
	for (uint32_t i = 0; i < r->mappings.n; i++) {
		const struct vt_mapping *m = &r->mappings.v[i];
		uint32_t domain = m->nic == VT_NONE ? VT_NONE : r->facts->nics.v[m->nic].domain;
		uint32_t rank = rank_of(ranks, &n, base_of(k, m));

		places[i] = (struct place){ has_trouble(m), rank, i, i };
		if (domain == VT_NONE)
			continue;
		if (first[domain] == VT_NONE)
			first[domain] = i;
		if (base[domain] == VT_NONE)
			base[domain] = rank;
		places[i].trouble = troubled[domain];
		places[i].group = first[domain];
	}
	for (uint32_t i = 0; i < r->mappings.n; i++)
		if (r->mappings.v[i].nic != VT_NONE)
			places[i].base = base[r->facts->nics.v[r->mappings.v[i].nic].domain];
	free(troubled);
	free(first);
	free(ranks);
	free(base);
}

static void add_mappings(struct maker *k, size_t limit)
{
	const struct vt_report *r = k->r;
	struct place *places = vt_xrealloc(NULL, r->mappings.n + 1, sizeof(*places));

	find_places(k, places);
	if (r->mappings.n)
		qsort(places, r->mappings.n, sizeof(*places), by_place);
	for (size_t i = 0; i < r->mappings.n; i++) {
		k->row = k->p->rows;
		if (k->p->rows == limit) {
			k->p->left_out++;
			continue;
		}
		k->p->rows++;
		add_mapping(k, &r->mappings.v[places[i].row]);
	}
	free(places);
}

void vt_picture_make(struct vt_picture *p, const struct vt_report *r, size_t limit)
{
	struct maker k = {
		.r = r,
		.p = p,
		.domains = new_map(r->facts->domains.n, 0xff),
		.procs = new_map(r->facts->procs.n, 0xff),
		.links = new_map(r->facts->links.n, 0xff),
		.ports = new_map(r->facts->links.n, 0),
	};

	add_mappings(&k, limit);
	add_uplinks(&k);
	add_rest(&k);
	free(k.domains);
	free(k.procs);
	free(k.links);
	free(k.ports);
}

void vt_picture_done(struct vt_picture *p)
{
	vt_vec_done(&p->nodes);
	vt_vec_done(&p->edges);
}
