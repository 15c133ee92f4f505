/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about a claim: is the device there, and who holds it? */
#include <config.h>

#include "analyze/commands.h"
#include "analyze/backing.h"
#include "analyze/hidden.h"
#include "analyze/join.h"
#include "analyze/rules.h"
#include "analyze/weigh.h"
#include "util/str.h"

#define NIC(j, i) (&(j)->f->nics.v[i])
#define DOMAIN_NAME(j, domain) ((j)->f->domains.v[domain].name)
#define PROC(j, i) (&(j)->f->procs.v[i])

/* A NIC of a judged domain that should have a device. A domain that should have a process and
 * has none has no network namespace either: see no-process. */
static bool claims(const struct vt_judge *j, uint32_t nic)
{
	uint32_t domain = NIC(j, nic)->domain;

	if (vt_driver_has_processes(vt_domain_conn(j->f, &j->f->domains.v[domain])) &&
	    j->inv->domains[domain].proc == VT_NONE)
		return false;
	return NIC(j, nic)->target && vt_nic_wants_device(NIC(j, nic)) && vt_judgeable(j, domain);
}

/* It names a device, but no namespace, nor what else the VMM does. */
static bool self_told(const struct vt_judge *j, uint32_t nic)
{
	return j->f->domains.v[NIC(j, nic)->domain].basis == VT_BASIS_SELF;
}

static const struct vt_use *uses_of(const struct vt_judge *j, const struct vt_device *d)
{
	return j->inv->uses.v + d->first_use;
}

/* Devices that processes can hold; a container's veth cannot be. */
static bool holdable(const struct vt_judge *j, const struct vt_device *d)
{
	return vt_kind_is_device(vt_judge_link(j, d)->kind);
}

void vt_rule_MISSING_DEVICE(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		if (!claims(j, i) || j->inv->nics[i].device != VT_NONE)
			continue;
		if (!vt_nic_netns(j->inv, NIC(j, i))) {
			j->nic_open[i] = true;
			j->withheld++;
			continue;
		}
		vt_report_finding(j, VT_F_MISSING_DEVICE, vt_about_nic(j, i),
				  "%s does not exist, though %s of '%s' names it",
				  NIC(j, i)->target, NIC(j, i)->alias ? NIC(j, i)->alias : "a NIC",
				  DOMAIN_NAME(j, NIC(j, i)->domain));
	}
}

/*
 * Nobody holds it: no visible process, and the kernel does not say otherwise.
 * Where it does, hidden-holder is the finding.
 */
static bool nobody_holds(const struct vt_judge *j, const struct vt_device *d)
{
	uint32_t queues = vt_kernel_queues(vt_judge_link(j, d));

	return !d->n_uses && (queues == VT_NONE || queues == 0);
}

void vt_rule_NOT_HELD(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		uint32_t proc = j->inv->domains[NIC(j, i)->domain].proc;

		if (!d || !holdable(j, d) || proc == VT_NONE || !nobody_holds(j, d))
			continue;
		vt_report_finding(j, VT_F_NOT_HELD, vt_about_nic(j, i),
				  "'%s' (PID %d) does not hold %s, and nobody else does",
				  DOMAIN_NAME(j, NIC(j, i)->domain), PROC(j, proc)->pid,
				  vt_judge_link(j, d)->ifname);
	}
}

/* The domain's own process may hold it without our seeing it, or without our
 * knowing which process is the domain's (LXC, CH, ...). */
static bool own_process_hidden(const struct vt_judge *j, uint32_t nic)
{
	uint32_t domain = NIC(j, nic)->domain, proc = j->inv->domains[domain].proc;
	const struct vt_seen view = vt_judge_seen(j);

	if (proc == VT_NONE &&
	    !vt_driver_has_processes(vt_domain_conn(j->f, &j->f->domains.v[domain])))
		return true;
	if (proc == VT_NONE)
		return vt_process_hidden(&view);
	return !PROC(j, proc)->fds_ok || vt_hold_hidden(&view, j->inv->nics[nic].device, proc);
}

