/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From facts to judgement to report. Each step makes a new value and does not
 * change its input.
 */
#ifndef VT_ANALYZE_ANALYSIS_H
#define VT_ANALYZE_ANALYSIS_H

#include "analyze/accept.h"
#include "analyze/mapping.h"

/**
 * struct vt_analysis - one scan, joined and judged; owned
 *
 * Members borrow from the facts, which must outlive it.
 */
struct vt_analysis;

/** vt_analyze - join and judge @facts, which it borrows; owned, free with vt_analysis_free() */
struct vt_analysis *vt_analyze(const struct vt_facts *facts);
void vt_analysis_free(struct vt_analysis *a);

/**
 * struct vt_verdict - findings, and the rows that were left open
 * @findings: sorted; the analysis owns their strings
 * @nic_open, @device_open: a finding about the row was withheld or withdrawn
 */
struct vt_verdict {
	struct vt_findings *findings;
	bool *nic_open, *device_open;
	uint32_t withheld, withdrawn;
};

/** vt_analysis_verdict - what this scan alone says; borrowed from @a */
const struct vt_verdict *vt_analysis_verdict(const struct vt_analysis *a);

/**
 * vt_verdict_confirm - only the findings of @a that @earlier has as well
 *
 * The others are withdrawn and counted, and their rows are "unknown". Owned, free with
 * vt_verdict_free(); it borrows from @a, and nothing from @earlier.
 */
struct vt_verdict *vt_verdict_confirm(const struct vt_analysis *a,
				      const struct vt_verdict *earlier);
void vt_verdict_free(struct vt_verdict *v);

/**
 * struct vt_question - what an analysis is asked
 * @subjects: answer for these only, see subjects.h; for everything if @n_subjects is 0
 * @accept: findings to expect, NULL = none; @day: today, see vt_accept_day()
 */
struct vt_question {
	const char *const *subjects;
	size_t n_subjects;
	const struct vt_accept *accept;
	uint32_t day;
};

/* What needs a second scan before it is reported. */
enum vt_doubt {
	VT_DOUBT_NONE,
	VT_DOUBT_SHORT, /* a finding */
	VT_DOUBT_LONG,  /* one about a record that libvirt may still clear by itself */
};

/**
 * vt_analysis_doubt - the strongest doubt about the answer to @q
 * @v: NULL = the verdict of @a alone
 *
 * Findings about anything else do not count, as they are not shown.
 */
enum vt_doubt vt_analysis_doubt(const struct vt_analysis *a, const struct vt_verdict *v,
				const struct vt_question *q);

/**
 * vt_report_new - mappings, findings and summary
 * @v: NULL = the verdict of @a alone
 * @q: NULL = everything
 *
 * Owned, free with vt_report_free(); borrows from @a and @v.
 */
struct vt_report *vt_report_new(const struct vt_analysis *a, const struct vt_verdict *v,
				const struct vt_question *q);
void vt_report_free(struct vt_report *r);

static inline void vt_report_cleanup(struct vt_report **r)
{
	vt_report_free(*r);
}

/** vt_scans_differ - does one of two scans have a passing gap that the other lacks */
bool vt_scans_differ(const struct vt_facts *a, const struct vt_facts *b);

/**
 * vt_scans_decide - which of two or three scans, oldest first, to compare
 *
 * The last two, unless one of them has a passing gap that the other lacks: such a gap must
 * neither hide a finding nor cause one.
 */
void vt_scans_decide(const struct vt_facts *const *scans, size_t n, size_t *ret_earlier,
		     size_t *ret_later);

#endif
