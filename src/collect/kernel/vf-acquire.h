/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks the cards of a namespace for their virtual functions. */
#ifndef VT_COLLECT_KERNEL_VF_ACQUIRE_H
#define VT_COLLECT_KERNEL_VF_ACQUIRE_H

#include "util/str.h"

/**
 * vt_vf_take - in the calling thread's network namespace
 * @links: its RTM_NEWLINK messages
 * @ret:   lines of vt_vf_lines()
 *
 * Only cards that have any are asked: a driver may have to ask its firmware for each.
 */
void vt_vf_take(const struct vt_buf *links, int timeout_ms, struct vt_buf *ret);

#endif
