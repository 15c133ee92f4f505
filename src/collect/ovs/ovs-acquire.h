/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open vSwitch: what its database says, by ovs-vsctl. */
#ifndef VT_COLLECT_OVS_OVS_ACQUIRE_H
#define VT_COLLECT_OVS_OVS_ACQUIRE_H

#include "collect/raw.h"

/** vt_ovs_runs - ovs-vsctl is here, and a database that it can ask */
bool vt_ovs_runs(void);

/**
 * vt_ovs_acquire - its bridges, ports and interfaces by ovs-vsctl, into @raw->ovs
 *
 * Nothing happens where Open vSwitch does not run; a failure is a gap.
 */
void vt_ovs_acquire(struct vt_raw *raw, int timeout_ms);

#endif
