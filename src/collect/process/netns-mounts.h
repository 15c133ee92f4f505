/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network namespaces that only a mount in another mount namespace keeps alive. */
#ifndef VT_COLLECT_PROCESS_NETNS_MOUNTS_H
#define VT_COLLECT_PROCESS_NETNS_MOUNTS_H

#include "collect/kernel/netns.h"
#include "collect/raw.h"

/**
 * vt_netns_add_mounted - list those of the mount namespaces that a scan noted in the same list
 * @raw: with the processes that are known; those of VMMs have mounts of their host's
 * @deadline: vt_clock_ms(); what was not looked at by then makes a gap
 */
void vt_netns_add_mounted(struct vt_netns_list *list, struct vt_raw *raw, unsigned int threads,
			  int64_t deadline);

#endif
