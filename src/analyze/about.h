/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a finding is about. */
#ifndef VT_ANALYZE_ABOUT_H
#define VT_ANALYZE_ABOUT_H

#include "analyze/mapping.h"

/**
 * struct vt_about - what a finding is about: rows of facts, VT_NONE where it is not
 * @link:   a device, a bridge, or any other link
 * @record: of facts.registrations, a record outside the kernel
 * @file:   of facts.pidfiles
 */
struct vt_about {
	uint32_t domain, nic, link, proc, record, file;
};

#define VT_ABOUT_NOTHING ((struct vt_about){ VT_NONE, VT_NONE, VT_NONE, VT_NONE, VT_NONE, VT_NONE })

/** vt_about_link - any link, a row of facts */
struct vt_about vt_about_link(uint32_t link);

/** vt_about_netns - the namespace whose links the finding depends on; 0 = it may be any */
uint64_t vt_about_netns(const struct vt_facts *f, const struct vt_inventory *inv,
			struct vt_about about);

#endif
