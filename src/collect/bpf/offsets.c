/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which members of which types the BPF programs read. Types of tun and tap are
 * the kernel's where they are built in, and a module's where they are one.
 */
#include <config.h>

#include "collect/bpf/offsets.h"

#include <errno.h>
#include <fcntl.h>

#include "collect/process/process.h"
#include "util/fd.h"

/* The last are of drivers that may be modules, or not there at all. */
#define TUN_WANTS 3
#define TAP_WANTS 3
/* What tells VMs of KVM; the walk works without it. */
#define NAME_WANTS 6
/* What tells mount namespaces; without it none but the own one is looked into. */
#define MOUNT_WANTS 2

static bool has_all(uint64_t found, size_t from, size_t n)
{
	return (found >> from & ((UINT64_C(1) << n) - 1)) == (UINT64_C(1) << n) - 1;
}

static void find_in_module(const char *module, struct vt_btf *kernel,
			   const struct vt_btf_want *wants, size_t n, uint64_t *found)
{
	__attribute__((cleanup(vt_btf_close))) struct vt_btf btf = { 0 };

	if (vt_btf_open(&btf, module, kernel) == 0)
		vt_btf_find(&btf, wants, n, found);
}

/* What is no member of a type. */
static void set_up(struct vt_bpf_setup *setup)
{
	const struct vt_majors majors = vt_procfs_majors();

	setup->macvtap_major = majors.macvtap;
	setup->ipvtap_major = majors.ipvtap;
	setup->own_mounts = (uint32_t)vt_procread_ns(AT_FDCWD, "/proc/self/ns/mnt");
}

/* The drivers' types are where the kernel or a module has them. */
static void find_drivers(struct vt_btf *kernel, const struct vt_btf_want *wants, size_t n,
			 struct vt_bpf_setup *setup, uint64_t found)
{
	const size_t mount = n - MOUNT_WANTS, name = mount - NAME_WANTS, tap = name - TAP_WANTS,
		     tun = tap - TUN_WANTS;

	set_up(setup);
	if (!has_all(found, tun, TUN_WANTS))
		find_in_module("tun", kernel, wants, n, &found);
	if (!has_all(found, tap, TAP_WANTS))
		find_in_module("tap", kernel, wants, n, &found);
	setup->tun_known = has_all(found, tun, TUN_WANTS);
	setup->tap_known = has_all(found, tap, TAP_WANTS);
	setup->names_known = has_all(found, name, NAME_WANTS);
	setup->mounts_known = has_all(found, mount, MOUNT_WANTS);
}

int vt_bpf_offsets_find(struct vt_btf *kernel, struct vt_bpf_setup *setup)
{
	struct vt_bpf_offsets *at = &setup->at;
	uint32_t ns = 0, inum = 0, mnt = 0;
	const struct vt_btf_want wants[] = {
		{ "task_struct", "group_leader", &at->task_group_leader },
		{ NULL, "thread_pid", &at->task_thread_pid },
		{ NULL, "files", &at->task_files },
		{ NULL, "nsproxy", &at->task_nsproxy },
		{ NULL, "tgid", &at->task_tgid },
		{ NULL, "start_boottime", &at->task_start },
		{ NULL, "real_cred", &at->task_cred },
		{ "cred", "euid", &at->cred_euid }, /* a structure of one number */
		{ "nsproxy", "net_ns", &at->nsproxy_net_ns },
		{ "net", "ns", &ns },
		{ "ns_common", "inum", &inum },
		{ "pid", "level", &at->pid_level },
		{ NULL, "numbers", &at->pid_numbers },
		{ "upid", "nr", &at->upid_nr },
		{ NULL, NULL, &at->upid_size },
		{ "files_struct", "fdt", &at->files_fdt },
		{ "fdtable", "max_fds", &at->fdtable_max_fds },
		{ NULL, "fd", &at->fdtable_fd },
		{ NULL, "open_fds", &at->fdtable_open_fds },
		{ "file", "f_inode", &at->file_inode },
		{ NULL, "private_data", &at->file_private_data },
		{ NULL, "f_op", &at->file_op },
		{ "inode", "i_mode", &at->inode_mode },
		{ NULL, "i_rdev", &at->inode_rdev },
		{ "net_device", "name", &at->dev_name },
		{ NULL, "ifindex", &at->dev_ifindex },
		{ NULL, "nd_net", &at->dev_net }, /* a structure of one pointer */
		{ NULL, "addr_len", &at->dev_addr_len },
		{ NULL, "dev_addr", &at->dev_addr },
		{ "tun_file", "tun", &at->tun_file_tun },
		{ NULL, "detached", &at->tun_file_detached },
		{ "tun_struct", "dev", &at->tun_dev },
		{ "tap_queue", "tap", &at->tap_queue_tap },
		{ NULL, "enabled", &at->tap_queue_enabled },
		{ "tap_dev", "dev", &at->tap_dev },
		{ "file", "f_path", &at->file_path },
		{ "path", "dentry", &at->path_dentry },
		{ "dentry", "d_name", &at->dentry_name },
		{ "qstr", "name", &at->name_text },
		{ "inode", "i_sb", &at->inode_super },
		{ "super_block", "s_magic", &at->super_magic },
		{ "nsproxy", "mnt_ns", &at->nsproxy_mnt_ns },
		{ "mnt_namespace", "ns", &mnt },
	};
	const size_t n = sizeof(wants) / sizeof(wants[0]);
	uint64_t found = 0;

	vt_btf_find(kernel, wants, n, &found);
	at->net_inum = ns + inum;
	at->mnt_inum = mnt + inum;
	if (!has_all(found, 0, n - MOUNT_WANTS - NAME_WANTS - TAP_WANTS - TUN_WANTS))
		return -ENOTSUP;
	find_drivers(kernel, wants, n, setup, found);
	return 0;
}
