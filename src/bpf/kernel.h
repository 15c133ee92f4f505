/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The members of kernel structures that holders.bpf.c reads. Their offsets
 * here mean nothing: preserve_access_index has them replaced by the running
 * kernel's when the program is loaded, also for types of modules (tun, tap).
 */
#ifndef VT_BPF_KERNEL_H
#define VT_BPF_KERNEL_H

#include <stdint.h>

/* bpf/bpf_helpers.h is written for the kernel's names of integers. */
typedef uint8_t __u8;
typedef uint16_t __u16;
typedef uint32_t __u32;
typedef uint64_t __u64;
typedef int8_t __s8;
typedef int16_t __s16;
typedef int32_t __s32;
typedef int64_t __s64;
typedef uint16_t __be16;
typedef uint32_t __be32;
typedef uint32_t __wsum;

/* include/uapi/linux/bpf.h */
struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct upid {
	int nr;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

struct nsproxy {
	struct net *net_ns;
};

struct inode {
	uint16_t i_mode;
	uint32_t i_rdev;
};

struct file {
	struct inode *f_inode;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
	unsigned long *open_fds;
};

struct files_struct {
	struct fdtable *fdt;
};

struct task_struct {
	struct task_struct *group_leader;
	struct pid *thread_pid;
	struct files_struct *files;
	struct nsproxy *nsproxy;
};

/* include/net/net_namespace.h */
typedef struct {
	struct net *net;
} possible_net_t;

struct net_device {
	char name[16];
	int ifindex;
	possible_net_t nd_net;
	unsigned char addr_len;
	const unsigned char *dev_addr;
};

/* drivers/net/tun.c */
struct tun_struct {
	struct net_device *dev;
};

struct tun_file {
	struct tun_struct *tun;
	struct tun_struct *detached;
};

/* include/linux/if_tap.h */
struct tap_dev {
	struct net_device *dev;
};

struct tap_queue {
	struct tap_dev *tap;
	_Bool enabled;
};

#pragma clang attribute pop

#endif
