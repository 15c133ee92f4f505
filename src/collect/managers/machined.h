/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * systemd-machined's files of its machines, a second witness of who answers for
 * a VM where the cgroup of its process does not say it. They claim nothing.
 */
#ifndef VT_COLLECT_MANAGERS_MACHINED_H
#define VT_COLLECT_MANAGERS_MACHINED_H

#include "collect/raw.h"

/* What its sources are called in struct vt_raw_source. */
#define VT_MACHINED "machined"

/**
 * vt_machined_acquire - its VMs, where a hypervisor of @raw has a silent cgroup
 *
 * Only files are read: the daemon is not asked, for a socket may start it.
 */
void vt_machined_acquire(struct vt_raw *raw);

/** vt_machined_decode - who answers for the leaders of its machines; @f has its processes */
void vt_machined_decode(struct vt_facts *f, const struct vt_raw *raw);

#endif
