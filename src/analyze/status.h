/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which finding is about which row, and what that makes of the row. */
#ifndef VT_ANALYZE_STATUS_H
#define VT_ANALYZE_STATUS_H

#include "analyze/analysis.h"

/**
 * vt_finding_is_about - the finding is about this row of the mapping
 *
 * One about a NIC is about that NIC's row alone, even where two NICs claim one
 * device. One about a link is about every row with that device, one about a VM
 * and nothing else about all of its NICs.
 */
bool vt_finding_is_about(const struct vt_facts *f, const struct vt_inventory *inv,
			 const struct vt_finding *row, const struct vt_mapping *m);

/**
 * vt_status_fill - codes and status of every row of the report
 *
 * @r: has its mappings and findings; the codes go to its mapping_findings
 */
void vt_status_fill(const struct vt_analysis *a, const struct vt_verdict *v, struct vt_report *r);

#endif
