/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct vt_analysis, for the files that make a report of it. */
#ifndef VT_ANALYZE_ANALYSIS_PARTS_H
#define VT_ANALYZE_ANALYSIS_PARTS_H

#include "analyze/analysis.h"
#include "analyze/index.h"

struct vt_analysis {
	const struct vt_facts *f;
	struct vt_index *ix;
	struct vt_inventory *inv;
	struct vt_verdict verdict;
};

#endif
