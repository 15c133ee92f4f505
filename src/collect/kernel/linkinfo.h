/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IFLA_LINKINFO: what kind a link is, what its kind says, and what its master says of it. */
#ifndef VT_COLLECT_KERNEL_LINKINFO_H
#define VT_COLLECT_KERNEL_LINKINFO_H

#include "collect/kernel/nlattr.h"
#include "model/facts.h"

/**
 * vt_linkinfo_decode - fill in kind, kind_name, and what both imply
 * @arphrd: type of the link, ARPHRD_*
 *
 * Returns 0 or -EBADMSG.
 */
int vt_linkinfo_decode(struct vt_span payload, unsigned int arphrd, struct vt_arena *arena,
		       struct vt_link *link);

/** vt_port_decode - the attributes of a bridge port, IFLA_BRPORT_*; 0 or -EBADMSG */
int vt_port_decode(struct vt_span payload, struct vt_port *ret);

#endif
