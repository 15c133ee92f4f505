/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scan of all descriptors by a BPF iterator: runs it, and makes the rows of
 * its records that process/scan.c would make.
 *
 * Outcomes: whatever the kernel or the rights do not allow is an error before
 * anything was added, and the caller goes to /proc.
 */
#include <config.h>

#include "collect/bpf/bpf.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/bpf/records.h"
#include "collect/bpf/program.h"
#include "collect/process/crowd.h"
#include "collect/process/fdcopy.h"
#include "collect/process/process.h"
#include "util/clock.h"
#include "util/fd.h"
#include "util/search.h"
#include "util/trace.h"

VT_DEFINE_CLEANUP(vt_bpf_program, struct vt_bpf_program *, vt_bpf_unload)

/* Descriptors of namespaces that are looked at. */
#define SPOTS_MAX 8192

/* Processes that are tried for a way into one namespace. */
#define WAYS_MAX 8

/* A process or thread in a namespace. */
struct place {
	uint32_t netns;
	int32_t tid;
};

/* A descriptor table that did not fit. */
struct rest {
	int32_t tid, fd;
};

/* A descriptor of a namespace. */
struct spot {
	int32_t pid, tid, fd;
};

/* What the records say. */
struct found {
	uint32_t processes;
	bool too_large, unknown, init;
	VT_VEC(struct vt_bpf_queue) queues;
	VT_VEC(struct place) places;
	VT_VEC(struct rest) rests;
	VT_VEC(int32_t) kvms; /* processes that hold a VM */
	VT_VEC(struct spot) spots;
	VT_VEC(struct vt_netns_mounts) mounts;
};

static void found_done(struct found *found)
{
	vt_vec_done(&found->queues);
	vt_vec_done(&found->places);
	vt_vec_done(&found->rests);
	vt_vec_done(&found->kvms);
	vt_vec_done(&found->spots);
	vt_vec_done(&found->mounts);
}

static void note_head(struct found *found, const struct vt_bpf_head *head)
{
	switch ((enum vt_bpf_what)head->what) {
	case VT_BPF_PROCESS:
		found->processes++;
		vt_vec_push(&found->places, ((struct place){ head->value, head->tid }));
		break;
	case VT_BPF_THREAD:
		vt_vec_push(&found->places, ((struct place){ head->value, head->tid }));
		break;
	case VT_BPF_MORE:
		vt_vec_push(&found->rests, ((struct rest){ head->tid, (int32_t)head->value }));
		break;
	case VT_BPF_TOO_LARGE:
		found->too_large = true;
		break;
	case VT_BPF_UNKNOWN:
		found->unknown = true;
		break;
	case VT_BPF_KVM:
		vt_vec_push(&found->kvms, head->pid);
		break;
	case VT_BPF_MOUNTS:
		vt_vec_push(&found->mounts, ((struct vt_netns_mounts){ head->value, head->pid }));
		break;
	case VT_BPF_NAMESPACE:
		vt_vec_push(&found->spots,
			    ((struct spot){ head->pid, head->tid, (int32_t)head->value }));
		break;
	case VT_BPF_TUN:
	case VT_BPF_MACVTAP:
	case VT_BPF_IPVTAP:
		break;
	}
}

/* The size of the record that begins at @p, 0 when it is cut off */
static size_t record_size(const char *p, size_t len)
{
	struct vt_bpf_head head;
	size_t size = sizeof(head);

	if (len < size)
		return 0;
	memcpy(&head, p, size);
	if (head.what >= VT_BPF_TUN)
		size = sizeof(struct vt_bpf_queue);
	return len < size ? 0 : size;
}

static int note_records(struct found *found, const struct vt_buf *out, struct vt_err *err)
{
	const int32_t own = getpid();

	for (size_t at = 0; at < out->len;) {
		const size_t size = record_size(out->p + at, out->len - at);
		struct vt_bpf_queue row = { 0 };

		if (!size)
			return vt_err_set(err, EBADMSG, "BPF: a record is cut off");
		memcpy(&row, out->p + at, size);
		found->init |= row.head.pid == 1;
		if (row.head.pid == own) {
			/* Copies that another thread has for an instant are no holders. */
		} else if (size == sizeof(row)) {
			vt_vec_push(&found->queues, row);
		} else {
			note_head(found, &row.head);
		}
		at += size;
	}
	return 0;
}

