/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a gap may hide: a VM, namespace, port or process that could not be read
 * leaves open only what depends on it.
 */
#ifndef VT_ANALYZE_HIDDEN_H
#define VT_ANALYZE_HIDDEN_H

#include "analyze/about.h"
#include "analyze/index.h"
#include "model/finding.h"

/** struct vt_seen - facts, and the join made from them */
struct vt_seen {
	const struct vt_facts *f;
	const struct vt_inventory *inv;
	const struct vt_index *ix;
};

/** vt_hidden - could a gap hide the thing that a finding of @code says is missing */
bool vt_hidden(const struct vt_seen *v, enum vt_code code, struct vt_about about);

/** vt_claim_hidden - could a claim of a running VM on a device, or its holder's VM, be hidden */
bool vt_claim_hidden(const struct vt_seen *v, uint32_t device);

/** vt_hold_hidden - could process @proc hold a queue of @device that was not seen */
bool vt_hold_hidden(const struct vt_seen *v, uint32_t device, uint32_t proc);

/** vt_process_hidden - could a running VM's process be one that could not be read */
bool vt_process_hidden(const struct vt_seen *v);

/** vt_gap_opens - does the gap leave the answer open even if no finding was withheld */
bool vt_gap_opens(const struct vt_seen *v, const struct vt_gap *gap);

#endif
