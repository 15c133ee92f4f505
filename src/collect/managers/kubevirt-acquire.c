/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KubeVirt from the node: the status files of the libvirt that runs in a VM's
 * pod, below the root of its QEMU. Everything in there is the pod's: it is
 * opened beneath that root, without following any link. Its libvirt is not asked.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "collect/gate.h"
#include "collect/managers/manager-acquire.h"
#include "collect/vmm/vmm.h"
#include "util/str.h"

/* A status file is a domain's XML and some more. */
#define STATUS_MAX ((size_t)8 << 20)

/* A pod has one VM; a few files more are none of ours. */
#define FILES_MAX 16

/* Of a session daemon, which is the default, and of the system's. */
static const char *const dirs[] = { "run/libvirt/qemu/run", "run/libvirt/qemu" };

static bool recognise(struct vt_manager_job *job, const struct vt_raw *raw)
{
	for (size_t i = 0; i < raw->procs.n; i++) {
		const struct vt_raw_proc *p = &raw->procs.v[i];

		if (p->cgroup && strstr(p->cgroup, "kubepods") &&
		    vt_vmm_of(p->exe, NULL, p->cmdline) == &vt_vmm_qemu)
			vt_vec_push(&job->pids, p->pid);
	}
	return job->pids.n > 0;
}

struct reading {
	struct vt_manager_job *job;
	struct vt_gate *dir;
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
				 vt_arena_fmt(arena, "%s of the pod of PID %d", name, r->pid));
	row->pid = r->pid;
	if (result < 0)
		row->error = vt_gate_strerror(result);
	else
		row->text = vt_arena_strn(arena, text.p, text.len);
	return 0;
}

/* Kata's QEMU has no libvirt beside it: no directory is no error. */
static int read_dir(struct vt_manager_job *job, const struct vt_gate *root, const char *name,
		    int32_t pid)
{
	__attribute__((cleanup(vt_gate_close))) struct vt_gate dir = VT_GATE_CLOSED;
	struct reading r = { .job = job, .dir = &dir, .pid = pid };
	int result = vt_gate_enter(root, name, &dir);

	return result < 0 ? result : vt_gate_list(&dir, on_name, &r);
}

static void read_pod(struct vt_manager_job *job, struct vt_gate_purse *purse, int32_t pid)
{
	__attribute__((cleanup(vt_gate_close))) struct vt_gate root = VT_GATE_CLOSED;
	struct vt_raw_source *row;
	char path[32];
	int r;

	snprintf(path, sizeof(path), "/proc/%d/root", pid);
	r = vt_gate_open(path, VT_GATE_INSIDE, purse, &root);
	for (size_t i = 0; r >= 0 && i < sizeof(dirs) / sizeof(*dirs); i++) {
		r = read_dir(job, &root, dirs[i], pid);
		if (r == -ENOENT)
			r = 0;
	}
	if (r >= 0 || r == -ENOENT || r == -ESRCH)
		return;
	row = vt_managers_source(job, NULL,
				 vt_arena_fmt(job->part->arena, "files of the pod of PID %d", pid));
	row->error = vt_gate_strerror(r);
	row->pid = pid;
}

static int acquire(struct vt_manager_job *job, struct vt_err *err)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = { 0 };

	(void)err;
	for (size_t i = 0; i < job->pids.n; i++)
		read_pod(job, &purse, job->pids.v[i]);
	return 0;
}

const struct vt_manager_source vt_source_kubevirt = { "kubevirt", recognise, acquire };
