/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open vSwitch: ports, their bridges and VLANs, as its database has them. */
#ifndef VT_COLLECT_OVS_OVS_DECODE_H
#define VT_COLLECT_OVS_OVS_DECODE_H

#include "model/facts.h"
#include "util/err.h"

/**
 * vt_ovs_decode - "ovs-vsctl --format=json list" of the tables Bridge, Port and
 * Interface, each a line; Interface alone does
 *
 * Adds a vt_ovs_port row for each interface, and a vt_registration row for each that
 * libvirt put there: it has external_ids:vm-id, and no type (a port of type
 * dpdkvhostuser and the like has no device). Returns 0 or -EBADMSG.
 */
int vt_ovs_decode(const char *text, size_t len, struct vt_facts *facts, struct vt_err *err);

#endif
