/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors through a socket of packets, between processes of this program. */
#ifndef VT_COLLECT_PROBER_PASSING_H
#define VT_COLLECT_PROBER_PASSING_H

#include <sys/socket.h>

/** vt_passing_send - send descriptor @fd, or an -errno in its place; returns 0 or -errno */
int vt_passing_send(int socket, int fd);

/** vt_passing_receive - wait for that; an owned descriptor, or -errno; -EPIPE = nobody sends */
int vt_passing_receive(int socket);

#endif
