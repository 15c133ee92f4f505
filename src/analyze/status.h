/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which findings are about which row, and the row's status. */
#ifndef VT_ANALYZE_STATUS_H
#define VT_ANALYZE_STATUS_H

#include "analyze/analysis.h"

/**
 * vt_finding_is_about - is the finding about this row of the mapping
 *
 * If it is about a NIC, it belongs to that NIC's row only, even if two NICs claim
 * one device; about a link, to every row with that device; about a VM and nothing
 * else, to all its NICs.
 */
bool vt_finding_is_about(const struct vt_facts *f, const struct vt_inventory *inv,
			 const struct vt_finding *row, const struct vt_mapping *m);

/**
 * vt_status_fill - set codes and status of every row of the report
 * @r: has its mappings and findings; the codes go to its mapping_findings
 */
void vt_status_fill(const struct vt_analysis *a, const struct vt_verdict *v, struct vt_report *r);

#endif
