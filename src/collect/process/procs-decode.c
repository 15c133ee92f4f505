/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "collect/process/procs-decode.h"

#include "collect/process/cgroup.h"
#include "collect/process/proctext.h"
#include "collect/spent.h"
#include "collect/vmm/line.h"
#include "collect/vmm/vmm.h"
#include "util/str.h"

/* @inner: paths are those of a cgroup namespace, whose root may be anybody's. */
static void decode_owner(struct vt_facts *f, const char *cgroup, bool inner, struct vt_proc *row)
{
	struct vt_cgroup_owner owner;

	row->cgroup = vt_cgroup_path(f->arena, cgroup);
	owner = vt_cgroup_owner(f->arena, row->cgroup);
	row->manager = owner.manager;
	row->manager_id = owner.id;
	row->manager_open = owner.open || (inner && vt_streq(row->cgroup, "/"));
}

/* NICs that command lines name: of one user, and of one VM, pod or service of a manager's. */
#define USER_NICS VT_VMM_MAX_NETDEVS
#define UNIT_NICS VT_VMM_MAX_NETDEVS

/* Once a user has too many of these, no more of that user's command lines are taken for a
 * VMM's. */
static void decode_cmdline(struct vt_facts *f, const struct vt_raw_proc *p, uint32_t proc,
			   struct vt_spent *spent)
{
	const size_t netdevs = f->netdevs.n;
	struct vt_proc *row = &f->procs.v[proc];

	if (!vt_spent_take(spent, row->cgroup, row->uid, 0))
		return;
	vt_vmm_decode(vt_vmm_of(p->exe, row->comm, p->cmdline), p->cmdline, p->cmdline_len,
		      p->config, f, proc);
	if (!vt_spent_take(spent, row->cgroup, row->uid, f->netdevs.n - netdevs))
		f->netdevs.n = netdevs;
}

static void nics_gap(struct vt_facts *f, const struct vt_spent *spent)
{
	for (size_t i = 0; i < spent->accounts.n; i++)
		if (spent->accounts.v[i].over && !spent->accounts.v[i].unit)
			vt_facts_gap(
				f, VT_GAP_BUDGET_SPENT, "processes",
				vt_arena_fmt(f->arena,
					     "command lines of user %u name more NICs than are "
					     "read of one user",
					     spent->accounts.v[i].uid))
				->hides = 0;
}

static void decode_proc(struct vt_facts *f, const struct vt_raw_proc *p, bool inner,
			struct vt_spent *spent)
{
	struct vt_pidstat stat = { .comm = "", .state = '?', .threads = 1 };
	struct vt_proc *row;
	uint32_t index;

	if (vt_pidstat_decode(p->stat, &stat) < 0)
		return;
	row = vt_vec_add(&f->procs);
	index = (uint32_t)f->procs.n - 1;
	row->pid = p->pid;
	row->start = stat.start;
	row->netns = p->netns;
	row->comm = vt_arena_strn(f->arena, stat.comm, stat.comm_len);
	row->exe = vt_arena_str(f->arena, p->exe);
	row->uid = p->uid;
	row->ppid = stat.ppid > 0 ? stat.ppid : 0;
	row->inner_pid = p->inner_pid;
	row->kvm = p->kvm;
	row->alive = stat.state != 'X' && (stat.state != 'Z' || stat.threads > 1);
	row->cmdline_ok = p->cmdline && p->cmdline_len;
	row->fds_ok = !p->fds_error;
	row->hypervisor = p->kvm == VT_YES || vt_vmm_is_hypervisor(p->exe, row->comm, p->cmdline);
	decode_owner(f, p->cgroup, inner, row);
	/* Others have a --name of their own. */
	if (row->cmdline_ok && (row->hypervisor || vt_vmm_carries_uuid(p->cmdline, p->cmdline_len)))
		decode_cmdline(f, p, index, spent);
}

void vt_procs_decode(struct vt_facts *f, const struct vt_raw *raw)
{
	__attribute__((cleanup(vt_spent_done))) struct vt_spent spent = {
		.budget = USER_NICS, .unit_budget = UNIT_NICS
	};

	for (size_t i = 0; i < raw->procs.n; i++)
		decode_proc(f, &raw->procs.v[i], raw->cgroup_inner, &spent);
	nics_gap(f, &spent);
}
