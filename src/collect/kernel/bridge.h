/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VLANs of bridge ports, where bridges saw MAC addresses, and neighbors; pure. */
#ifndef VT_COLLECT_KERNEL_BRIDGE_H
#define VT_COLLECT_KERNEL_BRIDGE_H

#include <stddef.h>
#include <stdint.h>

#include "model/facts.h"
#include "util/err.h"
#include "util/str.h"

/**
 * vt_vlans_decode - RTM_NEWLINK messages of AF_BRIDGE -> rows of @facts->vlans
 *
 * A network card with a switch in it answers, too, without a master: left out.
 * Returns 0, or -EBADMSG; then no row was added.
 */
int vt_vlans_decode(const void *messages, size_t len, uint64_t netns, struct vt_facts *facts,
		    struct vt_err *err);

/**
 * vt_neighbours_decode - RTM_NEWNEIGH messages -> rows of fdb and addresses
 *
 * Of AF_BRIDGE they are rows of @facts->fdb, of IP rows of @facts->addresses,
 * whose NIC is not yet known. Returns 0, or -EBADMSG; then no row was added.
 */
int vt_neighbours_decode(const void *messages, size_t len, uint64_t netns, struct vt_facts *facts,
			 struct vt_err *err);

/**
 * vt_addressed_list - append the indexes of links in RTM_NEWADDR messages: "3,7"
 *
 * Addresses of the link alone do not count: the kernel gives each link that is up one of its own.
 * Those of one link follow each other in a dump, and are one number. What is behind a message that
 * is cut is not read.
 */
void vt_addressed_list(const void *messages, size_t len, struct vt_buf *ret);

#endif
