// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An iterator over all tasks that walks their descriptor tables and writes a
 * record for every process and every descriptor of a tun, macvtap or ipvtap
 * queue. It runs under RCU and takes no reference and no lock: whatever it
 * read through a table is written only if the table still says the same
 * afterwards, because then the table kept it alive in between.
 */
#include "bpf/kernel.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "bpf/record.h"

char LICENSE[] SEC("license") = "GPL";

/* The kernel's dev_t: include/linux/kdev_t.h */
#define MINOR_BITS 20
#define TUN_RDEV (10 << MINOR_BITS | 200)
#define S_IFMT 0170000
#define S_IFCHR 0020000

/* include/linux/pid.h: MAX_PID_NS_LEVEL */
#define LEVELS_MAX 32

/*
 * All that is written for one task must fit into the kernel's buffer of the
 * iterator, 8 pages; what does not is left for another round.
 */
#define QUEUES_MAX (24576 / sizeof(struct vt_bpf_queue))

#define CHUNK 64

/* Of drivers with dynamic numbers, 0 = not there. */
const volatile uint32_t macvtap_major = 0, ipvtap_major = 0;

/* Another round: only this thread, from this descriptor on. */
int32_t only_tid = 0, from_fd = 0;

/* There is one reader, so there is one walk at a time. */
uint64_t chunk[CHUNK];

/* One descriptor table being walked. */
struct walk {
	struct seq_file *seq;
	struct task_struct *task;
	struct files_struct *files;
	struct file **fds;
	unsigned long *open_fds;
	int32_t pid, tid;
	uint32_t first; /* descriptor of chunk[0] */
	uint32_t queues;
	int32_t more; /* descriptor to go on at, or -1 */
};

/* Number of @pid in the PID namespace of the reader, 0 = none. */
static int32_t number_of(struct pid *pid)
{
	struct pid *own = bpf_get_current_task_btf()->thread_pid;
	uint32_t level = own->level;
	const char *numbers;
	int32_t nr = 0;

	if (!pid || level > LEVELS_MAX || pid->level < level)
		return 0;
	numbers = __builtin_preserve_access_index((const char *)&pid->numbers);
	bpf_probe_read_kernel(&nr, sizeof(nr), numbers + level * bpf_core_type_size(struct upid) +
						       bpf_core_field_offset(struct upid, nr));
	return nr;
}

static uint32_t kind_of(uint32_t rdev)
{
	uint32_t major = rdev >> MINOR_BITS;

	if (rdev == TUN_RDEV)
		return VT_BPF_TUN;
	if (!major)
		return 0;
	if (major == macvtap_major)
		return VT_BPF_MACVTAP;
	return major == ipvtap_major ? VT_BPF_IPVTAP : 0;
}

static struct net_device *device_of_tun(struct tun_file *queue, struct vt_bpf_queue *row)
{
	struct tun_struct *tun, *detached;

	if (!queue || !bpf_core_type_exists(struct tun_file))
		return NULL;
	detached = BPF_CORE_READ(queue, detached);
	tun = BPF_CORE_READ(queue, tun);
	if (detached)
		row->flags |= VT_BPF_DISABLED;
	if (!tun)
		tun = detached;
	return tun ? BPF_CORE_READ(tun, dev) : NULL;
}

static struct net_device *device_of_tap(struct tap_queue *queue, struct vt_bpf_queue *row)
{
	struct tap_dev *tap;

	if (!queue || !bpf_core_type_exists(struct tap_queue))
		return NULL;
	tap = BPF_CORE_READ(queue, tap);
	if (!tap)
		return NULL;
	if (!BPF_CORE_READ(queue, enabled))
		row->flags |= VT_BPF_DISABLED;
	return BPF_CORE_READ(tap, dev);
}

static void describe_device(struct net_device *dev, struct vt_bpf_queue *row)
{
	row->ifindex = (uint32_t)BPF_CORE_READ(dev, ifindex);
	row->head.value = BPF_CORE_READ(dev, nd_net.net, ns.inum);
	BPF_CORE_READ_INTO(&row->ifname, dev, name);
	if (row->head.what == VT_BPF_TUN || BPF_CORE_READ(dev, addr_len) != sizeof(row->mac))
		return;
	if (!bpf_probe_read_kernel(row->mac, sizeof(row->mac), BPF_CORE_READ(dev, dev_addr)))
		row->flags |= VT_BPF_MAC;
}