static int check(const struct found *found, struct vt_err *err)
{
	if (found->too_large)
		return vt_err_set(err, E2BIG, "BPF: a descriptor table is too large");
	if (found->unknown)
		return vt_err_set(err, ENOTSUP,
				  "BPF: the kernel tells no types of its module tun or tap");
	return 0;
}

static int run_all(struct vt_bpf_program *p, unsigned int threads, struct found *found,
		   struct vt_err *err)
{
	VT_BUF_OF(out);
	int r = vt_bpf_run_all(p, threads, &out, err);

	if (r == 0)
		r = note_records(found, &out, err);
	return r < 0 ? r : check(found, err);
}

static int run_rest(struct vt_bpf_program *p, const struct rest *rest, struct found *found,
		    struct vt_err *err)
{
	const size_t before = found->rests.n;
	VT_BUF_OF(out);
	int r = vt_bpf_run_rest(p, rest->tid, rest->fd, &out, err);

	if (r == 0)
		r = note_records(found, &out, err);
	if (r == 0 && found->rests.n > before && found->rests.v[before].fd <= rest->fd)
		return vt_err_set(err, ELOOP, "BPF: a descriptor table has no end");
	return r < 0 ? r : check(found, err);
}

/* One round for all, then rounds for the tables of which it left a rest. */
static int run(struct vt_bpf_program *p, unsigned int threads, struct found *found,
	       struct vt_err *err)
{
	int r = run_all(p, threads, found, err);

	while (r == 0 && found->rests.n) {
		const struct rest rest = found->rests.v[--found->rests.n];

		r = run_rest(p, &rest, found, err);
	}
	return r;
}

