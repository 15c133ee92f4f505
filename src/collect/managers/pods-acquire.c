/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people call the pods of this node: the kubelet keeps the logs of each in a directory
 * NAMESPACE_NAME_UID (BuildPodLogsDirectory in pkg/kubelet/kuberuntime). Only names are read.
 */
#include <config.h>

#include <string.h>

#include "collect/gate.h"
#include "collect/managers/manager-acquire.h"
#include "collect/managers/pods.h"
#include "collect/process/cgroup.h"
#include "util/str.h"

#define PODS "/var/log/pods"

static bool recognise(struct vt_manager_job *job, const struct vt_raw *raw)
{
	struct vt_arena *arena = job->part->arena;

	for (size_t i = 0; i < raw->procs.n; i++) {
		struct vt_cgroup_owner owner = vt_cgroup_owner_by(arena, raw->procs.v[i].cgroup);

		if (vt_streq(owner.manager, "kubernetes") && !vt_managers_noted(job, owner.id))
			vt_vec_push(&job->ids, owner.id);
	}
	return job->ids.n > 0;
}

/* Neither a namespace's name nor a pod's has a '_'. */
static int on_name(void *arg, const char *name)
{
	struct vt_manager_job *job = arg;
	const char *pod = strchr(name, '_'), *uid = strrchr(name, '_');
	struct vt_raw_source *row;

	if (!pod || pod == uid || !vt_managers_noted(job, uid + 1))
		return 0;
	row = vt_managers_source(job, uid + 1, PODS);
	row->manager = VT_PODS;
	row->text = vt_arena_fmt(job->part->arena, "%.*s/%.*s", (int)(pod - name), name,
				 (int)(uid - pod - 1), pod + 1);
	return 0;
}

/* Names are no claims: without them nothing is missing. */
static int acquire(struct vt_manager_job *job, struct vt_err *err)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = { 0 };
	__attribute__((cleanup(vt_gate_close))) struct vt_gate dir = VT_GATE_CLOSED;

	(void)err;
	if (vt_gate_open(PODS, VT_GATE_ROOTS, &purse, &dir) == 0 && dir.uid == 0)
		vt_gate_list(&dir, on_name, job);
	return 1;
}

/* Asked with KubeVirt, whose pods are the most. */
const struct vt_manager_source vt_source_pods = { "kubevirt", recognise, acquire };
