/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The status file of a VM in a container: libvirt's own, but for its PID, which is the
 * container's. In a pod the process is the one below whose root the file was; in another
 * container, which may have many VMs, it is the one that has that PID there.
 */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "collect/libvirt/statusxml.h"
#include "collect/managers/manager.h"
#include "util/str.h"

/* "namespace_name": a namespace has no '_'. */
static void name_parts(struct vt_facts *f, uint32_t domain)
{
	const char *name = f->domains.v[domain].name, *cut = strchr(name, '_');

	if (!cut || cut == name || !cut[1])
		return;
	vt_manager_label(f, domain, "kubevirt-namespace",
			 vt_arena_strn(f->arena, name, (size_t)(cut - name)));
	vt_manager_label(f, domain, "kubevirt-name", vt_arena_str(f->arena, cut + 1));
}

/* A connection that was named with -c lists it, too. */
static bool is_listed(const struct vt_facts *f, const struct vt_domain *d)
{
	for (size_t i = 0; i < f->domains.n; i++)
		if (&f->domains.v[i] != d && f->domains.v[i].active &&
		    vt_streq(f->domains.v[i].uuid, d->uuid))
			return true;
	return false;
}

/* A process of the container that @proc is in, by its PID there. */
static uint32_t beside(const struct vt_facts *f, uint32_t proc, int32_t pid)
{
	for (uint32_t i = 0; i < f->procs.n; i++) {
		const struct vt_proc *p = &f->procs.v[i];

		if (p->alive && (p->inner_pid ? p->inner_pid : p->pid) == pid &&
		    vt_streq(p->manager, f->procs.v[proc].manager) &&
		    vt_streq(p->manager_id, f->procs.v[proc].manager_id))
			return i;
	}
	return VT_NONE;
}

/* The process of @proc's container that the file is of; VT_NONE = it says another one. */
static uint32_t find_process(const struct vt_facts *f, uint32_t proc, int32_t pid, bool pod)
{
	const struct vt_proc *p = &f->procs.v[proc];

	if (!pod)
		return beside(f, proc, pid);
	return p->inner_pid && pid && pid != p->inner_pid ? VT_NONE : proc;
}

int vt_kubevirt_decode(struct vt_facts *f, const struct vt_raw_source *source, uint32_t manager,
		       struct vt_err *err)
{
	const size_t nics = f->nics.n, labels = f->labels.n, addresses = f->addresses.n;
	const bool pod = vt_streq(source->manager, "kubevirt");
	uint32_t proc = vt_manager_proc_by_pid(f, source->pid), domain = (uint32_t)f->domains.n;
	struct vt_domain *d;

	if (proc == VT_NONE || !f->procs.v[proc].alive)
		return 0; /* the container went meanwhile */
	if (vt_statusxml_decode(source->text, strlen(source->text), f, VT_NONE, err) < 0)
		return -err->code;
	d = &f->domains.v[domain];
	proc = find_process(f, proc, d->pid, pod);
	if (proc == VT_NONE && pod)
		vt_err_set(err, EBADMSG, "it is of PID %d in the pod, which is not the VM's",
			   d->pid);
	else if (proc == VT_NONE)
		vt_err_set(err, EBADMSG, "it is of PID %d, which the container does not have",
			   d->pid);
	if (err->code || is_listed(f, d)) {
		f->domains.n = domain;
		f->nics.n = nics;
		f->labels.n = labels;
		f->addresses.n = addresses;
		return -err->code;
	}
	d->manager = manager;
	d->basis = VT_BASIS_LIVE;
	d->manager_id = f->procs.v[proc].manager_id;
	d->id = -1;
	d->pid = f->procs.v[proc].pid;
	if (pod)
		name_parts(f, domain);
	return 0;
}
