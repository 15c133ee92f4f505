/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way from a device to where its frames leave the host: over bridges, veth
 * pairs, VLANs and bonds, in any namespace. A path is a tree: a bridge may have
 * several uplinks, a bond several ports.
 */
#ifndef VT_ANALYZE_PATH_H
#define VT_ANALYZE_PATH_H

#include "analyze/topology.h"

/* How a hop relates to the one before it. */
enum vt_hop_role {
	VT_HOP_DEVICE, /* the VM's device: the first */
	VT_HOP_MASTER, /* the bridge, VRF or the like that the hop before is a port of */
	VT_HOP_PORT,   /* a port by which frames leave the bridge before */
	VT_HOP_LOWER,  /* the link below the one before */
	VT_HOP_PEER,   /* the other end of a veth */
	VT_HOP_MEMBER, /* a port of the bond or team before */
	VT_HOP_PATCH,  /* the Open vSwitch bridge at the other end of a patch port */
};

/* Where a way ends. */
enum vt_hop_end {
	VT_END_NOT,      /* it goes on */
	VT_END_WIRE,     /* a physical port */
	VT_END_TUNNEL,   /* VXLAN and the like: routed from here */
	VT_END_ROUTED,   /* routed from here, if at all */
	VT_END_NOWHERE,  /* a dead end */
	VT_END_DETACHED, /* the device has no master and nothing below */
	VT_END_UNSEEN,   /* it goes on somewhere that cannot be seen */
};

/* Why no frame gets past a hop. */
enum vt_cut {
	VT_CUT_NOT,
	VT_CUT_DOWN,     /* administratively down */
	VT_CUT_CARRIER,  /* up, but without carrier */
	VT_CUT_BLOCKED,  /* the bridge port is not forwarding */
	VT_CUT_VLAN,     /* it does not carry the VLAN */
	VT_CUT_ISOLATED, /* isolated, like the port that the frames came in by */
};

/**
 * struct vt_hop - a link on the way
 * @link: row of facts, VT_NONE if it is only in Open vSwitch's database
 * @ovs:  its row there; of a bridge there, that of the port by which frames came in; else VT_NONE
 * @from: the hop before it, counted from the path's first, which has VT_NONE
 * @cut:  of this hop alone; see vt_path_cut() for the whole path
 * @alive: frames get from here to some end
 */
struct vt_hop {
	uint32_t link, ovs, from;
	enum vt_hop_role role;
	enum vt_hop_end end;
	enum vt_cut cut;
	bool alive;
};

/**
 * struct vt_path - the hops of one device, each after the one that leads to it
 * @off_host: some way ends at a wire, in a tunnel, in routing or out of sight
 * @vlan: the VLAN of the device's untagged frames on its bridge, 0 = none is used
 */
struct vt_path {
	uint32_t first, n;
	bool off_host;
	uint32_t vlan;
};

/** struct vt_paths - the paths of all devices; owned */
struct vt_paths {
	VT_VEC(struct vt_hop) hops;
	VT_VEC(struct vt_path) list;
};

struct vt_walker;

/** vt_walker_new - remembers where it has been; owned, borrows both arguments */
struct vt_walker *vt_walker_new(const struct vt_facts *f, const struct vt_topology *t);
void vt_walker_free(struct vt_walker *walker);

/** vt_path_add - walk from the link @device and add its path; returns its row in @paths */
uint32_t vt_path_add(struct vt_paths *paths, struct vt_walker *walker, uint32_t device);

/** vt_paths_done - free what is in @paths */
void vt_paths_done(struct vt_paths *paths);

/* struct vt_uplinks - rows of facts */
struct vt_uplinks {
	VT_VEC(uint32_t) list;
};

/** vt_path_uplinks - add the ports of a bridge (or bond) by which frames leave the host */
void vt_path_uplinks(struct vt_walker *walker, uint32_t bridge, struct vt_uplinks *ret);

/** vt_path_ovs_uplinks - likewise for the bridge of row @row of ovs_ports; adds such rows */
void vt_path_ovs_uplinks(struct vt_walker *walker, uint32_t row, struct vt_uplinks *ret);

/** vt_path_hop - hop @i of a path */
const struct vt_hop *vt_path_hop(const struct vt_paths *paths, const struct vt_path *p, uint32_t i);

/**
 * vt_path_cut - the hop that cuts the path; NULL if some way gets to an end
 *
 * If links lack carrier because of one below them, that one. If all of several
 * ways are cut, the first of their cuts.
 */
const struct vt_hop *vt_path_cut(const struct vt_paths *paths, const struct vt_path *p);

/** vt_link_lower_row - the link below, or a veth's peer, in any namespace; VT_NONE if not seen */
uint32_t vt_link_lower_row(const struct vt_facts *f, const struct vt_link *link);

/** vt_link_is_tunnel - VXLAN and the like */
bool vt_link_is_tunnel(const struct vt_link *link);
/** vt_link_has_vlan - does the bridge port carry the VLAN */
bool vt_link_has_vlan(const struct vt_facts *f, const struct vt_link *link, uint32_t vlan);
/** vt_link_pvid - the VLAN of its untagged frames, 0 = none */
uint32_t vt_link_pvid(const struct vt_facts *f, const struct vt_link *link);

/**
 * struct vt_port_vlans - which VLANs a port of Open vSwitch carries, and how
 * @own:    of its untagged frames, VT_NONE = they are in none
 * @alone:  that one only
 * @tagged: frames of it leave with their tag
 * @tunnel: it puts the tag onto frames that have one, too (dot1q-tunnel)
 * @others: comma-separated, NULL = all, but where @alone
 */
struct vt_port_vlans {
	uint32_t own;
	bool alone, tagged, tunnel;
	const char *others;
};

/** vt_ovs_port_vlans - by its tag, trunks and vlan_mode */
struct vt_port_vlans vt_ovs_port_vlans(const struct vt_ovs_port *p);

/** vt_vlans_list - is @vlan one of the comma-separated list? NULL has none */
bool vt_vlans_list(const char *list, uint32_t vlan);
/** vt_ovs_is_controlled - flows say where frames go, as on br-int of Neutron and OVN */
bool vt_ovs_is_controlled(const struct vt_ovs_port *p);

/**
 * vt_hop_ovs_port - the port of Open vSwitch's by which frames leave or reach a bridge here
 *
 * Of a bridge that a patch port leads to, that port's peer. NULL where there is none.
 */
const struct vt_ovs_port *vt_hop_ovs_port(const struct vt_facts *f, const struct vt_hop *hop);

/* Values of a hop, for all renderers; from Open vSwitch's database if there is no link. */
const char *vt_hop_name(const struct vt_facts *f, const struct vt_hop *hop);
/* "bridge", "openvswitch", "patch" */
const char *vt_hop_kind(const struct vt_facts *f, const struct vt_hop *hop);

/* Names of enum values, as in the output; static, NULL for _NOT. */
const char *vt_hop_end_name(enum vt_hop_end end); /* "wire" */
const char *vt_cut_name(enum vt_cut cut);         /* "no-carrier" */
const char *vt_hop_role_name(enum vt_hop_role role);

#endif
