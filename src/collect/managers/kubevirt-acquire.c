/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A libvirt that runs in a container: KubeVirt's in the pod of each VM, seen from the node, and
 * that of others. Its status files are below the root of its QEMU. Everything in there is the
 * container's: it is opened beneath that root, without following any link. The libvirt itself is
 * not asked. A root may be a file system that does not answer: then that is lost, and no other.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "collect/gate.h"
#include "collect/libvirt/xmlbudget.h"
#include "collect/managers/manager-acquire.h"
#include "collect/process/cgroup.h"
#include "collect/process/crowd.h"
#include "collect/vmm/vmm.h"
#include "util/clock.h"
#include "util/str.h"

/* A status file is a domain's XML and some more. */
#define STATUS_MAX ((size_t)8 << 20)

/* Of one directory; of those that are refused each of the first has a gap. */
#define FILES_MAX 1024
#define REFUSED_MAX 8

/* Of a pod, which has one VM. */
#define POD_BYTES (UINT64_C(1) << 20)

/* Containers at a time, how long one may take at least, and percent of the time for all. */
#define THREADS 4
#define PATIENCE_MS 250
#define UNTIL_READ 80

/* Of a session daemon, which is the default, and of the system's. */
static const char *const dirs[] = { "run/libvirt/qemu/run", "run/libvirt/qemu" };

/* A container is read once, whichever of its VMs leads there. A pod has one VM: its id is NULL. */
static bool recognise(struct vt_manager_job *job, const struct vt_raw *raw)
{
	struct vt_arena *arena = job->part->arena;

	for (size_t i = 0; i < raw->procs.n; i++) {
		const struct vt_raw_proc *p = &raw->procs.v[i];
		struct vt_cgroup_owner owner;

		if (!p->cgroup || vt_vmm_of(p->exe, NULL, p->cmdline) != &vt_vmm_qemu)
			continue;
		owner = vt_cgroup_owner_by(arena, p->cgroup);
		if (vt_streq(owner.manager, "kubernetes"))
			owner.id = NULL;
		else if (!vt_cgroup_is_engine(owner.manager) || vt_managers_noted(job, owner.id))
			continue;
		vt_vec_push(&job->pids, p->pid);
		vt_vec_push(&job->ids, owner.id);
	}
	return job->pids.n > 0;
}

/* A container; @pid is of a VM in it. */
struct container {
	int32_t pid;
	bool pod;
};

struct reading {
	const struct container *c;
	struct vt_manager_job *job;
	const struct vt_gate *dir;
	unsigned int files, refused;
};

/* A text of the container's, called @what; @error is why there is none, or NULL. */
static struct vt_raw_source *add_source(struct vt_manager_job *job, const struct container *c,
					const char *what, const char *error)
{
	const char *kind = c->pod ? "pod" : "container"; /* what people call it */
	struct vt_raw_source *row =
		vt_managers_source(job, NULL,
				   vt_arena_fmt(job->part->arena, "%s of the %s of PID %d", what,
						kind, c->pid));

	row->manager = c->pod ? "kubevirt" : "libvirt";
	row->pid = c->pid;
	row->error = error;
	return row;
}

static int on_name(void *arg, const char *name)
{
	struct reading *r = arg;
	size_t n = strlen(name);
	struct vt_raw_source *row;
	VT_BUF_OF(text);
	int result;

	if (n < 5 || strcmp(name + n - 4, ".xml") != 0)
		return 0;
	if (r->files++ >= FILES_MAX)
		return -EDQUOT;
	result = vt_gate_read(r->dir, name, STATUS_MAX, &text);
	if (result == -ENOENT || (result < 0 && r->refused > REFUSED_MAX))
		return 0;
	if (result < 0 && r->refused++ == REFUSED_MAX) {
		add_source(r->job, r->c, "files", "more of them were not read");
		return 0;
	}
	row = add_source(r->job, r->c, name, result < 0 ? vt_gate_strerror(result) : NULL);
	if (result >= 0)
		row->text = vt_arena_strn(r->job->part->arena, text.p, text.len);
	return 0;
}

/* Kata's QEMU has no libvirt beside it: no directory is no error. */
static int read_dir(const struct container *c, struct vt_manager_job *job,
		    const struct vt_gate *root, const char *name)
{
	__attribute__((cleanup(vt_gate_close))) struct vt_gate dir = VT_GATE_CLOSED;
	struct reading r = { .c = c, .job = job, .dir = &dir };
	int result = vt_gate_enter(root, name, &dir);

	return result < 0 ? result : vt_gate_list(&dir, on_name, &r);
}

/* Into @job, which is for this container alone; so is the budget. */
static void read_container(const struct container *c, struct vt_manager_job *job)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = {
		.bytes = c->pod ? POD_BYTES : 0
	};
	__attribute__((cleanup(vt_gate_close))) struct vt_gate root = VT_GATE_CLOSED;
	char path[32];
	int result;

	snprintf(path, sizeof(path), "/proc/%d/root", c->pid);
	result = vt_gate_open(path, VT_GATE_INSIDE, &purse, &root);
	for (size_t i = 0; result >= 0 && i < sizeof(dirs) / sizeof(*dirs); i++) {
		result = read_dir(c, job, &root, dirs[i]);
		if (result == -ENOENT)
			result = 0;
	}
	if (result < 0 && result != -ENOENT && result != -ESRCH)
		add_source(job, c, "files", vt_gate_strerror(result));
}

