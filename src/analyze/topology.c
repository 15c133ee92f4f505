/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which link is whose port. */
#include <config.h>

#include "analyze/topology.h"

#include <stdlib.h>
#include <string.h>

static int cmp_port(const void *pa, const void *pb)
{
	const struct vt_master_port *a = pa, *b = pb;

	if (a->master != b->master)
		return a->master < b->master ? -1 : 1;
	return (a->link > b->link) - (a->link < b->link);
}

static uint32_t *zeros(size_t n)
{
	uint32_t *v = vt_xrealloc(NULL, n + 1, sizeof(*v));

	memset(v, 0, (n + 1) * sizeof(*v));
	return v;
}

struct vt_topology *vt_topology_new(const struct vt_facts *f)
{
	struct vt_topology *t = vt_xrealloc(NULL, 1, sizeof(*t));

	memset(t, 0, sizeof(*t));
	t->f = f;
	for (uint32_t i = 0; i < f->links.n; i++) {
		const struct vt_link *l = &f->links.v[i];
		uint32_t master = l->master ? vt_facts_link_by_index(f, l->netns, l->master) :
					      VT_NONE;

		if (master != VT_NONE && master != i)
			vt_vec_push(&t->ports, ((struct vt_master_port){ master, i }));
	}
	vt_vec_sort(&t->ports, cmp_port);
	t->links = vt_xrealloc(NULL, t->ports.n + 1, sizeof(*t->links));
	for (size_t i = 0; i < t->ports.n; i++)
		t->links[i] = t->ports.v[i].link;
	t->passed = zeros(f->links.n);
	t->crossed = zeros(f->ovs_ports.n);
	return t;
}

void vt_topology_free(struct vt_topology *t)
{
	if (!t)
		return;
	vt_vec_done(&t->ports);
	free(t->links);
	free(t->passed);
	free(t->crossed);
	free(t);
}

size_t vt_topology_ports(const struct vt_topology *t, uint32_t master, const uint32_t **ret)
{
	size_t lo = 0, hi = t->ports.n, n = 0;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->ports.v[mid].master < master)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo + n < t->ports.n && t->ports.v[lo + n].master == master)
		n++;
	*ret = t->links + lo;
	return n;
}
