/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is shown of an analysis: rows, findings and their sum. */
#include <config.h>

#include "analyze/analysis-parts.h"

#include <strings.h>

#include "analyze/join.h"
#include "analyze/status.h"
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

/* What is looked for, compared with everything that a row can be called. */
struct wanted {
	const char *const *subjects;
	size_t n;
	bool *found;
};

static bool wants(const struct wanted *w, const char *name, bool fold)
{
	bool any = false;

	for (size_t i = 0; name && i < w->n; i++) {
		if (fold ? strcasecmp(w->subjects[i], name) != 0 :
			   strcmp(w->subjects[i], name) != 0)
			continue;
		w->found[i] = true;
		any = true;
	}
	return any;
}

static bool wants_number(const struct wanted *w, int64_t number)
{
	bool any = false;
	uint64_t value;

	for (size_t i = 0; i < w->n; i++)
		if (vt_parse_u64(w->subjects[i], &value) == 0 && value <= INT64_MAX &&
		    (int64_t)value == number) {
			w->found[i] = true;
			any = true;
		}
	return any;
}

static bool wants_domain(const struct vt_analysis *a, const struct wanted *w, uint32_t domain)
{
	const struct vt_domain *d = &a->f->domains.v[domain];
	uint32_t proc = a->inv->domains[domain].proc;
	bool name = wants(w, d->name, false), uuid = wants(w, d->uuid, true);
	bool id = d->id >= 0 && wants_number(w, d->id);
	bool pid = proc != VT_NONE && wants_number(w, a->f->procs.v[proc].pid);

	return name || uuid || id || pid;
}

static bool wants_device(const struct vt_analysis *a, const struct wanted *w, uint32_t device)
{
	const struct vt_device *d = &a->inv->devices.v[device];
	const struct vt_link *l = &a->f->links.v[d->link];
	bool any = wants(w, l->ifname, false);

	any = wants(w, l->mac, true) || any;
	for (uint32_t i = 0; i < d->n_uses; i++) {
		const struct vt_proc *p = &a->f->procs.v[a->inv->uses.v[d->first_use + i].proc];

		any = wants_number(w, p->pid) || any;
		if (p->hypervisor) {
			any = wants(w, p->guest, false) || any;
			any = wants(w, p->uuid, true) || any;
		}
	}
	return any;
}

static bool wants_nic(const struct vt_analysis *a, const struct wanted *w, uint32_t nic)
{
	const struct vt_nic *n = &a->f->nics.v[nic];
	bool domain = wants_domain(a, w, n->domain), mac = wants(w, n->mac, true);
	bool target = vt_nic_wants_device(n) && wants(w, n->target, false);
	bool device = a->inv->nics[nic].device != VT_NONE &&
		      wants_device(a, w, a->inv->nics[nic].device);

	return domain || mac || target || device;
}

/* One without NICs, or shut off, is known, too: also by an address that it will have. */
static void add_subject_domains(const struct vt_analysis *a, const struct wanted *w,
				struct vt_report *r)
{
	bool *by_mac = vt_flags(a->f->domains.n);

	for (size_t i = 0; i < a->f->nics.n; i++) {
		const struct vt_nic *nic = &a->f->nics.v[i];

		if (!a->f->domains.v[nic->domain].active && wants(w, nic->mac, true))
			by_mac[nic->domain] = true;
	}
	for (uint32_t i = 0; i < a->f->domains.n; i++)
		if (wants_domain(a, w, i) || by_mac[i])
			vt_vec_push(&r->subject_domains, i);
	free(by_mac);
}

static void add_mapping(const struct vt_analysis *a, struct vt_report *r, uint32_t nic,
			uint32_t device)
{
	struct vt_mapping *m = vt_vec_add(&r->mappings);

	m->nic = nic;
	m->device = device;
	m->proc = shown_process(a, nic, device);
}

static void make_mappings(const struct vt_analysis *a, const struct wanted *w, struct vt_report *r)
{
	for (uint32_t i = 0; i < a->f->nics.n; i++) {
		uint32_t domain = a->f->nics.v[i].domain;

		if (!a->f->domains.v[domain].active || a->inv->domains[domain].twin != VT_NONE)
			continue;
		if (!w->n || wants_nic(a, w, i))
			add_mapping(a, r, i, a->inv->nics[i].device);
	}
	for (uint32_t i = 0; i < a->inv->devices.n; i++)
		if (!a->inv->devices.v[i].n_claims && (!w->n || wants_device(a, w, i)))
			add_mapping(a, r, VT_NONE, i);
	if (w->n)
		add_subject_domains(a, w, r);
}

/* Is the finding about something that is shown? */
static bool finding_shown(const struct vt_analysis *a, const struct vt_report *r,
			  const struct vt_finding *row, const struct wanted *w)
{
	for (size_t i = 0; i < r->mappings.n; i++)
		if (vt_finding_is_about(a->f, a->inv, row, &r->mappings.v[i]))
			return true;
	if (row->domain != VT_NONE && wants_domain(a, w, row->domain))
		return true;
	return wants(w, row->ifname, false) || wants(w, row->domain_name, false) ||
	       wants(w, row->uuid, true) || (row->pid && wants_number(w, row->pid));
}

static void take_findings(const struct vt_analysis *a, const struct vt_verdict *v,
			  const struct wanted *w, struct vt_report *r)
{
	r->findings = vt_findings_new();
	for (size_t i = 0; i < v->findings->rows.n; i++)
		if (!w->n || finding_shown(a, r, &v->findings->rows.v[i], w))
			vt_vec_push(&r->findings->rows, v->findings->rows.v[i]);
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
	for (size_t i = 0; i < r->findings->rows.n; i++) {
		const struct vt_finding *row = &r->findings->rows.v[i];

		s->findings[vt_finding_severity(row)]++;
		if (!s->worst || vt_finding_severity(row) > vt_finding_severity(s->worst))
			s->worst = row;
	}
}

/* What a connection that failed would have told, such as filter bindings and
 * ports that are left over, is not all in its files. */
static bool left_open(const struct vt_analysis *a, const struct vt_verdict *v)
{
	if (vt_facts_connection_failed(a->f))
		return true;
	for (size_t i = 0; i < a->f->gaps.n; i++)
		if (a->f->gaps.v[i].hides)
			return true;
	return v->withheld > 0;
}

static struct wanted wanted_by(const struct vt_question *q)
{
	struct wanted w = { 0 };

	if (!q)
		return w;
	w.subjects = q->subjects;
	w.n = q->n_subjects;
	w.found = vt_flags(w.n);
	return w;
}

/* Rows and findings that are about the subjects, without codes and sums. */
static struct vt_report *select_rows(const struct vt_analysis *a, const struct vt_verdict *v,
				     const struct vt_question *q)
{
	struct vt_report *r = vt_xrealloc(NULL, 1, sizeof(*r));
	struct wanted w = wanted_by(q);

	memset(r, 0, sizeof(*r));
	r->facts = a->f;
	r->inventory = a->inv;
	make_mappings(a, &w, r);
	take_findings(a, v, &w, r);
	r->subject_found = w.found;
	for (size_t i = 0; i < w.n; i++)
		r->subjects_found += w.found[i];
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

void vt_report_free(struct vt_report *r)
{
	if (!r)
		return;
	vt_findings_free(r->findings);
	vt_vec_done(&r->mappings);
	vt_vec_done(&r->mapping_findings);
	vt_vec_done(&r->subject_domains);
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
