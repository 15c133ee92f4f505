/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the BPF programs have to be told of the kernel that runs. */
#ifndef VT_COLLECT_BPF_OFFSETS_H
#define VT_COLLECT_BPF_OFFSETS_H

#include "collect/bpf/btf.h"
#include "collect/bpf/records.h"

/**
 * vt_bpf_offsets_find - fill in @setup
 * @kernel: its types, borrowed
 *
 * That the types of a driver are not known is no failure. Returns 0, or -ENOTSUP
 * when the kernel's own are not.
 */
int vt_bpf_offsets_find(struct vt_btf *kernel, struct vt_bpf_setup *setup);

#endif
