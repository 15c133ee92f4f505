/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the BPF programs read of the kernel, by the offsets that they are given.
 * Reads of what is not there (any more) give 0.
 */
#ifndef VT_COLLECT_BPF_KERNEL_BPF_H
#define VT_COLLECT_BPF_KERNEL_BPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collect/bpf/records.h"

#define SECTION(name) __attribute__((section(name), used))
#define INLINE static inline __attribute__((always_inline))

struct seq_file;

/* The kernel's functions for programs, by number: enum bpf_func_id. */
static uint64_t (*const bpf_get_current_task)(void) = (void *)35;
static long (*const bpf_probe_read_kernel)(void *to, uint32_t size, const void *from) = (void *)113;
static long (*const bpf_seq_write)(struct seq_file *seq, const void *data,
				   uint32_t size) = (void *)127;

/* Contexts of iterators, as include/uapi/linux/bpf.h has them. */
struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

/* Members are aligned to 8 bytes there. */
struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	uint32_t fd __attribute__((aligned(8)));
	struct file *file __attribute__((aligned(8)));
};

/* The kernel's dev_t: include/linux/kdev_t.h */
#define MINOR_BITS 20
#define TUN_RDEV (10 << MINOR_BITS | 200)
#define S_IFMT 0170000
#define S_IFCHR 0020000
#define S_IFREG 0100000

/* include/uapi/linux/magic.h: ANON_INODE_FS_MAGIC */
#define ANON_INODES 0x09041934
#define NSFS 0x6e736673

/* include/linux/pid_namespace.h: MAX_PID_NS_LEVEL */
#define LEVELS_MAX 32

const volatile struct vt_bpf_setup setup = { 0 };

#define READ(type, base, offset) \
	({ \
		type value_ = 0; \
		bpf_probe_read_kernel(&value_, sizeof(value_), (void *)((base) + (offset))); \
		value_; \
	})
#define POINTER(base, offset) READ(uint64_t, base, offset)

/* Number of the task in the PID namespace of the reader, 0 = none. */
INLINE int32_t read_number(uint64_t task)
{
	uint64_t own = POINTER(bpf_get_current_task(), setup.at.task_thread_pid);
	uint64_t pid = POINTER(task, setup.at.task_thread_pid);
	uint32_t level = READ(uint32_t, own, setup.at.pid_level);

	if (!pid || level > LEVELS_MAX || READ(uint32_t, pid, setup.at.pid_level) < level)
		return 0;
	return READ(int32_t, pid + setup.at.pid_numbers,
		    level * setup.at.upid_size + setup.at.upid_nr);
}

/* Inode of the task's network namespace, 0 = none. */
INLINE uint32_t read_netns(uint64_t task)
{
	uint64_t namespaces = POINTER(task, setup.at.task_nsproxy);
	uint64_t net = POINTER(namespaces, setup.at.nsproxy_net_ns);

	return READ(uint32_t, net, setup.at.net_inum);
}

/* Of the task's mount namespace, where that is not ours; else 0. */
INLINE uint32_t read_other_mounts(uint64_t task)
{
	uint64_t namespaces = POINTER(task, setup.at.task_nsproxy), mounts;
	uint32_t inode;

	if (!setup.mounts_known)
		return 0;
	mounts = POINTER(namespaces, setup.at.nsproxy_mnt_ns);
	inode = READ(uint32_t, mounts, setup.at.mnt_inum);
	return inode == setup.own_mounts ? 0 : inode;
}

/* When the process of the task began; its number alone may be another's by now. */
INLINE uint64_t read_start(uint64_t task)
{
	return READ(uint64_t, POINTER(task, setup.at.task_group_leader), setup.at.task_start);
}

/* The effective UID of the task; all ones = not known. */
INLINE uint32_t read_uid(uint64_t task)
{
	uint64_t cred = POINTER(task, setup.at.task_cred);
	uint32_t uid = READ(uint32_t, cred, setup.at.cred_euid);

	return cred && POINTER(task, setup.at.task_cred) == cred ? uid : UINT32_MAX;
}

