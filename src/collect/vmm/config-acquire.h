/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configuration files that the command lines of VMMs name. */
#ifndef VT_COLLECT_VMM_CONFIG_ACQUIRE_H
#define VT_COLLECT_VMM_CONFIG_ACQUIRE_H

#include "collect/raw.h"

/**
 * vt_vmm_read_configs - what the processes of @raw have in theirs of NICs
 *
 * A file is looked up below its process's root or working directory, without following
 * links, and must be the process's user's, or be readable by everybody. What does not answer costs
 * that process and makes a gap, as does a user who has too much there.
 * @deadline: vt_clock_ms()
 */
void vt_vmm_read_configs(struct vt_raw *raw, unsigned int threads, int64_t deadline);

#endif
