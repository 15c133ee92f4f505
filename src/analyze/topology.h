/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which link is whose port, and which of Open vSwitch's interfaces are on one bridge. */
#ifndef VT_ANALYZE_TOPOLOGY_H
#define VT_ANALYZE_TOPOLOGY_H

#include "model/facts.h"

struct vt_topology;

/** vt_topology_new - owned, free with vt_topology_free(); borrows @facts */
struct vt_topology *vt_topology_new(const struct vt_facts *facts);
void vt_topology_free(struct vt_topology *t);

/** vt_topology_master - the link whose port @link is, VT_NONE when none is or it is not seen */
uint32_t vt_topology_master(const struct vt_topology *t, uint32_t link);

/**
 * vt_topology_ports - links whose master is the link @master, in their order
 * @ret: borrowed; returns how many
 */
size_t vt_topology_ports(const struct vt_topology *t, uint32_t master, const uint32_t **ret);
/** vt_topology_exits - likewise, without the devices of VMs */
size_t vt_topology_exits(const struct vt_topology *t, uint32_t master, const uint32_t **ret);

/**
 * vt_topology_ovs_ports - rows of facts.ovs_ports on the bridge of @row, itself among them
 * @ret: borrowed; returns how many, 0 when it names no bridge
 */
size_t vt_topology_ovs_ports(const struct vt_topology *t, uint32_t row, const uint32_t **ret);

/** vt_topology_ovs_link - the link that a row of facts.ovs_ports is, VT_NONE when none is */
uint32_t vt_topology_ovs_link(const struct vt_topology *t, uint32_t row);

#endif
