/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Join, judge, confirm. */
#include <config.h>

#include "analyze/analysis-parts.h"

#include "analyze/join.h"
#include "analyze/judge.h"
#include "util/str.h"

struct vt_analysis *vt_analyze(const struct vt_facts *f)
{
	struct vt_analysis *a = vt_xrealloc(NULL, 1, sizeof(*a));
	struct vt_judge judge = { .f = f };

	memset(a, 0, sizeof(*a));
	a->f = f;
	a->ix = vt_index_new(f);
	a->inv = vt_join(f, a->ix);
	a->verdict.findings = vt_findings_new();
	a->verdict.nic_open = vt_flags(f->nics.n);
	a->verdict.device_open = vt_flags(a->inv->devices.n);
	judge.ix = a->ix;
	judge.inv = a->inv;
	judge.out = a->verdict.findings;
	judge.nic_open = a->verdict.nic_open;
	judge.device_open = a->verdict.device_open;
	vt_judge_run(&judge);
	a->verdict.withheld = judge.withheld;
	return a;
}

static void verdict_done(struct vt_verdict *v)
{
	vt_findings_free(v->findings);
	free(v->nic_open);
	free(v->device_open);
}

void vt_analysis_free(struct vt_analysis *a)
{
	if (!a)
		return;
	verdict_done(&a->verdict);
	vt_inventory_free(a->inv);
	vt_index_free(a->ix);
	free(a);
}

const struct vt_verdict *vt_analysis_verdict(const struct vt_analysis *a)
{
	return &a->verdict;
}

/* What was not confirmed was not refuted either: the row says so. */
static void withdraw(const struct vt_analysis *a, const struct vt_finding *row,
		     struct vt_verdict *v)
{
	v->withdrawn++;
	if (vt_finding_severity(row) == VT_INFO)
		return;
	if (row->nic != VT_NONE)
		v->nic_open[row->nic] = true;
	else if (row->link != VT_NONE && a->inv->link_device[row->link] != VT_NONE)
		v->device_open[a->inv->link_device[row->link]] = true;
}

static bool *copy_flags(const bool *flags, size_t n)
{
	bool *copy = vt_flags(n);

	for (size_t i = 0; i < n; i++)
		copy[i] = flags[i];
	return copy;
}

struct vt_verdict *vt_verdict_confirm(const struct vt_analysis *a, const struct vt_verdict *earlier)
{
	const struct vt_findings *now = a->verdict.findings;
	struct vt_verdict *v = vt_xrealloc(NULL, 1, sizeof(*v));

	*v = (struct vt_verdict){
		.findings = vt_findings_new(),
		.nic_open = copy_flags(a->verdict.nic_open, a->f->nics.n),
		.device_open = copy_flags(a->verdict.device_open, a->inv->devices.n),
		.withheld = a->verdict.withheld,
		.withdrawn = earlier->withdrawn,
	};
	for (size_t i = 0; i < now->rows.n; i++) {
		if (vt_findings_find(earlier->findings, &now->rows.v[i]))
			vt_vec_push(&v->findings->rows, now->rows.v[i]);
		else
			withdraw(a, &now->rows.v[i], v);
	}
	for (size_t i = 0; i < earlier->findings->rows.n; i++)
		v->withdrawn += !vt_findings_find(v->findings, &earlier->findings->rows.v[i]);
	return v;
}

void vt_verdict_free(struct vt_verdict *v)
{
	if (v)
		verdict_done(v);
	free(v);
}

bool vt_scans_differ(const struct vt_facts *a, const struct vt_facts *b)
{
	return vt_facts_new_gap(a, b) || vt_facts_new_gap(b, a);
}

void vt_scans_decide(const struct vt_facts *const *scans, size_t n, size_t *ret_earlier,
		     size_t *ret_later)
{
	*ret_later = n - 1;
	*ret_earlier = n - 2;
	if (n < 3)
		return;
	if (vt_facts_new_gap(scans[n - 1], scans[n - 2])) {
		*ret_later = n - 2;
		*ret_earlier = n - 3;
	} else if (vt_facts_new_gap(scans[n - 2], scans[n - 1])) {
		*ret_earlier = n - 3;
	}
}
