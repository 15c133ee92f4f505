/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy of gaps. A gap without scope may hide anything of its sort; one
 * with a scope only what rests on the thing that it names, and what that is
 * depends on what the finding argues from.
 */
#include <config.h>

#include "analyze/hidden.h"

#include "analyze/join.h"
#include "util/str.h"

#define VT_NEED_ANY_CLAIM ((uint32_t)(VT_NEED_CLAIMS | VT_NEED_INACTIVE))

/* The running VM that it is about, where that is known. */
static uint32_t gap_domain(const struct vt_seen *v, const struct vt_gap *g)
{
	return g->uuid ? vt_index_running(v->ix, g->uuid) : VT_NONE;
}

/* The process that it is about, where that is known. */
static uint32_t gap_proc(const struct vt_seen *v, const struct vt_gap *g)
{
	uint32_t domain = gap_domain(v, g);

	if (g->pid)
		return vt_facts_proc_by_pid(v->f, g->pid);
	return domain == VT_NONE ? VT_NONE : v->inv->domains[domain].proc;
}

static const char *uri_of(const struct vt_seen *v, uint32_t conn)
{
	return conn == VT_NONE ? NULL : v->f->conns.v[conn].uri;
}

/*
 * --- claims: does the gap reach what the finding argues from? -------------
 * One without scope reaches everything.
 */

/* A VM's own claims say nothing of the device: those of another do not matter. */
static bool reaches_own_claims(const struct vt_seen *v, const struct vt_gap *g,
			       struct vt_about about)
{
	const struct vt_domain *d = &v->f->domains.v[about.domain];

	if (g->uuid)
		return vt_streq(g->uuid, d->uuid);
	if (g->pid)
		return gap_proc(v, g) == about.proc;
	return !g->uri || vt_streq(g->uri, uri_of(v, d->conn));
}

/* Nobody claims the device; only a VM in its namespace could. */
static bool reaches_claim(const struct vt_seen *v, const struct vt_gap *g, struct vt_about about)
{
	uint32_t proc = gap_proc(v, g);
	uint64_t netns = proc == VT_NONE ? 0 : v->f->procs.v[proc].netns;

	return !netns || netns == v->f->links.v[about.link].netns;
}

/*
 * The holder is no known VM's process: it could be the process that the gap is about, unless
 * that is known to be another one.
 */
static bool reaches_holder(const struct vt_seen *v, const struct vt_gap *g, struct vt_about about)
{
	const struct vt_proc *holder = &v->f->procs.v[about.proc];
	uint32_t proc = gap_proc(v, g);

	if (proc != VT_NONE)
		return vt_serves(v->f, about.proc, proc);
	return !g->uuid || !holder->uuid || vt_streq(g->uuid, holder->uuid);
}

/* The VM of a PID file does not run; the subject of a gap about one VM is its name. */
static bool reaches_file(const struct vt_seen *v, const struct vt_gap *g, struct vt_about about)
{
	const struct vt_pidfile *file = &v->f->pidfiles.v[about.file];

	if (g->uri && !vt_streq(g->uri, uri_of(v, file->conn)))
		return false;
	return !g->uuid || vt_streq(g->subject, file->name);
}

/* The VM that a record names runs nowhere. */
static bool reaches_record(const struct vt_seen *v, const struct vt_gap *g, struct vt_about about)
{
	const char *owner;

	if (about.record == VT_NONE)
		return reaches_own_claims(v, g, about);
	owner = v->f->registrations.v[about.record].owner_uuid;
	return !g->uuid || !owner || vt_streq(g->uuid, owner);
}

/* Whatever else argues from claims depends on all of them. */
static const struct {
	enum vt_code code;
	bool (*reaches)(const struct vt_seen *v, const struct vt_gap *g, struct vt_about about);
} of_claims[] = {
	{ VT_F_UNDECLARED_DEVICE, reaches_own_claims },
	{ VT_F_STRAY_TAP, reaches_claim },
	{ VT_F_STRAY_MACVTAP, reaches_claim },
	{ VT_F_INACTIVE_CLAIM, reaches_claim },
	{ VT_F_FOREIGN_HOLDER, reaches_claim },
	{ VT_F_UNMANAGED_HYPERVISOR, reaches_holder },
	{ VT_F_STALE_PIDFILE, reaches_file },
	{ VT_F_STALE_BINDING, reaches_record },
};

static bool claims_hidden(const struct vt_seen *v, const struct vt_gap *g, enum vt_code code,
			  struct vt_about about)
{
	bool reached = true;

	for (size_t i = 0; i < sizeof(of_claims) / sizeof(*of_claims); i++)
		if (of_claims[i].code == code)
			reached = of_claims[i].reaches(v, g, about);
	return reached;
}

bool vt_claim_hidden(const struct vt_seen *v, uint32_t device)
{
	const struct vt_device *d = &v->inv->devices.v[device];
	struct vt_about about = vt_about_link(d->link);
	enum vt_code code = VT_F_STRAY_TAP;

	if (d->n_uses) {
		about.proc = v->inv->uses.v[d->first_use].proc;
		code = v->f->procs.v[about.proc].hypervisor ? VT_F_UNMANAGED_HYPERVISOR :
							      VT_F_FOREIGN_HOLDER;
	}
	for (size_t i = 0; i < v->f->gaps.n; i++)
		if ((v->f->gaps.v[i].hides & VT_NEED_CLAIMS) &&
		    claims_hidden(v, &v->f->gaps.v[i], code, about))
			return true;
	return false;
}

