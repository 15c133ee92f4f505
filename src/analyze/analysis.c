/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Join, judge, confirm, and the rows that are shown. */
#include <config.h>

#include "analyze/analysis.h"

#include <strings.h>

#include "analyze/join.h"
#include "analyze/judge.h"
#include "util/str.h"

struct vt_analysis {
	const struct vt_facts *f;
	struct vt_index *ix;
	struct vt_inventory *inv;
	struct vt_findings *findings;
	bool *nic_open, *device_open;
	uint32_t withheld, withdrawn;
	struct vt_report report;
};

static bool *flags(size_t n)
{
	bool *v = vt_xrealloc(NULL, n, sizeof(*v));

	memset(v, 0, n * sizeof(*v));
	return v;
}

struct vt_analysis *vt_analyze(const struct vt_facts *f)
{
	struct vt_analysis *a = vt_xrealloc(NULL, 1, sizeof(*a));
	struct vt_judge judge = { .f = f };

	memset(a, 0, sizeof(*a));
	a->f = f;
	a->ix = vt_index_new(f);
	a->inv = vt_join(f, a->ix);
	a->findings = vt_findings_new();
	a->nic_open = flags(f->nics.n);
	a->device_open = flags(a->inv->devices.n);
	judge.ix = a->ix;
	judge.inv = a->inv;
	judge.out = a->findings;
	judge.nic_open = a->nic_open;
	judge.device_open = a->device_open;
	vt_judge_run(&judge);
	a->withheld = judge.withheld;
	return a;
}

void vt_analysis_free(struct vt_analysis *a)
{
	if (!a)
		return;
	vt_vec_done(&a->report.mappings);
	vt_vec_done(&a->report.mapping_findings);
	vt_vec_done(&a->report.subject_domains);
	vt_findings_free(a->findings);
	vt_inventory_free(a->inv);
	vt_index_free(a->ix);
	free(a->report.subject_found);
	free(a->nic_open);
	free(a->device_open);
	free(a);
}

const struct vt_findings *vt_analysis_findings(const struct vt_analysis *a)
{
	return a->findings;
}

static bool confirmed(const struct vt_finding *row, const struct vt_findings *earlier)
{
	return vt_findings_find(earlier, row);
}

/* Not confirmed is not refuted: the row says so. */
static void withdraw(struct vt_analysis *a, const struct vt_finding *row)
{
	a->withdrawn++;
	if (vt_finding_severity(row) == VT_INFO)
		return;
	if (row->nic != VT_NONE)
		a->nic_open[row->nic] = true;
	else if (row->link != VT_NONE && a->inv->link_device[row->link] != VT_NONE)
		a->device_open[a->inv->link_device[row->link]] = true;
}

void vt_analysis_confirm(struct vt_analysis *a, const struct vt_analysis *earlier)
{
	struct vt_findings *now = a->findings;
	size_t kept = 0;

	for (size_t i = 0; i < now->rows.n; i++) {
		if (confirmed(&now->rows.v[i], earlier->findings))
			now->rows.v[kept++] = now->rows.v[i];
		else
			withdraw(a, &now->rows.v[i]);
	}
	now->rows.n = kept;
	for (size_t i = 0; i < earlier->findings->rows.n; i++)
		a->withdrawn += !confirmed(&earlier->findings->rows.v[i], now);
	a->withdrawn += earlier->withdrawn;
}

/* What a finding says holds for a whole domain. */
static bool about_domain_only(const struct vt_finding *row)
{
	return row->nic == VT_NONE && row->link == VT_NONE && row->domain != VT_NONE;
}

static bool about_mapping(const struct vt_analysis *a, const struct vt_finding *row,
			  const struct vt_mapping *m)
{
	uint32_t link = m->device == VT_NONE ? VT_NONE : a->inv->devices.v[m->device].link;

	if (row->nic != VT_NONE)
		return row->nic == m->nic;
	if (row->link != VT_NONE)
		return row->link == link;
	return about_domain_only(row) && m->nic != VT_NONE &&
	       a->f->nics.v[m->nic].domain == row->domain;
}

static void add_code(struct vt_report *r, struct vt_mapping *m, enum vt_code code)
{
	for (uint32_t i = 0; i < m->n_findings; i++)
		if (r->mapping_findings.v[m->first_finding + i] == code)
			return;
	vt_vec_push(&r->mapping_findings, code);
	m->n_findings++;
}

static enum vt_status device_status(const struct vt_analysis *a, const struct vt_mapping *m)
{
	const struct vt_device *d = &a->inv->devices.v[m->device];
	const struct vt_link *l = &a->f->links.v[d->link];
	uint32_t queues = vt_kernel_queues(l);
	bool claims_open = false;

