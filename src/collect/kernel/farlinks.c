/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Namespaces of far links, by number or by pairs. Pure: rows in, rows changed. */
#include <config.h>

#include "collect/kernel/farlinks.h"

#include "util/search.h"

struct numbers {
	VT_VEC(struct vt_raw_nsid) list;
};

static int cmp_nsid(const void *pa, const void *pb)
{
	const struct vt_raw_nsid *a = pa, *b = pb;

	if (a->netns != b->netns)
		return a->netns < b->netns ? -1 : 1;
	return (a->nsid > b->nsid) - (a->nsid < b->nsid);
}

/* A veth's end elsewhere, by its own index and its peer's; @far is what its number told. */
struct end {
	uint32_t ifindex, peer;
	uint64_t netns, far;
	size_t row;
};

static int cmp_end(const void *pa, const void *pb)
{
	const struct end *a = pa, *b = pb;

	if (a->ifindex != b->ifindex)
		return a->ifindex < b->ifindex ? -1 : 1;
	if (a->peer != b->peer)
		return a->peer < b->peer ? -1 : 1;
	return (a->far > b->far) - (a->far < b->far);
}

struct ends {
	VT_VEC(struct end) list;
};

/* Looks for ends that mirror @e, in another namespace, with their own in @far; false for two. */
static bool find_mirror(const struct ends *ends, const struct end *e, uint64_t far,
			const struct end **ret)
{
	const struct end key = { .ifindex = e->peer, .peer = e->ifindex, .far = far };

	for (size_t i = vt_vec_search(&ends->list, &key, cmp_end);
	     i < ends->list.n && !cmp_end(&ends->list.v[i], &key); i++) {
		if (ends->list.v[i].netns == e->netns)
			continue;
		if (*ret)
			return false;
		*ret = &ends->list.v[i];
	}
	return true;
}

/* The only end that mirrors @e, and whose own is there or not known; NULL when there is none. */
static const struct end *mirror(const struct ends *ends, const struct end *e)
{
	const struct end *found = NULL;

	return find_mirror(ends, e, 0, &found) && find_mirror(ends, e, e->netns, &found) ? found :
											   NULL;
}

/* Two pods may each have an end with these numbers: then neither proves anything. */
static void find_by_pairs(struct vt_facts *f)
{
	struct ends ends = { 0 };

	for (size_t i = 0; i < f->links.n; i++) {
		const struct vt_link *l = &f->links.v[i];

		if (l->kind == VT_KIND_VETH && l->far_lower)
			vt_vec_push(&ends.list, ((struct end){ l->ifindex, l->far_lower, l->netns,
							       l->far_netns, i }));
	}
	vt_vec_sort(&ends.list, cmp_end);
	for (size_t i = 0; i < ends.list.n; i++) {
		const struct end *e = &ends.list.v[i];
		const struct end *other = e->far ? NULL : mirror(&ends, e);

		if (other && mirror(&ends, other) == e)
			f->links.v[e->row].far_netns = other->netns;
	}
	vt_vec_done(&ends.list);
}

/* A link's identity. */
struct place {
	uint64_t netns;
	uint32_t ifindex;
};

static int cmp_place(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;

	if (a->netns != b->netns)
		return a->netns < b->netns ? -1 : 1;
	return (a->ifindex > b->ifindex) - (a->ifindex < b->ifindex);
}

/* Where there are two namespaces, it is the other one, as in a recording without numbers. */
static void find_in_the_other(struct vt_facts *f)
{
	VT_VEC(struct place) all = { 0 };

	if (f->netnses.n != 2)
		return;
	for (size_t i = 0; i < f->links.n; i++)
		vt_vec_push(&all, ((struct place){ f->links.v[i].netns, f->links.v[i].ifindex }));
	vt_vec_sort(&all, cmp_place);
	for (size_t i = 0; i < f->links.n; i++) {
		struct vt_link *l = &f->links.v[i];
		const struct place far = { f->netnses.v[l->netns == f->netnses.v[0].inode].inode,
					   l->far_lower };

		if (l->far_lower && !l->far_netns && vt_vec_find(&all, &far, cmp_place))
			l->far_netns = far.netns;
	}
	vt_vec_done(&all);
}

void vt_farlinks_find(struct vt_facts *f, const struct vt_raw_nsid *nsids, size_t n)
{
	struct numbers numbers = { 0 };

	for (size_t i = 0; i < n; i++)
		vt_vec_push(&numbers.list, nsids[i]);
	vt_vec_sort(&numbers.list, cmp_nsid);
	for (size_t i = 0; i < f->links.n; i++) {
		struct vt_link *l = &f->links.v[i];
		const struct vt_raw_nsid key = { .netns = l->netns, .nsid = l->far_nsid };
		const struct vt_raw_nsid *hit =
			l->far_lower ? vt_vec_find(&numbers.list, &key, cmp_nsid) : NULL;

		if (hit)
			l->far_netns = hit->inode;
	}
	vt_vec_done(&numbers.list);
	find_by_pairs(f);
	find_in_the_other(f);
}
