/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that become readable when a link of a network namespace changes. */
#ifndef VT_COLLECT_KERNEL_LINKWATCH_H
#define VT_COLLECT_KERNEL_LINKWATCH_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct vt_linkwatch - a namespace and its socket
 * @netns: nsfs descriptor, or -1 for the calling thread's own namespace
 * @fd:    set by vt_linkwatch_open(): the socket, owned by the caller, or
 *         -errno
 */
struct vt_linkwatch {
	int netns, fd;
};

/**
 * vt_linkwatch_open - open the sockets of @n namespaces
 *
 * A throw-away thread enters them, so the calling one never moves. An open
 * socket keeps its namespace alive, and with it all links in it: whoever keeps
 * one must know by other means when to close it.
 */
void vt_linkwatch_open(struct vt_linkwatch *list, size_t n);

/** vt_linkwatch_drain - read what has arrived; true when it was worth a scan */
bool vt_linkwatch_drain(int fd);

#endif
