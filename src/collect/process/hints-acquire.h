/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a descriptor can be that no table shows. */
#ifndef VT_COLLECT_PROCESS_HINTS_ACQUIRE_H
#define VT_COLLECT_PROCESS_HINTS_ACQUIRE_H

#include "collect/raw.h"

/**
 * vt_hints_acquire - processes with descriptors in flight over a unix socket
 * (fdinfo "scm_fds:", since 5.8) or a tun registered in an io_uring
 * ("UserFiles:"), into @raw->hints
 *
 * It reads the fdinfo of every descriptor, so it is only for a scan whose
 * queue counts do not close. Stops after @timeout_ms; nothing is an error.
 */
void vt_hints_acquire(struct vt_raw *raw, int timeout_ms);

#endif