static void report_wrong_holder(struct vt_judge *j, uint32_t nic, const struct vt_device *d)
{
	const struct vt_proc *holder = PROC(j, uses_of(j, d)->proc);
	struct vt_about s = vt_about_nic(j, nic);
	struct vt_finding *row;

	s.proc = uses_of(j, d)->proc;
	row = vt_report_finding(j, VT_F_WRONG_HOLDER, s,
				"%s (%s) is held by %s (PID %d), not by the VM's process",
				vt_judge_link(j, d)->ifname, DOMAIN_NAME(j, s.domain), holder->comm,
				holder->pid);
	vt_evidence_int(row, "queues", uses_of(j, d)->queues);
	vt_evidence_str(j, row, "exe", holder->exe);
}

void vt_rule_WRONG_HOLDER(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);

		if (!d || !d->n_uses || vt_holds_own(j, i))
			continue;
		if (own_process_hidden(j, i)) {
			j->nic_open[i] = true;
			j->withheld++;
			continue;
		}
		report_wrong_holder(j, i, d);
	}
}

void vt_rule_EXTRA_HOLDER(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);

		if (!d || d->n_uses < 2 || !vt_holds_own(j, i))
			continue;
		for (uint32_t k = 0; k < d->n_uses; k++) {
			const struct vt_use *use = uses_of(j, d) + k;
			struct vt_about s = vt_about_nic(j, i);
			struct vt_finding *row;

			if (vt_serves(j->f, use->proc, s.proc))
				continue;
			s.proc = use->proc;
			row = vt_report_finding(j, VT_F_EXTRA_HOLDER, s,
						"%s (%s) is also held by %s (PID %d)",
						vt_judge_link(j, d)->ifname,
						DOMAIN_NAME(j, s.domain), PROC(j, s.proc)->comm,
						PROC(j, s.proc)->pid);
			vt_evidence_int(row, "descriptors", use->fds);
		}
	}
}

/* Descriptors of @proc that are attached to nothing; *@certain: a macvtap's. */
static uint32_t detached_files(const struct vt_judge *j, uint32_t proc, bool *certain)
{
	size_t n;
	const struct vt_holder *h = vt_facts_holders_of(j->f, proc, &n);
	uint32_t detached = 0;

	for (size_t i = 0; i < n; i++) {
		if (h[i].deleted == VT_NO)
			continue;
		detached++;
		*certain = *certain || h[i].deleted == VT_YES;
	}
	return detached;
}

/*
 * libvirt's QEMU never has a tun descriptor that was not attached yet, so one
 * that leads nowhere beside a NIC without its device was attached to that.
 */
void vt_rule_DELETED_DEVICE(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		uint32_t proc = j->inv->domains[NIC(j, i)->domain].proc, files;
		struct vt_finding *row;
		bool certain = false;

		if (!claims(j, i) || proc == VT_NONE)
			continue;
		if (vt_holds_own(j, i))
			continue;
		files = detached_files(j, proc, &certain);
		if (!files || (!certain && (j->inv->nics[i].device != VT_NONE || self_told(j, i))))
			continue;
		row = vt_report_finding(j, VT_F_DELETED_DEVICE, vt_about_nic(j, i),
					"'%s' (PID %d) holds a queue of %s, which was deleted",
					DOMAIN_NAME(j, NIC(j, i)->domain), PROC(j, proc)->pid,
					NIC(j, i)->target);
		vt_evidence_int(row, "descriptors", files);
	}
}

static bool same_manager(const struct vt_judge *j, uint32_t a, uint32_t b)
{
	const struct vt_domain *da = &j->f->domains.v[a], *db = &j->f->domains.v[b];

	return da->conn == db->conn && da->manager == db->manager;
}

/* One VM that two managers tell of, as an orchestrator's and libvirt's: it has one process. */
static bool is_same_vm(const struct vt_judge *j, uint32_t a, uint32_t b)
{
	return j->inv->domains[a].proc != VT_NONE &&
	       j->inv->domains[a].proc == j->inv->domains[b].proc && !same_manager(j, a, b);
}