	for (size_t i = 0; i < a->f->gaps.n; i++)
		claims_open = claims_open || (a->f->gaps.v[i].hides & VT_NEED_CLAIMS);
	if (a->device_open[m->device] || claims_open)
		return VT_STATUS_UNKNOWN;
	if (d->n_uses)
		return a->inv->proc_domain[m->proc] != VT_NONE ? VT_STATUS_UNKNOWN :
		       a->f->procs.v[m->proc].hypervisor       ? VT_STATUS_UNMANAGED :
								 VT_STATUS_FOREIGN;
	return d->may_hide || (queues != VT_NONE && queues) ? VT_STATUS_UNKNOWN : VT_STATUS_STRAY;
}

static enum vt_status nic_status(const struct vt_analysis *a, const struct vt_mapping *m)
{
	const struct vt_nic *nic = &a->f->nics.v[m->nic];
	uint32_t proc = a->inv->domains[nic->domain].proc;

	if (a->nic_open[m->nic] || m->device == VT_NONE)
		return VT_STATUS_UNKNOWN;
	if (!vt_kind_is_device(a->f->links.v[a->inv->devices.v[m->device].link].kind))
		return VT_STATUS_OK;
	return proc != VT_NONE && vt_queues_of(a->inv, m->device, proc) ? VT_STATUS_OK :
									  VT_STATUS_UNKNOWN;
}

/* Findings by what they are about: lists of rows, each in the order of the
 * findings. next[] links the rows of one list. */
struct filed {
	uint32_t *nic, *link, *domain, *next;
};

