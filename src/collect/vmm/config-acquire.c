/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration files of VMMs. They may have secrets: only what is read of them
 * is kept.
 */
#include <config.h>

#include "collect/vmm/config-acquire.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "collect/gate.h"
#include "collect/process/crowd.h"
#include "collect/process/process.h"
#include "collect/spent.h"
#include "collect/vmm/vmm.h"
#include "util/cleanup.h"

#define CONFIG_MAX ((size_t)1 << 20)

/* Of one user; of what is read of a file some lines are kept. */
#define USER_CONFIGS ((size_t)4 << 20)

/* The value of "-name", "--name" or "--name="; NULL when it is not there. */
static const char *config_file(const struct vt_raw_proc *p, const char *option)
{
	const char *end = p->cmdline + p->cmdline_len;
	const char *name = option + strspn(option, "-");
	const size_t n = strlen(name);

	for (const char *arg = p->cmdline; arg && arg < end; arg += strlen(arg) + 1) {
		const char *next = arg + strlen(arg) + 1;
		size_t dashes = strspn(arg, "-");

		if (!dashes || dashes > 2 || strncmp(arg + dashes, name, n) != 0)
			continue;
		if (!arg[dashes + n])
			return next < end ? next : NULL;
		if (dashes == 2 && arg[dashes + n] == '=')
			return arg + dashes + n + 1;
	}
	return NULL;
}

/*
 * Owned by the process's user, or by root and world-readable: running a VMM must
 * not make us read files for users who may not read them.
 */
static bool may_read(const struct stat *st, uint32_t uid)
{
	return st->st_uid == uid || (st->st_uid == 0 && (st->st_mode & S_IROTH));
}

/* What was read is what is asked about: the name may be another file's at any time. */
static int read_text(const struct vt_gate *dir, const char *name, uint32_t uid, struct vt_buf *ret)
{
	struct stat st;
	int r = vt_gate_read_stat(dir, name, CONFIG_MAX, &st, ret);

	return r < 0 || may_read(&st, uid) ? r : -EPERM;
}

/* A file that a process names, and what it says. */
struct config {
	struct vt_raw_proc proc; /* strings are the list's */
	const struct vt_vmm *vmm;
	const char *name, *text;
	size_t row;
};

/* Whoever hangs in a file system that does not answer may still read it. */
struct configs {
	VT_VEC(struct config) list;
	struct vt_arena *arena;
	struct vt_spent spent;
};

/* A relative name is looked up where the process is; in a jail that is its root. */
static int read_config(const struct config *c, struct vt_buf *ret)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = { 0 };
	__attribute__((cleanup(vt_gate_close))) struct vt_gate dir = VT_GATE_CLOSED;
	char path[32];
	int r;

	snprintf(path, sizeof(path), "/proc/%d/%s", c->proc.pid, *c->name == '/' ? "root" : "cwd");
	r = vt_gate_open(path, VT_GATE_INSIDE, &purse, &dir);
	return r < 0 ? r : read_text(&dir, c->name + strspn(c->name, "/"), c->proc.uid, ret);
}

static void take_config(struct vt_crowd_turn *turn, void *shared, size_t i)
{
	struct configs *all = shared;
	struct config *c = &all->list.v[i];
	VT_CLEANUP(vt_arena) struct vt_arena *arena = vt_arena_new();
	struct vt_cgroup_owner owner;
	const char *reduced;
	VT_BUF_OF(text);

	if (read_config(c, &text) < 0)
		return;
	reduced = c->vmm->reduce(arena, text.p);
	owner = vt_cgroup_owner_by(arena, c->proc.cgroup);
	if (!vt_crowd_enter(turn))
		return;
	if (reduced && vt_spent_take(&all->spent, &owner, c->proc.uid, strlen(reduced)))
		c->text = vt_arena_str(all->arena, reduced);
	vt_crowd_leave(turn);
}

static uint32_t owner_of_config(const void *shared, size_t i)
{
	const struct configs *all = shared;

	return all->list.v[i].proc.uid;
}

static void list_configs(const struct vt_raw *raw, struct configs *all)
{
	for (size_t i = 0; i < raw->procs.n; i++) {
		const struct vt_raw_proc *p = &raw->procs.v[i];
		const struct vt_vmm *vmm = p->config ? NULL : vt_vmm_of(p->exe, NULL, p->cmdline);
		const char *name = vmm && vmm->config_option ? config_file(p, vmm->config_option) :
							       NULL;

		if (name)
			vt_vec_push(&all->list,
				    ((struct config){ .proc = { .pid = p->pid,
								.uid = p->uid,
								.cgroup = vt_arena_str(all->arena,
										       p->cgroup) },
						      .vmm = vmm,
						      .name = vt_arena_str(all->arena, name),
						      .row = i }));
	}
}

/* What was not answered for once is not asked for again: it has no text. */
static void take_texts(struct vt_raw *raw, const struct configs *all, const unsigned char *states)
{
	VT_CLEANUP(vt_free) int32_t *pids = vt_xrealloc(NULL, all->list.n, sizeof(*pids));

	for (size_t i = 0; i < all->list.n; i++) {
		const struct config *c = &all->list.v[i];

		pids[i] = c->proc.pid;
		raw->procs.v[c->row].config =
			vt_arena_str(raw->arena, states[i] == VT_CROWD_DONE ? c->text : "");
	}
	vt_procfs_silent(raw, states, pids, all->list.n, 0);
	vt_procfs_spent(raw, &all->spent, "longer configuration files");
}

void vt_vmm_read_configs(struct vt_raw *raw, unsigned int threads, int64_t deadline)
{
	struct configs *all = vt_xrealloc(NULL, 1, sizeof(*all));
	VT_CLEANUP(vt_free) unsigned char *states = NULL;
	struct vt_crowd_plan plan = { .threads = threads,
				      .deadline = deadline,
				      .work = take_config,
				      .owner = owner_of_config,
				      .shared = all };
	int left;

	*all = (struct configs){ .arena = vt_arena_new(),
				 .spent = { .budget = USER_CONFIGS, .unit_budget = CONFIG_MAX } };
	list_configs(raw, all);
	plan.n = all->list.n;
	states = vt_xrealloc(NULL, plan.n, 1);
	left = plan.n ? vt_crowd_run(&plan, states) : 0;
	take_texts(raw, all, states);
	if (left > 0)
		return;
	vt_spent_done(&all->spent);
	vt_vec_done(&all->list);
	vt_arena_free(all->arena);
	free(all);
}
