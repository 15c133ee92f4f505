/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is shown of an analysis: rows, findings and their sum. */
#include <config.h>

#include "analyze/analysis-parts.h"

#include "analyze/join.h"
#include "analyze/status.h"
#include "analyze/subjects.h"
#include "util/cleanup.h"
#include "util/str.h"

/* The process to show: the domain's own where it holds the device or nobody
 * does, else the holder. */
static uint32_t shown_process(const struct vt_analysis *a, uint32_t nic, uint32_t device)
{
	const struct vt_device *d = device == VT_NONE ? NULL : &a->inv->devices.v[device];
	uint32_t own = nic == VT_NONE ? VT_NONE : a->inv->domains[a->f->nics.v[nic].domain].proc;

	if (!d || !d->n_uses || (own != VT_NONE && vt_queues_of(a->inv, device, own)))
		return own;
	for (uint32_t i = 0; i < d->n_uses; i++)
		if (a->f->procs.v[a->inv->uses.v[d->first_use + i].proc].hypervisor)
			return a->inv->uses.v[d->first_use + i].proc;
	return a->inv->uses.v[d->first_use].proc;
}

/* A VM without NICs, or one that is shut off, is found, too, also by an address that it will
 * have. */
static void add_subject_rows(const struct vt_analysis *a, const struct vt_wanted *w,
			     struct vt_report *r)
{
	bool *shown = vt_flags(a->f->domains.n);

	for (size_t i = 0; i < a->f->nics.n; i++)
		if (w->nics[i] && !a->f->domains.v[a->f->nics.v[i].domain].active)
			shown[a->f->nics.v[i].domain] = true;
	for (uint32_t i = 0; i < a->f->domains.n; i++)
		if (w->domains[i] || shown[i])
			vt_vec_push(&r->subject_domains, i);
	for (uint32_t i = 0; i < a->f->links.n; i++)
		if (w->links[i])
			vt_vec_push(&r->subject_links, i);
	for (uint32_t i = 0; i < a->f->ovs_ports.n; i++)
		if (w->ovs_ports[i] && a->f->ovs_ports.v[i].bridge)
			vt_vec_push(&r->subject_ovs, i);
	for (uint32_t i = 0; i < a->f->procs.n; i++)
		if (w->procs[i])
			vt_vec_push(&r->subject_procs, i);
	for (uint32_t i = 0; i < a->f->netnses.n; i++)
		if (w->netnses[i])
			vt_vec_push(&r->subject_netnses, i);
	free(shown);
}

static void add_mapping(const struct vt_analysis *a, struct vt_report *r, uint32_t nic,
			uint32_t device)
{
	struct vt_mapping *m = vt_vec_add(&r->mappings);

	m->nic = nic;
	m->device = device;
	m->proc = shown_process(a, nic, device);
}

static void make_mappings(const struct vt_analysis *a, const struct vt_wanted *w,
			  struct vt_report *r)
{
	for (uint32_t i = 0; i < a->f->nics.n; i++) {
		uint32_t domain = a->f->nics.v[i].domain;

		if (!a->f->domains.v[domain].active || a->inv->domains[domain].twin != VT_NONE)
			continue;
		if (!w->n || vt_wanted_nic(a, w, i))
			add_mapping(a, r, i, a->inv->nics[i].device);
	}
	for (uint32_t i = 0; i < a->inv->devices.n; i++)
		if (!a->inv->devices.v[i].n_claims && (!w->n || w->devices[i]))
			add_mapping(a, r, VT_NONE, i);
	if (w->n)
		add_subject_rows(a, w, r);
}

/* Is the finding about something that is shown? */
static bool finding_shown(const struct vt_analysis *a, const struct vt_report *r,
			  const struct vt_finding *row, const struct vt_wanted *w,
			  const struct vt_question *q)
{
	for (size_t i = 0; i < r->mappings.n; i++)
		if (vt_finding_is_about(a->f, a->inv, row, &r->mappings.v[i]))
			return true;
	return vt_wanted_finding(w, q, row);
}

/* What a connection that failed would have told, such as filter bindings and
 * ports that are left over, is not all in its files. */
static bool left_open(const struct vt_analysis *a, const struct vt_verdict *v)
{
	const struct vt_seen view = vt_analysis_seen(a);

	if (vt_facts_connection_failed(a->f))
		return true;
	for (size_t i = 0; i < a->f->gaps.n; i++)
		if (vt_gap_opens(&view, &a->f->gaps.v[i]))
			return true;
	return v->withheld > 0;
}

/* A rule that matches nothing any more: said only where everything was seen. */
static void add_unused(const struct vt_accept *accept, const bool *used, struct vt_report *r)
{
	struct vt_arena *arena = r->findings->arena;

	for (size_t i = 0; i < accept->rules.n; i++) {
		const struct vt_accept_rule *rule = &accept->rules.v[i];
		struct vt_finding *row;

		if (used[i])
			continue;
		row = vt_vec_add(&r->findings->rows);
		row->code = VT_F_UNUSED_ACCEPT;
		row->domain = row->nic = row->link = row->proc = VT_NONE;
		row->record = row->file = VT_NONE;
		row->domain_id = -1;
		row->object = vt_arena_fmt(arena, "%s:%u", accept->path, rule->line);
		row->message = vt_arena_fmt(arena, "line %u of %s accepts no finding %s",
					    rule->line, accept->path, vt_class(rule->code)->code);
		row->remedy = vt_class(row->code)->remedy;
	}
	vt_findings_sort(r->findings);
}

