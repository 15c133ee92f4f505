/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One scan of this host: every acquirer, in an order that serves the join. */
#ifndef VT_COLLECT_COLLECT_H
#define VT_COLLECT_COLLECT_H

#include "collect/managers/manager-acquire.h"
#include "collect/raw.h"
#include "collect/subjects.h"

/* Parts of a scan, in their order, as bits. */
enum vt_phase {
	VT_PHASE_HOLDERS = 1 << 0, /* descriptors, and who has them */
	VT_PHASE_CONNS = 1 << 1,   /* libvirt */
	VT_PHASE_PROCS = 1 << 2,   /* managers, and processes of VMs that hold nothing */
	VT_PHASE_LINKS = 1 << 3,   /* network namespaces */
	VT_PHASE_REST = 1 << 4,    /* tables of threads, Open vSwitch */
	VT_PHASE_LAST = 1 << 5,    /* descriptors in no table */
};

enum vt_scan_choice { VT_CHOOSE_AUTO, VT_CHOOSE_BPF, VT_CHOOSE_PROC };

/**
 * struct vt_scan_plan - what a scan may and must do
 * @uris:    libvirt connections; none at all = without libvirt
 * @no_libvirt_here: none was asked, and there is none: nothing is missing
 * @managers: which managers beside libvirt are asked
 * @subjects: what is about none of these will not be shown, not even as a row
 *           of the facts, and is left out where nothing else needs it
 * @wanted:  all subjects, whatever is left out: MAC addresses among them are
 *           looked up in bridges, too
 * @timeout_ms: bound of the scan as a whole
 * @record:  keep raw text that the decoders do not need
 * @trace:   keep what was done, and when, in vt_raw.trace
 * @report:  called when parts have come to their end (bits of enum vt_phase),
 *           with all that was seen so far; NULL = nobody wants to know
 */
struct vt_scan_plan {
	const char *const *uris;
	size_t n_uris;
	bool no_libvirt_here;
	struct vt_manager_choice managers;
	enum vt_scan_choice scan;
	struct vt_subjects subjects, wanted;
	int timeout_ms;
	bool record, trace;
	void (*report)(void *arg, const struct vt_raw *raw, uint32_t done);
	void *report_arg;
};

/**
 * vt_collect - look at this host
 *
 * Returns 0 with an owned scan in @ret, or -errno when nothing could be seen.
 */
int vt_collect(const struct vt_scan_plan *plan, struct vt_raw **ret, struct vt_err *err);

#endif
