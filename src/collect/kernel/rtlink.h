/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Link rows from what rtnetlink said; pure, the bytes may come from a file. */
#ifndef VT_COLLECT_KERNEL_RTLINK_H
#define VT_COLLECT_KERNEL_RTLINK_H

#include <stddef.h>
#include <stdint.h>

#include "model/facts.h"
#include "util/err.h"

/**
 * vt_rtlink_decode - RTM_NEWLINK messages -> rows of @facts->links
 * @messages: back to back, as the kernel sent them; borrowed, need not
 *            be aligned
 * @netns:    inode of the namespace they are from
 *
 * Names are copied as the bytes they are. A lower device in another namespace
 * is vt_link.far_lower; which namespace is for the caller to find out.
 *
 * Returns 0, or -EBADMSG; then no row was added.
 */
int vt_rtlink_decode(const void *messages, size_t len, uint64_t netns, struct vt_facts *facts,
		     struct vt_err *err);

#endif
