/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of --claims: what a manager that virt-taps does not know says of its VMs. */
#ifndef VT_COLLECT_MANAGERS_CLAIMS_ACQUIRE_H
#define VT_COLLECT_MANAGERS_CLAIMS_ACQUIRE_H

#include "util/str.h"

/**
 * vt_claims_read - the text of @path, "-" = standard input
 *
 * Each line is looked at: what is no claim ends it with the number of the line.
 * Returns 0, or -errno.
 */
int vt_claims_read(const char *path, struct vt_buf *ret, struct vt_err *err);

#endif
