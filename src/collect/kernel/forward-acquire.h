/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether netfilter sees the frames of bridges, and drops what no rule accepts. */
#ifndef VT_COLLECT_KERNEL_FORWARD_ACQUIRE_H
#define VT_COLLECT_KERNEL_FORWARD_ACQUIRE_H

#include <stdbool.h>

#include "util/str.h"

/**
 * vt_forward_take - in the calling thread's network namespace
 * @bridge_calls: a bridge there has its own nf_call_* on
 * @calls: "ip", "ip6" or both, by the namespace's setting; "" = neither. Stays without text
 *         where br_netfilter is not there
 * @drops: see vt_forward_chains(), and "ip filter FORWARD legacy" of x_tables; asked only
 *         where frames are passed on at all. Stays without text where it is not known
 *
 * Asks nothing that would have a module loaded or a table made.
 */
void vt_forward_take(bool bridge_calls, int timeout_ms, struct vt_buf *calls, struct vt_buf *drops);

#endif
