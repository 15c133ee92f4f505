/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The BPF program that finds holders: loading, and running it; see bpf/records.h. */
#ifndef VT_COLLECT_BPF_PROGRAM_H
#define VT_COLLECT_BPF_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "util/err.h"
#include "util/str.h"

/* Which programs are tried: the fast one and then the plain ones, or one of both. */
enum vt_bpf_way { VT_BPF_ANY, VT_BPF_WALK_ONLY, VT_BPF_PLAIN };

struct vt_bpf_program;

/**
 * vt_bpf_load - owned, free with vt_bpf_unload(); NULL where it does not work
 * @why: set to what was wrong with the fast one where the plain ones were loaded
 */
struct vt_bpf_program *vt_bpf_load(enum vt_bpf_way way, struct vt_err *why, struct vt_err *err);
void vt_bpf_unload(struct vt_bpf_program *p);

/** vt_bpf_knows_kvm - its records tell who holds a KVM VM */
bool vt_bpf_knows_kvm(const struct vt_bpf_program *p);

/**
 * vt_bpf_run_all - append the records of all processes
 * @threads: at most so many read at the same time; each process's records are
 *           together and in order, the processes are not
 *
 * Returns 0 or -errno.
 */
int vt_bpf_run_all(struct vt_bpf_program *p, unsigned int threads, struct vt_buf *out,
		   struct vt_err *err);

/** vt_bpf_run_rest - likewise those of thread @tid from descriptor @fd on */
int vt_bpf_run_rest(struct vt_bpf_program *p, int32_t tid, int32_t fd, struct vt_buf *out,
		    struct vt_err *err);

#endif
