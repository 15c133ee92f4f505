/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The BPF programs for kernels that do not take the fast one; see plain.bpf.c. */
#ifndef VT_COLLECT_BPF_PLAIN_H
#define VT_COLLECT_BPF_PLAIN_H

#include "collect/bpf/btf.h"
#include "collect/bpf/records.h"
#include "util/err.h"

/* One iterator writes the processes, the other one the queues. */
#define VT_BPF_PLAIN_LINKS 2

/* Descriptors; 0 = none. */
struct vt_bpf_plain {
	int map;
	int programs[VT_BPF_PLAIN_LINKS], links[VT_BPF_PLAIN_LINKS];
};

/**
 * vt_bpf_plain_load - load and attach both; @ret is for vt_bpf_plain_unload() in any case
 * @step: set to what failed, as words behind "cannot"
 *
 * Returns 0 or -errno.
 */
int vt_bpf_plain_load(const struct vt_bpf_setup *setup, struct vt_btf *kernel,
		      struct vt_bpf_plain *ret, const char **step);
void vt_bpf_plain_unload(struct vt_bpf_plain *plain);

#endif
