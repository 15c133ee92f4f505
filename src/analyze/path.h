/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way from a device to where its frames leave the host: over bridges,
 * pairs of veths, VLANs, bonds, in whatever namespace they are. A path is a
 * tree: a bridge may have several uplinks, a bond several ports.
 */
#ifndef VT_ANALYZE_PATH_H
#define VT_ANALYZE_PATH_H

#include "analyze/topology.h"

/* What a hop is to the one before it. */
enum vt_hop_role {
	VT_HOP_DEVICE, /* the VM's device: the first */
	VT_HOP_MASTER, /* the bridge, VRF or the like whose port the one before is */
	VT_HOP_PORT,   /* a port of the bridge before, by which frames leave it */
	VT_HOP_LOWER,  /* what the one before is on */
	VT_HOP_PEER,   /* the other end of a veth */
	VT_HOP_MEMBER, /* a port of the bond or team before */
	VT_HOP_PATCH,  /* a bridge of Open vSwitch at the other end of the patch port before */
};

/* Where a way ends. */
enum vt_hop_end {
	VT_END_NOT,      /* it goes on */
	VT_END_WIRE,     /* a physical port */
	VT_END_TUNNEL,   /* VXLAN and the like: on by routing */
	VT_END_ROUTED,   /* on by routing, if at all */
	VT_END_NOWHERE,  /* nothing leads on */
	VT_END_DETACHED, /* the device is on nothing */
	VT_END_UNSEEN,   /* it goes on where nothing is seen from here */
};

/* Why no frame gets past a hop. */
enum vt_cut {
	VT_CUT_NOT,
	VT_CUT_DOWN,     /* administratively down */
	VT_CUT_CARRIER,  /* up, and without carrier */
	VT_CUT_BLOCKED,  /* a bridge port that does not forward */
	VT_CUT_VLAN,     /* the VLAN does not pass it */
	VT_CUT_ISOLATED, /* a port that is isolated, as is the one that frames came in by */
};

/**
 * struct vt_hop - a link on the way
 * @link: row of facts, VT_NONE for what is in Open vSwitch's database alone
 * @ovs:  its row there, or a row of the bridge that it is; VT_NONE for others
 * @from: the hop before it, counted from the first of the path; VT_NONE for that
 * @cut:  by itself; whether the way is cut by it is vt_path_cut()'s to say
 * @alive: frames get from here to an end
 */
struct vt_hop {
	uint32_t link, ovs, from;
	enum vt_hop_role role;
	enum vt_hop_end end;
	enum vt_cut cut;
	bool alive;
};

/**
 * struct vt_path - hops of one device, each behind the one that leads to it
 * @off_host: some way ends at a wire, in a tunnel, in routing or out of sight
 * @vlan: in which the device's untagged frames travel on its bridge, 0 = none is used
 */
struct vt_path {
	uint32_t first, n;
	bool off_host;
	uint32_t vlan;
};

/** struct vt_paths - of all devices; owned */
struct vt_paths {
	VT_VEC(struct vt_hop) hops;
	VT_VEC(struct vt_path) list;
};

struct vt_walker;

/** vt_walker_new - remembers where it was; owned, borrows both arguments */
struct vt_walker *vt_walker_new(const struct vt_facts *f, const struct vt_topology *t);
void vt_walker_free(struct vt_walker *walker);

/** vt_path_add - walk from the link @device and add its path to @paths; its row there */
uint32_t vt_path_add(struct vt_paths *paths, struct vt_walker *walker, uint32_t device);

/** vt_paths_done - frees what is in @paths */
void vt_paths_done(struct vt_paths *paths);

/* struct vt_uplinks - rows of facts */
struct vt_uplinks {
	VT_VEC(uint32_t) list;
};

/** vt_path_uplinks - add the ports of a bridge (or bond) by which frames leave the host */
void vt_path_uplinks(struct vt_walker *walker, uint32_t bridge, struct vt_uplinks *ret);

/** vt_path_ovs_uplinks - likewise of the bridge of a row of Open vSwitch's; rows of ovs_ports */
void vt_path_ovs_uplinks(struct vt_walker *walker, uint32_t row, struct vt_uplinks *ret);

/** vt_path_hop - hop @i of a path */
const struct vt_hop *vt_path_hop(const struct vt_paths *paths, const struct vt_path *p, uint32_t i);

/**
 * vt_path_cut - the hop at which every way ends too early; NULL when some way goes on
 *
 * Where several links are without carrier because of one below them, that one;
 * where one of several ways would do and none does, the first of these hops.
 */
const struct vt_hop *vt_path_cut(const struct vt_paths *paths, const struct vt_path *p);

/** vt_link_lower_row - what a link is on, or a veth's peer, in whichever namespace; VT_NONE */
uint32_t vt_link_lower_row(const struct vt_facts *f, const struct vt_link *link);

/** vt_link_has_vlan - the bridge port carries the VLAN */
bool vt_link_has_vlan(const struct vt_facts *f, const struct vt_link *link, uint32_t vlan);
/** vt_link_pvid - VLAN of its untagged frames, 0 = none */
uint32_t vt_link_pvid(const struct vt_facts *f, const struct vt_link *link);

/* Values of a hop for every renderer; of Open vSwitch's database where there is no link. */
const char *vt_hop_name(const struct vt_facts *f, const struct vt_hop *hop);
/* "bridge", "openvswitch", "patch" */
const char *vt_hop_kind(const struct vt_facts *f, const struct vt_hop *hop);

/* Names of enum values, as in the output; static, NULL for _NOT. */
const char *vt_hop_end_name(enum vt_hop_end end); /* "wire" */
const char *vt_cut_name(enum vt_cut cut);         /* "no-carrier" */
const char *vt_hop_role_name(enum vt_hop_role role);

#endif
