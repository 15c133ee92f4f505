/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What changed between two reports of one host.
 *
 * A row that only the older report has goes, a row that only the newer one has
 * comes; rows are equal if all their values are. A reader that starts with
 * nothing, removes what goes and adds what comes has the rows of the newest
 * report at any time, and needs no key.
 */
#ifndef VT_ANALYZE_CHANGES_H
#define VT_ANALYZE_CHANGES_H

#include "analyze/mapping.h"

enum vt_event_kind { VT_EVENT_UNMAPPED, VT_EVENT_MAPPED, VT_EVENT_CLEARED, VT_EVENT_RAISED };

/*
 * Why. An update is two events in a row about the same NIC, device or finding:
 * first its old values, then its new ones.
 */
enum vt_event_reason { VT_REASON_PRESENT, VT_REASON_NEW, VT_REASON_GONE, VT_REASON_UPDATE };

/**
 * struct vt_event - one row that comes or goes; all borrowed
 * @report:  the report that has it
 * @mapping: NULL for a finding, @finding: NULL for a mapping
 */
struct vt_event {
	enum vt_event_kind kind;
	enum vt_event_reason reason;
	const struct vt_report *report;
	const struct vt_mapping *mapping;
	const struct vt_finding *finding;
};

/** struct vt_event_list - zero it, release with vt_event_list_done() */
struct vt_event_list {
	VT_VEC(struct vt_event) rows;
};

/**
 * vt_changes_between - append what came and went
 * @before: NULL = the first report: all rows of @now are VT_REASON_PRESENT
 *
 * Mappings first, then findings; of each, first what is gone, then the rest in
 * the order of @now. Rows that look the same to the reader are equal.
 */
void vt_changes_between(const struct vt_report *before, const struct vt_report *now,
			struct vt_event_list *ret);
void vt_event_list_done(struct vt_event_list *list);

static inline void vt_event_list_cleanup(struct vt_event_list *list)
{
	vt_event_list_done(list);
}

/** vt_event_kind_name, vt_event_reason_name - as in the output; static */
const char *vt_event_kind_name(enum vt_event_kind kind);
const char *vt_event_reason_name(enum vt_event_reason reason);

#endif
