/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The VLANs of a port of a Linux bridge, compared with a claim. */
#ifndef VT_ANALYZE_PORT_VLANS_H
#define VT_ANALYZE_PORT_VLANS_H

#include "analyze/commands.h"
#include "analyze/rules.h"

/** vt_tells_all_vlans - false of a trunk in a configuration, of which only the tag is known */
bool vt_tells_all_vlans(const struct vt_judge *j, const struct vt_nic *nic);
/** vt_judge_port_vlans - vlan-mismatch for a NIC whose device @d is not an Open vSwitch port */
void vt_judge_port_vlans(struct vt_judge *j, uint32_t nic, const struct vt_device *d);
/** vt_judge_vlan_cut - the port is right, and no way off the host carries the VLAN */
void vt_judge_vlan_cut(struct vt_judge *j, uint32_t nic, const struct vt_device *d);
/** vt_command_add_vlans - give a port the VLANs that the claim names */
void vt_command_add_vlans(struct vt_command *c, const struct vt_nic *nic, uint32_t link);

#endif
