/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kata's Dragonball: the VMM is inside the shim, which is known by the VM that
 * it holds. A shim without one only starts QEMU or Cloud Hypervisor.
 */
#include <config.h>

#include <string.h>

#include "collect/vmm/vmm.h"

static void on_id(struct vt_vmm_line *line, const char *value)
{
	VT_BUF_OF(name);

	vt_buf_fmt(&name, "sandbox-%s", value);
	vt_vmm_guest(line, name.p, name.len);
}

static const struct vt_vmm_option options[] = {
	{ "id", 1, false, on_id },
	{ 0 },
};

static const char *const exact[] = { NULL };
static const char *const prefixes[] = { "containerd-shim-kata", "containerd-shim", NULL };

const struct vt_vmm vt_vmm_kata = { .exact = exact, .prefixes = prefixes, .options = options };
