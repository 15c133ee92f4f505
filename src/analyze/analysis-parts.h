/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct vt_analysis, for the files that make a report from it. */
#ifndef VT_ANALYZE_ANALYSIS_PARTS_H
#define VT_ANALYZE_ANALYSIS_PARTS_H

#include "analyze/analysis.h"
#include "analyze/hidden.h"
#include "analyze/index.h"

struct vt_analysis {
	const struct vt_facts *f;
	struct vt_index *ix;
	struct vt_inventory *inv;
	struct vt_verdict verdict;
};

static inline struct vt_seen vt_analysis_seen(const struct vt_analysis *a)
{
	return (struct vt_seen){ a->f, a->inv, a->ix };
}

#endif
