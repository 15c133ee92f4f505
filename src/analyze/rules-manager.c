/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a finding is worth by the manager that it rests on; VMMs that have none. */
#include <config.h>

#include "analyze/join.h"
#include "analyze/judge.h"
#include "util/str.h"

#define PROC(j, i) (&(j)->f->procs.v[i])

const char *vt_says(const struct vt_judge *j, uint32_t domain)
{
	static const char *const words[] = { [VT_BASIS_LIVE] = "its XML",
					     [VT_BASIS_CONFIG] = "its configuration",
					     [VT_BASIS_SELF] = "its command line" };

	return words[j->f->domains.v[domain].basis];
}

/* What is so whatever the VM's manager says of it. */
static bool rests_on_kernel(enum vt_code code)
{
	return code == VT_F_UNMANAGED_HYPERVISOR || code == VT_F_HIDDEN_HOLDER ||
	       code == VT_F_STRAY_TAP || code == VT_F_STRAY_MACVTAP;
}

const char *vt_weigh(const struct vt_judge *j, struct vt_finding *row, const char *text)
{
	enum vt_basis basis = row->domain == VT_NONE || rests_on_kernel(row->code) ?
				      VT_BASIS_LIVE :
				      j->f->domains.v[row->domain].basis;

	if (basis == VT_BASIS_LIVE)
		return "";
	vt_finding_at_most(row, basis == VT_BASIS_SELF ? VT_INFO : VT_WARNING);
	if (strstr(text, vt_says(j, row->domain)))
		return "";
	return basis == VT_BASIS_SELF ? " (by its command line alone)" : " (by its configuration)";
}

/* Whoever claims it, it is the VMM itself. */
static bool claimed_by_self_only(const struct vt_judge *j, const struct vt_device *d)
{
	for (uint32_t i = 0; i < d->n_claims; i++) {
		uint32_t domain = j->f->nics.v[j->inv->claims.v[d->first_claim + i]].domain;

		if (j->f->domains.v[domain].basis != VT_BASIS_SELF)
			return false;
	}
	return true;
}

/* The first use by a VMM that no manager knows and that nothing answers for. */
static const struct vt_use *unmanaged_use(const struct vt_judge *j, const struct vt_device *d)
{
	for (uint32_t i = 0; i < d->n_uses; i++) {
		const struct vt_use *use = &j->inv->uses.v[d->first_use + i];

		if (PROC(j, use->proc)->hypervisor && !vt_proc_answered(PROC(j, use->proc)) &&
		    (use->domain == VT_NONE || j->f->domains.v[use->domain].basis == VT_BASIS_SELF))
			return use;
	}
	return NULL;
}

void vt_rule_UNMANAGED_HYPERVISOR(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		const struct vt_device *d = &j->inv->devices.v[i];
		const struct vt_use *use = claimed_by_self_only(j, d) ? unmanaged_use(j, d) : NULL;
		struct vt_about s = vt_about_device(j, i);
		const struct vt_proc *p;
		struct vt_finding *row;

		if (!use)
			continue;
		p = PROC(j, use->proc);
		s.proc = use->proc;
		s.domain = use->domain;
		row = vt_report_finding(j, VT_F_UNMANAGED_HYPERVISOR, s,
					"%s is held by %s (PID %d)%s%s, which nothing answers for",
					vt_judge_link(j, d)->ifname, p->comm, p->pid,
					p->guest ? ", guest " : "", p->guest ? p->guest : "");
		vt_evidence_str(j, row, "guest", p->guest);
		vt_evidence_str(j, row, "guest_uuid", p->uuid);
		vt_evidence_str(j, row, "exe", p->exe);
		vt_evidence_str(j, row, "cgroup", p->cgroup);
	}
}