static int cmp_number(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int cmp_table(const void *pa, const void *pb)
{
	const struct vt_bpf_queue *a = pa, *b = pb;

	if (a->head.pid != b->head.pid)
		return a->head.pid < b->head.pid ? -1 : 1;
	if (a->table != b->table)
		return cmp_number(a->table, b->table);
	if (a->head.tid != b->head.tid)
		return a->head.tid < b->head.tid ? -1 : 1;
	return (a->fd > b->fd) - (a->fd < b->fd);
}

static int cmp_descriptor(const void *pa, const void *pb)
{
	const struct vt_bpf_queue *a = pa, *b = pb;

	if (a->head.pid != b->head.pid)
		return a->head.pid < b->head.pid ? -1 : 1;
	if (a->head.tid != b->head.tid)
		return a->head.tid < b->head.tid ? -1 : 1;
	return (a->fd > b->fd) - (a->fd < b->fd);
}

/*
 * Threads that share a table which is not the leader's (it may have none: a
 * zombie) were all walked: the first stands for them. A descriptor is there
 * once, even if the kernel had to start over with a task.
 */
static void drop_repeated(struct found *found)
{
	struct vt_bpf_queue *v = found->queues.v;
	size_t kept = 0;

	vt_vec_sort(&found->queues, cmp_table);
	for (size_t i = 0; i < found->queues.n; i++) {
		const struct vt_bpf_queue *last = kept ? &v[kept - 1] : NULL;

		if (last && last->head.pid == v[i].head.pid && last->table == v[i].table &&
		    (last->head.tid != v[i].head.tid || last->fd == v[i].fd))
			continue;
		v[kept++] = v[i];
	}
	found->queues.n = kept;
	vt_vec_sort(&found->queues, cmp_descriptor);
}

struct file_key {
	uint64_t file;
	size_t at;
};

static int cmp_file(const void *pa, const void *pb)
{
	const struct file_key *a = pa, *b = pb;

	return a->file != b->file ? cmp_number(a->file, b->file) : cmp_number(a->at, b->at);
}

/* Addresses to numbers, in the order of appearance: theirs is not told either. */
static void number_files(struct found *found)
{
	size_t n = found->queues.n;
	VT_CLEANUP(vt_free) struct file_key *keys = vt_xrealloc(NULL, n, sizeof(*keys));
	VT_CLEANUP(vt_free) size_t *first = vt_xrealloc(NULL, n, sizeof(*first));
	uint64_t next = 0;

	if (!n)
		return;
	for (size_t i = 0; i < n; i++)
		keys[i] = (struct file_key){ found->queues.v[i].file, i };
	qsort(keys, n, sizeof(*keys), cmp_file);
	for (size_t i = 0; i < n; i++)
		first[keys[i].at] = i && keys[i].file == keys[i - 1].file ? first[keys[i - 1].at] :
									    keys[i].at;
	for (size_t i = 0; i < n; i++)
		found->queues.v[i].file = first[i] == i ? ++next : found->queues.v[first[i]].file;
}

static enum vt_kind kind_of(uint32_t what)
{
	return what == VT_BPF_TUN     ? VT_KIND_TUN :
	       what == VT_BPF_MACVTAP ? VT_KIND_MACVTAP :
					VT_KIND_IPVTAP;
}

static void add_queue(struct vt_raw *raw, const struct vt_bpf_queue *q)
{
	struct vt_raw_fd *row = vt_vec_add(&raw->fds);
	const uint8_t *m = q->mac;

	row->pid = q->head.pid;
	row->tid = q->head.tid;
	row->fd = q->fd;
	row->kind = kind_of(q->head.what);
	row->file = (uint32_t)q->file;
	row->bpf = true;
	row->disabled = q->flags & VT_BPF_DISABLED;
	if (!q->ifname[0])
		return;
	row->ifname = vt_arena_strn(raw->arena, q->ifname, strnlen(q->ifname, sizeof(q->ifname)));
	row->ifindex = q->ifindex;
	row->netns = q->head.value;
	if (q->flags & VT_BPF_MAC)
		row->mac = vt_arena_fmt(raw->arena, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1],
					m[2], m[3], m[4], m[5]);
}

static int cmp_place(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;

	if (a->netns != b->netns)
		return a->netns < b->netns ? -1 : 1;
	return (a->tid > b->tid) - (a->tid < b->tid);
}

/* Some way into the namespace of @places; 0, or the errno of what was forbidden. */
static int enter_by_process(struct vt_netns_list *namespaces, const struct place *places, size_t n)
{
	int forbidden = 0;

	for (size_t i = 0; i < n && i < WAYS_MAX; i++) {
		uint64_t inode;
		int r = vt_netns_add_pid(namespaces, places[i].tid, &inode);

		if (vt_netns_listed(namespaces, places[i].netns))
			return 0;
		if (r == -EACCES || r == -EPERM)
			forbidden = -r;
	}
	return forbidden;
}

static void unreachable_gap(struct vt_raw *raw, uint32_t netns, int errnum)
{
	struct vt_gap *gap =
		vt_raw_gap(raw, VT_GAP_NETNS_UNREADABLE,
			   vt_arena_fmt(raw->arena, "network namespace %" PRIu32, netns),
			   vt_arena_fmt(raw->arena, "cannot open it: %s", strerror(errnum)));

	gap->netns = netns;
}

static void add_namespaces(struct vt_raw *raw, struct found *found,
			   struct vt_netns_list *namespaces)
{
	const struct place *v;

	vt_vec_sort(&found->places, cmp_place);
	v = found->places.v;
	for (size_t i = 0, n; i < found->places.n; i += n) {
		int r = 0;

		for (n = 1; i + n < found->places.n && v[i + n].netns == v[i].netns;)
			n++;
		if (v[i].netns && !vt_netns_listed(namespaces, v[i].netns))
			r = enter_by_process(namespaces, v + i, n);
		if (!r)
			continue;
		vt_netns_add_named(namespaces);
		if (!vt_netns_listed(namespaces, v[i].netns))
			unreachable_gap(raw, v[i].netns, r);
	}
}

