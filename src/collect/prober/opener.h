/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the loop of watch waits for is opened by a process that has the right to, and comes through
 * a socket: the loop itself has none, and does not wait where somebody else holds it up.
 */
#ifndef VT_COLLECT_PROBER_OPENER_H
#define VT_COLLECT_PROBER_OPENER_H

#include <stdint.h>

enum vt_opener_what {
	VT_OPEN_PROCESS, /* a pidfd, readable when it has ended */
	VT_OPEN_LINKS,   /* a socket, readable when a link of a network namespace changes */
};

/**
 * struct vt_opener_request - what is to be opened
 * @start: PROCESS: it must have begun then; 0 = whenever
 * @netns: inode of the network namespace: of LINKS; that PROCESS must be in, 0 = any
 * @path:  LINKS: where the namespace is
 */
struct vt_opener_request {
	enum vt_opener_what what;
	int32_t pid;
	uint64_t start, netns;
	char path[320];
};

/**
 * vt_opener_ask - have something opened
 * @socket: of vt_prober_opener()
 *
 * Returns an owned descriptor, -ESRCH when what is there now is not it, -ETIME or -EPIPE when the
 * process does not answer: then it is to be asked nothing more; or another -errno.
 */
int vt_opener_ask(int socket, const struct vt_opener_request *request, int timeout_ms);

/** vt_opener_run - be that process, until the other end of @socket is closed */
void vt_opener_run(int socket);

#endif
