/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which gaps a decoder told. */
#ifndef VT_TESTS_GAPS_H
#define VT_TESTS_GAPS_H

#include "model/facts.h"
#include "util/str.h"

/* How many are of that kind; @last: the last of them, NULL = none. */
static inline size_t gaps_of(const struct vt_facts *f, enum vt_gap_code code,
			     const struct vt_gap **last)
{
	size_t n = 0;

	*last = NULL;
	for (size_t i = 0; i < f->gaps.n; i++)
		if (vt_streq(f->gaps.v[i].code, vt_gap_class(code)->code)) {
			*last = &f->gaps.v[i];
			n++;
		}
	return n;
}

#endif
