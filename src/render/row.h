/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a cell is made from. */
#ifndef VT_RENDER_ROW_H
#define VT_RENDER_ROW_H

#include "analyze/mapping.h"

/**
 * struct vt_row - what a row is about: a mapping, or a finding (audit)
 * @m, @f: NULL when there is none; with @f, @m is the mapping it is about
 * @nic, @domain, @device: rows, VT_NONE when there is none
 * @link, @proc: NULL when there is none
 */
struct vt_row {
	const struct vt_report *r;
	const struct vt_mapping *m;
	const struct vt_finding *f;
	uint32_t nic, domain, device;
	const struct vt_link *link;
	const struct vt_proc *proc;
};

#endif