INLINE uint32_t kind_of(uint32_t rdev)
{
	uint32_t major = rdev >> MINOR_BITS;

	if (rdev == TUN_RDEV)
		return VT_BPF_TUN;
	if (!major)
		return 0;
	if (major == setup.macvtap_major)
		return VT_BPF_MACVTAP;
	return major == setup.ipvtap_major ? VT_BPF_IPVTAP : 0;
}

/* A queue that was taken out of service keeps its device in both or in the
 * latter member, depending on the kernel. */
INLINE uint64_t device_of_tun(uint64_t queue, struct vt_bpf_queue *row)
{
	uint64_t detached = POINTER(queue, setup.at.tun_file_detached);
	uint64_t tun = POINTER(queue, setup.at.tun_file_tun);

	if (detached)
		row->flags |= VT_BPF_DISABLED;
	return POINTER(tun ? tun : detached, setup.at.tun_dev);
}

INLINE uint64_t device_of_tap(uint64_t queue, struct vt_bpf_queue *row)
{
	uint64_t tap = POINTER(queue, setup.at.tap_queue_tap);

	if (tap && !READ(uint8_t, queue, setup.at.tap_queue_enabled))
		row->flags |= VT_BPF_DISABLED;
	return POINTER(tap, setup.at.tap_dev);
}

INLINE void describe_device(uint64_t dev, struct vt_bpf_queue *row)
{
	uint64_t net = POINTER(dev, setup.at.dev_net);

	row->ifindex = READ(uint32_t, dev, setup.at.dev_ifindex);
	row->head.value = READ(uint32_t, net, setup.at.net_inum);
	bpf_probe_read_kernel(row->ifname, sizeof(row->ifname), (void *)(dev + setup.at.dev_name));
	if (row->head.what == VT_BPF_TUN ||
	    READ(uint8_t, dev, setup.at.dev_addr_len) != sizeof(row->mac))
		return;
	if (!bpf_probe_read_kernel(row->mac, sizeof(row->mac),
				   (void *)POINTER(dev, setup.at.dev_addr)))
		row->flags |= VT_BPF_MAC;
}

/* Device of a queue of this kind; its driver's types are known. */
INLINE uint64_t device_of(uint64_t queue, struct vt_bpf_queue *row)
{
	return row->head.what == VT_BPF_TUN ? device_of_tun(queue, row) : device_of_tap(queue, row);
}

INLINE bool driver_is_known(uint32_t what)
{
	return what == VT_BPF_TUN ? setup.tun_known : setup.tap_known;
}

/*
 * A VM of KVM: an anonymous inode whose name is "kvm-vm" (kvm_dev_ioctl_create_vm). The
 * names of all that are on that file system are the kernel's own.
 */
INLINE bool is_kvm(uint64_t file, uint64_t inode)
{
	const union {
		char text[8];
		uint64_t number;
	} kvm = { "kvm-vm" };
	uint64_t super = POINTER(inode, setup.at.inode_super), dentry, name, number = 0;

	if (!setup.names_known || POINTER(super, setup.at.super_magic) != ANON_INODES)
		return false;
	dentry = POINTER(file, setup.at.file_path + setup.at.path_dentry);
	name = POINTER(dentry, setup.at.dentry_name + setup.at.name_text);
	return !bpf_probe_read_kernel(&number, sizeof("kvm-vm"), (void *)name) &&
	       number == kvm.number;
}

/* A file of nsfs, which keeps a namespace alive. */
INLINE bool is_namespace(uint64_t inode)
{
	uint64_t super = POINTER(inode, setup.at.inode_super);

	return setup.names_known && POINTER(super, setup.at.super_magic) == NSFS;
}

INLINE void write_head(struct seq_file *seq, uint32_t what, int32_t pid, int32_t tid,
		       uint32_t value)
{
	struct vt_bpf_head head = { .what = what, .pid = pid, .tid = tid, .value = value };

	bpf_seq_write(seq, &head, sizeof(head));
}

#endif
