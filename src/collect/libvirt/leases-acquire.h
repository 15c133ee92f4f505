/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DHCP leases of the host's libvirt networks, from the files of their dnsmasq. */
#ifndef VT_COLLECT_LIBVIRT_LEASES_ACQUIRE_H
#define VT_COLLECT_LIBVIRT_LEASES_ACQUIRE_H

#include "collect/gate.h"
#include "collect/raw.h"

/** vt_leases_acquire - add them to those of @c, whose daemon does not answer */
void vt_leases_acquire(struct vt_raw_conn *c, struct vt_gate_purse *purse);

#endif
