/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Joins rtnetlink's group of link changes in a network namespace. What changed is not decoded:
 * it leads to a whole scan.
 */
#include <config.h>

#include "collect/kernel/linkwatch.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "util/fd.h"

int vt_linkwatch_open(void)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	VT_CLEANUP(vt_fd)
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return vt_take_fd(&fd);
}

/*
 * Any notification of the group is worth a scan. Those of AF_BRIDGE are the only
 * word on the state of a bridge port, its isolation and its VLANs (br_ifinfo_notify);
 * what bridges learn of MAC addresses goes to another group, which nobody joins.
 */
bool vt_linkwatch_drain(int fd)
{
	bool any = false;
	struct nlmsghdr head;
	ssize_t n;

	for (;;) {
		n = recv(fd, &head, sizeof(head), MSG_DONTWAIT);
		/* ENOBUFS: more came than the socket could keep. */
		if (n < 0 && errno != ENOBUFS && errno != EINTR)
			return any;
		any = true;
	}
}
