/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between holders.bpf.c and collect/bpf.c: offsets go in, records come out. */
#ifndef VT_COLLECT_BPF_RECORDS_H
#define VT_COLLECT_BPF_RECORDS_H

#include <stdint.h>

/**
 * struct vt_bpf_offsets - where the kernel that runs has the members
 *
 * Named type_member. They are found by collect/btf.c before the program is
 * loaded: the kernel's own relocation (CO-RE) takes ten times as long as all
 * the rest, because it searches its types once for each name.
 */
struct vt_bpf_offsets {
	uint32_t task_group_leader, task_thread_pid, task_files, task_nsproxy;
	uint32_t task_tgid, task_start, task_cred, cred_euid;
	uint32_t nsproxy_net_ns, net_inum, nsproxy_mnt_ns, mnt_inum;
	uint32_t pid_level, pid_numbers, upid_nr, upid_size;
	uint32_t files_fdt, fdtable_max_fds, fdtable_fd, fdtable_open_fds;
	uint32_t file_inode, file_private_data, file_op, inode_mode, inode_rdev;
	uint32_t file_path, path_dentry, dentry_name, name_text, inode_super, super_magic;
	uint32_t dev_name, dev_ifindex, dev_net, dev_addr_len, dev_addr;
	uint32_t tun_file_tun, tun_file_detached, tun_dev;
	uint32_t tap_queue_tap, tap_queue_enabled, tap_dev;
};

/**
 * struct vt_bpf_setup - constants of a scan
 * @macvtap_major, @ipvtap_major: 0 = no such driver
 * @tun_known, @tap_known: the offsets of these drivers' types are known
 * @names_known: those of a file's name and file system are
 * @mounts_known: those of mount namespaces are; @own_mounts: inode of the own one
 */
struct vt_bpf_setup {
	struct vt_bpf_offsets at;
	uint32_t macvtap_major, ipvtap_major;
	uint32_t tun_known, tap_known, names_known, mounts_known, own_mounts;
};

/* Iterators that share the processes out at most. */
#define VT_BPF_READERS 2

/* Of struct vt_bpf_head; TUN and up are struct vt_bpf_queue. */
enum vt_bpf_what {
	VT_BPF_PROCESS = 1, /* a process, and the namespace of its leader */
	VT_BPF_THREAD,      /* a thread in another namespace than its leader */
	VT_BPF_MORE,        /* its table goes on at descriptor @value */
	VT_BPF_TOO_LARGE,   /* its table cannot be walked to its end */
	VT_BPF_UNKNOWN,     /* a queue of a driver whose types are not known */
	VT_BPF_KVM,         /* it holds a KVM VM */
	VT_BPF_MOUNTS,      /* a process in another mount namespace than ours */
	VT_BPF_NAMESPACE,   /* descriptor @value is a namespace, of whatever sort */
	VT_BPF_TUN,
	VT_BPF_MACVTAP,
	VT_BPF_IPVTAP,
};

/**
 * struct vt_bpf_head - beginning of every record
 * @pid, @tid: in the PID namespace of the reader
 * @value: PROCESS, THREAD and queues: inode of a network namespace, or 0;
 *         MOUNTS: of a mount namespace; MORE, NAMESPACE: a descriptor
 */
struct vt_bpf_head {
	uint32_t what;
	int32_t pid, tid;
	uint32_t value;
};

enum vt_bpf_flags {
	VT_BPF_DISABLED = 1 << 0,
	VT_BPF_MAC = 1 << 1,
};

/**
 * struct vt_bpf_queue - a descriptor of a queue
 * @file, @table: identity of the open file and of the descriptor table:
 *         addresses, so they are compared and never shown
 * @started: of the process's leader, in nanoseconds since the host booted
 * @ifname: empty when it is attached to no device; not always NUL-ended
 * @uid:    effective, of the process's leader; all ones = not known
 * @netns:  inode of the leader's network namespace, or 0
 */
struct vt_bpf_queue {
	struct vt_bpf_head head;
	uint64_t file, table, started;
	int32_t fd;
	uint32_t ifindex;
	char ifname[16];
	uint8_t mac[6];
	uint16_t flags;
	uint32_t uid, netns;
};

#endif
