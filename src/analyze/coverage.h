/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gaps that no single source can see. */
#ifndef VT_ANALYZE_COVERAGE_H
#define VT_ANALYZE_COVERAGE_H

#include "model/facts.h"

/**
 * vt_coverage_find - add the gaps that only all facts together show
 *
 * Call it once, after decoding and before vt_analyze(), to which facts are const.
 * @f is frozen, and stays so.
 */
void vt_coverage_find(struct vt_facts *f);

#endif