/* The file that is behind a descriptor now. */
static uint64_t file_now(const struct walk *w, uint32_t fd)
{
	struct task_struct *task = w->task;
	struct files_struct *files = w->files;
	struct file **fds, *file = NULL;

	if (BPF_CORE_READ(task, files) != files)
		return 0;
	fds = BPF_CORE_READ(files, fdt, fd);
	bpf_probe_read_kernel(&file, sizeof(file), fds + fd);
	return (uint64_t)file;
}

static __noinline long note_queue(struct walk *w, uint32_t fd, uint32_t what, uint64_t address)
{
	struct file *file = (struct file *)address;
	struct vt_bpf_queue row = {
		.head = { .what = what, .pid = w->pid, .tid = w->tid },
		.file = address,
		.table = (uint64_t)w->files,
		.fd = (int32_t)fd,
	};
	void *queue = BPF_CORE_READ(file, private_data);
	struct net_device *dev;

	if ((BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFCHR)
		return 0;
	dev = what == VT_BPF_TUN ? device_of_tun(queue, &row) : device_of_tap(queue, &row);
	if (dev)
		describe_device(dev, &row);
	if (file_now(w, fd) != address)
		return 0;
	w->queues++;
	return bpf_seq_write(w->seq, &row, sizeof(row));
}

static long look_at_slot(uint32_t i, struct walk *w)
{
	struct inode *inode;
	struct file *file;
	uint32_t what, fd;

	if (i >= CHUNK)
		return 1;
	file = (struct file *)chunk[i];
	if (!file)
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	what = kind_of(BPF_CORE_READ(inode, i_rdev));
	if (!what)
		return 0;
	fd = w->first + i;
	if (only_tid && fd < (uint32_t)from_fd)
		return 0;
	if (w->queues >= QUEUES_MAX) {
		w->more = (int32_t)fd;
		return 1;
	}
	note_queue(w, fd, what, (uint64_t)file);
	return 0;
}

static long look_at_chunk(uint32_t i, struct walk *w)
{
	unsigned long open = 0;

	bpf_probe_read_kernel(&open, sizeof(open), w->open_fds + i);
	if (!open)
		return 0;
	w->first = i * CHUNK;
	if (bpf_probe_read_kernel(chunk, sizeof(chunk), w->fds + w->first))
		return 0;
	bpf_loop(CHUNK, look_at_slot, w, 0);
	return w->more >= 0;
}

static void write_head(struct seq_file *seq, uint32_t what, int32_t pid, int32_t tid, uint32_t value)
{
	struct vt_bpf_head head = { .what = what, .pid = pid, .tid = tid, .value = value };

	bpf_seq_write(seq, &head, sizeof(head));
}

static void walk_table(struct seq_file *seq, struct task_struct *task, int32_t pid, int32_t tid)
{
	struct files_struct *files = task->files;
	struct walk w = { .seq = seq, .task = task, .files = files, .pid = pid, .tid = tid,
			  .more = -1 };
	struct fdtable *fdt;
	uint32_t max;

	if (!files)
		return;
	fdt = files->fdt;
	w.fds = fdt->fd;
	w.open_fds = fdt->open_fds;
	max = fdt->max_fds;
	/* Only of a table that is still there it can be told how long it is. */
	if (BPF_CORE_READ(task, files) != files)
		return;
	if (bpf_loop(max / CHUNK, look_at_chunk, &w, 0) < 0)
		write_head(seq, VT_BPF_TOO_LARGE, pid, tid, 0);
	else if (w.more >= 0)
		write_head(seq, VT_BPF_MORE, pid, tid, (uint32_t)w.more);
}

static uint32_t netns_of(struct task_struct *task)
{
	struct nsproxy *namespaces = task->nsproxy;

	return namespaces ? namespaces->net_ns->ns.inum : 0;
}

SEC("iter/task")
int holders(struct bpf_iter__task *ctx)
{
	struct seq_file *seq = ctx->meta->seq;
	struct task_struct *task = ctx->task, *leader;
	int32_t pid, tid;
	uint32_t netns;

	if (!task)
		return 0;
	leader = task->group_leader;
	tid = number_of(task->thread_pid);
	pid = task == leader ? tid : number_of(leader->thread_pid);
	if (!tid || !pid || (only_tid && tid != only_tid))
		return 0;
	netns = netns_of(task);
	if (only_tid)
		;
	else if (task == leader)
		write_head(seq, VT_BPF_PROCESS, pid, tid, netns);
	else if (netns != netns_of(leader))
		write_head(seq, VT_BPF_THREAD, pid, tid, netns);
	if (task == leader || task->files != leader->files)
		walk_table(seq, task, pid, tid);
	return 0;
}
