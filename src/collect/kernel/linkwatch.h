/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that become readable when a link of a network namespace changes. */
#ifndef VT_COLLECT_KERNEL_LINKWATCH_H
#define VT_COLLECT_KERNEL_LINKWATCH_H

#include <stdbool.h>

/**
 * vt_linkwatch_open - a socket in the network namespace of the calling thread, owned, or -errno
 *
 * An open socket keeps its namespace alive, and with it all links in it: whoever keeps
 * one must know by other means when to close it.
 */
int vt_linkwatch_open(void);

/** vt_linkwatch_drain - read what has arrived; true when it was worth a scan */
bool vt_linkwatch_drain(int fd);

#endif