void vt_rule_DUPLICATE_CLAIM(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		uint32_t other = VT_NONE;
		struct vt_finding *row;

		for (uint32_t k = 0; d && k < d->n_claims; k++) {
			uint32_t domain = NIC(j, j->inv->claims.v[d->first_claim + k])->domain;

			if (domain != NIC(j, i)->domain && vt_judgeable(j, domain) &&
			    j->f->domains.v[domain].basis != VT_BASIS_SELF &&
			    !is_same_vm(j, domain, NIC(j, i)->domain))
				other = domain;
		}
		if (other == VT_NONE)
			continue;
		row = vt_report_finding(j, VT_F_DUPLICATE_CLAIM, vt_about_nic(j, i),
					"%s is claimed by '%s' and by '%s'",
					vt_judge_link(j, d)->ifname,
					DOMAIN_NAME(j, NIC(j, i)->domain), DOMAIN_NAME(j, other));
		vt_evidence_str(j, row, "other_domain", DOMAIN_NAME(j, other));
		vt_evidence_str(j, row, "other_uuid", j->f->domains.v[other].uuid);
	}
}

/*
 * libvirt makes a device in its daemon's namespace. A wrapper around the emulator may have moved
 * the process.
 */
static bool made_here(const struct vt_judge *j, uint32_t nic, const struct vt_device *d)
{
	const struct vt_domain *domain = &j->f->domains.v[NIC(j, nic)->domain];

	return vt_domain_conn(j->f, domain)->uri &&
	       vt_judge_link(j, d)->netns == vt_domain_netns(j->f, domain);
}

/* Back to where the process is, and on its bridge again: moving a link takes it off its
 * bridge, and down. */
static void cure_netns(struct vt_judge *j, struct vt_finding *row, uint32_t nic, uint32_t link)
{
	const struct vt_link *l = &j->f->links.v[link];
	const struct vt_domain_state *state = &j->inv->domains[NIC(j, nic)->domain];
	const char *bridge = NIC(j, nic)->source_bridge;
	struct vt_command c = { .j = j };

	/* Where the claim names a namespace, the device does not belong with its process. */
	if (state->proc == VT_NONE || NIC(j, nic)->netns)
		return;
	vt_command_if_domain(&c, NIC(j, nic)->domain);
	vt_command_if_link(&c, link);
	vt_command_ip(&c, l->netns);
	vt_command_words(&c, "link", "set", "dev", l->ifname, "netns", NULL);
	vt_command_fmt(&c, "%d", PROC(j, state->proc)->pid);
	vt_command_shell(&c, "&&");
	vt_command_ip(&c, state->netns);
	vt_command_words(&c, "link", "set", "dev", l->ifname, NULL);
	if (bridge && vt_index_link(j->ix, state->netns, bridge) != VT_NONE)
		vt_command_words(&c, "master", bridge, NULL);
	if (NIC(j, nic)->link_up != VT_NO)
		vt_command_words(&c, "up", NULL);
	vt_command_finish(&c, row);
}

void vt_rule_WRONG_NETNS(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		uint64_t expected = vt_nic_netns(j->inv, NIC(j, i));
		struct vt_finding *row;

		if (!d || vt_judge_link(j, d)->netns == expected || self_told(j, i) ||
		    (!NIC(j, i)->netns && made_here(j, i, d)))
			continue;
		row = vt_report_finding(j, VT_F_WRONG_NETNS, vt_about_nic(j, i),
					"%s (%s) is not in the network namespace %s",
					vt_judge_link(j, d)->ifname,
					DOMAIN_NAME(j, NIC(j, i)->domain),
					NIC(j, i)->netns ? "of its claim" : "of its process");
		vt_evidence_int(row, "expected_netns", (int64_t)expected);
		cure_netns(j, row, i, d->link);
	}
}

/* An alternative name counts as the name. */
static bool has_name(const struct vt_judge *j, const struct vt_link *l, const char *name)
{
	return vt_streq(l->ifname, name) || (l->altnames && vt_index_link(j->ix, l->netns, name) ==
								    (uint32_t)(l - j->f->links.v));
}

