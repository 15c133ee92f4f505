/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report, step by step: facts to judgement to what is shown. */
#ifndef VT_ANALYZE_ANALYSIS_H
#define VT_ANALYZE_ANALYSIS_H

#include "analyze/mapping.h"

/**
 * struct vt_analysis - what was made of one look; owned
 *
 * Members borrow from @facts, which must outlive it.
 */
struct vt_analysis;

/** vt_analyze - join and judge @facts, which it borrows; owned, free with vt_analysis_free() */
struct vt_analysis *vt_analyze(const struct vt_facts *facts);
void vt_analysis_free(struct vt_analysis *a);
const struct vt_findings *vt_analysis_findings(const struct vt_analysis *a);

/**
 * vt_analysis_confirm - keep only findings that @earlier has, too
 *
 * What is withdrawn leaves its row "unknown", and is counted.
 */
void vt_analysis_confirm(struct vt_analysis *a, const struct vt_analysis *earlier);

/* What would have to be looked at again before it is reported. */
enum vt_doubt {
	VT_DOUBT_NONE,
	VT_DOUBT_SHORT, /* a finding */
	VT_DOUBT_LONG,  /* one about a record that libvirt clears in its own time */
};

/**
 * vt_analysis_doubt - the most that there is about these subjects
 *
 * @subjects as for vt_analysis_report(); findings about nothing of that do not
 * count, as they will not be shown.
 */
enum vt_doubt vt_analysis_doubt(struct vt_analysis *a, const char *const *subjects,
				size_t n_subjects);

/**
 * vt_analysis_report - mappings and summary; borrowed from @a
 * @subjects: only what is about one of these (VM by name, UUID or id; device;
 *            PID; MAC), all of it when @n_subjects is 0
 * @ret_found: how many of the subjects are known at all; may be NULL
 */
struct vt_report *vt_analysis_report(struct vt_analysis *a, const char *const *subjects,
				     size_t n_subjects, size_t *ret_found);

#endif
