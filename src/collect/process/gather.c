/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes that matter, read by several threads. What is read of a process is
 * made by the kernel, but for its command line: that is in its own memory,
 * which may be a file of a file system that does not answer, or shared by
 * thousands. So it comes last, and has a budget.
 */
#include <config.h>

#include "collect/process/process.h"

#include <dirent.h>

#include "collect/process/crowd.h"
#include "collect/process/procread.h"
#include "collect/process/proctext.h"
#include "collect/vmm/vmm.h"
#include "util/clock.h"
#include "util/fd.h"
#include "util/search.h"

/* A command line of QEMU has some 10 KB. */
#define CMDLINE_MAX ((size_t)1 << 20)

/* Command lines of one user, and of one VM, pod or service of a manager's. */
#define USER_CMDLINES ((size_t)8 << 20)
#define UNIT_CMDLINES ((size_t)1 << 20)

/* Enough to recognise a hypervisor. */
#define GUESS_MAX ((size_t)128 << 10)

/* Each thread is to have at least this many processes. */
#define CROWD_MIN 32

/* Processes with a gap of their own. */
#define NAMED_MAX 8

/* Processes being read. */
struct readers {
	const struct vt_procfs_want *wants;
	struct vt_raw_proc *rows; /* pid 0: gone */
	struct vt_arena *arena;
	struct vt_spent spent;
};

static int cmp_pid(const void *row, const void *pid)
{
	int32_t a = ((const struct vt_raw_proc *)row)->pid, b = *(const int32_t *)pid;

	return (a > b) - (a < b);
}

static int cmp_proc(const void *pa, const void *pb)
{
	return cmp_pid(pa, &((const struct vt_raw_proc *)pb)->pid);
}

static int cmp_want(const void *a, const void *b)
{
	int32_t x = ((const struct vt_procfs_want *)a)->pid;
	int32_t y = ((const struct vt_procfs_want *)b)->pid;

	return (x > y) - (x < y);
}

bool vt_procfs_has(const struct vt_raw *raw, int32_t pid)
{
	return vt_vec_find(&raw->procs, &pid, cmp_pid);
}

static void read_one(struct vt_crowd_turn *turn, void *shared, size_t i)
{
	struct readers *r = shared;
	const struct vt_procfs_want *want = &r->wants[i];
	VT_CLEANUP(vt_fd) int dirfd = vt_procread_open(want->pid);
	VT_CLEANUP(vt_arena) struct vt_arena *arena = vt_arena_new();
	struct vt_cgroup_owner owner;
	struct vt_raw_proc row;
	VT_BUF_OF(cmdline);
	bool alive = dirfd >= 0 && vt_procread_process(arena, dirfd, want->pid, &want->known, &row);

	owner = vt_cgroup_owner_by(arena, alive ? row.cgroup : NULL);
	if (alive && vt_crowd_enter(turn)) {
		vt_procread_keep(r->arena, &row);
		r->rows[i] = row;
		vt_crowd_leave(turn);
	}
	if (!alive || vt_procread_cmdline(dirfd, CMDLINE_MAX, &cmdline) < 0 ||
	    !vt_crowd_enter(turn))
		return;
	if (vt_spent_take(&r->spent, &owner, row.uid, cmdline.len)) {
		r->rows[i].cmdline = vt_arena_strn(r->arena, cmdline.p, cmdline.len);
		r->rows[i].cmdline_len = cmdline.len;
	}
	vt_crowd_leave(turn);
}

static uint32_t owner_of_want(const void *shared, size_t i)
{
	const struct readers *r = shared;

	return vt_procread_owner(r->wants[i].pid);
}

static unsigned int threads_for(unsigned int threads, size_t n)
{
	return threads > n / CROWD_MIN + 1 ? (unsigned int)(n / CROWD_MIN) + 1 : threads;
}

static void silent_gap(struct vt_raw *raw, int32_t pid, uint32_t hides)
{
	struct vt_gap *gap = vt_raw_gap(raw, VT_GAP_PROCESS_SILENT, VT_PROCFS_SUBJECT,
					vt_arena_fmt(raw->arena, "PID %d of user %u", pid,
						     vt_procread_owner(pid)));

	gap->hides = hides;
	gap->pid = pid;
}

