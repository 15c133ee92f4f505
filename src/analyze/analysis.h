/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report, step by step: facts to judgement to what is shown. Each step
 * makes a new value and leaves alone what it was given.
 */
#ifndef VT_ANALYZE_ANALYSIS_H
#define VT_ANALYZE_ANALYSIS_H

#include "analyze/accept.h"
#include "analyze/mapping.h"

/**
 * struct vt_analysis - what was made of one scan; owned
 *
 * Members borrow from the facts, which must outlive it.
 */
struct vt_analysis;

/** vt_analyze - join and judge @facts, which it borrows; owned, free with vt_analysis_free() */
struct vt_analysis *vt_analyze(const struct vt_facts *facts);
void vt_analysis_free(struct vt_analysis *a);

/**
 * struct vt_verdict - findings, and the rows that were left open
 * @findings: sorted; their strings are those of the analysis they are from
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
 * vt_verdict_confirm - only the findings of @a that @earlier has, too
 *
 * What is withdrawn leaves its row "unknown", and is counted. Owned, free with
 * vt_verdict_free(); it borrows from @a, and nothing from @earlier.
 */
struct vt_verdict *vt_verdict_confirm(const struct vt_analysis *a,
				      const struct vt_verdict *earlier);
void vt_verdict_free(struct vt_verdict *v);

/**
 * struct vt_question - what is asked of an analysis
 * @subjects: only what is about one of these, see subjects.h; all of it when @n_subjects is 0
 * @accept: rules of what is expected, NULL = nothing; @day: today, see vt_accept_day()
 */
struct vt_question {
	const char *const *subjects;
	size_t n_subjects;
	const struct vt_accept *accept;
	uint32_t day;
};

/* What has to be looked at again before it is reported. */
enum vt_doubt {
	VT_DOUBT_NONE,
	VT_DOUBT_SHORT, /* a finding */
	VT_DOUBT_LONG,  /* one about a record that libvirt clears in its own time */
};

/**
 * vt_analysis_doubt - the strongest doubt about what is asked
 * @v: NULL = the verdict of @a alone
 *
 * Findings about anything else do not count, as they will not be shown.
 */
enum vt_doubt vt_analysis_doubt(const struct vt_analysis *a, const struct vt_verdict *v,
				const struct vt_question *q);

/**
 * vt_report_new - mappings, findings and summary
 * @v: NULL = the verdict of @a alone
 * @q: NULL = all of it
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

/** vt_scans_differ - one of two scans has a passing gap that the other does not have */
bool vt_scans_differ(const struct vt_facts *a, const struct vt_facts *b);

/**
 * vt_scans_decide - which of two or three scans, in their order, are compared
 *
 * The later ones, unless one of them has a passing gap that the other does not have: such a
 * gap must neither hide a finding nor make one.
 */
void vt_scans_decide(const struct vt_facts *const *scans, size_t n, size_t *ret_earlier,
		     size_t *ret_later);

#endif
