/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which link is whose port. */
#ifndef VT_ANALYZE_TOPOLOGY_H
#define VT_ANALYZE_TOPOLOGY_H

#include "model/facts.h"

struct vt_master_port {
	uint32_t master, link;
};

struct vt_topology {
	const struct vt_facts *f;
	VT_VEC(struct vt_master_port) ports;
	uint32_t *links;   /* parallel to ports: the links alone */
	uint32_t *passed;  /* parallel to facts.links: in which walk */
	uint32_t *crossed; /* parallel to facts.ovs_ports: likewise, for the bridge */
	uint32_t walks;
};

/** vt_topology_new - which link is whose port; owned, borrows @facts */
struct vt_topology *vt_topology_new(const struct vt_facts *facts);
void vt_topology_free(struct vt_topology *t);

/**
 * vt_topology_ports - links (rows of facts) whose master is the link @master
 * @ret: borrowed; returns how many
 */
size_t vt_topology_ports(const struct vt_topology *t, uint32_t master, const uint32_t **ret);

#endif