/* What only a descriptor or a mount keeps: namespaces of all sorts, and where mounts are. */
static void add_spots(struct found *found, struct vt_netns_list *namespaces)
{
	for (size_t i = 0; i < found->spots.n && i < SPOTS_MAX; i++) {
		const struct spot *s = &found->spots.v[i];

		vt_netns_add_copy(namespaces, s->tid, s->tid != s->pid, s->fd);
	}
	for (size_t i = 0; i < found->mounts.n; i++)
		vt_vec_push(&namespaces->mounts, found->mounts.v[i]);
}

/* A descriptor of a device that is in a namespace into which no way is known. */
struct lost {
	int32_t pid, tid, fd;
	enum vt_kind kind;
	uint32_t netns;
};

/* Whoever waits for the kernel's lock may still read it. */
struct search {
	VT_VEC(struct lost) list;
	struct vt_netns_list found;
};

/* TUNGETDEVNETNS on a copy of it; that takes rtnl, which somebody may keep. */
static void enter_by_descriptor(struct vt_crowd_turn *turn, void *shared, size_t i)
{
	struct search *s = shared;
	const struct lost *l = &s->list.v[i];
	VT_CLEANUP(vt_fd) int pidfd = -1;
	struct vt_fdcopy copy = { .netns_fd = -1 };
	bool listed;

	if (!vt_crowd_enter(turn))
		return;
	listed = vt_netns_listed(&s->found, l->netns);
	vt_crowd_leave(turn);
	if (listed)
		return;
	pidfd = vt_fdcopy_pidfd(l->tid, l->tid != l->pid);
	if (pidfd < 0 || vt_fdcopy_ask(pidfd, l->fd, l->kind, &copy) < 0)
		return;
	if (!vt_crowd_enter(turn)) {
		if (copy.netns_fd >= 0)
			close(copy.netns_fd);
		return;
	}
	vt_netns_add_fd(&s->found, copy.netns_fd, "a tun descriptor");
	vt_crowd_leave(turn);
}

static uint32_t owner_of_lost(const void *shared, size_t i)
{
	const struct search *s = shared;

	return vt_procread_owner(s->list.v[i].pid);
}

/* Namespaces that only a descriptor of a tun keeps. */
static void add_lost(struct vt_raw *raw, const struct found *found,
		     struct vt_netns_list *namespaces, unsigned int threads, int64_t deadline)
{
	struct search *s = vt_xrealloc(NULL, 1, sizeof(*s));
	struct vt_crowd_plan plan = { .threads = threads,
				      .deadline = deadline,
				      .work = enter_by_descriptor,
				      .owner = owner_of_lost,
				      .shared = s };
	VT_CLEANUP(vt_free) unsigned char *states = NULL;
	VT_CLEANUP(vt_free) int32_t *pids = NULL;
	int left = 0;

	memset(s, 0, sizeof(*s));
	for (size_t i = 0; i < found->queues.n; i++) {
		const struct vt_bpf_queue *q = &found->queues.v[i];

		if (q->ifname[0] && !vt_netns_listed(namespaces, q->head.value))
			vt_vec_push(&s->list,
				    ((struct lost){ q->head.pid, q->head.tid, q->fd,
						    kind_of(q->head.what), q->head.value }));
	}
	plan.n = s->list.n;
	states = vt_xrealloc(NULL, plan.n, 1);
	pids = vt_xrealloc(NULL, plan.n, sizeof(*pids));
	for (size_t i = 0; i < plan.n; i++)
		pids[i] = s->list.v[i].pid;
	if (plan.n)
		left = vt_crowd_run(&plan, states);
	for (size_t i = 0; i < s->found.refs.n; i++)
		vt_netns_add_ref(namespaces, &s->found.refs.v[i]);
	vt_netns_list_done(&s->found);
	vt_procfs_silent(raw, states, pids, plan.n, 0);
	if (left > 0)
		return;
	vt_vec_done(&s->list);
	free(s);
}

