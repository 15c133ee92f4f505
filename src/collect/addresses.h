/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose addresses those are that come with a MAC address only. */
#ifndef VT_COLLECT_ADDRESSES_H
#define VT_COLLECT_ADDRESSES_H

#include "collect/raw.h"

/**
 * vt_leases_read - add the leases of a file of libvirt's dnsmasq (BRIDGE.status) to @c
 *
 * The file does not say of which network they are. What is no lease is left out.
 */
void vt_leases_read(const char *text, size_t len, struct vt_raw_conn *c);

/** vt_leases_decode - DHCP leases of a connection to rows of addresses; @now: in Unix time */
void vt_leases_decode(struct vt_facts *f, const struct vt_raw_conn *c, int64_t now);

/**
 * vt_addresses_attach - set vt_address.nic where the MAC address tells it
 *
 * It belongs to every NIC with the MAC address where these are of one VM, and to nobody where
 * two VMs have it. Before vt_facts_freeze().
 */
void vt_addresses_attach(struct vt_facts *f);

#endif
