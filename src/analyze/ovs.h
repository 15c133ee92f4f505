/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NICs whose bridge is Open vSwitch's: where the database has them, and the commands for that. */
#ifndef VT_ANALYZE_OVS_H
#define VT_ANALYZE_OVS_H

#include "analyze/judge.h"

/**
 * vt_nic_is_ovs - the claim puts it on a bridge of Open vSwitch
 * @l: its device
 *
 * libvirt says so. Of others the bridge's name decides, unless the device is on a bridge of
 * the kernel's, which may lead there.
 */
bool vt_nic_is_ovs(const struct vt_judge *j, const struct vt_nic *nic, const struct vt_link *l);

/**
 * struct vt_ovs_place - where a device is by the database
 * @known: the database was read, and has the claimed bridge: it is the right database
 * @port:  row of facts.ovs_ports, VT_NONE where it has no port of the device
 */
struct vt_ovs_place {
	bool known;
	uint32_t port;
};

/** vt_ovs_place - where the device @l of @nic is */
struct vt_ovs_place vt_ovs_place(const struct vt_judge *j, const struct vt_nic *nic,
				 const struct vt_link *l);

/**
 * vt_ovs_cure_port - put the NIC's device on its bridge as libvirt would
 * @port: where it is now, VT_NONE = nowhere
 */
void vt_ovs_cure_port(struct vt_judge *j, struct vt_finding *row, uint32_t nic, uint32_t port);

/** vt_ovs_has_port_of - the interface has a port of its own, of that name */
bool vt_ovs_has_port_of(const struct vt_facts *f, const char *ifname);

#endif
