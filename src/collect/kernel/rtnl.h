/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dumps of one network namespace, and gets; no other request is ever sent. */
#ifndef VT_COLLECT_KERNEL_RTNL_H
#define VT_COLLECT_KERNEL_RTNL_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

#include "util/err.h"
#include "util/str.h"

#define VT_RTNL_BODY_MAX 64

/**
 * struct vt_rtnl_query - what is asked; all borrowed
 * @what:    for people: "links"
 * @protocol: of netlink; 0 is NETLINK_ROUTE
 * @request: RTM_GETLINK and the like; @answer: the type of what comes
 * @body:    what goes behind the nlmsghdr, at most VT_RTNL_BODY_MAX bytes
 * @max:     bytes of all answers that are kept; 0 = as much as any host has
 * @get:     it is about one thing, not a dump
 * @keep:    false = the message is left out; NULL = all are kept
 */
struct vt_rtnl_query {
	const char *what;
	int protocol;
	uint16_t request, answer;
	const void *body;
	size_t len, max;
	bool get;
	bool (*keep)(void *arg, const struct nlmsghdr *nlh);
	void *arg;
};

/**
 * vt_rtnl_dump - all answers to @q in the calling thread's network namespace
 * @timeout_ms: for everything, restarts included
 * @ret: the messages are appended back to back, as the kernel sent
 *       them; untouched on failure
 *
 * The result is of one moment: a dump that was interrupted by a change is done
 * again, at most 16 times.
 *
 * Where another task keeps the kernel's rtnl lock, the request waits for it
 * whatever @timeout_ms says, and uninterruptibly; a caller that must not wait
 * calls this in a thread of its own.
 *
 * Returns 0, -ETIMEDOUT, -EAGAIN (changed during every dump), -E2BIG, or the
 * -errno of the socket or the kernel's answer.
 */
int vt_rtnl_dump(const struct vt_rtnl_query *q, int timeout_ms, struct vt_buf *ret,
		 struct vt_err *err);

/** vt_rtnl_dump_links - a dump of all links; @max: see struct vt_rtnl_query */
int vt_rtnl_dump_links(int timeout_ms, size_t max, struct vt_buf *ret, struct vt_err *err);

/** vt_rtnl_dump_vlans - a dump of bridge ports with their VLANs, in ranges */
int vt_rtnl_dump_vlans(int timeout_ms, size_t max, struct vt_buf *ret, struct vt_err *err);

struct vt_rtnl;

/** vt_rtnl_open - a socket in the calling thread's namespace; owned, NULL on failure */
struct vt_rtnl *vt_rtnl_open(void);
void vt_rtnl_close(struct vt_rtnl *s);

static inline void vt_rtnl_cleanup(struct vt_rtnl **s)
{
	vt_rtnl_close(*s);
}

/**
 * vt_rtnl_get - the one answer to a query with @get
 *
 * Returns 0 with the message appended to @ret, -ENOENT and the like as the
 * kernel says, or -ETIMEDOUT.
 */
int vt_rtnl_get(struct vt_rtnl *s, const struct vt_rtnl_query *q, int timeout_ms,
		struct vt_buf *ret);

#endif
