/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Joins rtnetlink's group of link changes in network namespaces. What changed
 * is not decoded: whoever is told takes a whole scan.
 */
#include <config.h>

#include "collect/kernel/linkwatch.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>

#include "util/fd.h"

static int open_socket(void)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	VT_CLEANUP(vt_fd)
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return vt_take_fd(&fd);
}

struct errand {
	struct vt_linkwatch *list;
	size_t n;
};

static void *open_sockets(void *arg)
{
	const struct errand *e = arg;

	/* The own one first, as long as the thread is in it. */
	for (size_t i = 0; i < e->n; i++)
		if (e->list[i].netns < 0)
			e->list[i].fd = open_socket();
	for (size_t i = 0; i < e->n; i++) {
		if (e->list[i].netns < 0)
			continue;
		e->list[i].fd = setns(e->list[i].netns, CLONE_NEWNET) < 0 ? -errno : open_socket();
	}
	return NULL;
}

void vt_linkwatch_open(struct vt_linkwatch *list, size_t n)
{
	struct errand e = { list, n };
	pthread_t thread;
	int r;

	for (size_t i = 0; i < n; i++)
		list[i].fd = -EAGAIN;
	if (!n)
		return;
	r = pthread_create(&thread, NULL, open_sockets, &e);
	if (r == 0)
		pthread_join(thread, NULL);
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
