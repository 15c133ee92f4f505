/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a walker remembers: where it was, and the ways on from bridges. */
#include <config.h>

#include "analyze/path-parts.h"

static uint32_t *zeros(size_t n)
{
	uint32_t *v = vt_xrealloc(NULL, n, sizeof(*v));

	memset(v, 0, n * sizeof(*v));
	return v;
}

struct vt_walker *vt_walker_new(const struct vt_facts *f, const struct vt_topology *t)
{
	struct vt_walker *walker = vt_xrealloc(NULL, 1, sizeof(*walker));

	*walker = (struct vt_walker){
		.f = f, .t = t, .passed = zeros(f->links.n), .crossed = zeros(f->ovs_ports.n)
	};
	return walker;
}

void vt_walker_free(struct vt_walker *walker)
{
	if (!walker)
		return;
	vt_walker_free(walker->inner);
	vt_vec_done(&walker->tails.list);
	vt_vec_done(&walker->tails.hops);
	free(walker->tails.first);
	free(walker->passed);
	free(walker->crossed);
	free(walker);
}

struct vt_walker *vt_walker_inner(struct vt_walker *walker)
{
	if (!walker->inner) {
		walker->inner = vt_walker_new(walker->f, walker->t);
		walker->inner->outer = walker;
	}
	return walker->inner;
}

struct vt_tail *vt_walker_tail(struct vt_walker *walker, uint32_t place,
			       const struct vt_passage *passage)
{
	struct vt_walker *owner = walker->outer ? walker->outer : walker;
	struct vt_tail *tail;

	if (!owner->tails.first)
		owner->tails.first = zeros(owner->f->links.n + owner->f->ovs_ports.n);
	for (uint32_t i = owner->tails.first[place]; i; i = tail->next) {
		tail = &owner->tails.list.v[i - 1];
		if (tail->passage.vlan == passage->vlan &&
		    tail->passage.isolated == passage->isolated)
			return tail->known || !walker->outer ? tail : NULL;
	}
	if (walker->outer)
		return NULL;
	tail = vt_vec_add(&owner->tails.list);
	tail->passage = *passage;
	tail->next = owner->tails.first[place];
	owner->tails.first[place] = (uint32_t)owner->tails.list.n;
	return tail;
}
