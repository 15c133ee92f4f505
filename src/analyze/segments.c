/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bridges that pass all VLANs are joined into sets. One that filters stays alone: a veth leads
 * from a set onto it, into the VLAN of that port.
 */
#include <config.h>

#include "analyze/segments.h"

/**
 * struct vt_segments - parallel to facts.links
 * @next: towards the bridge that stands for a set, which has itself
 * @gate: of that one, the port by which the set is on a bridge that filters; VT_NONE = by none
 */
struct vt_segments {
	const struct vt_facts *f;
	const struct vt_topology *t;
	uint32_t *next, *gate;
};

static uint32_t root_of(const struct vt_segments *s, uint32_t bridge)
{
	while (s->next[bridge] != bridge)
		bridge = s->next[bridge] = s->next[s->next[bridge]];
	return bridge;
}

static bool filters(const struct vt_segments *s, uint32_t bridge)
{
	return s->f->links.v[bridge].bridge.vlan_filtering == VT_YES;
}

/* The bridge of the kernel's that the link is a port of; VT_NONE = none. */
static uint32_t bridge_of(const struct vt_segments *s, uint32_t link)
{
	uint32_t master = vt_topology_master(s->t, link);

	return master != VT_NONE && s->f->links.v[master].kind == VT_KIND_BRIDGE ? master : VT_NONE;
}

/* @port and @end are a pair of veths, each a port of a bridge: one way of the two. */
static void join(struct vt_segments *s, uint32_t port, uint32_t end)
{
	uint32_t here = bridge_of(s, port), there = bridge_of(s, end);

	if (here == VT_NONE || there == VT_NONE || filters(s, here))
		return;
	here = root_of(s, here);
	if (filters(s, there)) {
		s->gate[here] = end;
		return;
	}
	there = root_of(s, there);
	s->next[here] = there;
	if (s->gate[there] == VT_NONE)
		s->gate[there] = s->gate[here];
}

struct vt_segments *vt_segments_new(const struct vt_facts *f, const struct vt_topology *t)
{
	struct vt_segments *s = vt_xrealloc(NULL, 1, sizeof(*s));

	*s = (struct vt_segments){ .f = f, .t = t };
	s->next = vt_xrealloc(NULL, f->links.n, sizeof(*s->next));
	s->gate = vt_xrealloc(NULL, f->links.n, sizeof(*s->gate));
	for (uint32_t i = 0; i < f->links.n; i++) {
		s->next[i] = i;
		s->gate[i] = VT_NONE;
	}
	for (uint32_t i = 0; i < f->links.n; i++) {
		const struct vt_link *l = &f->links.v[i];
		uint32_t end;

		if (l->kind != VT_KIND_VETH)
			continue;
		end = vt_facts_link_by_index(f, l->netns, l->lower);
		if (end != VT_NONE)
			join(s, i, end);
	}
	return s;
}

void vt_segments_free(struct vt_segments *s)
{
	free(s->next);
	free(s->gate);
	free(s);
}

void vt_segment_of(const struct vt_segments *s, uint32_t *bridge, uint32_t *port)
{
	*bridge = root_of(s, *bridge);
	if (s->gate[*bridge] == VT_NONE)
		return;
	*port = s->gate[*bridge];
	*bridge = bridge_of(s, *port);
}
