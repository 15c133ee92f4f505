/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A libvirt that runs in a container: KubeVirt's in the pod of each VM, seen from the node, and
 * that of others. Its status files are below the root of its QEMU. Everything in there is the
 * container's: it is opened beneath that root, without following any link. The libvirt itself is
 * not asked.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "collect/gate.h"
#include "collect/managers/manager-acquire.h"
#include "collect/process/cgroup.h"
#include "collect/vmm/vmm.h"
#include "util/str.h"

/* A status file is a domain's XML and some more. */
#define STATUS_MAX ((size_t)8 << 20)

/* Of one directory. */
#define FILES_MAX 1024

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

/* A container; @pid is of a VM in it, and @kind is what people call it. */
struct container {
	struct vt_manager_job *job;
	const char *manager, *kind;
	int32_t pid;
};

struct reading {
	const struct container *c;
	const struct vt_gate *dir;
	unsigned int files;
};

/* A text of the container's, called @path; @error is why there is none, or NULL. */
static struct vt_raw_source *add_source(const struct container *c, const char *path,
					const char *error)
{
	struct vt_raw_source *row = vt_managers_source(c->job, NULL, path);

	row->manager = c->manager;
	row->pid = c->pid;
	row->error = error;
	return row;
}

static int on_name(void *arg, const char *name)
{
	struct reading *r = arg;
	const struct container *c = r->c;
	struct vt_arena *arena = c->job->part->arena;
	size_t n = strlen(name);
	struct vt_raw_source *row;
	VT_BUF_OF(text);
	int result;

	if (n < 5 || strcmp(name + n - 4, ".xml") != 0)
		return 0;
	if (r->files++ >= FILES_MAX)
		return -EDQUOT;
	result = vt_gate_read(r->dir, name, STATUS_MAX, &text);
	if (result == -ENOENT)
		return 0;
	row = add_source(c, vt_arena_fmt(arena, "%s of the %s of PID %d", name, c->kind, c->pid),
			 result < 0 ? vt_gate_strerror(result) : NULL);
	if (result >= 0)
		row->text = vt_arena_strn(arena, text.p, text.len);
	return 0;
}

/* Kata's QEMU has no libvirt beside it: no directory is no error. */
static int read_dir(const struct container *c, const struct vt_gate *root, const char *name)
{
	__attribute__((cleanup(vt_gate_close))) struct vt_gate dir = VT_GATE_CLOSED;
	struct reading r = { .c = c, .dir = &dir };
	int result = vt_gate_enter(root, name, &dir);

	return result < 0 ? result : vt_gate_list(&dir, on_name, &r);
}

static void read_container(const struct container *c, struct vt_gate_purse *purse)
{
	__attribute__((cleanup(vt_gate_close))) struct vt_gate root = VT_GATE_CLOSED;
	char path[32];
	int result;

	snprintf(path, sizeof(path), "/proc/%d/root", c->pid);
	result = vt_gate_open(path, VT_GATE_INSIDE, purse, &root);
	for (size_t i = 0; result >= 0 && i < sizeof(dirs) / sizeof(*dirs); i++) {
		result = read_dir(c, &root, dirs[i]);
		if (result == -ENOENT)
			result = 0;
	}
	if (result < 0 && result != -ENOENT && result != -ESRCH)
		add_source(c,
			   vt_arena_fmt(c->job->part->arena, "files of the %s of PID %d", c->kind,
					c->pid),
			   vt_gate_strerror(result));
}

static int acquire(struct vt_manager_job *job, struct vt_err *err)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = { 0 };
	bool pods = false, others = false;

	(void)err;
	for (size_t i = 0; i < job->pids.n; i++) {
		const bool pod = !job->ids.v[i];
		const struct container c = { .job = job,
					     .manager = pod ? "kubevirt" : "libvirt",
					     .kind = pod ? "pod" : "container",
					     .pid = job->pids.v[i] };
		const size_t before = job->part->sources.n;

		read_container(&c, &purse);
		pods = pods || pod;
		/* Most containers that run a QEMU have no libvirt. */
		others = others || (!pod && job->part->sources.n > before);
	}
	if (pods)
		vt_vec_add(&job->part->managers)->name = "kubevirt";
	if (others)
		vt_vec_add(&job->part->managers)->name = "libvirt";
	return pods || others ? 0 : 1;
}

const struct vt_manager_source vt_source_kubevirt = { "kubevirt", recognise, acquire };
