/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open vSwitch: interfaces in its database that are a guest's. */
#ifndef VT_COLLECT_OVS_OVS_H
#define VT_COLLECT_OVS_OVS_H

#include "collect/raw.h"

/** vt_ovs_runs - ovs-vsctl is here, and a database that it can ask */
bool vt_ovs_runs(void);

/**
 * vt_ovs_acquire - the Interface table by ovs-vsctl, into @raw->ovs
 *
 * Nothing happens where Open vSwitch does not run; a failure is a gap.
 */
void vt_ovs_acquire(struct vt_raw *raw, int timeout_ms);

/**
 * vt_ovs_decode - "ovs-vsctl --format=json" of name, type and external_ids
 *
 * Adds a vt_leftover row for each interface that libvirt put there: it has
 * external_ids:vm-id, and no type (a port of type dpdkvhostuser and the like
 * has no device). Returns 0 or -EBADMSG.
 */
int vt_ovs_decode(const char *text, size_t len, struct vt_facts *facts, struct vt_err *err);

#endif
