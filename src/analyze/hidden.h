/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a gap may hide: one VM, namespace, port or process that could not be
 * read costs what depends on it, nothing else.
 */
#ifndef VT_ANALYZE_HIDDEN_H
#define VT_ANALYZE_HIDDEN_H

#include "analyze/about.h"
#include "analyze/index.h"
#include "model/finding.h"

/** struct vt_seen - what was seen, and what was made of it */
struct vt_seen {
	const struct vt_facts *f;
	const struct vt_inventory *inv;
	const struct vt_index *ix;
};

/** vt_hidden - could a gap hide what a finding of @code says is not there */
bool vt_hidden(const struct vt_seen *v, enum vt_code code, struct vt_about about);

/** vt_claim_hidden - could a claim of a running VM on a device, or its holder's VM, be hidden */
bool vt_claim_hidden(const struct vt_seen *v, uint32_t device);

/** vt_hold_hidden - could process @proc hold a queue of @device that was not seen */
bool vt_hold_hidden(const struct vt_seen *v, uint32_t device, uint32_t proc);

/** vt_process_hidden - could a running VM's process be one that was not looked at */
bool vt_process_hidden(const struct vt_seen *v);

/** vt_gap_opens - the gap alone leaves the answer open, whatever was withheld for it */
bool vt_gap_opens(const struct vt_seen *v, const struct vt_gap *gap);

#endif
