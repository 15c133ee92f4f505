/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mappings to boxes and lines: domain - NIC - device - the hops of its path, with
 * what holds a device that no NIC claims in the place of the domain.
 */
#include <config.h>

#include "render/picture/picture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "render/shared.h"

/* Where the node of a row of facts is, VT_NONE = not in the picture. */
struct maker {
	const struct vt_report *r;
	struct vt_picture *p;
	uint32_t *domains, *procs, *places; /* see place_of() */
	VT_VEC(uint32_t) devices;           /* rows of the inventory that have a node */
	VT_VEC(uint32_t) first, next;       /* edges from each node, by number plus one */
	uint32_t row;
};

static uint32_t *new_map(size_t n, int fill)
{
	uint32_t *map = vt_xrealloc(NULL, n + 1, sizeof(*map));

	memset(map, fill, (n + 1) * sizeof(*map));
	return map;
}

static uint32_t add_node(struct maker *k, uint32_t column, const char *name, const char *note)
{
	struct vt_node *node = vt_vec_add(&k->p->nodes);

	*node = (struct vt_node){
		.column = column, .name = name, .note = note, .row = k->row, .mapping = VT_NONE
	};
	vt_vec_push(&k->first, 0);
	return (uint32_t)(k->p->nodes.n - 1);
}

static void add_edge(struct maker *k, uint32_t from, uint32_t to, bool bad, bool faint)
{
	vt_vec_push(&k->p->edges, ((struct vt_edge){ from, to, bad, faint }));
	vt_vec_push(&k->next, k->first.v[from]);
	k->first.v[from] = (uint32_t)k->p->edges.n;
}

static uint32_t domain_node(struct maker *k, uint32_t domain)
{
	const struct vt_domain *d = &k->r->facts->domains.v[domain];
	const struct vt_proc *proc = vt_domain_proc(k->r, domain);
	uint32_t *at = &k->domains[domain];

	if (*at == VT_NONE) {
		*at = add_node(k, VT_COLUMN_OWNER, d->name, vt_state_name(d->state));
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
		*at = add_node(k, VT_COLUMN_OWNER, p->comm, "process");
		k->p->nodes.v[*at].pid = p->pid;
	}
	return *at;
}

static bool is_bad(const struct vt_mapping *m)
{
	return m->n_findings && m->worst >= VT_WARNING;
}

static uint32_t link_node(struct maker *k, uint32_t link)
{
	const struct vt_link *l = &k->r->facts->links.v[link];
	uint32_t *at = &k->places[link];

	if (*at == VT_NONE) {
		*at = add_node(k, VT_COLUMN_DEVICE, l->ifname, vt_link_kind_name(l));
		k->p->nodes.v[*at].netns = l->netns;
	}
	return *at;
}

/* The device of a mapping: a node of its own, or the one that is there. */
static uint32_t device_node(struct maker *k, const struct vt_mapping *m, bool bad)
{
	uint32_t row = m->device == VT_NONE ? VT_NONE : k->r->inventory->devices.v[m->device].link;
	bool there = row != VT_NONE && k->places[row] != VT_NONE;
	uint32_t node;

	if (row == VT_NONE) {
		if (m->status == VT_STATUS_NO_DEVICE || !vt_mapping_ifname(k->r, m))
			return VT_NONE;
		node = add_node(k, VT_COLUMN_DEVICE, vt_mapping_ifname(k->r, m), "missing");
		k->p->nodes.v[node].faint = true;
	} else {
		node = link_node(k, row);
	}
	k->p->nodes.v[node].bad |= bad;
	/* Two NICs may claim one device. */
	k->p->nodes.v[node].mapping = there ? VT_NONE : (uint32_t)(m - k->r->mappings.v);
	k->p->nodes.v[node].faint |= m->status == VT_STATUS_STRAY;
	if (row != VT_NONE && !there)
		vt_vec_push(&k->devices, m->device);
	return node;
}

