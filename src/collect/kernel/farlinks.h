/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lower links and peers in another network namespace: which one that is. */
#ifndef VT_COLLECT_KERNEL_FARLINKS_H
#define VT_COLLECT_KERNEL_FARLINKS_H

#include "collect/raw.h"

/**
 * vt_farlinks_find - set vt_link.far_netns where it can be told
 * @nsids: the kernel's numbers, @n of them; borrowed
 *
 * By the number; else, for the two ends of a veth, by each naming the other's index where no
 * other pair does.
 */
void vt_farlinks_find(struct vt_facts *f, const struct vt_raw_nsid *nsids, size_t n);

#endif
