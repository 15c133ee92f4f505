/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose the addresses are that only come with a MAC address. */
#ifndef VT_COLLECT_ADDRESSES_H
#define VT_COLLECT_ADDRESSES_H

#include "collect/raw.h"

/**
 * vt_leases_read - add the leases of a file of libvirt's dnsmasq (BRIDGE.status) to @c
 *
 * Which network they are of the file does not say. What is none is left out.
 */
void vt_leases_read(const char *text, size_t len, struct vt_raw_conn *c);

/** vt_leases_decode - DHCP leases of a connection to rows of addresses; @now: in Unix time */
void vt_leases_decode(struct vt_facts *f, const struct vt_raw_conn *c, int64_t now);

/**
 * vt_addresses_attach - set vt_address.nic where the MAC address tells it
 *
 * An address is every NIC's that has the MAC address, where these are all of one
 * VM; where two VMs have it, it is nobody's. Before vt_facts_freeze().
 */
void vt_addresses_attach(struct vt_facts *f);

#endif
