/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An iterator over all tasks that walks their descriptor tables and writes a
 * record for every process and every descriptor of a tun, macvtap or ipvtap
 * queue. It runs under RCU and takes no reference and no lock: whatever it
 * read through a table is written only if the table still says the same
 * afterwards, because then the table kept it alive in between. Reads of what
 * is not there (any more) give 0.
 */
#include "collect/bpf/kernel.bpf.h"

#define NOINLINE __attribute__((noinline))

/* Its number; since 5.17. */
static long (*const bpf_loop)(uint32_t n, void *step, void *ctx, uint64_t flags) = (void *)181;

char LICENSE[] SECTION("license") = "GPL";

/*
 * All that is written for one task must fit into the kernel's buffer of the
 * iterator, 8 pages; what does not is left for another round.
 */
#define QUEUES_MAX (24576 / sizeof(struct vt_bpf_queue))

/* Bits of a word of fdtable.open_fds; the table's length is a multiple. */
#define CHUNK 64

#define READERS VT_BPF_READERS

/* Knuth's: the upper bits of a multiple of it are spread evenly. */
#define SPREAD 2654435761u

/* Another round: only this thread, from this descriptor on. */
int32_t only_tid = 0, from_fd = 0;

/*
 * Threads that read at the same time, each by an iterator of its own, which
 * share the processes out by their numbers. An iterator is known by its
 * seq_file; all of them are there until the last one has ended.
 */
uint32_t readers = 1;
uint64_t first_iterator;

/*
 * What comes back from a map is an unknown number to the verifier: it follows
 * it once, and not once for each value, or takes it for a pointer.
 */
#define UNKNOWN(type, place) (*(volatile type *)&(place))
static uint32_t numbers[] = { 0, 1 };

/*
 * Operations of files that are not a queue's. Those of a queue are its
 * driver's alone, so that the inode is looked at once for each kind of file:
 * most are pipes, sockets, regular files.
 */
#define KINDS 256
uint64_t other_ops[KINDS];

/*
 * The descriptor table that each reader walks; addresses are the kernel's. Not
 * on the stack, where the verifier would follow every value: that doubles its
 * time.
 */
static struct walk {
	uint64_t task, files, fds, open_fds;
	int32_t pid, tid;
	uint32_t uid, netns; /* of the leader */
	uint32_t first;      /* descriptor of chunk[0] */
	uint32_t queues, unknown, kvms;
	int32_t more;          /* descriptor to go on at, or -1 */
	uint64_t chunk[CHUNK]; /* files */
} walks[READERS];

/* What the steps of a walk get: a pointer of the kernel's is for the stack. */
struct step {
	struct seq_file *seq;
	struct walk *walk;
};

/*
 * Functions that are not static are verified once, and not at every call.
 */
int32_t number_of(uint64_t task);
uint32_t other_mounts_of(uint64_t task);
uint32_t netns_of(uint64_t task);
uint64_t file_now(uint64_t task, uint64_t files, uint32_t fd);
uint32_t queue_behind(uint64_t file, uint64_t ops, uint64_t task, uint64_t files, uint32_t fd);

NOINLINE int32_t number_of(uint64_t task)
{
	return read_number(task);
}

NOINLINE uint32_t other_mounts_of(uint64_t task)
{
	return read_other_mounts(task);
}

NOINLINE uint32_t netns_of(uint64_t task)
{
	return read_netns(task);
}

/* The file that is behind a descriptor now. */
NOINLINE uint64_t file_now(uint64_t task, uint64_t files, uint32_t fd)
{
	uint64_t fdt, fds;

	if (POINTER(task, setup.at.task_files) != files)
		return 0;
	fdt = POINTER(files, setup.at.files_fdt);
	fds = POINTER(fdt, setup.at.fdtable_fd);
	return POINTER(fds, fd * sizeof(uint64_t));
}

static NOINLINE long note_queue(struct step *step, uint32_t fd, uint32_t what, uint64_t file)
{
	struct walk *walk = step->walk;
	struct vt_bpf_queue row = {
		.head = { .what = what, .pid = walk->pid, .tid = walk->tid },
		.file = file,
		.table = walk->files,
		.started = read_start(walk->task),
		.fd = (int32_t)fd,
		.uid = walk->uid,
		.netns = walk->netns,
	};
	uint64_t inode = POINTER(file, setup.at.file_inode);
	uint64_t queue = POINTER(file, setup.at.file_private_data), dev = 0;
	bool known = driver_is_known(what);

	if ((READ(uint16_t, inode, setup.at.inode_mode) & S_IFMT) != S_IFCHR)
		return 0;
	if (!queue)
		return 0; /* O_PATH */
	if (known)
		dev = device_of(queue, &row);
	if (dev)
		describe_device(dev, &row);
	if (file_now(walk->task, walk->files, fd) != file)
		return 0;
	if (!known)
		walk->unknown = 1;
	walk->queues++;
	return bpf_seq_write(step->seq, &row, sizeof(row));
}

/* Shorter than a queue's record, and so within what is reckoned with. */
static NOINLINE long note_namespace(struct step *step, uint32_t fd, uint64_t file)
{
	struct walk *walk = step->walk;

	if (file_now(walk->task, walk->files, fd) != file)
		return 0;
	walk->queues++;
	write_head(step->seq, VT_BPF_NAMESPACE, walk->pid, walk->tid, fd);
	return 0;
}

