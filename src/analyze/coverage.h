/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gaps that no single source of facts can tell of. */
#ifndef VT_ANALYZE_COVERAGE_H
#define VT_ANALYZE_COVERAGE_H

#include "model/facts.h"

/**
 * vt_coverage_find - add what only the facts together show to be missing
 *
 * Once, between decoding and vt_analyze(): then the facts are const. @f is
 * frozen, and stays so.
 */
void vt_coverage_find(struct vt_facts *f);

#endif
