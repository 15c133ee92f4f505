/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judging: all rules, one after the other. */
#ifndef VT_ANALYZE_JUDGE_H
#define VT_ANALYZE_JUDGE_H

#include "analyze/rules.h"

/** vt_judge_run - apply all rules, and sort @j->out */
void vt_judge_run(struct vt_judge *j);

#endif