void vt_procfs_silent(struct vt_raw *raw, const unsigned char *states, const int32_t *pids,
		      size_t n, uint32_t hides)
{
	size_t silent = 0, late = 0;

	for (size_t i = 0; i < n; i++) {
		late += states[i] == VT_CROWD_WAITING || states[i] == VT_CROWD_BUSY;
		if (states[i] != VT_CROWD_STUCK && states[i] != VT_CROWD_REFUSED)
			continue;
		if (silent++ < NAMED_MAX)
			silent_gap(raw, pids[i], hides);
	}
	/* There can be thousands. */
	if (silent > NAMED_MAX)
		vt_raw_gap(raw, VT_GAP_PROCESS_SILENT, VT_PROCFS_SUBJECT,
			   vt_arena_fmt(raw->arena, "and %zu more", silent - NAMED_MAX))
			->hides = hides;
	if (late)
		vt_raw_gap(raw, VT_GAP_TIMEOUT, VT_PROCFS_SUBJECT,
			   "not every process was looked at in time");
}

void vt_procfs_spent(struct vt_raw *raw, const struct vt_spent *spent, const char *what)
{
	const struct vt_spent_account *a;

	for (size_t at = 0; (a = vt_spent_next_over(spent, &at)) != NULL;)
		vt_raw_gap(raw, VT_GAP_BUDGET_SPENT, VT_PROCFS_SUBJECT,
			   vt_arena_fmt(raw->arena,
					"processes of user %u have %s than are read of one user",
					a->uid, what))
			->hides = 0;
}

/* Mostly it is the command line alone that does not come. Where nothing came, what the process
 * holds is not known. */
static void tell_silent(struct vt_raw *raw, const struct readers *r, unsigned char *states,
			const int32_t *pids, size_t n)
{
	VT_CLEANUP(vt_free) unsigned char *unread = vt_xrealloc(NULL, n, 1);

	for (size_t i = 0; i < n; i++) {
		unread[i] = VT_CROWD_DONE;
		if (!r->rows[i].pid &&
		    (states[i] == VT_CROWD_STUCK || states[i] == VT_CROWD_REFUSED)) {
			unread[i] = states[i];
			states[i] = VT_CROWD_DONE;
		}
	}
	vt_procfs_silent(raw, unread, pids, n, VT_NEED_HOLDERS | VT_NEED_PROCS);
	vt_procfs_silent(raw, states, pids, n, 0);
}

static void read_all(struct vt_raw *raw, const struct vt_procfs_want *wants, size_t n,
		     unsigned int threads, int64_t deadline)
{
	struct readers *r = vt_xrealloc(NULL, 1, sizeof(*r));
	const struct vt_crowd_plan plan = { .n = n,
					    .threads = threads_for(threads, n),
					    .deadline = deadline,
					    .work = read_one,
					    .owner = owner_of_want,
					    .shared = r };
	VT_CLEANUP(vt_free) unsigned char *states = vt_xrealloc(NULL, n, 1);
	VT_CLEANUP(vt_free) int32_t *pids = vt_xrealloc(NULL, n, sizeof(*pids));
	struct vt_procfs_want *own = vt_xrealloc(NULL, n, sizeof(*own));
	int left;

	*r = (struct readers){ .spent = { .budget = USER_CMDLINES, .unit_budget = UNIT_CMDLINES } };
	memcpy(own, wants, n * sizeof(*own));
	r->wants = own;
	r->arena = vt_arena_new();
	r->rows = vt_xrealloc(NULL, n, sizeof(*r->rows));
	memset(r->rows, 0, n * sizeof(*r->rows));
	left = vt_crowd_run(&plan, states);
	for (size_t i = 0; i < n; i++) {
		pids[i] = wants[i].pid;
		if (!r->rows[i].pid)
			continue;
		vt_vec_push(&raw->procs, r->rows[i]);
	}
	/* A thread that was left behind adds nothing to it any more. */
	vt_arena_take(raw->arena, r->arena);
	r->arena = NULL;
	tell_silent(raw, r, states, pids, n);
	vt_procfs_spent(raw, &r->spent, "longer command lines");
	vt_vec_sort(&raw->procs, cmp_proc);
	if (left > 0)
		return;
	vt_spent_done(&r->spent);
	free(r->rows);
	free(own);
	free(r);
}

void vt_procfs_add_many(struct vt_raw *raw, const struct vt_procfs_want *wants, size_t n,
			unsigned int threads, int64_t deadline)
{
	VT_VEC(struct vt_procfs_want) missing = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!vt_procfs_has(raw, wants[i].pid))
			vt_vec_push(&missing, wants[i]);
	vt_vec_sort(&missing, cmp_want);
	for (size_t i = 0; i < missing.n; i++)
		if (!kept || missing.v[kept - 1].pid != missing.v[i].pid)
			missing.v[kept++] = missing.v[i];
	missing.n = kept;
	if (missing.n)
		read_all(raw, missing.v, missing.n, threads, deadline);
	vt_vec_done(&missing);
}