static void take_findings(const struct vt_analysis *a, const struct vt_verdict *v,
			  const struct vt_wanted *w, const struct vt_question *q,
			  struct vt_report *r)
{
	VT_CLEANUP(vt_free) bool *used = vt_flags(q && q->accept ? q->accept->rules.n : 0);

	r->findings = vt_findings_new();
	r->accepted = vt_findings_new();
	for (size_t i = 0; i < v->findings->rows.n; i++) {
		struct vt_finding row = v->findings->rows.v[i];
		const struct vt_accept_rule *rule =
			q ? vt_accept_rule_for(q->accept, a->f, a->inv, &row, q->day, used) : NULL;

		row.accepted = rule ? rule->reason : NULL;
		if (!w->n || finding_shown(a, r, &row, w, q))
			vt_vec_push(rule ? &r->accepted->rows : &r->findings->rows, row);
	}
	if (!w->n && q && q->accept && !left_open(a, v))
		add_unused(q->accept, used, r);
}

static void summarize(const struct vt_analysis *a, const struct vt_verdict *v, struct vt_report *r)
{
	struct vt_summary *s = &r->summary;

	*s = (struct vt_summary){ .devices = (uint32_t)a->inv->devices.n,
				  .withdrawn = v->withdrawn };
	for (size_t i = 0; i < a->f->domains.n; i++)
		s->domains += a->f->domains.v[i].active && a->inv->domains[i].twin == VT_NONE;
	for (size_t i = 0; i < r->mappings.n; i++)
		s->mapped += r->mappings.v[i].status == VT_STATUS_OK;
	s->accepted = (uint32_t)r->accepted->rows.n;
	for (size_t i = 0; i < r->findings->rows.n; i++)
		s->findings[vt_finding_severity(&r->findings->rows.v[i])]++;
	/* They are sorted by severity. */
	s->worst = r->findings->rows.n ? r->findings->rows.v : NULL;
}

/* Rows and findings that are about the subjects, without codes and sums. */
static struct vt_report *select_rows(const struct vt_analysis *a, const struct vt_verdict *v,
				     const struct vt_question *q)
{
	struct vt_report *r = vt_xrealloc(NULL, 1, sizeof(*r));
	struct vt_wanted w = vt_wanted_new(a, q);

	memset(r, 0, sizeof(*r));
	r->facts = a->f;
	r->inventory = a->inv;
	make_mappings(a, &w, r);
	take_findings(a, v, &w, q, r);
	r->subjects = q ? q->subjects : NULL;
	r->n_subjects = w.n;
	r->subject_found = VT_TAKE_PTR(w.found);
	for (size_t i = 0; i < w.n; i++)
		r->subjects_found += r->subject_found[i];
	vt_wanted_done(&w);
	return r;
}

struct vt_report *vt_report_new(const struct vt_analysis *a, const struct vt_verdict *v,
				const struct vt_question *q)
{
	struct vt_report *r;

	if (!v)
		v = &a->verdict;
	r = select_rows(a, v, q);
	vt_status_fill(a, v, r);
	summarize(a, v, r);
	r->open = left_open(a, v);
	return r;
}

enum vt_outcome vt_report_outcome(const struct vt_report *r)
{
	if (r->summary.findings[VT_CRITICAL])
		return VT_OUTCOME_CRITICAL;
	if (r->summary.findings[VT_WARNING])
		return VT_OUTCOME_WARNING;
	if (r->subjects_found < r->n_subjects && !vt_facts_connection_failed(r->facts))
		return VT_OUTCOME_WARNING;
	return r->open ? VT_OUTCOME_UNKNOWN : VT_OUTCOME_OK;
}

void vt_report_free(struct vt_report *r)
{
	if (!r)
		return;
	vt_findings_free(r->findings);
	vt_findings_free(r->accepted);
	vt_vec_done(&r->mappings);
	vt_vec_done(&r->mapping_findings);
	vt_vec_done(&r->subject_domains);
	vt_vec_done(&r->subject_links);
	vt_vec_done(&r->subject_ovs);
	vt_vec_done(&r->subject_procs);
	vt_vec_done(&r->subject_netnses);
	free(r->subject_found);
	free(r);
}

/* A record that libvirt clears in its own time after a domain has ended. */
static bool lingers(const struct vt_analysis *a, const struct vt_finding *row)
{
	if (row->object && row->domain == VT_NONE)
		return true;
	/* While it takes a domain down, libvirt still lists it. */
	return row->code == VT_F_NO_PROCESS &&
	       vt_domain_conn(a->f, &a->f->domains.v[row->domain])->ok;
}

enum vt_doubt vt_analysis_doubt(const struct vt_analysis *a, const struct vt_verdict *v,
				const struct vt_question *q)
{
	__attribute__((cleanup(vt_report_cleanup))) struct vt_report *r =
		select_rows(a, v ? v : &a->verdict, q);
	enum vt_doubt doubt = VT_DOUBT_NONE;

	for (size_t i = 0; i < r->findings->rows.n; i++) {
		enum vt_doubt of_row = lingers(a, &r->findings->rows.v[i]) ? VT_DOUBT_LONG :
									     VT_DOUBT_SHORT;

		if (of_row > doubt)
			doubt = of_row;
	}
	return doubt;
}
