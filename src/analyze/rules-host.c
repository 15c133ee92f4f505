/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about domains without process, and about what no domain claims. */
#include <config.h>

#include "analyze/commands.h"
#include "analyze/join.h"
#include "analyze/rules.h"
#include "util/str.h"

#define PROC(j, i) (&(j)->f->procs.v[i])

/* libvirt runs it, and domains of its driver are processes here. */
static bool needs_process(const struct vt_judge *j, uint32_t domain)
{
	const struct vt_domain *d = &j->f->domains.v[domain];

	return vt_judgeable(j, domain) && d->state != VT_STATE_CRASHED &&
	       vt_driver_has_processes(vt_domain_conn(j->f, d));
}

/* Its process lives in a PID namespace that is not seen from here. */
static bool locked_elsewhere(const struct vt_judge *j, uint32_t domain)
{
	uint32_t file = j->inv->domains[domain].pidfile;

	return file != VT_NONE && j->f->pidfiles.v[file].owner == VT_LOCKED_BY_UNSEEN;
}

/* The daemon clears what it has of the VM. One that does not answer cannot. */
static void cure_no_process(struct vt_judge *j, struct vt_finding *row, uint32_t domain)
{
	const struct vt_domain *d = &j->f->domains.v[domain];
	struct vt_command c = { .j = j };

	if (!vt_domain_conn(j->f, d)->ok || !d->uuid)
		return;
	vt_command_if_domain(&c, domain);
	vt_command_shell(&c, "! pgrep -f --");
	/* A pattern that does not match the command line of the shell that runs it. */
	vt_command_fmt(&c, "[-]uuid %s", d->uuid);
	vt_command_shell(&c, ">/dev/null &&");
	vt_command_virsh(&c, d->conn);
	vt_command_words(&c, "destroy", d->uuid, NULL);
	vt_command_finish(&c, row);
}

void vt_rule_NO_PROCESS(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->domains.n; i++) {
		const struct vt_domain *d = &j->f->domains.v[i];
		struct vt_about s = vt_about_domain(j, i);
		struct vt_finding *row;

		if (!needs_process(j, i) || j->inv->domains[i].proc != VT_NONE ||
		    locked_elsewhere(j, i))
			continue;
		row = vt_report_finding(j, VT_F_NO_PROCESS, s,
					"%s lists '%s' as running, but it has no live process",
					vt_domain_conn(j->f, d)->uri, d->name);
		vt_evidence_str(j, row, "state", vt_state_name(d->state));
		if (d->pid)
			vt_evidence_int(row, "recorded_pid", d->pid);
		cure_no_process(j, row, i);
	}
}

/* The daemon counts PIDs in a namespace of its own, and so does its file. */
static bool other_pids(const struct vt_judge *j, uint32_t domain)
{
	uint32_t file = j->inv->domains[domain].pidfile;
	const char *path = file == VT_NONE ? NULL : j->f->pidfiles.v[file].path;

	return PROC(j, j->inv->domains[domain].proc)->inner_pid ||
	       (path && !strncmp(path, "/proc/", 6));
}

/* What a file of libvirt's says, where it is another process than the domain's. */
static void compare_pid(struct vt_judge *j, uint32_t domain, int32_t recorded, const char *where)
{
	const struct vt_domain_state *state = &j->inv->domains[domain];
	struct vt_about s = vt_about_domain(j, domain);
	struct vt_finding *row;

	if (!recorded || PROC(j, state->proc)->pid == recorded || other_pids(j, domain))
		return;
	row = vt_report_finding(j, VT_F_PID_MISMATCH, s,
				"%s of '%s' says PID %d, but PID %d is its process", where,
				j->f->domains.v[domain].name, recorded, PROC(j, state->proc)->pid);
	vt_evidence_int(row, "recorded_pid", recorded);
	vt_evidence_str(j, row, "found_by", vt_pid_source_name(state->pid_source));
}

void vt_rule_PID_MISMATCH(struct vt_judge *j)
{
	for (size_t i = 0; i < j->f->pidfiles.n; i++) {
		const struct vt_pidfile *p = &j->f->pidfiles.v[i];
		uint32_t domain = j->inv->pidfile_domain[i];

		if (domain == VT_NONE || !vt_judgeable(j, domain) ||
		    j->inv->domains[domain].proc == VT_NONE)
			continue;
		if (p->pid && p->pid != PROC(j, j->inv->domains[domain].proc)->pid)
			compare_pid(j, domain, p->pid, "the PID file");
		else
			compare_pid(j, domain, p->status_pid, "the status file");
	}
}

/* The first use of an unclaimed device by what is no part of a VM; NULL when there is none. */
static const struct vt_use *foreign_use(const struct vt_judge *j, const struct vt_device *d)
{
	for (uint32_t k = 0; !d->n_claims && k < d->n_uses; k++) {
		const struct vt_use *use = &j->inv->uses.v[d->first_use + k];

		if (use->domain == VT_NONE && !PROC(j, use->proc)->hypervisor &&
		    !PROC(j, use->proc)->device_model)
			return use;
	}
	return NULL;
}

void vt_rule_FOREIGN_HOLDER(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		const struct vt_device *d = &j->inv->devices.v[i];
		const struct vt_use *use = foreign_use(j, d);
		struct vt_about s = vt_about_device(j, i);
		struct vt_finding *row;

		if (!use)
			continue;
		s.proc = use->proc;
		row = vt_report_finding(j, VT_F_FOREIGN_HOLDER, s, "%s is held by %s (PID %d)",
					vt_judge_link(j, d)->ifname, PROC(j, s.proc)->comm,
					PROC(j, s.proc)->pid);
		vt_evidence_str(j, row, "exe", PROC(j, s.proc)->exe);
	}
}
