/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A build without BPF: every scan goes through /proc. */
#include <config.h>

#include "collect/bpf/bpf.h"

#include <errno.h>

int vt_bpf_scan(struct vt_raw *raw, struct vt_netns_list *namespaces, unsigned int threads,
		int timeout_ms, enum vt_bpf_way way, struct vt_err *err)
{
	(void)threads;
	(void)timeout_ms;
	(void)way;
	(void)raw;
	(void)namespaces;
	return vt_err_set(err, ENOTSUP, "this build has no BPF scan");
}