/* Whoever hangs in a container may still read it. */
struct containers {
	VT_VEC(struct container) list;
	struct vt_raw **parts; /* what was read of each, NULL = nothing yet */
	size_t excess;         /* see vt_xml_spend() */
};

static size_t size_of(const struct vt_raw_source *s)
{
	return s->text ? strlen(s->text) : 0;
}

static void keep(struct vt_manager_job *job, struct vt_raw_source s, size_t *excess)
{
	if (s.text && excess && !vt_xml_spend(excess, size_of(&s))) {
		s.error = vt_xml_too_large(job->part->arena, size_of(&s));
		s.text = NULL;
	}
	s.path = vt_arena_str(job->part->arena, s.path);
	s.text = vt_arena_str(job->part->arena, s.text);
	vt_vec_push(&job->part->sources, s);
}

/*
 * A copy of what may be kept. What is usual for a VM is free for a pod, which has one, and for
 * each VM of another container.
 */
static struct vt_raw *kept_of(const struct container *c, const struct vt_raw *part, size_t *excess)
{
	struct vt_manager_job kept = { .part = vt_raw_new() };
	size_t all = 0;

	for (size_t i = 0; i < part->sources.n; i++)
		all += size_of(&part->sources.v[i]);
	if (c->pod && !vt_xml_spend(excess, all)) {
		add_source(&kept, c, "files", vt_xml_too_large(kept.part->arena, all));
		return kept.part;
	}
	for (size_t i = 0; i < part->sources.n; i++)
		keep(&kept, part->sources.v[i], c->pod ? NULL : excess);
	return kept.part;
}

static void visit(struct vt_crowd_turn *turn, void *shared, size_t i)
{
	struct containers *all = shared;
	const struct container c = all->list.v[i];
	struct vt_manager_job job = { .part = vt_raw_new() };

	read_container(&c, &job);
	if (vt_crowd_enter(turn)) {
		all->parts[i] = kept_of(&c, job.part, &all->excess);
		vt_crowd_leave(turn);
	}
	vt_raw_free(job.part);
}

/* What hangs costs itself; @part has what was read of it, or is NULL. */
static void take_part(struct vt_manager_job *job, const struct container *c, struct vt_raw *part)
{
	if (!part) {
		add_source(job, c, "files", "they did not come in time");
		return;
	}
	for (size_t i = 0; i < part->sources.n; i++)
		vt_vec_push(&job->part->sources, part->sources.v[i]);
	vt_arena_take(job->part->arena, VT_TAKE_PTR(part->arena));
	vt_raw_free(part);
}

static void list_containers(const struct vt_manager_job *job, struct containers *all)
{
	for (size_t i = 0; i < job->pids.n; i++)
		vt_vec_push(&all->list, ((struct container){ job->pids.v[i], !job->ids.v[i] }));
	all->parts = vt_xrealloc(NULL, all->list.n, sizeof(*all->parts));
	memset(all->parts, 0, all->list.n * sizeof(*all->parts));
}

/* False where something of it is still in use. */
static bool read_containers(const struct vt_manager_job *job, struct containers *all)
{
	const int patience = job->timeout_ms / 10;
	const struct vt_crowd_plan plan = {
		.n = all->list.n,
		.threads = THREADS,
		.patience_ms = patience > PATIENCE_MS ? patience : PATIENCE_MS,
		.deadline = vt_clock_ms() + (int64_t)job->timeout_ms * UNTIL_READ / 100,
		.work = visit,
		.shared = all,
	};
	VT_CLEANUP(vt_free) unsigned char *states = vt_xrealloc(NULL, plan.n, 1);

	return vt_crowd_run(&plan, states) <= 0;
}

static int acquire(struct vt_manager_job *job, struct vt_err *err)
{
	struct containers *all = vt_xrealloc(NULL, 1, sizeof(*all));
	bool pods = false, others = false, over;

	(void)err;
	*all = (struct containers){ 0 };
	list_containers(job, all);
	over = read_containers(job, all);
	for (size_t i = 0; i < all->list.n; i++) {
		const struct container *c = &all->list.v[i];
		const size_t before = job->part->sources.n;

		take_part(job, c, VT_TAKE_PTR(all->parts[i]));
		pods = pods || c->pod;
		/* Most containers that run a QEMU have no libvirt. */
		others = others || (!c->pod && job->part->sources.n > before);
	}
	if (over) {
		vt_vec_done(&all->list);
		free(all->parts);
		free(all);
	}
	if (pods)
		vt_vec_add(&job->part->managers)->name = "kubevirt";
	if (others)
		vt_vec_add(&job->part->managers)->name = "libvirt";
	return pods || others ? 0 : 1;
}

const struct vt_manager_source vt_source_kubevirt = { "kubevirt", recognise, acquire };
