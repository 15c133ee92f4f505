/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "analyze/judge.h"

void vt_judge_run(struct vt_judge *j)
{
#define FINDING(symbol, code, severity, needs, summary, explanation, remedy, uncured) \
	vt_rule_##symbol(j);
#include "model/findings.def"
#undef FINDING
	vt_findings_sort(j->out);
}
