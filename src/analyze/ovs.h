/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NICs on Open vSwitch bridges: their ports in its database, and commands to repair them. */
#ifndef VT_ANALYZE_OVS_H
#define VT_ANALYZE_OVS_H

#include "analyze/rules.h"

/**
 * vt_nic_is_ovs - does the claim put it on an Open vSwitch bridge
 * @l: its device
 *
 * libvirt's claims say so. For others, the bridge's name decides, unless the device is on a
 * kernel bridge, which may lead there.
 */
bool vt_nic_is_ovs(const struct vt_judge *j, const struct vt_nic *nic, const struct vt_link *l);

/**
 * struct vt_ovs_place - where a device is according to the database
 * @known: the database was read and has the claimed bridge, so it is the right one
 * @port:  row of facts.ovs_ports, VT_NONE if the device has no port there
 */
struct vt_ovs_place {
	bool known;
	uint32_t port;
};

/** vt_ovs_place - where @l, the device of @nic, is */
struct vt_ovs_place vt_ovs_place(const struct vt_judge *j, const struct vt_nic *nic,
				 const struct vt_link *l);

/**
 * vt_ovs_cure_port - put the NIC's device on its bridge as libvirt would
 * @port: its port now, VT_NONE = none
 */
void vt_ovs_cure_port(struct vt_judge *j, struct vt_finding *row, uint32_t nic, uint32_t port);

/** vt_ovs_has_port_of - the interface's port, if any, bears its name: it is in no bond */
bool vt_ovs_has_port_of(const struct vt_facts *f, const char *ifname);

#endif
