/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A dump of the links of one network namespace. */
#ifndef VT_COLLECT_KERNEL_RTNL_H
#define VT_COLLECT_KERNEL_RTNL_H

#include "util/err.h"
#include "util/str.h"

/**
 * vt_rtnl_dump_links - all links of the calling thread's network namespace
 * @timeout_ms: for everything, restarts included
 * @ret: the RTM_NEWLINK messages are appended, one behind the other as the
 *       kernel sent them; untouched on failure
 *
 * The result is one consistent look: a dump that was interrupted by a change
 * is done again, at most 16 times. Nothing but the dump request is ever sent.
 *
 * Where another task keeps the kernel's rtnl lock, the request waits for it
 * whatever @timeout_ms says, and uninterruptibly; a caller that must not wait
 * calls this in a thread of its own.
 *
 * Returns 0, -ETIMEDOUT, -EAGAIN (changed during every dump), -E2BIG, or the
 * -errno of the socket or the kernel's answer.
 */
int vt_rtnl_dump_links(int timeout_ms, struct vt_buf *ret, struct vt_err *err);

#endif