static int cmp_pid(const void *pa, const void *pb)
{
	int32_t a = *(const int32_t *)pa, b = *(const int32_t *)pb;

	return (a > b) - (a < b);
}

/* Where the kernel's types did not tell, descriptors will be asked for their names. */
static enum vt_tri holds_kvm(const struct found *found, bool known, int32_t pid)
{
	if (!known)
		return VT_UNKNOWN;
	return vt_vec_find(&found->kvms, &pid, cmp_pid) ? VT_YES : VT_NO;
}

/* As /proc counts the start of processes; 0 where it counts from another time than the kernel. */
static uint64_t nanoseconds_per_tick(void)
{
	const long ticks = sysconf(_SC_CLK_TCK);

	return ticks > 0 && vt_procfs_has_boottime() ? UINT64_C(1000000000) / (uint64_t)ticks : 0;
}

static void add_queues(struct vt_raw *raw, const struct found *found, bool kvm_known,
		       unsigned int threads, int64_t deadline)
{
	const uint64_t ticks = nanoseconds_per_tick();
	VT_VEC(struct vt_procfs_want) holders = { 0 };
	int32_t pid = 0;

	for (size_t i = 0; i < found->queues.n; i++) {
		const struct vt_bpf_queue *q = &found->queues.v[i];
		const struct vt_procread_known known = { .scanned = true,
							 .start = ticks ? q->started / ticks : 0,
							 .uid = q->uid,
							 .netns = q->netns,
							 .kvm = holds_kvm(found, kvm_known,
									  q->head.pid) };

		add_queue(raw, q);
		if (q->head.pid != pid)
			vt_vec_push(&holders, ((struct vt_procfs_want){ q->head.pid, known }));
		pid = q->head.pid;
	}
	vt_procfs_add_holders(raw, holders.v, holders.n, threads, deadline);
	vt_vec_done(&holders);
}

/*
 * PID 1 always is. Where something (an LSM) hides it from iterators, it says
 * so, and that there may be others.
 */
static void check_complete(struct vt_raw *raw, const struct found *found)
{
	raw->processes = found->processes;
	raw->unreadable = 0;
	if (found->init)
		return;
	raw->processes++;
	raw->unreadable++;
	vt_raw_gap(raw, VT_GAP_PROCESS_UNREADABLE, VT_PROCFS_SUBJECT,
		   vt_arena_fmt(raw->arena, "descriptors of 1 of %u are not readable: PID 1",
				raw->processes));
}

int vt_bpf_scan(struct vt_raw *raw, struct vt_netns_list *namespaces, unsigned int threads,
		int timeout_ms, enum vt_bpf_way way, struct vt_err *err)
{
	const int64_t deadline = vt_clock_ms() + timeout_ms;
	__attribute__((cleanup(found_done))) struct found found = { 0 };
	VT_CLEANUP(vt_bpf_program) struct vt_bpf_program *program = NULL;
	struct vt_err why = { 0 };
	int r;

	/* Numbers of processes are only good for /proc if it shows the same ones. */
	if (!vt_procfs_is_ours())
		return vt_err_set(err, EXDEV, "/proc is of another PID namespace");
	program = vt_bpf_load(way, &why, err);
	if (!program)
		return -err->code;
	r = run(program, threads, &found, err);
	if (r < 0)
		return r;
	drop_repeated(&found);
	vt_vec_sort(&found.kvms, cmp_pid);
	number_files(&found);
	raw->scan = VT_SCAN_BPF;
	if (why.code)
		raw->slower = vt_arena_fmt(raw->arena, "the plain iterators: %s", why.msg);
	vt_trace("BPF, %s", why.code ? why.msg : "its fast program");
	check_complete(raw, &found);
	add_namespaces(raw, &found, namespaces);
	add_spots(&found, namespaces);
	add_lost(raw, &found, namespaces, threads, deadline);
	add_queues(raw, &found, vt_bpf_knows_kvm(program), threads, deadline);
	return 0;
}