void vt_procfs_add_holders(struct vt_raw *raw, const struct vt_procfs_want *wants, size_t n,
			   unsigned int threads, int64_t deadline)
{
	size_t kept = 0;

	vt_procfs_add_many(raw, wants, n, threads, deadline);
	for (size_t i = 0; i < raw->fds.n; i++)
		if (vt_procfs_has(raw, raw->fds.v[i].pid))
			raw->fds.v[kept++] = raw->fds.v[i];
	raw->fds.n = kept;
}

void vt_procfs_add_pids(struct vt_raw *raw, struct vt_netns_list *namespaces, const int32_t *pids,
			size_t n, unsigned int threads, int64_t deadline)
{
	VT_VEC(struct vt_procfs_want) wants = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct vt_procfs_want want = { .pid = pids[i], .known = { .uid = VT_NONE } };

		if (vt_procfs_has(raw, want.pid))
			continue;
		vt_netns_add_pid(namespaces, want.pid, &want.known.netns);
		vt_vec_push(&wants, want);
	}
	vt_procfs_add_many(raw, wants.v, wants.n, threads, deadline);
	vt_vec_done(&wants);
}

/* One that was forked by one that was forked. */
#define GENERATIONS 4

void vt_procfs_add_parents(struct vt_raw *raw, struct vt_netns_list *namespaces,
			   unsigned int threads, int64_t deadline)
{
	for (unsigned int round = 0; round < GENERATIONS; round++) {
		VT_VEC(int32_t) pids = { 0 };
		const size_t before = raw->procs.n;

		for (size_t i = 0; i < raw->procs.n; i++) {
			const struct vt_vmm *vmm = vt_vmm_of(raw->procs.v[i].exe, NULL, NULL);
			struct vt_pidstat stat;

			if (vmm && vmm->children &&
			    vt_pidstat_decode(raw->procs.v[i].stat, &stat) == 0 && stat.ppid > 1)
				vt_vec_push(&pids, stat.ppid);
		}
		vt_procfs_add_pids(raw, namespaces, pids.v, pids.n, threads, deadline);
		vt_vec_done(&pids);
		if (raw->procs.n == before)
			return;
	}
}

/* --- guests among all processes ------------------------------------------- */

struct guesses {
	VT_VEC(int32_t) pids, found;
};

static void guess(struct vt_crowd_turn *turn, void *shared, size_t i)
{
	struct guesses *g = shared;
	VT_CLEANUP(vt_fd) int dirfd = vt_procread_open(g->pids.v[i]);
	VT_BUF_OF(cmdline);

	if (dirfd < 0 || vt_procread_cmdline(dirfd, GUESS_MAX, &cmdline) < 0 || !cmdline.len)
		return;
	if (!vt_vmm_carries_uuid(cmdline.p, cmdline.len) &&
	    !vt_vmm_is_hypervisor(NULL, NULL, cmdline.p))
		return;
	if (!vt_crowd_enter(turn))
		return;
	vt_vec_push(&g->found, g->pids.v[i]);
	vt_crowd_leave(turn);
}

static uint32_t owner_of_guess(const void *shared, size_t i)
{
	const struct guesses *g = shared;

	return vt_procread_owner(g->pids.v[i]);
}

static void list_others(const struct vt_raw *raw, struct guesses *g)
{
	VT_CLEANUP(vt_dir) DIR *proc = opendir("/proc");
	const struct dirent *entry;
	int32_t pid;

	while (proc && (entry = readdir(proc)) != NULL)
		if (vt_parse_pid(entry->d_name, &pid) == 0 && !vt_procfs_has(raw, pid))
			vt_vec_push(&g->pids, pid);
}

void vt_procfs_add_hypervisors(struct vt_raw *raw, struct vt_netns_list *namespaces,
			       unsigned int threads, int64_t deadline)
{
	struct guesses *g = vt_xrealloc(NULL, 1, sizeof(*g));
	VT_CLEANUP(vt_free) unsigned char *states = NULL;
	struct vt_crowd_plan plan = {
		.deadline = deadline, .work = guess, .owner = owner_of_guess, .shared = g
	};
	int left;

	memset(g, 0, sizeof(*g));
	list_others(raw, g);
	states = vt_xrealloc(NULL, g->pids.n, 1);
	plan.n = g->pids.n;
	plan.threads = threads_for(threads, g->pids.n);
	left = vt_crowd_run(&plan, states);
	vt_procfs_silent(raw, states, g->pids.v, g->pids.n, VT_NEED_PROCS);
	vt_procfs_add_pids(raw, namespaces, g->found.v, g->found.n, threads, deadline);
	if (left > 0)
		return;
	vt_vec_done(&g->pids);
	vt_vec_done(&g->found);
	free(g);
}
