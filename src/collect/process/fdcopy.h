/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What another process's descriptor says when asked by ioctl. */
#ifndef VT_COLLECT_PROCESS_FDCOPY_H
#define VT_COLLECT_PROCESS_FDCOPY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/facts.h"

/**
 * struct vt_fdcopy - answers; see struct vt_raw_fd
 * @netns_fd: nsfs descriptor of the device's namespace, owned by the caller,
 *            -1 when not obtained
 */
struct vt_fdcopy {
	char ifname[16], mac[18];
	int32_t ifname_errno;
	uint32_t flags;
	int netns_fd;
};

/**
 * vt_fdcopy_ask - copy descriptor @fd behind @pidfd, ask it, close it at once
 *
 * While the copy is open the queue cannot go away, so it is never kept across
 * anything that waits. Only TUNGETIFF, TUNGETDEVNETNS (tun, since 5.2) and
 * SIOCGIFHWADDR (macvtap) are asked: they read.
 * Returns 0, or -errno when the descriptor could not be copied.
 */
int vt_fdcopy_ask(int pidfd, int fd, enum vt_kind kind, struct vt_fdcopy *ret);

/**
 * vt_fdcopy_pidfd - pidfd of a process, or of the thread @pid, owned, or -errno
 * @thread: PIDFD_THREAD, since 6.9; -EINVAL before
 */
int vt_fdcopy_pidfd(int32_t pid, bool thread);

/**
 * vt_fdcopy_uid - effective user of the process of a pidfd
 *
 * VT_NONE where the kernel does not tell (PIDFD_GET_INFO, since 6.13), and for
 * what is no pidfd.
 */
uint32_t vt_fdcopy_uid(int pidfd);

/** vt_fdcopy_take - a copy of a descriptor, owned, or -errno */
int vt_fdcopy_take(int pidfd, int fd);

#define VT_FDCOPY_UNKNOWN 9

/**
 * vt_fdcopy_order - -1, 0 (the same one) or 1: an order of open files (kcmp)
 *
 * VT_FDCOPY_UNKNOWN where the kernel or the rights do not tell.
 */
int vt_fdcopy_order(int32_t pid1, int fd1, int32_t pid2, int fd2);

/** vt_fdcopy_table_order - the same of two threads' descriptor tables */
int vt_fdcopy_table_order(int32_t tid1, int32_t tid2);

#endif