static void add_mapping(struct maker *k, const struct vt_mapping *m)
{
	bool bad = is_bad(m);
	const struct vt_nic *nic = m->nic == VT_NONE ? NULL : &k->r->facts->nics.v[m->nic];
	uint32_t from = VT_NONE, device;

	if (nic) {
		uint32_t domain = domain_node(k, nic->domain);

		from = add_node(k, VT_COLUMN_NIC, nic->alias ? nic->alias : nic->mac, nic->type);
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

/* --- paths ---------------------------------------------------------------- */

static bool is_joint(const struct vt_hop *hop)
{
	return hop->role == VT_HOP_MASTER || hop->role == VT_HOP_PATCH;
}

static size_t n_places(const struct vt_facts *f)
{
	return f->links.n + 2 * f->ovs_ports.n;
}

/* A number for what a hop is: a link, a port or, by its first port, a bridge of Open vSwitch's. */
static uint32_t place_of(const struct maker *k, const struct vt_hop *hop)
{
	const struct vt_facts *f = k->r->facts;
	const uint32_t *ports;

	if (is_joint(hop) && hop->ovs != VT_NONE &&
	    vt_topology_ovs_ports(k->r->inventory->topology, hop->ovs, &ports))
		return (uint32_t)(f->links.n + f->ovs_ports.n) + ports[0];
	return hop->link != VT_NONE ? hop->link : (uint32_t)f->links.n + hop->ovs;
}

/* That a physical port or a tunnel is an end goes without saying. */
static bool says_end(const struct vt_hop *hop)
{
	return hop->end == VT_END_ROUTED || hop->end == VT_END_UNSEEN;
}

/* Of a card its driver says no kind. */
static const char *note_of(const struct vt_facts *f, const struct vt_hop *hop)
{
	const struct vt_link *l = hop->link == VT_NONE ? NULL : &f->links.v[hop->link];

	return l && l->kind == VT_KIND_OTHER && !l->kind_name ? vt_hop_end_name(hop->end) :
								vt_hop_kind(f, hop);
}

static uint32_t hop_node(struct maker *k, const struct vt_hop *hop)
{
	const struct vt_facts *f = k->r->facts;
	uint32_t *at = &k->places[place_of(k, hop)];
	struct vt_node *node;

	if (*at == VT_NONE)
		*at = add_node(k, VT_COLUMN_HOP, vt_hop_name(f, hop), note_of(f, hop));
	node = &k->p->nodes.v[*at];
	if (node->column == VT_COLUMN_DEVICE)
		return *at;
	node->netns = hop->link == VT_NONE ? f->own_netns : f->links.v[hop->link].netns;
	node->joins |= is_joint(hop) ||
		       (hop->link != VT_NONE && f->links.v[hop->link].kind == VT_KIND_BRIDGE);
	if (!node->state && says_end(hop))
		node->state = vt_hop_end_name(hop->end);
	return *at;
}

/* Of two nodes whichever way; VT_NONE when there is none. */
static uint32_t find_edge(const struct maker *k, uint32_t a, uint32_t b)
{
	for (uint32_t i = k->first.v[a]; i; i = k->next.v[i - 1])
		if (k->p->edges.v[i - 1].to == b)
			return i - 1;
	for (uint32_t i = k->first.v[b]; i; i = k->next.v[i - 1])
		if (k->p->edges.v[i - 1].to == a)
			return i - 1;
	return VT_NONE;
}

/* Right of what leads to it, by whichever way that is furthest. */
static void move_right(struct maker *k, uint32_t from, uint32_t to)
{
	uint32_t column = k->p->nodes.v[from].column + 1;
	struct vt_node *node = &k->p->nodes.v[to];

	column = column < VT_COLUMNS ? column : VT_COLUMNS - 1;
	if (node->column != VT_COLUMN_DEVICE && node->column < column)
		node->column = column;
}

/* Ways to one wire are drawn once, and bad where one of them is. A way that others go in the
 * other direction moves nothing. */
static void join(struct maker *k, uint32_t from, uint32_t to, bool bad)
{
	uint32_t edge = find_edge(k, from, to);

	if (edge == VT_NONE) {
		edge = (uint32_t)k->p->edges.n;
		add_edge(k, from, to, false, false);
	}
	k->p->edges.v[edge].bad |= bad;
	if (k->p->edges.v[edge].from == from)
		move_right(k, from, to);
}

static void add_path(struct maker *k, uint32_t device)
{
	const struct vt_paths *paths = &k->r->inventory->paths;
	const struct vt_path *p = &paths->list.v[device];
	const struct vt_hop *cut = vt_path_cut(paths, p);
	uint32_t *nodes = new_map(p->n, 0);

	nodes[0] = k->places[k->r->inventory->devices.v[device].link];
	k->row = k->p->nodes.v[nodes[0]].row;
	for (uint32_t i = 1; i < p->n; i++) {
		const struct vt_hop *hop = vt_path_hop(paths, p, i);
		struct vt_node *node;

		nodes[i] = hop_node(k, hop);
		node = &k->p->nodes.v[nodes[i]];
		if (hop == cut) {
			node->cut = node->bad = true;
			node->state = vt_cut_name(hop->cut);
		}
		if (nodes[i] != nodes[hop->from])
			join(k, nodes[hop->from], nodes[i], hop == cut);
	}
	free(nodes);
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

/* Where a mapping's way meets others: the place of the last bridge, or of what it is on. */
static uint32_t base_of(const struct maker *k, const struct vt_mapping *m)
{
	const struct vt_paths *paths = &k->r->inventory->paths;
	const struct vt_path *p = m->device == VT_NONE ? NULL : &paths->list.v[m->device];

	for (uint32_t i = p ? p->n : 0; i-- > 1;) {
		const struct vt_hop *hop = vt_path_hop(paths, p, i);

		if (i == 1 || is_joint(hop))
			return place_of(k, hop);
	}
	return VT_NONE;
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
	uint32_t *ranks = new_map(n_places(r->facts), 0xff), *base, n = 0;

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
	vt_sort(places, r->mappings.n, sizeof(*places), by_place);
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
		.places = new_map(n_places(r->facts), 0xff),
	};

	add_mappings(&k, limit);
	for (size_t i = 0; i < k.devices.n; i++)
		add_path(&k, k.devices.v[i]);
	free(k.domains);
	free(k.procs);
	free(k.places);
	vt_vec_done(&k.devices);
	vt_vec_done(&k.first);
	vt_vec_done(&k.next);
}

void vt_picture_done(struct vt_picture *p)
{
	vt_vec_done(&p->nodes);
	vt_vec_done(&p->edges);
}

void vt_node_note(struct vt_buf *out, const struct vt_node *node, bool brief)
{
	vt_buf_str(out, "");
	if (node->note && !(brief && node->pid && !strcmp(node->note, "running")))
		vt_buf_str(out, node->note);
	if (node->state)
		vt_buf_fmt(out, "%s%s%s", out->len ? ", " : "", node->cut ? "cut: " : "",
			   node->state);
	if (node->pid)
		vt_buf_fmt(out, "%s%" PRId32, out->len ? " " : "", node->pid);
}
