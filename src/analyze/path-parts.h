/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files that walk a path. */
#ifndef VT_ANALYZE_PATH_PARTS_H
#define VT_ANALYZE_PATH_PARTS_H

#include "analyze/path.h"

/**
 * struct vt_passage - how frames entered a bridge
 * @vlan:     0 = none is used, or not known
 * @isolated: by an isolated port, so they reach no other isolated port
 */
struct vt_passage {
	uint32_t vlan;
	bool isolated;
};

/**
 * struct vt_tail - the ways on from a bridge, which are the same for all its ports
 * @next:  the bridge's next tail, by number plus one; 0 = none
 * @asked: how often it was asked for; it is kept from the second time on
 * @known: the ways on were walked
 * @first, @n: in the walker's tails.hops; their @from counts from the bridge, which is 0
 */
struct vt_tail {
	uint32_t next, asked, first, n;
	struct vt_passage passage;
	enum vt_hop_end end;
	bool known, off_host;
};

/**
 * struct vt_walker
 * @passed:  for each link, the last walk that passed it
 * @crossed: likewise for each Open vSwitch bridge, by its first row
 * @walks:   how many so far
 * @tails:   of bridges that several ways led to; an inner walker uses those of @outer
 * @inner:   for a walk within a walk, which needs its own @passed
 */
struct vt_walker {
	const struct vt_facts *f;
	const struct vt_topology *t;
	uint32_t *passed, *crossed;
	uint32_t walks;
	struct {
		VT_VEC(struct vt_tail) list;
		VT_VEC(struct vt_hop) hops;
		uint32_t *first; /* per place, by number plus one */
	} tails;
	struct vt_walker *inner, *outer;
};

/**
 * vt_walker_tail - what is known about the ways on from a bridge
 * @place: a row of links; rows of Open vSwitch are numbered after the last link
 *
 * Borrowed from the walker until the next call. NULL for an inner walker if nothing is known.
 */
struct vt_tail *vt_walker_tail(struct vt_walker *walker, uint32_t place,
			       const struct vt_passage *passage);

/** vt_walker_inner - the walker for a walk within a walk; borrowed */
struct vt_walker *vt_walker_inner(struct vt_walker *walker);

/**
 * vt_link_cut - does the link itself stop frames, and why
 * @master:  the link whose port it is, NULL = none
 * @passage: how the frames entered that bridge
 */
enum vt_cut vt_link_cut(const struct vt_facts *f, const struct vt_link *l,
			const struct vt_link *master, enum vt_hop_role role,
			const struct vt_passage *passage);

/** vt_ovs_takes - the port lets in frames with this tag (0 = none, or not known); or may */
bool vt_ovs_takes(const struct vt_ovs_port *p, uint32_t tag);
/**
 * vt_ovs_vlan_inside - the VLAN on the bridge of all frames that come in by the port
 * @tag: that they have outside, 0 = none, or not known
 *
 * 0 where the database does not say for sure.
 */
uint32_t vt_ovs_vlan_inside(const struct vt_ovs_port *p, uint32_t tag);
/** vt_ovs_carries - frames of the VLAN leave by the port */
bool vt_ovs_carries(const struct vt_ovs_port *p, uint32_t vlan);
/** vt_ovs_tag_outside - and with this tag, 0 = none, or not known */
uint32_t vt_ovs_tag_outside(const struct vt_ovs_port *p, uint32_t vlan);

/** vt_link_leads_nowhere - it is a virtual link with nothing behind it */
bool vt_link_leads_nowhere(const struct vt_link *l);

#endif
