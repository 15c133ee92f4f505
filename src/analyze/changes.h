/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What came and what went between two reports of one host.
 *
 * Every row of the older report that the newer does not have with all its
 * values goes, and every one of the newer that the older does not have comes.
 * A reader that starts with nothing, removes the rows that go and adds those
 * that come always has the rows of the newest report, without needing a key.
 */
#ifndef VT_ANALYZE_CHANGES_H
#define VT_ANALYZE_CHANGES_H

#include "analyze/mapping.h"

enum vt_event_kind { VT_EVENT_UNMAPPED, VT_EVENT_MAPPED, VT_EVENT_CLEARED, VT_EVENT_RAISED };

/*
 * Why. The two events of an update follow each other: the same NIC or device,
 * or the same finding, first with its old and then with its new values.
 */
enum vt_event_reason { VT_REASON_PRESENT, VT_REASON_NEW, VT_REASON_GONE, VT_REASON_UPDATE };

/**
 * struct vt_event - one row that comes or goes; all borrowed
 * @report:  which has it
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
 * @before: NULL = nothing was known: all rows of @now are VT_REASON_PRESENT
 *
 * Mappings first, then findings; in each what is gone, then the rest in the
 * order of @now. Rows that would be shown the same are the same.
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
