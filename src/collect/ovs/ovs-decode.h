/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open vSwitch: interfaces in its database that are a VM's. */
#ifndef VT_COLLECT_OVS_OVS_DECODE_H
#define VT_COLLECT_OVS_OVS_DECODE_H

#include "model/facts.h"
#include "util/err.h"

/**
 * vt_ovs_decode - "ovs-vsctl --format=json" of name, type and external_ids
 *
 * Adds a vt_leftover row for each interface that libvirt put there: it has
 * external_ids:vm-id, and no type (a port of type dpdkvhostuser and the like
 * has no device). Returns 0 or -EBADMSG.
 */
int vt_ovs_decode(const char *text, size_t len, struct vt_facts *facts, struct vt_err *err);

#endif