/* --- the other sorts of evidence ------------------------------------------- */

/* Only root can put a device of the host's into a namespace that a user has made, by moving it
 * there. Where a known VM or device is in it, the namespace matters all the same. */
static bool is_users_own(const struct vt_seen *v, const struct vt_gap *g)
{
	if (!g->owner || g->netns == v->f->own_netns)
		return false;
	for (size_t i = 0; i < v->f->nics.n; i++)
		if (v->f->domains.v[v->f->nics.v[i].domain].active &&
		    vt_nic_netns(v->inv, &v->f->nics.v[i]) == g->netns)
			return false;
	return true;
}

static bool was_read(const struct vt_seen *v, uint64_t netns)
{
	uint32_t row = vt_facts_netns(v->f, netns);

	return row != VT_NONE && v->f->netnses.v[row].links_ok;
}

static bool links_hidden(const struct vt_seen *v, const struct vt_gap *g, struct vt_about about)
{
	uint64_t netns = vt_about_netns(v->f, v->inv, about);

	if (!g->netns)
		return !g->owner || (netns && !was_read(v, netns));
	return netns ? netns == g->netns : !is_users_own(v, g);
}

/* A VM has no process that is seen: one that was not looked at may be it. */
static bool process_hidden(const struct vt_seen *v, const struct vt_gap *g)
{
	uint32_t proc = gap_proc(v, g);

	if (proc == VT_NONE)
		return true;
	if (v->inv->proc_domain[proc] != VT_NONE)
		return false;
	return v->f->procs.v[proc].hypervisor || !v->f->procs.v[proc].exe;
}

bool vt_process_hidden(const struct vt_seen *v)
{
	for (size_t i = 0; i < v->f->gaps.n; i++)
		if ((v->f->gaps.v[i].hides & VT_NEED_PROCS) && process_hidden(v, &v->f->gaps.v[i]))
			return true;
	return false;
}

/* It may be about what this process, or a child of it, holds. */
static bool is_of_process(const struct vt_seen *v, const struct vt_gap *g, uint32_t proc)
{
	uint32_t other = gap_proc(v, g);

	if (!g->pid)
		return true;
	return other != VT_NONE && vt_serves(v->f, other, proc);
}

/* The kernel's own count of a device's queues may tell that none is missing. */
static bool holders_hidden(const struct vt_seen *v, const struct vt_gap *g, enum vt_code code,
			   struct vt_about about)
{
	uint32_t device = about.link == VT_NONE ? VT_NONE : v->inv->link_device[about.link];

	if (device != VT_NONE && !v->inv->devices.v[device].may_hide)
		return false;
	/* Only what the VM's own process holds is counted. */
	return code != VT_F_QUEUE_MISMATCH || is_of_process(v, g, about.proc);
}

bool vt_hold_hidden(const struct vt_seen *v, uint32_t device, uint32_t proc)
{
	const struct vt_device *d = &v->inv->devices.v[device];

	for (size_t i = 0; d->may_hide && i < v->f->gaps.n; i++)
		if ((v->f->gaps.v[i].hides & VT_NEED_HOLDERS) &&
		    is_of_process(v, &v->f->gaps.v[i], proc))
			return true;
	return d->ambiguous;
}

bool vt_hidden(const struct vt_seen *v, enum vt_code code, struct vt_about about)
{
	const uint32_t needs = vt_class(code)->needs;
	uint32_t device = about.link == VT_NONE ? VT_NONE : v->inv->link_device[about.link];

	for (size_t i = 0; i < v->f->gaps.n; i++) {
		const struct vt_gap *g = &v->f->gaps.v[i];
		const uint32_t both = needs & g->hides;

		if (((both & VT_NEED_ANY_CLAIM) && claims_hidden(v, g, code, about)) ||
		    ((both & VT_NEED_LINKS) && links_hidden(v, g, about)) ||
		    ((both & VT_NEED_PROCS) && process_hidden(v, g)) ||
		    ((both & VT_NEED_HOLDERS) && holders_hidden(v, g, code, about)))
			return true;
	}
	/* A descriptor whose device is not known may be of this one. */
	return (needs & VT_NEED_HOLDERS) && device != VT_NONE &&
	       v->inv->devices.v[device].ambiguous;
}

static bool any_may_hide(const struct vt_seen *v)
{
	for (size_t i = 0; i < v->inv->devices.n; i++)
		if (v->inv->devices.v[i].may_hide)
			return true;
	return false;
}

bool vt_gap_opens(const struct vt_seen *v, const struct vt_gap *g)
{
	if (!g->hides)
		return false;
	if (g->hides & VT_NEED_ANY_CLAIM)
		return true;
	if (g->hides == VT_NEED_LINKS)
		return !is_users_own(v, g);
	/* What rests on one process was withheld because of it, except for holders that need
	 * no proof. */
	if (g->pid || g->macvtap)
		return (g->hides & VT_NEED_HOLDERS) && any_may_hide(v);
	return true;
}
