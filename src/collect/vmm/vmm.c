/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of VMMs. */
#include <config.h>

#include "collect/vmm/vmm.h"

#include <string.h>

/* Known by name only: their command lines tell nothing of taps. */
static const char *const other_names[] = { "stratovirt", "VBoxHeadless", "VirtualBoxVM", NULL };
static const struct vt_vmm other = { .exact = other_names };

static const struct vt_vmm *const vmms[] = {
	&vt_vmm_qemu,   &vt_vmm_cloud_hypervisor, &vt_vmm_firecracker,
	&vt_vmm_crosvm, &vt_vmm_kvmtool,          &vt_vmm_kata,
	&other,
};

static bool cut_suffix(char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	if (n <= s || strcmp(name + n - s, suffix))
		return false;
	name[n - s] = '\0';
	return true;
}

static bool is_named(const struct vt_vmm *vmm, const char *base)
{
	for (const char *const *name = vmm->exact; *name; name++)
		if (!strcmp(base, *name))
			return true;
	for (const char *const *p = vmm->prefixes; p && *p; p++)
		if (!strncmp(base, *p, strlen(*p)))
			return true;
	return false;
}

static const struct vt_vmm *by_path(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	char name[64], *base = name;

	if (strlen(file) >= sizeof(name))
		return NULL;
	memcpy(name, file, strlen(file) + 1);
	cut_suffix(name, " (deleted)"); /* the kernel's word for an unlinked one */
	/* NixOS runs ".qemu-kvm-wrapped" behind a script "qemu-kvm". */
	if (*name == '.' && cut_suffix(name, "-wrapped"))
		base++;
	for (size_t i = 0; i < sizeof(vmms) / sizeof(*vmms); i++)
		if (is_named(vmms[i], base))
			return vmms[i];
	return NULL;
}

const struct vt_vmm *vt_vmm_of(const char *exe, const char *comm, const char *argv0)
{
	const struct vt_vmm *vmm;

	if (exe)
		return by_path(exe);
	vmm = comm ? by_path(comm) : NULL;
	return vmm || !argv0 ? vmm : by_path(argv0);
}

bool vt_vmm_is_hypervisor(const char *exe, const char *comm, const char *argv0)
{
	const struct vt_vmm *vmm = vt_vmm_of(exe, comm, argv0);

	return vmm && vmm != &vt_vmm_kata;
}

bool vt_vmm_carries_uuid(const char *cmdline, size_t len)
{
	const char *end = cmdline + len;

	for (const char *arg = cmdline; arg < end; arg += strlen(arg) + 1)
		if (!strcmp(arg, "-uuid") || !strcmp(arg, "--uuid"))
			return true;
	return false;
}

/* The -device of a back end, which may come before or after it. */
static void add_macs(struct vt_vmm_line *line, size_t first)
{
	for (size_t i = first; i < line->facts->netdevs.n; i++) {
		struct vt_netdev *row = &line->facts->netdevs.v[i];

		for (size_t k = 0; row->id && k < line->macs.n; k++) {
			if (strcmp(line->macs.v[k].netdev, row->id) != 0)
				continue;
			row->mac = line->macs.v[k].mac;
			row->model = line->macs.v[k].model;
			row->mtu = line->macs.v[k].mtu;
		}
	}
}

void vt_vmm_decode(const struct vt_vmm *vmm, const char *cmdline, size_t len, const char *config,
		   size_t max, struct vt_facts *facts, uint32_t proc)
{
	struct vt_vmm_line line = { .facts = facts, .proc = proc, .max = max };
	size_t first = facts->netdevs.n;

	if (!vmm)
		vmm = &vt_vmm_qemu;
	if (vmm->options)
		vt_vmm_walk(&line, cmdline, len, vmm->options);
	if (vmm->finish)
		vmm->finish(&line);
	if (vmm->config && config)
		vmm->config(&line, config);
	if (line.socket && !facts->procs.v[proc].guest)
		facts->procs.v[proc].guest = vt_vmm_socket_name(facts->arena, line.socket);
	add_macs(&line, first);
	vt_vec_done(&line.macs);
}
