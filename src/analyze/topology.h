/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which links are ports of which master, and which Open vSwitch interfaces share a bridge. */
#ifndef VT_ANALYZE_TOPOLOGY_H
#define VT_ANALYZE_TOPOLOGY_H

#include "model/facts.h"

struct vt_topology;

/** vt_topology_new - owned, free with vt_topology_free(); borrows @facts */
struct vt_topology *vt_topology_new(const struct vt_facts *facts);
void vt_topology_free(struct vt_topology *t);

/** vt_topology_master - the master of @link; VT_NONE if it has none or is not seen */
uint32_t vt_topology_master(const struct vt_topology *t, uint32_t link);

/**
 * vt_topology_ports - the links whose master is @master, in the order of facts.links
 * @ret: borrowed; returns how many
 */
size_t vt_topology_ports(const struct vt_topology *t, uint32_t master, const uint32_t **ret);
/** vt_topology_exits - likewise, without VMs' devices */
size_t vt_topology_exits(const struct vt_topology *t, uint32_t master, const uint32_t **ret);

/**
 * vt_topology_ovs_ports - rows of facts.ovs_ports on the same bridge as @row, including @row
 * @ret: borrowed; returns how many, 0 if the row names no bridge
 */
size_t vt_topology_ovs_ports(const struct vt_topology *t, uint32_t row, const uint32_t **ret);

/** vt_topology_ovs_link - the link of a row of facts.ovs_ports, VT_NONE if there is none */
uint32_t vt_topology_ovs_link(const struct vt_topology *t, uint32_t row);

#endif