static uint32_t *no_rows(size_t n)
{
	uint32_t *v = vt_xrealloc(NULL, n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = VT_NONE;
	return v;
}

static struct filed file_findings(const struct vt_analysis *a)
{
	struct filed filed = { no_rows(a->f->nics.n), no_rows(a->f->links.n),
			       no_rows(a->f->domains.n), no_rows(a->findings->rows.n) };

	for (uint32_t i = (uint32_t)a->findings->rows.n; i-- > 0;) {
		const struct vt_finding *row = &a->findings->rows.v[i];
		uint32_t *head = row->nic != VT_NONE    ? &filed.nic[row->nic] :
				 row->link != VT_NONE   ? &filed.link[row->link] :
				 row->domain != VT_NONE ? &filed.domain[row->domain] :
							  NULL;

		if (!head)
			continue;
		filed.next[i] = *head;
		*head = i;
	}
	return filed;
}

static void filed_cleanup(struct filed *filed)
{
	free(filed->nic);
	free(filed->link);
	free(filed->domain);
	free(filed->next);
}

/* Adds the codes of three lists in one order. */
static void add_codes(struct vt_analysis *a, const struct filed *filed, struct vt_mapping *m)
{
	uint32_t link = m->device == VT_NONE ? VT_NONE : a->inv->devices.v[m->device].link;
	uint32_t domain = m->nic == VT_NONE ? VT_NONE : a->f->nics.v[m->nic].domain;
	uint32_t heads[] = { m->nic == VT_NONE ? VT_NONE : filed->nic[m->nic],
			     link == VT_NONE ? VT_NONE : filed->link[link],
			     domain == VT_NONE ? VT_NONE : filed->domain[domain] };

	for (;;) {
		uint32_t *first = &heads[0];
		const struct vt_finding *row;

		for (size_t i = 1; i < 3; i++)
			if (heads[i] < *first)
				first = &heads[i];
		if (*first == VT_NONE)
			return;
		row = &a->findings->rows.v[*first];
		add_code(&a->report, m, row->code);
		if (vt_finding_severity(row) > m->worst)
			m->worst = vt_finding_severity(row);
		*first = filed->next[*first];
	}
}

static void finish_mapping(struct vt_analysis *a, const struct filed *filed, struct vt_mapping *m)
{
	m->first_finding = (uint32_t)a->report.mapping_findings.n;
	add_codes(a, filed, m);
	if (m->nic != VT_NONE && !vt_nic_wants_device(&a->f->nics.v[m->nic]))
		m->status = VT_STATUS_NO_DEVICE;
	else if (m->nic != VT_NONE)
		m->status = m->worst != VT_INFO ? VT_STATUS_MISMATCH : nic_status(a, m);
	else
		m->status = device_status(a, m);
}

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

static void add_mapping(struct vt_analysis *a, const struct filed *filed, uint32_t nic,
			uint32_t device)
{
	struct vt_mapping *m = vt_vec_add(&a->report.mappings);

	m->nic = nic;
	m->device = device;
	m->proc = shown_process(a, nic, device);
	finish_mapping(a, filed, m);
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
static void add_subject_domains(struct vt_analysis *a, const struct wanted *w)
{
	bool *by_mac = flags(a->f->domains.n);

	for (size_t i = 0; i < a->f->nics.n; i++) {
		const struct vt_nic *nic = &a->f->nics.v[i];

		if (!a->f->domains.v[nic->domain].active && wants(w, nic->mac, true))
			by_mac[nic->domain] = true;
	}
	for (uint32_t i = 0; i < a->f->domains.n; i++)
		if (wants_domain(a, w, i) || by_mac[i])
			vt_vec_push(&a->report.subject_domains, i);
	free(by_mac);
}

static void make_mappings(struct vt_analysis *a, const struct wanted *w)
{
	__attribute__((cleanup(filed_cleanup))) struct filed filed = file_findings(a);

	for (uint32_t i = 0; i < a->f->nics.n; i++) {
		uint32_t domain = a->f->nics.v[i].domain;

		if (!a->f->domains.v[domain].active || a->inv->domains[domain].twin != VT_NONE)
			continue;
		if (!w->n || wants_nic(a, w, i))
			add_mapping(a, &filed, i, a->inv->nics[i].device);
	}
	for (uint32_t i = 0; i < a->inv->devices.n; i++)
		if (!a->inv->devices.v[i].n_claims && (!w->n || wants_device(a, w, i)))
			add_mapping(a, &filed, VT_NONE, i);
	if (w->n)
		add_subject_domains(a, w);
}

/* Is the finding about something that is shown? */
static bool finding_shown(const struct vt_analysis *a, const struct vt_finding *row,
			  const struct wanted *w)
{
	const struct vt_report *r = &a->report;

	for (size_t i = 0; i < r->mappings.n; i++)
		if (about_mapping(a, row, &r->mappings.v[i]))
			return true;
	if (row->domain != VT_NONE && wants_domain(a, w, row->domain))
		return true;
	return wants(w, row->ifname, false) || wants(w, row->domain_name, false) ||
	       wants(w, row->uuid, true) || (row->pid && wants_number(w, row->pid));
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

enum vt_doubt vt_analysis_doubt(struct vt_analysis *a, const char *const *subjects,
				size_t n_subjects)
{
	const struct wanted w = { .subjects = subjects,
				  .n = n_subjects,
				  .found = flags(n_subjects) };
	enum vt_doubt doubt = VT_DOUBT_NONE;

	if (w.n)
		make_mappings(a, &w);
	for (size_t i = 0; i < a->findings->rows.n; i++) {
		const struct vt_finding *row = &a->findings->rows.v[i];
		enum vt_doubt of_row = lingers(a, row) ? VT_DOUBT_LONG : VT_DOUBT_SHORT;

		if (of_row > doubt && (!w.n || finding_shown(a, row, &w)))
			doubt = of_row;
	}
	a->report.mappings.n = a->report.mapping_findings.n = a->report.subject_domains.n = 0;
	free(w.found);
	return doubt;
}

static void filter_findings(struct vt_analysis *a, const struct wanted *w)
{
	size_t kept = 0;

	for (size_t i = 0; w->n && i < a->findings->rows.n; i++)
		if (finding_shown(a, &a->findings->rows.v[i], w))
			a->findings->rows.v[kept++] = a->findings->rows.v[i];
	if (w->n)
		a->findings->rows.n = kept;
}

static void summarize(struct vt_analysis *a)
{
	struct vt_summary *s = &a->report.summary;

	*s = (struct vt_summary){ .devices = (uint32_t)a->inv->devices.n,
				  .withdrawn = a->withdrawn };
	for (size_t i = 0; i < a->f->domains.n; i++)
		s->domains += a->f->domains.v[i].active && a->inv->domains[i].twin == VT_NONE;
	for (size_t i = 0; i < a->report.mappings.n; i++)
		s->mapped += a->report.mappings.v[i].status == VT_STATUS_OK;
	for (size_t i = 0; i < a->findings->rows.n; i++) {
		const struct vt_finding *row = &a->findings->rows.v[i];

		s->findings[vt_finding_severity(row)]++;
		if (!s->worst || vt_finding_severity(row) > vt_finding_severity(s->worst))
			s->worst = row;
	}
}

/* What a connection that failed would have told, such as filter bindings and
 * ports that are left over, is not all in its files. */
static bool left_open(const struct vt_analysis *a)
{
	if (vt_facts_connection_failed(a->f))
		return true;
	for (size_t i = 0; i < a->f->gaps.n; i++)
		if (a->f->gaps.v[i].hides)
			return true;
	return a->withheld > 0;
}

struct vt_report *vt_analysis_report(struct vt_analysis *a, const char *const *subjects,
				     size_t n_subjects, size_t *ret_found)
{
	struct wanted w = { .subjects = subjects, .n = n_subjects, .found = flags(n_subjects) };
	struct vt_report *r = &a->report;
	size_t found = 0;

	r->facts = a->f;
	r->inventory = a->inv;
	r->findings = a->findings;
	make_mappings(a, &w);
	filter_findings(a, &w);
	summarize(a);
	r->open = left_open(a);
	for (size_t i = 0; i < n_subjects; i++)
		found += w.found[i];
	if (ret_found)
		*ret_found = found;
	free(r->subject_found);
	r->subject_found = w.found;
	return r;
}
