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

static bool is_engine(const char *manager)
{
	static const char *const engines[] = { "docker", "podman", "containerd", "cri-o" };

	for (size_t i = 0; i < sizeof(engines) / sizeof(*engines); i++)
		if (vt_streq(manager, engines[i]))
			return true;
	return false;
}

/* It is read once, whichever of its VMs leads there. */
static bool is_noted(const struct vt_manager_job *job, const char *container)
{
	for (size_t i = 0; i < job->ids.n; i++)
		if (vt_streq(job->ids.v[i], container))
			return true;
	return false;
}

/* A pod has one VM, and its id here is NULL. */
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
		else if (!is_engine(owner.manager) || is_noted(job, owner.id))
			continue;
		vt_vec_push(&job->pids, p->pid);
		vt_vec_push(&job->ids, owner.id);
	}
	return job->pids.n > 0;
}

/* A container's directory; @pid is of a VM in it, and @kind is what people call it. */
struct reading {
	struct vt_manager_job *job;
	const struct vt_gate *dir;
	const char *manager, *kind;
	int32_t pid;
	unsigned int files;
};

static int on_name(void *arg, const char *name)
{
	struct reading *r = arg;
	struct vt_arena *arena = r->job->part->arena;
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
	row = vt_managers_source(r->job, NULL,
				 vt_arena_fmt(arena, "%s of the %s of PID %d", name, r->kind,
					      r->pid));
	row->manager = r->manager;
	row->pid = r->pid;
	if (result < 0)
		row->error = vt_gate_strerror(result);
	else
		row->text = vt_arena_strn(arena, text.p, text.len);
	return 0;
}

/* Kata's QEMU has no libvirt beside it: no directory is no error. */
static int read_dir(struct reading *r, const struct vt_gate *root, const char *name)
{
	__attribute__((cleanup(vt_gate_close))) struct vt_gate dir = VT_GATE_CLOSED;
	int result = vt_gate_enter(root, name, &dir);

	if (result < 0)
		return result;
	r->dir = &dir;
	r->files = 0;
	return vt_gate_list(&dir, on_name, r);
}

static void read_container(struct reading *r, struct vt_gate_purse *purse)
{
	__attribute__((cleanup(vt_gate_close))) struct vt_gate root = VT_GATE_CLOSED;
	struct vt_raw_source *row;
	char path[32];
	int result;

	snprintf(path, sizeof(path), "/proc/%d/root", r->pid);
	result = vt_gate_open(path, VT_GATE_INSIDE, purse, &root);
	for (size_t i = 0; result >= 0 && i < sizeof(dirs) / sizeof(*dirs); i++) {
		result = read_dir(r, &root, dirs[i]);
		if (result == -ENOENT)
			result = 0;
	}
	if (result >= 0 || result == -ENOENT || result == -ESRCH)
		return;
	row = vt_managers_source(r->job, NULL,
				 vt_arena_fmt(r->job->part->arena, "files of the %s of PID %d",
					      r->kind, r->pid));
	row->manager = r->manager;
	row->error = vt_gate_strerror(result);
	row->pid = r->pid;
}

static int acquire(struct vt_manager_job *job, struct vt_err *err)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = { 0 };
	bool pods = false, others = false;

	(void)err;
	for (size_t i = 0; i < job->pids.n; i++) {
		struct reading r = { .job = job, .pid = job->pids.v[i] };
		const size_t before = job->part->sources.n;

		r.manager = job->ids.v[i] ? "libvirt" : "kubevirt";
		r.kind = job->ids.v[i] ? "container" : "pod";
		read_container(&r, &purse);
		pods = pods || !job->ids.v[i];
		/* Most containers that run a QEMU have no libvirt. */
		others = others || (job->ids.v[i] && job->part->sources.n > before);
	}
	if (pods)
		vt_vec_add(&job->part->managers)->name = "kubevirt";
	if (others)
		vt_vec_add(&job->part->managers)->name = "libvirt";
	return pods || others ? 0 : 1;
}

const struct vt_manager_source vt_source_kubevirt = { "kubevirt", recognise, acquire };
