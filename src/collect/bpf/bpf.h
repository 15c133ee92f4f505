/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The scan of all descriptors by BPF iterators. */
#ifndef VT_COLLECT_BPF_BPF_H
#define VT_COLLECT_BPF_BPF_H

#include "collect/bpf/program.h"
#include "collect/kernel/netns.h"
#include "collect/raw.h"

/**
 * vt_bpf_scan - as vt_procfs_scan(), by the kernel itself
 * @threads, @timeout_ms: how many read the details of holders, and how long
 *
 * Returns 0, -ENOTSUP in a build without BPF, or another -errno where the
 * kernel or the rights do not allow it; then nothing was added.
 */
int vt_bpf_scan(struct vt_raw *raw, struct vt_netns_list *namespaces, unsigned int threads,
		int timeout_ms, enum vt_bpf_way way, struct vt_err *err);

#endif
