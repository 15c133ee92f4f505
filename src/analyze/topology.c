/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ports by their master, without a search, as a walk asks for them at every hop. */
#include <config.h>

#include "analyze/topology.h"

#include "util/str.h"

/**
 * struct group - rows that belong together, one group after the other
 * @first: for each group where it begins in @rows, and where the last one ends
 */
struct group {
	uint32_t *first, *rows;
};

struct vt_topology {
	struct group ports; /* by master, which is a row of facts.links */
	struct group exits; /* of these, what is no VM's device */
	uint32_t *masters;  /* parallel to facts.links */
	struct group ovs;   /* by bridge, in the order of their names */
	uint32_t *bridges;  /* parallel to facts.ovs_ports: group */
	uint32_t *ovs_links;
};

static uint32_t *numbers(size_t n, uint32_t value)
{
	uint32_t *v = vt_xrealloc(NULL, n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = value;
	return v;
}

/* @of: the group of each of @n rows, VT_NONE = none */
static struct group group(const uint32_t *of, size_t n, size_t n_groups)
{
	struct group g = { numbers(n_groups + 2, 0), numbers(n, 0) };

	/* One ahead, so that filling a group moves its beginning to where it belongs. */
	for (size_t i = 0; i < n; i++)
		if (of[i] != VT_NONE)
			g.first[of[i] + 2]++;
	for (size_t k = 2; k < n_groups + 2; k++)
		g.first[k] += g.first[k - 1];
	for (size_t i = 0; i < n; i++)
		if (of[i] != VT_NONE)
			g.rows[g.first[of[i] + 1]++] = (uint32_t)i;
	return g;
}

static size_t members(const struct group *g, uint32_t which, const uint32_t **ret)
{
	*ret = g->rows + g->first[which];
	return g->first[which + 1] - g->first[which];
}

struct named {
	const char *name;
	uint32_t row;
};

static int cmp_named(const void *pa, const void *pb)
{
	const struct named *a = pa, *b = pb;

	return vt_strcmp0(a->name, b->name);
}

static void group_by_bridge(struct vt_topology *t, const struct vt_facts *f)
{
	VT_VEC(struct named) list = { 0 };
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->ovs_ports.n; i++)
		if (f->ovs_ports.v[i].bridge)
			vt_vec_push(&list, ((struct named){ f->ovs_ports.v[i].bridge, i }));
	vt_vec_sort(&list, cmp_named);
	t->bridges = numbers(f->ovs_ports.n, VT_NONE);
	for (size_t i = 0; i < list.n; i++) {
		n += i && cmp_named(&list.v[i - 1], &list.v[i]) != 0;
		t->bridges[list.v[i].row] = n;
	}
	t->ovs = group(t->bridges, f->ovs_ports.n, list.n ? n + 1 : 0);
	vt_vec_done(&list);
}

static void group_by_master(struct vt_topology *t, const struct vt_facts *f)
{
	uint32_t *of = numbers(f->links.n, VT_NONE);

	t->masters = numbers(f->links.n, VT_NONE);
	for (uint32_t i = 0; i < f->links.n; i++) {
		const struct vt_link *l = &f->links.v[i];

		if (l->master && l->master != l->ifindex)
			t->masters[i] = vt_facts_link_by_index(f, l->netns, l->master);
		if (!vt_kind_is_device(l->kind))
			of[i] = t->masters[i];
	}
	t->ports = group(t->masters, f->links.n, f->links.n);
	t->exits = group(of, f->links.n, f->links.n);
	free(of);
}

struct vt_topology *vt_topology_new(const struct vt_facts *f)
{
	struct vt_topology *t = vt_xrealloc(NULL, 1, sizeof(*t));

	group_by_master(t, f);
	group_by_bridge(t, f);
	t->ovs_links = numbers(f->ovs_ports.n, VT_NONE);
	for (uint32_t i = 0; f->ovs_ports.n && i < f->links.n; i++) {
		uint32_t row = vt_facts_link_ovs(f, &f->links.v[i]);

		if (row != VT_NONE)
			t->ovs_links[row] = i;
	}
	return t;
}

void vt_topology_free(struct vt_topology *t)
{
	if (!t)
		return;
	free(t->ports.first);
	free(t->ports.rows);
	free(t->exits.first);
	free(t->exits.rows);
	free(t->masters);
	free(t->ovs.first);
	free(t->ovs.rows);
	free(t->bridges);
	free(t->ovs_links);
	free(t);
}

uint32_t vt_topology_master(const struct vt_topology *t, uint32_t link)
{
	return t->masters[link];
}

size_t vt_topology_ports(const struct vt_topology *t, uint32_t master, const uint32_t **ret)
{
	return members(&t->ports, master, ret);
}

size_t vt_topology_exits(const struct vt_topology *t, uint32_t master, const uint32_t **ret)
{
	return members(&t->exits, master, ret);
}

size_t vt_topology_ovs_ports(const struct vt_topology *t, uint32_t row, const uint32_t **ret)
{
	*ret = NULL;
	return t->bridges[row] == VT_NONE ? 0 : members(&t->ovs, t->bridges[row], ret);
}

uint32_t vt_topology_ovs_link(const struct vt_topology *t, uint32_t row)
{
	return t->ovs_links[row];
}
