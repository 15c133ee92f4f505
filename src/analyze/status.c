/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of the mapping and the findings about them: codes and status. */
#include <config.h>

#include "analyze/status.h"

#include "analyze/analysis-parts.h"
#include "analyze/backing.h"
#include "analyze/hidden.h"
#include "analyze/join.h"
#include "analyze/leftover.h"
#include "util/str.h"

bool vt_finding_is_about(const struct vt_facts *f, const struct vt_inventory *inv,
			 const struct vt_finding *row, const struct vt_mapping *m)
{
	if (row->nic != VT_NONE)
		return row->nic == m->nic;
	if (row->link != VT_NONE)
		return m->device != VT_NONE && inv->devices.v[m->device].link == row->link;
	/* What says nothing of one NIC or link holds for the whole VM. */
	return m->nic != VT_NONE && f->nics.v[m->nic].domain == row->domain;
}

static void add_code(struct vt_report *r, struct vt_mapping *m, enum vt_code code)
{
	for (uint32_t i = 0; i < m->n_findings; i++)
		if (r->mapping_findings.v[m->first_finding + i] == code)
			return;
	vt_vec_push(&r->mapping_findings, code);
	m->n_findings++;
}

/* Only the VMM itself tells of the NIC, and nothing says whose the VMM is; or libvirt should,
 * and does not. */
static bool is_alone(const struct vt_analysis *a, uint32_t nic)
{
	const struct vt_domain *d = &a->f->domains.v[a->f->nics.v[nic].domain];
	uint32_t proc = a->inv->domains[a->f->nics.v[nic].domain].proc;
	const struct vt_proc *p = proc == VT_NONE ? NULL : &a->f->procs.v[proc];

	return d->basis == VT_BASIS_SELF && p &&
	       (!p->manager || p->manager_open || vt_streq(p->manager, "libvirt"));
}

static enum vt_status device_status(const struct vt_analysis *a, const struct vt_verdict *v,
				    const struct vt_mapping *m)
{
	const struct vt_device *d = &a->inv->devices.v[m->device];
	const struct vt_link *l = &a->f->links.v[d->link];
	uint32_t queues = vt_kernel_queues(l);
	const struct vt_seen view = vt_analysis_seen(a);

	if (v->device_open[m->device] || vt_claim_hidden(&view, m->device))
		return VT_STATUS_UNKNOWN;
	if (d->n_uses)
		return a->inv->proc_domain[m->proc] != VT_NONE   ? VT_STATUS_UNKNOWN :
		       !a->f->procs.v[m->proc].hypervisor        ? VT_STATUS_FOREIGN :
		       vt_proc_answered(&a->f->procs.v[m->proc]) ? VT_STATUS_UNKNOWN :
								   VT_STATUS_UNMANAGED;
	if (d->may_hide || (queues != VT_NONE && queues))
		return VT_STATUS_UNKNOWN;
	return vt_left(a->f, a->ix, a->inv, m->device, NULL) == VT_LEFT_WAITS ? VT_STATUS_WAITING :
										VT_STATUS_STRAY;
}

static enum vt_status nic_status(const struct vt_analysis *a, const struct vt_verdict *v,
				 const struct vt_mapping *m)
{
	const struct vt_nic *nic = &a->f->nics.v[m->nic];
	uint32_t proc = a->inv->domains[nic->domain].proc;
	const struct vt_seen view = vt_analysis_seen(a);

	if (v->nic_open[m->nic] || m->device == VT_NONE)
		return VT_STATUS_UNKNOWN;
	if (is_alone(a, m->nic) &&
	    (vt_claim_hidden(&view, m->device) || a->f->procs.v[proc].manager_open))
		return VT_STATUS_UNKNOWN;
	if (is_alone(a, m->nic) && !a->f->procs.v[proc].manager)
		return VT_STATUS_UNMANAGED;
	if (m->worst != VT_INFO)
		return VT_STATUS_MISMATCH;
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

static struct filed file_findings(const struct vt_facts *f, const struct vt_findings *findings)
{
	struct filed filed = { no_rows(f->nics.n), no_rows(f->links.n), no_rows(f->domains.n),
			       no_rows(findings->rows.n) };

	for (uint32_t i = (uint32_t)findings->rows.n; i-- > 0;) {
		const struct vt_finding *row = &findings->rows.v[i];
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
static void add_codes(struct vt_report *r, const struct filed *filed, struct vt_mapping *m)
{
	uint32_t link = m->device == VT_NONE ? VT_NONE : r->inventory->devices.v[m->device].link;
	uint32_t domain = m->nic == VT_NONE ? VT_NONE : r->facts->nics.v[m->nic].domain;
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
		row = &r->findings->rows.v[*first];
		add_code(r, m, row->code);
		if (vt_finding_severity(row) > m->worst)
			m->worst = vt_finding_severity(row);
		*first = filed->next[*first];
	}
}

static void finish_mapping(const struct vt_analysis *a, const struct vt_verdict *v,
			   struct vt_report *r, const struct filed *filed, struct vt_mapping *m)
{
	m->first_finding = (uint32_t)r->mapping_findings.n;
	add_codes(r, filed, m);
	if (m->nic != VT_NONE && !vt_nic_wants_device(&a->f->nics.v[m->nic]))
		m->status = VT_STATUS_NO_DEVICE;
	else if (m->nic != VT_NONE)
		m->status = m->worst != VT_INFO && !is_alone(a, m->nic) ? VT_STATUS_MISMATCH :
									  nic_status(a, v, m);
	else
		m->status = device_status(a, v, m);
}

void vt_status_fill(const struct vt_analysis *a, const struct vt_verdict *v, struct vt_report *r)
{
	__attribute__((cleanup(filed_cleanup))) struct filed filed =
		file_findings(r->facts, r->findings);

	for (size_t i = 0; i < r->mappings.n; i++)
		finish_mapping(a, v, r, &filed, &r->mappings.v[i]);
}
