/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The join: domain to process, descriptor to device, NIC to device. */
#ifndef VT_ANALYZE_JOIN_H
#define VT_ANALYZE_JOIN_H

#include "analyze/index.h"
#include "analyze/mapping.h"

/** vt_join - owned, free with vt_inventory_free(); borrows both arguments */
struct vt_inventory *vt_join(const struct vt_facts *facts, const struct vt_index *ix);
void vt_inventory_free(struct vt_inventory *inv);

/** vt_join_paths - the last step of the join: the paths of all devices */
void vt_join_paths(struct vt_inventory *inv);

/** vt_nic_netns - the namespace in which the NIC's device is looked up */
uint64_t vt_nic_netns(const struct vt_inventory *inv, const struct vt_nic *nic);

/**
 * vt_mac_is_hosts - is @mac what libvirt gives a tap whose guest has @guest:
 * the first byte FE, or FA where the guest's is FE (virNetDevTapCreateInBridgePort)
 */
bool vt_mac_is_hosts(const char *mac, const char *guest);

/** vt_queues_of - distinct open files of device @device that @proc holds */
uint32_t vt_queues_of(const struct vt_inventory *inv, uint32_t device, uint32_t proc);

/** vt_serves - @child is the process @proc, or a child of it that serves its devices */
bool vt_serves(const struct vt_facts *f, uint32_t child, uint32_t proc);

#endif