/* Older kernels rename only what is down; whatever comes of it, it is up again. */
static void cure_name(struct vt_judge *j, struct vt_finding *row, uint32_t link, const char *name)
{
	const struct vt_link *l = &j->f->links.v[link];
	struct vt_command c = { .j = j };

	if (vt_index_link(j->ix, l->netns, name) != VT_NONE)
		return;
	vt_command_if_link(&c, link);
	vt_command_shell(&c, "{");
	vt_command_ip(&c, l->netns);
	vt_command_words(&c, "link", "set", "dev", l->ifname, "down", NULL);
	vt_command_shell(&c, ";");
	vt_command_ip(&c, l->netns);
	vt_command_words(&c, "link", "set", "dev", l->ifname, "name", name, NULL);
	for (size_t i = 0; l->up && i < 2; i++) {
		vt_command_shell(&c, i ? "||" : "&&");
		vt_command_ip(&c, l->netns);
		vt_command_words(&c, "link", "set", "dev", i ? l->ifname : name, "up", NULL);
	}
	vt_command_shell(&c, "; }");
	vt_command_finish(&c, row);
}

void vt_rule_RENAMED_DEVICE(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		struct vt_finding *row;

		if (!d || has_name(j, vt_judge_link(j, d), NIC(j, i)->target))
			continue;
		row = vt_report_finding(j, VT_F_RENAMED_DEVICE, vt_about_nic(j, i),
					"%s (%s) is now named %s", NIC(j, i)->target,
					DOMAIN_NAME(j, NIC(j, i)->domain),
					vt_judge_link(j, d)->ifname);
		vt_evidence_str(j, row, "claimed", NIC(j, i)->target);
		vt_evidence_str(j, row, "traced_by",
				j->inv->nics[i].tie == VT_TIE_CMDLINE ?
					"command line and MAC address" :
					"elimination and MAC address");
		cure_name(j, row, d->link, NIC(j, i)->target);
	}
}

static bool claimed_by(const struct vt_judge *j, const struct vt_device *d, uint32_t domain)
{
	for (uint32_t k = 0; k < d->n_claims; k++)
		if (NIC(j, j->inv->claims.v[d->first_claim + k])->domain == domain)
			return true;
	return false;
}

void vt_rule_UNDECLARED_DEVICE(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		const struct vt_device *d = &j->inv->devices.v[i];

		for (uint32_t k = 0; k < d->n_uses; k++) {
			const struct vt_use *use = uses_of(j, d) + k;
			struct vt_about s = vt_about_device(j, i);

			s.domain = use->domain;
			s.proc = use->proc;
			if (use->domain == VT_NONE || !vt_judgeable(j, use->domain) ||
			    claimed_by(j, d, use->domain))
				continue;
			vt_report_finding(j, VT_F_UNDECLARED_DEVICE, s,
					  "'%s' (PID %d) holds %s, which %s does not name",
					  DOMAIN_NAME(j, use->domain), PROC(j, use->proc)->pid,
					  vt_judge_link(j, d)->ifname, vt_says(j->f, use->domain));
		}
	}
}

static void report_cross(struct vt_judge *j, uint32_t nic, const struct vt_use *use)
{
	const struct vt_domain *holder = &j->f->domains.v[use->domain];
	struct vt_about s = vt_about_nic(j, nic);
	bool connections = holder->conn != VT_NONE && j->f->domains.v[s.domain].conn != VT_NONE;
	struct vt_finding *row;

	s.proc = use->proc;
	row = vt_report_finding(j, VT_F_CROSS_CONNECTION, s,
				"%s (%s) is held by '%s' of another %s",
				vt_judge_link(j, vt_nic_device(j, nic))->ifname,
				DOMAIN_NAME(j, s.domain), holder->name,
				connections ? "connection" : "manager");
	vt_evidence_str(j, row, "connection", vt_domain_conn(j->f, holder)->uri);
}

/* A VMM that only its own command line tells of is no manager's. */
void vt_rule_CROSS_CONNECTION(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);

		for (uint32_t k = 0; d && k < d->n_uses; k++) {
			const struct vt_use *use = uses_of(j, d) + k;

			if (use->domain != VT_NONE &&
			    j->f->domains.v[use->domain].basis != VT_BASIS_SELF &&
			    !same_manager(j, use->domain, NIC(j, i)->domain) &&
			    !is_same_vm(j, use->domain, NIC(j, i)->domain))
				report_cross(j, i, use);
		}
	}
}
