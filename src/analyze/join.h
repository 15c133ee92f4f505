/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The join: domain to process, descriptor to device, NIC to device. */
#ifndef VT_ANALYZE_JOIN_H
#define VT_ANALYZE_JOIN_H

#include "analyze/index.h"
#include "analyze/mapping.h"

/** vt_join - owned, free with vt_inventory_free(); borrows both arguments */
struct vt_inventory *vt_join(const struct vt_facts *facts, const struct vt_index *ix);
void vt_inventory_free(struct vt_inventory *inv);

/** vt_driver_has_processes - domains of this connection are processes here
 *
 * True of QEMU, and of the test driver, which claims to run domains as
 * anybody does. What LXC's, CH's or Xen's domains are is not known.
 */
bool vt_driver_has_processes(const struct vt_conn *conn);

/** vt_nic_wants_device - a NIC of this type has a network interface on the host */
bool vt_nic_wants_device(const struct vt_nic *nic);

/**
 * vt_mac_is_hosts - @mac is what libvirt gives a tap whose guest has @guest:
 * the first byte FE, or FA where the guest's is FE (virNetDevTapCreateInBridgePort)
 */
bool vt_mac_is_hosts(const char *mac, const char *guest);

/** vt_queues_of - distinct open files of device @device that @proc holds */
uint32_t vt_queues_of(const struct vt_inventory *inv, uint32_t device, uint32_t proc);

/**
 * vt_kernel_queues - queues that the kernel says the device has
 *
 * VT_NONE when it does not say: of single-queue devices it only tells that
 * there is one (1) or none (0), by the device's life or its carrier.
 */
uint32_t vt_kernel_queues(const struct vt_link *link);

#endif
