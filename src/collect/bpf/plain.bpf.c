/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scan of holders.bpf.c for kernels that do not take it: they have no
 * bpf_loop() before 5.17, and no program that loads programs before 5.14. The
 * kernel's own iterators walk the tables, from 5.8 on: slower, but each file is
 * held while it is looked at. Without a loop, a call and a map that is written,
 * the verifier of any of them follows it.
 */
#include "collect/bpf/kernel.bpf.h"

char LICENSE[] SECTION("license") = "GPL";

/*
 * To the verifier what comes out of a context is a pointer to a type, with
 * which nothing may be computed; what is read from the same place is a number.
 */
#define NUMBER_OF(member) POINTER((uint64_t) & (member), 0)

SECTION("iter/task")
int processes(struct bpf_iter__task *ctx)
{
	uint64_t task = NUMBER_OF(ctx->task), leader;
	int32_t pid, tid;
	uint32_t netns, mounts;

	if (!task)
		return 0;
	tid = read_number(task);
	leader = POINTER(task, setup.at.task_group_leader);
	pid = task == leader ? tid : read_number(leader);
	if (!tid || !pid)
		return 0;
	netns = read_netns(task);
	mounts = task == leader ? read_other_mounts(task) : 0;
	if (mounts)
		write_head(ctx->meta->seq, VT_BPF_MOUNTS, pid, tid, mounts);
	if (task == leader)
		write_head(ctx->meta->seq, VT_BPF_PROCESS, pid, tid, netns);
	else if (netns != read_netns(leader))
		write_head(ctx->meta->seq, VT_BPF_THREAD, pid, tid, netns);
	return 0;
}

INLINE void write_queue(struct bpf_iter__task_file *ctx, uint64_t task, uint64_t file,
			struct vt_bpf_queue *row)
{
	uint64_t leader = POINTER(task, setup.at.task_group_leader);
	uint64_t queue = POINTER(file, setup.at.file_private_data), dev;

	row->head.tid = read_number(task);
	row->head.pid = task == leader ? row->head.tid : read_number(leader);
	if (!row->head.tid || !row->head.pid || !queue)
		return; /* no queue: O_PATH */
	if (!driver_is_known(row->head.what)) {
		write_head(ctx->meta->seq, VT_BPF_UNKNOWN, row->head.pid, row->head.tid, 0);
		return;
	}
	row->file = file;
	row->table = POINTER(task, setup.at.task_files);
	row->started = read_start(task);
	row->uid = read_uid(leader);
	row->netns = read_netns(leader);
	dev = device_of(queue, row);
	if (dev)
		describe_device(dev, row);
	bpf_seq_write(ctx->meta->seq, row, sizeof(*row));
}

INLINE void write_file(struct bpf_iter__task_file *ctx, uint64_t task, uint32_t what, int32_t fd)
{
	uint64_t leader = POINTER(task, setup.at.task_group_leader);
	int32_t tid = read_number(task), pid = task == leader ? tid : read_number(leader);

	if (tid && pid)
		write_head(ctx->meta->seq, what, pid, tid, (uint32_t)fd);
}

SECTION("iter/task_file")
int queues(struct bpf_iter__task_file *ctx)
{
	uint64_t task = NUMBER_OF(ctx->task), file = NUMBER_OF(ctx->file), inode;
	struct vt_bpf_queue row = { .fd = READ(int32_t, (uint64_t)&ctx->fd, 0) };
	uint16_t format;

	if (!task || !file)
		return 0;
	inode = POINTER(file, setup.at.file_inode);
	row.head.what = kind_of(READ(uint32_t, inode, setup.at.inode_rdev));
	format = READ(uint16_t, inode, setup.at.inode_mode) & S_IFMT;
	if (row.head.what && format == S_IFCHR)
		write_queue(ctx, task, file, &row);
	/* Anonymous inodes are of no format up to 6.15, and of a file's since. */
	else if ((!format || format == S_IFREG) && is_kvm(file, inode))
		write_file(ctx, task, VT_BPF_KVM, row.fd);
	else if (format == S_IFREG && is_namespace(inode))
		write_file(ctx, task, VT_BPF_NAMESPACE, row.fd);
	return 0;
}
