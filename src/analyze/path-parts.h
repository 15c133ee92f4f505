/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the walk share. */
#ifndef VT_ANALYZE_PATH_PARTS_H
#define VT_ANALYZE_PATH_PARTS_H

#include "analyze/path.h"

/**
 * struct vt_passage - how frames are on a bridge
 * @vlan:     0 = none is used
 * @isolated: they came in by an isolated port, and reach no other such
 */
struct vt_passage {
	uint32_t vlan;
	bool isolated;
};

/**
 * struct vt_tail - the ways on from a bridge, the same for all that is on it
 * @next:  of the same bridge, by number plus one; 0 = none
 * @asked: how often; they are kept from the second time on
 * @known: all that follows is
 * @first, @n: of the walker's tails.hops; their @from counts from the bridge, which is 0
 */
struct vt_tail {
	uint32_t next, asked, first, n;
	struct vt_passage passage;
	enum vt_hop_end end;
	bool known, off_host;
};

/**
 * struct vt_walker
 * @passed:  for each link, in which walk it was
 * @crossed: likewise for each bridge of Open vSwitch, by its first row
 * @walks:   so far
 * @tails:   of the bridges that several ways led to; an inner walker uses those of @outer
 * @inner:   for walks in the middle of one, which have to remember other links
 */
struct vt_walker {
	const struct vt_facts *f;
	const struct vt_topology *t;
	uint32_t *passed, *crossed;
	uint32_t walks;
	struct {
		VT_VEC(struct vt_tail) list;
		VT_VEC(struct vt_hop) hops;
		uint32_t *first; /* for each place, by number plus one */
	} tails;
	struct vt_walker *inner, *outer;
};

/**
 * vt_walker_tail - what is known of the ways on from a bridge
 * @place: a row of links, or a row of Open vSwitch's behind all of these
 *
 * Borrowed from the walker until the next call. Of an inner walker NULL where nothing is known.
 */
struct vt_tail *vt_walker_tail(struct vt_walker *walker, uint32_t place,
			       const struct vt_passage *passage);

/** vt_walker_inner - the one for a walk in the middle of one; borrowed */
struct vt_walker *vt_walker_inner(struct vt_walker *walker);

/**
 * vt_link_cut - what a link does by itself to frames that have to pass it
 * @master:  whose port it is, NULL = of none
 * @passage: on the bridge whose port it is
 */
enum vt_cut vt_link_cut(const struct vt_facts *f, const struct vt_link *l,
			const struct vt_link *master, enum vt_hop_role role,
			const struct vt_passage *passage);

/** vt_link_is_tunnel - VXLAN and the like */
bool vt_link_is_tunnel(const struct vt_link *l);
/** vt_link_leads_nowhere - made of software, and nothing is behind it */
bool vt_link_leads_nowhere(const struct vt_link *l);

#endif
