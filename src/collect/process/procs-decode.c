/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "collect/process/procs-decode.h"

#include "collect/process/cgroup.h"
#include "collect/process/proctext.h"
#include "collect/spent.h"
#include "collect/vmm/line.h"
#include "collect/vmm/vmm.h"
#include "util/search.h"
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

/* @recorded: PIDs of VMs by the locks of a system daemon's files: no user's to make many of */
struct budget {
	struct vt_spent spent;
	VT_VEC(int32_t) recorded;
};

static void budget_done(struct budget *b)
{
	vt_spent_done(&b->spent);
	vt_vec_done(&b->recorded);
}

static int cmp_pid(const void *pa, const void *pb)
{
	const int32_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

static void note_recorded(const struct vt_facts *f, struct budget *b)
{
	for (size_t i = 0; i < f->pidfiles.n; i++)
		if (!f->conns.v[f->pidfiles.v[i].conn].session)
			vt_vec_push(&b->recorded, f->pidfiles.v[i].owner);
	vt_vec_sort(&b->recorded, cmp_pid);
}

static bool take(struct budget *b, const struct vt_proc *p, size_t nics)
{
	const struct vt_cgroup_owner owner = { .manager = p->manager, .id = p->manager_id };

	return vt_vec_find(&b->recorded, &p->pid, cmp_pid) ||
	       vt_spent_take(&b->spent, &owner, p->uid, nics);
}

/* Once a user has too many, none of the rest is kept; who a process is, is always read. */
static void decode_cmdline(struct vt_facts *f, const struct vt_raw_proc *p, uint32_t proc,
			   struct budget *b)
{
	const size_t netdevs = f->netdevs.n;
	struct vt_proc *row = &f->procs.v[proc];

	vt_vmm_decode(vt_vmm_of(p->exe, row->comm, p->cmdline), p->cmdline, p->cmdline_len,
		      p->config, take(b, row, 0) ? VT_VMM_MAX_NETDEVS : 0, f, proc);
	if (!take(b, row, f->netdevs.n - netdevs))
		f->netdevs.n = netdevs;
}

static void nics_gap(struct vt_facts *f, const struct vt_spent *spent)
{
	const struct vt_spent_account *a;

	for (size_t at = 0; (a = vt_spent_next_over(spent, &at)) != NULL;)
		vt_facts_gap(f, VT_GAP_BUDGET_SPENT, "processes",
			     vt_arena_fmt(f->arena,
					  "command lines of user %u name more NICs than are read "
					  "of one user",
					  a->uid))
			->hides = 0;
}

static void decode_proc(struct vt_facts *f, const struct vt_raw_proc *p, bool inner,
			struct budget *budget)
{
	struct vt_pidstat stat;
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
		decode_cmdline(f, p, index, budget);
}

void vt_procs_decode(struct vt_facts *f, const struct vt_raw *raw)
{
	__attribute__((cleanup(budget_done))) struct budget budget = {
		.spent = { .budget = USER_NICS, .unit_budget = UNIT_NICS }
	};

	note_recorded(f, &budget);
	for (size_t i = 0; i < raw->procs.n; i++)
		decode_proc(f, &raw->procs.v[i], raw->cgroup_inner, &budget);
	nics_gap(f, &budget.spent);
}