/* What a file is a queue of, or 0; that its kind is none is remembered. */
NOINLINE uint32_t queue_behind(uint64_t file, uint64_t ops, uint64_t task, uint64_t files,
			       uint32_t fd)
{
	uint64_t inode = POINTER(file, setup.at.file_inode);
	uint32_t what = kind_of(READ(uint32_t, inode, setup.at.inode_rdev));

	if (!what && is_kvm(file, inode))
		what = VT_BPF_KVM;
	else if (!what && is_namespace(inode))
		what = VT_BPF_NAMESPACE;
	/* Of a file that went meanwhile, the two may not be the same's. */
	if (!what && POINTER(file, setup.at.file_op) == ops && file_now(task, files, fd) == file)
		other_ops[(ops >> 6) % KINDS] = ops;
	return what;
}

static long look_at_slot(uint32_t i, struct step *step)
{
	struct walk *walk = step->walk;
	uint64_t file, ops;
	uint32_t what, fd;

	if (i >= CHUNK)
		return 1;
	file = walk->chunk[i];
	if (!file)
		return 0;
	ops = POINTER(file, setup.at.file_op);
	if (other_ops[(ops >> 6) % KINDS] == ops)
		return 0;
	fd = walk->first + i;
	what = queue_behind(file, ops, walk->task, walk->files, fd);
	if (!what || (only_tid && fd < (uint32_t)from_fd))
		return 0;
	if (what == VT_BPF_KVM) {
		walk->kvms |= file_now(walk->task, walk->files, fd) == file;
		return 0;
	}
	if (walk->queues >= QUEUES_MAX) {
		walk->more = (int32_t)fd;
		return 1;
	}
	if (what == VT_BPF_NAMESPACE)
		note_namespace(step, fd, file);
	else
		note_queue(step, fd, what, file);
	return 0;
}

static long look_at_chunk(uint32_t i, struct step *step)
{
	struct walk *walk = step->walk;

	if (!POINTER(walk->open_fds, i * sizeof(uint64_t)))
		return 0;
	walk->first = i * CHUNK;
	if (bpf_probe_read_kernel(walk->chunk, sizeof(walk->chunk),
				  (void *)(walk->fds + walk->first * sizeof(uint64_t))))
		return 0;
	bpf_loop(CHUNK, look_at_slot, step, 0);
	return walk->more >= 0;
}

static void walk_table(struct step *step, uint64_t task, int32_t pid, int32_t tid)
{
	uint64_t files = POINTER(task, setup.at.task_files);
	uint64_t fdt = POINTER(files, setup.at.files_fdt);
	uint32_t max = READ(uint32_t, fdt, setup.at.fdtable_max_fds);
	struct walk *walk = step->walk;

	walk->files = files;
	walk->fds = POINTER(fdt, setup.at.fdtable_fd);
	walk->open_fds = POINTER(fdt, setup.at.fdtable_open_fds);
	walk->pid = pid;
	walk->tid = tid;
	walk->queues = walk->unknown = walk->kvms = 0;
	walk->more = -1;
	/* Only of a table that is still there is it known how long it is. */
	if (!files || POINTER(task, setup.at.task_files) != files)
		return;
	if (bpf_loop(max / CHUNK, look_at_chunk, step, 0) < 0)
		write_head(step->seq, VT_BPF_TOO_LARGE, pid, tid, 0);
	if (walk->unknown)
		write_head(step->seq, VT_BPF_UNKNOWN, pid, tid, 0);
	if (walk->kvms)
		write_head(step->seq, VT_BPF_KVM, pid, tid, 0);
	if (walk->more >= 0)
		write_head(step->seq, VT_BPF_MORE, pid, tid, (uint32_t)walk->more);
}

/* Which of the readers this is; the first call of all tells. */
static uint32_t reader_of(uint64_t iterator)
{
	uint64_t first = 0;

	if (readers > 1)
		first = __sync_val_compare_and_swap(&first_iterator, 0, iterator);
	return UNKNOWN(uint32_t, numbers[first && first != iterator]);
}

SECTION("iter/task")
int holders(struct bpf_iter__task *ctx)
{
	uint32_t reader = reader_of((uint64_t)ctx->meta->seq), netns, mounts;
	struct step step = { .seq = ctx->meta->seq, .walk = &walks[reader % READERS] };
	uint64_t task, leader;
	int32_t pid, tid;

	if (!ctx->task)
		return 0;
	step.walk->task = (uint64_t)ctx->task;
	task = UNKNOWN(uint64_t, step.walk->task);
	/* Of all numbers this is the one that a thread keeps when it becomes the leader. */
	if (readers > 1 && (READ(uint32_t, task, setup.at.task_tgid) * SPREAD >> 31) != reader)
		return 0;
	tid = number_of(task);
	if (!tid || (only_tid && tid != only_tid))
		return 0;
	leader = POINTER(task, setup.at.task_group_leader);
	pid = task == leader ? tid : number_of(leader);
	if (!pid)
		return 0;
	netns = netns_of(task);
	mounts = !only_tid && task == leader ? other_mounts_of(task) : 0;
	if (mounts)
		write_head(step.seq, VT_BPF_MOUNTS, pid, tid, mounts);
	if (!only_tid && task == leader)
		write_head(step.seq, VT_BPF_PROCESS, pid, tid, netns);
	else if (!only_tid && netns != netns_of(leader))
		write_head(step.seq, VT_BPF_THREAD, pid, tid, netns);
	if (task != leader &&
	    POINTER(task, setup.at.task_files) == POINTER(leader, setup.at.task_files))
		return 0;
	step.walk->uid = read_uid(leader);
	step.walk->netns = task == leader ? netns : netns_of(leader);
	walk_table(&step, task, pid, tid);
	return 0;
}
