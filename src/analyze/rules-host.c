/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about domains without process, and about what no domain claims. */
#include <config.h>

#include "analyze/join.h"
#include "analyze/judge.h"
#include "util/str.h"

#define PROC(j, i) (&(j)->f->procs.v[i])

/* libvirt runs it and its driver's domains are processes here. */
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
					"%s has '%s' running, but no live process is it",
					vt_domain_conn(j->f, d)->uri, d->name);
		vt_evidence_str(j, row, "state", vt_state_name(d->state));
		if (d->pid)
			vt_evidence_int(row, "recorded_pid", d->pid);
	}
}

/* What a file of libvirt's says, where it is another process than the domain's. */
static void compare_pid(struct vt_judge *j, uint32_t domain, int32_t recorded, const char *where)
{
	const struct vt_domain_state *state = &j->inv->domains[domain];
	struct vt_about s = vt_about_domain(j, domain);
	struct vt_finding *row;

	if (!recorded || PROC(j, state->proc)->pid == recorded)
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

/* A shut-off domain that waits for the device; VT_NONE when there is none. */
static uint32_t waiting_domain(const struct vt_judge *j, const struct vt_link *l)
{
	return l->netns == j->f->own_netns ? vt_index_waiting(j->ix, l->ifname) : VT_NONE;
}

/* virbr0-nic: the dummy port by which libvirt once held a bridge's address. */
static bool is_bridge_dummy(const struct vt_judge *j, const struct vt_link *l)
{
	size_t n = strlen(l->ifname);
	char bridge[16];
	uint32_t row;

	if (n < 5 || n > sizeof(bridge) || strcmp(l->ifname + n - 4, "-nic") != 0)
		return false;
	memcpy(bridge, l->ifname, n - 4);
	bridge[n - 4] = '\0';
	row = vt_index_link(j->ix, l->netns, bridge);
	return row != VT_NONE && j->f->links.v[row].kind == VT_KIND_BRIDGE;
}

/* Nobody claims it, nobody is seen with it, the kernel knows of nobody, and
 * it does not go away by itself. */
static bool is_left_over(const struct vt_judge *j, const struct vt_device *d)
{
	const struct vt_link *l = vt_judge_link(j, d);
	uint32_t queues = vt_kernel_queues(l);

	if (d->n_claims || d->n_uses || (queues != VT_NONE && queues != 0))
		return false;
	return vt_kind_is_macvtap(l->kind) ||
	       (l->kind == VT_KIND_TAP && l->persist && !is_bridge_dummy(j, l));
}

void vt_rule_STRAY_TAP(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		const struct vt_device *d = &j->inv->devices.v[i];
		const struct vt_link *l = vt_judge_link(j, d);
		struct vt_about about;
		struct vt_finding *row;
		uint32_t vmid;

		if (l->kind != VT_KIND_TAP || !is_left_over(j, d) ||
		    waiting_domain(j, l) != VT_NONE)
			continue;
		about = vt_about_device(j, i);
		vmid = vt_stray_vmid(j, l, &about.domain);
		row = vt_report_finding(j, VT_F_STRAY_TAP, about,
					vmid ? "%s of Proxmox VE's VM %u, which does not run, is "
					       "persistent and held by nobody" :
					       "%s is persistent, held by nobody and claimed by no "
					       "domain",
					l->ifname, vmid);
		if (vmid)
			vt_evidence_int(row, "vmid", vmid);
		if (l->owner != VT_NONE)
			vt_evidence_int(row, "owner_uid", l->owner);
	}
}

void vt_rule_STRAY_MACVTAP(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		const struct vt_device *d = &j->inv->devices.v[i];
		const struct vt_link *l = vt_judge_link(j, d);
		struct vt_finding *row;

		if (l->kind == VT_KIND_TAP || !is_left_over(j, d) ||
		    waiting_domain(j, l) != VT_NONE)
			continue;
		row = vt_report_finding(j, VT_F_STRAY_MACVTAP, vt_about_device(j, i),
					"%s %s is held by nobody and claimed by no domain",
					vt_kind_name(l->kind), l->ifname);
		vt_evidence_str(j, row, "mac", l->mac);
	}
}

void vt_rule_INACTIVE_CLAIM(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		const struct vt_device *d = &j->inv->devices.v[i];
		struct vt_about s = vt_about_device(j, i);

		if (!is_left_over(j, d))
			continue;
		s.domain = waiting_domain(j, vt_judge_link(j, d));
		if (s.domain != VT_NONE)
			vt_report_finding(j, VT_F_INACTIVE_CLAIM, s,
					  "%s waits for shut-off domain '%s'",
					  vt_judge_link(j, d)->ifname,
					  j->f->domains.v[s.domain].name);
	}
}

/* The first use of an unclaimed device by a process that is no VMM; NULL when there is none. */
static const struct vt_use *foreign_use(const struct vt_judge *j, const struct vt_device *d)
{
	for (uint32_t k = 0; !d->n_claims && k < d->n_uses; k++) {
		const struct vt_use *use = &j->inv->uses.v[d->first_use + k];

		if (use->domain == VT_NONE && !PROC(j, use->proc)->hypervisor)
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

void vt_rule_STALE_PIDFILE(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->pidfiles.n; i++) {
		const struct vt_pidfile *p = &j->f->pidfiles.v[i];
		struct vt_about s = vt_about_file(j, i);
		struct vt_finding *row;

		if (!p->path || (s.domain != VT_NONE && (p->owner || !vt_judgeable(j, s.domain))))
			continue;
		row = vt_report_finding(j, VT_F_STALE_PIDFILE, s,
					s.domain == VT_NONE ?
						"%s is there, but its domain does not run" :
						"nothing holds the lock of %s",
					p->path);
		vt_evidence_str(j, row, "path", p->path);
		if (p->pid)
			vt_evidence_int(row, "recorded_pid", p->pid);
	}
}

static void report_binding(struct vt_judge *j, uint32_t record, const char *why)
{
	static const char *const what[] = { "nwfilter binding", "network port",
					    "Open vSwitch interface" };
	const struct vt_leftover *l = &j->f->leftovers.v[record];
	struct vt_finding *row = vt_report_finding(j, VT_F_STALE_BINDING, vt_about_record(record),
						   "%s %s: %s", what[l->kind],
						   l->ifname ? l->ifname : l->id, why);

	vt_evidence_str(j, row, "record", what[l->kind]);
	vt_evidence_str(j, row, "id", l->id);
}

void vt_rule_STALE_BINDING(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->leftovers.n; i++) {
		const struct vt_leftover *l = &j->f->leftovers.v[i];
		const uint32_t *rows;

		if (l->owner_uuid && vt_index_running(j->ix, l->owner_uuid) == VT_NONE)
			report_binding(j, i, "its domain does not run");
		else if (l->ifname && !vt_index_links_named(j->ix, l->ifname, &rows))
			report_binding(j, i, "its device does not exist");
	}
}
