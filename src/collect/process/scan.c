/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scan of all descriptors by /proc. fd/ is listed, fd/N asked for its
 * device number, and only a hit is looked at closely. Where fd/ may not be
 * listed or followed, fdinfo/ is listed instead (0555 and a ptrace check:
 * CAP_SYS_PTRACE is enough). Link texts are never believed.
 */
#include <config.h>

#include "collect/process/process.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "collect/process/crowd.h"
#include "collect/process/fdcopy.h"
#include "collect/process/proctext.h"
#include "collect/process/procread.h"
#include "util/fd.h"
#include "util/clock.h"
#include "util/trace.h"

/* Bytes of a directory that are read at once. */
#define LISTING_SIZE 32768

/*
 * A scan in progress. A reader can hang in the kernel (rtnl held by another):
 * the workers change this object in their turn only.
 */
struct scan {
	struct vt_majors majors;
	uint32_t nsfs_major, nsfs_minor; /* the file system of namespaces */
	uint64_t own_mounts;
	bool deep, fdinfo;
	bool vague; /* a descriptor's device number could not be read */
	int32_t *pids;
	size_t n_pids;
	struct vt_raw *part; /* only arena, fds and the counts */
	struct vt_netns_list namespaces;
	VT_VEC(int32_t) denied;
	VT_VEC(struct vt_procfs_want) holders;
};

/* One descriptor table being read. */
struct table {
	struct scan *scan;
	struct vt_crowd_turn *turn;
	int32_t pid, tid;
	int dirfd;      /* /proc/PID, -1 until it is wanted, or /proc/PID/task/TID */
	int process_fd; /* /proc/PID, borrowed */
	int fds;        /* its fd/, -1 where that may not be listed */
	int pidfd;      /* opened at the first hit */
	uint64_t netns; /* of the process, 0 = unreadable */
	uint64_t start; /* of the process, once it holds something */
	bool entered;   /* @netns is listed */
	bool known;     /* the process is one of the holders */
	bool followed;  /* a descriptor told its device number */
	bool vague;
};

static void table_done(struct table *t)
{
	const int own[] = { t->dirfd, t->fds, t->pidfd };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (own[i] >= 0)
			close(own[i]);
}

/*
 * The directory of a table. Most processes hold nothing of interest, so only their fd/ is
 * opened; the directory above it belongs to the same process.
 */
static int table_dir(struct table *t)
{
	if (t->dirfd < 0 && t->fds >= 0)
		t->dirfd = openat(t->fds, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (t->process_fd < 0)
		t->process_fd = t->dirfd;
	return t->dirfd;
}

/* A number too long for @name cannot be a descriptor. */
static int fd_path(char *path, size_t size, const char *dir, const char *name)
{
	int n = snprintf(path, size, "%s/%s", dir, name);

	return n > 0 && (size_t)n < size ? 0 : -ENAMETOOLONG;
}

static int stat_descriptor(const struct table *t, const char *name, struct statx *ret)
{
	char path[32];
	int r;

	if (t->fds >= 0)
		r = statx(t->fds, name, AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO, ret);
	else if (fd_path(path, sizeof(path), "fd", name) == 0)
		r = statx(t->dirfd, path, AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO, ret);
	else
		return -ENAMETOOLONG;
	return r < 0 ? -errno : 0;
}

/* By its iff: line, which only a tun descriptor has. */
static enum vt_kind kind_by_fdinfo(struct table *t, const char *name)
{
	VT_BUF_OF(text);
	char path[32];
	const char *iff;
	size_t len;

	if (fd_path(path, sizeof(path), "fdinfo", name) == 0 &&
	    vt_procread_file(table_dir(t), path, 4096, &text) == 0 &&
	    vt_fdinfo_iff(text.p, &iff, &len))
		return VT_KIND_TUN;
	return VT_KIND_OTHER;
}

/* A namespace that only this descriptor may keep. */
static void note_namespace(struct table *t, const char *name, const struct statx *stx)
{
	if (!S_ISREG(stx->stx_mode) || stx->stx_dev_major != t->scan->nsfs_major ||
	    stx->stx_dev_minor != t->scan->nsfs_minor || !vt_crowd_enter(t->turn))
		return;
	if (!vt_netns_listed(&t->scan->namespaces, stx->stx_ino))
		vt_netns_add_copy(&t->scan->namespaces, t->tid, t->tid != t->pid,
				  (int)strtol(name, NULL, 10));
	vt_crowd_leave(t->turn);
}

/*
 * The kind of descriptor @name, or -EACCES when fd/ is no way to tell.
 * Without the right to follow fd/N (no CAP_DAC_READ_SEARCH) fdinfo does.
 */
static int descriptor_kind(struct table *t, const char *name)
{
	struct statx stx;
	int r = stat_descriptor(t, name, &stx);

	t->followed = t->followed || r == 0;
	if (r == 0)
		note_namespace(t, name, &stx);
	if (r == 0)
		return S_ISCHR(stx.stx_mode) ?
			       (int)vt_majors_kind(&t->scan->majors, stx.stx_rdev_major,
						   stx.stx_rdev_minor) :
			       VT_KIND_OTHER;
	if (r != -EACCES && r != -EPERM)
		return VT_KIND_OTHER;
	if (t->fds >= 0 && !t->followed)
		return -EACCES;
	t->vague = true;
	return (int)kind_by_fdinfo(t, name);
}

/* Notes the process of a table at its first hit; it is read when all is scanned. */
static void note_process(struct table *t)
{
	const struct vt_procread_known known = { .scanned = true,
						 .start = t->start,
						 .uid = t->tid == t->pid ? vt_fdcopy_uid(t->pidfd) :
									   VT_NONE,
						 .netns = t->netns };

	if (!t->known)
		vt_vec_push(&t->scan->holders, ((struct vt_procfs_want){ t->pid, known }));
	t->known = true;
}

static void note_descriptor(struct table *t, int32_t fd, enum vt_kind kind, const char *fdinfo,
			    const struct vt_fdcopy *copy)
{
	struct vt_raw *part = t->scan->part;
	struct stat st;
	struct vt_raw_fd *row;

	if (!vt_crowd_enter(t->turn)) {
		if (copy && copy->netns_fd >= 0)
			close(copy->netns_fd);
		return;
	}
	note_process(t);
	row = vt_vec_add(&part->fds);
	row->pid = t->pid;
	row->tid = t->tid;
	row->fd = fd;
	row->kind = kind;
	row->fdinfo = vt_arena_str(part->arena, fdinfo);
	if (copy) {
		row->ifname = copy->ifname[0] ? vt_arena_str(part->arena, copy->ifname) : NULL;
		row->mac = copy->mac[0] ? vt_arena_str(part->arena, copy->mac) : NULL;
		row->ifname_errno = copy->ifname_errno;
		row->flags = copy->flags;
		if (copy->netns_fd >= 0 && fstat(copy->netns_fd, &st) == 0) {
			row->netns = st.st_ino;
			/* Mostly it is the process's own, which is listed already. */
			if (t->entered && st.st_ino == t->netns)
				close(copy->netns_fd);
			else
				vt_netns_add_fd(&t->scan->namespaces, copy->netns_fd,
						"a tun descriptor");
		}
	}
	vt_crowd_leave(t->turn);
}

static void look_at_hit(struct table *t, const char *name, enum vt_kind kind)
{
	struct vt_fdcopy copy = { 0 };
	VT_BUF_OF(text);
	char path[32];
	int32_t fd = (int32_t)strtol(name, NULL, 10);
	int copied = -EPERM;

	if (t->pidfd == -1)
		t->pidfd = vt_fdcopy_pidfd(t->tid, t->tid != t->pid);
	if (t->pidfd >= 0)
		copied = vt_fdcopy_ask(t->pidfd, fd, kind, &copy);
	if (!t->known && table_dir(t) >= 0)
		t->start = vt_procread_start(t->process_fd);
	/* Gone, or opened by O_PATH, which is no hold on a queue. */
	if (copied == -EBADF || copied == -ESRCH || (copied == 0 && copy.ifname_errno == EBADF))
		return;
	if ((copied < 0 || t->scan->fdinfo) && fd_path(path, sizeof(path), "fdinfo", name) == 0 &&
	    vt_procread_file(table_dir(t), path, 4096, &text) == -ENOENT)
		return;
	note_descriptor(t, fd, kind, text.p, copied < 0 ? NULL : &copy);
}

/* The number of descriptors that @listing, fd/ or fdinfo/, has; or -errno. */
static int scan_listing(struct table *t, int listing)
{
	_Alignas(struct dirent64) char entries[LISTING_SIZE];
	int count = 0;
	ssize_t n;

	/* readdir() would ask four things more about each directory; glibc has this since 2.30. */
	while ((n = syscall(SYS_getdents64, listing, entries, sizeof(entries))) > 0)
		for (ssize_t at = 0; at < n;) {
			const struct dirent64 *entry = (const void *)(entries + at);
			int kind;

			at += entry->d_reclen;
			if (entry->d_name[0] == '.')
				continue;
			count++;
			kind = descriptor_kind(t, entry->d_name);
			if (kind < 0)
				return kind;
			if (kind != VT_KIND_OTHER)
				look_at_hit(t, entry->d_name, (enum vt_kind)kind);
		}
	return n < 0 && !count ? -errno : count;
}

/* Where fd/ may not be listed, or tells no device numbers. */
static int scan_fdinfo(struct table *t)
{
	VT_CLEANUP(vt_fd) int listing = -1;

	if (table_dir(t) < 0)
		return -errno;
	listing = openat(t->dirfd, "fdinfo", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (listing < 0)
		return -errno;
	if (t->fds >= 0)
		close(t->fds);
	t->fds = -1;
	return scan_listing(t, listing);
}

/* @t->fds may be -1; returns the number of descriptors seen, or -errno. */
static int scan_table(struct table *t)
{
	int count = t->fds < 0 ? -EACCES : scan_listing(t, t->fds);

	if (count == -EACCES || count == -EPERM)
		count = scan_fdinfo(t);
	return count;
}

/* Threads, each with a table of its own, in the kernel's order of tables. */
struct tables {
	VT_VEC(int32_t) tids;
};

static void tables_done(struct tables *t)
{
	vt_vec_done(&t->tids);
}

/* Notes the thread's table where it is none of those that were seen; false where it is. */
static bool note_table(struct tables *seen, int32_t tid)
{
	size_t low = 0, high = seen->tids.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = vt_fdcopy_table_order(seen->tids.v[middle], tid);

		/* One of them has ended, or may not be asked. */
		if (order == 0 || order == VT_FDCOPY_UNKNOWN)
			return false;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	vt_vec_add(&seen->tids);
	memmove(&seen->tids.v[low + 1], &seen->tids.v[low],
		(seen->tids.n - 1 - low) * sizeof(*seen->tids.v));
	seen->tids.v[low] = tid;
	return true;
}

/* The table of thread @tid, which is not the leader's. */
static void scan_thread(struct table *leader, int32_t tid)
{
	__attribute__((cleanup(table_done))) struct table t = { .scan = leader->scan,
								.turn = leader->turn,
								.pid = leader->pid,
								.tid = tid,
								.dirfd = -1,
								.process_fd = leader->process_fd,
								.fds = -1,
								.pidfd = -1,
								.netns = leader->netns,
								.entered = leader->entered,
								.known = leader->known };
	char path[32];

	snprintf(path, sizeof(path), "task/%d", tid);
	t.dirfd = openat(t.process_fd, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (t.dirfd < 0)
		return;
	t.fds = openat(t.dirfd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	scan_table(&t);
	leader->known = t.known;
}

/* The tables of threads beside the leader's; @leader_gone: it has none (zombie). */
static void scan_threads(struct table *leader, bool leader_gone)
{
	int fd = openat(leader->process_fd, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	VT_CLEANUP(vt_dir) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	__attribute__((cleanup(tables_done))) struct tables seen = { .tids = { 0 } };
	const struct dirent *entry;
	int32_t tid;

	if (!leader_gone)
		note_table(&seen, leader->pid);
	while (dir && (entry = readdir(dir)) != NULL)
		if (vt_parse_pid(entry->d_name, &tid) == 0 && tid != leader->pid &&
		    note_table(&seen, tid))
			scan_thread(leader, tid);
}

/* A kernel thread and a zombie leader both show no descriptors; only the
 * latter has more than one thread (nlink of task/ is 2 + threads). */
static bool has_threads(struct table *leader)
{
	struct stat st;

	return table_dir(leader) >= 0 && fstatat(leader->process_fd, "task", &st, 0) == 0 &&
	       st.st_nlink > 3;
}

/* False when the process is gone. */
static bool open_table(struct table *t)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/fd", t->pid);
	t->fds = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->fds >= 0)
		return true;
	t->dirfd = vt_procread_open(t->pid);
	return table_dir(t) >= 0;
}

/* Lists the network namespace of the process; the lock is held. */
static void enter_namespace(struct table *t)
{
	const bool above = t->fds >= 0;
	const uint64_t mounts =
		vt_procread_ns(above ? t->fds : t->dirfd, above ? "../ns/mnt" : "ns/mnt");

	if (mounts && mounts != t->scan->own_mounts)
		vt_vec_push(&t->scan->namespaces.mounts,
			    ((struct vt_netns_mounts){ mounts, t->pid }));

	t->entered = vt_netns_add_at(&t->scan->namespaces, above ? t->fds : t->dirfd,
				     above ? "../ns/net" : "ns/net", t->pid, &t->netns) == 0;
}

static void scan_process(struct vt_crowd_turn *turn, void *shared, size_t i)
{
	struct scan *scan = shared;
	const int32_t pid = scan->pids[i];
	__attribute__((cleanup(table_done))) struct table t = { .scan = scan,
								.turn = turn,
								.pid = pid,
								.tid = pid,
								.dirfd = -1,
								.process_fd = -1,
								.fds = -1,
								.pidfd = -1 };
	int count;

	if (!open_table(&t) || !vt_crowd_enter(turn))
		return;
	enter_namespace(&t);
	vt_crowd_leave(turn);
	count = scan_table(&t);
	if (!vt_crowd_enter(turn))
		return;
	if (count != -ENOENT && count != -ESRCH)
		scan->part->processes++;
	if (count == -EACCES || count == -EPERM) {
		scan->part->unreadable++;
		vt_vec_push(&scan->denied, pid);
		vt_trace("passed over PID %d: %s", pid, strerror(-count));
	}
	scan->vague = scan->vague || t.vague;
	vt_crowd_leave(turn);
	if (count >= 0 && (count == 0 || scan->deep) && has_threads(&t))
		scan_threads(&t, count == 0);
}

static int list_pids(struct scan *scan, struct vt_err *err)
{
	VT_CLEANUP(vt_dir) DIR *dir = opendir("/proc");
	VT_VEC(int32_t) pids = { 0 };
	const struct dirent *entry;
	const int32_t own = getpid();
	int32_t pid;

	if (!dir)
		return vt_err_set(err, errno, "cannot list /proc: %s", strerror(errno));
	/* Not ourselves: another worker's copies are not holders. */
	while ((entry = readdir(dir)) != NULL)
		if (vt_parse_pid(entry->d_name, &pid) == 0 && pid != own)
			vt_vec_push(&pids, pid);
	scan->pids = pids.v;
	scan->n_pids = pids.n;
	return 0;
}

static void scan_free(struct scan *scan)
{
	vt_netns_list_done(&scan->namespaces);
	vt_vec_done(&scan->denied);
	vt_vec_done(&scan->holders);
	vt_raw_free(scan->part);
	free(scan->pids);
	free(scan);
}

static int cmp_pid(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* One gap for all processes that may not be read: there can be hundreds. */
static void denied_gap(struct scan *scan, struct vt_raw *raw)
{
	VT_BUF_OF(detail);
	size_t n = scan->denied.n;

	if (!n)
		return;
	vt_vec_sort(&scan->denied, cmp_pid);
	vt_buf_fmt(&detail, "descriptors of %zu of %u are not readable: PID", n,
		   scan->part->processes);
	for (size_t i = 0; i < n && i < 8; i++)
		vt_buf_fmt(&detail, "%s %d", i ? "," : "", scan->denied.v[i]);
	if (n > 8)
		vt_buf_str(&detail, ", ...");
	vt_raw_gap(raw, VT_GAP_PROCESS_UNREADABLE, VT_PROCFS_SUBJECT, detail.p)->pid =
		n == 1 ? scan->denied.v[0] : 0;
}

/* CAP_SYS_PTRACE without CAP_DAC_READ_SEARCH: fdinfo is readable, fd/ is not. */
static void vague_gap(const struct scan *scan, struct vt_raw *raw)
{
	if (scan->vague)
		vt_raw_gap(
			raw, VT_GAP_DESCRIPTOR_UNREADABLE, VT_PROCFS_SUBJECT,
			"device numbers of descriptors are not readable: macvtap holders are not "
			"seen without CAP_DAC_READ_SEARCH")
			->macvtap = true;
}

/* What the workers have found. */
static void take_part(struct scan *scan, struct vt_raw *raw, struct vt_netns_list *namespaces)
{
	const struct vt_raw *part = scan->part;

	for (size_t i = 0; i < part->fds.n; i++) {
		struct vt_raw_fd f = part->fds.v[i];

		f.fdinfo = vt_arena_str(raw->arena, f.fdinfo);
		f.ifname = vt_arena_str(raw->arena, f.ifname);
		f.mac = vt_arena_str(raw->arena, f.mac);
		vt_vec_push(&raw->fds, f);
	}
	raw->processes = part->processes;
	raw->unreadable = part->unreadable;
	for (size_t i = 0; i < scan->namespaces.refs.n; i++)
		vt_netns_add_ref(namespaces, &scan->namespaces.refs.v[i]);
	for (size_t i = 0; i < scan->namespaces.mounts.n; i++)
		vt_vec_push(&namespaces->mounts, scan->namespaces.mounts.v[i]);
	denied_gap(scan, raw);
	vague_gap(scan, raw);
}

static uint32_t owner_of(const void *shared, size_t i)
{
	const struct scan *scan = shared;

	return vt_procread_owner(scan->pids[i]);
}

/* Looks at all of them; false where no thread could be started. */
static int run_scan(struct scan *scan, struct vt_raw *raw, unsigned int threads, int64_t deadline,
		    struct vt_err *err)
{
	const struct vt_crowd_plan plan = { .n = scan->n_pids,
					    .threads = threads,
					    .deadline = deadline,
					    .work = scan_process,
					    .owner = owner_of,
					    .shared = scan };
	VT_CLEANUP(vt_free) unsigned char *states = vt_xrealloc(NULL, scan->n_pids, 1);
	int r = vt_crowd_run(&plan, states);

	if (r < 0)
		return vt_err_set(err, -r, "cannot start a thread: %s", strerror(-r));
	vt_procfs_silent(raw, states, scan->pids, scan->n_pids, VT_NEED_HOLDERS);
	return r;
}

int vt_procfs_scan(struct vt_raw *raw, struct vt_netns_list *namespaces, unsigned int threads,
		   bool deep, bool fdinfo, int timeout_ms, struct vt_err *err)
{
	const int64_t deadline = vt_clock_ms() + timeout_ms;
	struct scan *scan;
	struct stat st;
	int r;

	if (!vt_procfs_is_ours()) {
		vt_raw_gap(raw, VT_GAP_PID_NAMESPACE, VT_PROCFS_SUBJECT,
			   "/proc shows another PID namespace than that of virt-taps: its numbers "
			   "are other processes' here");
		return 0;
	}
	scan = vt_xrealloc(NULL, 1, sizeof(*scan));

	memset(scan, 0, sizeof(*scan));
	scan->part = vt_raw_new();
	scan->majors = vt_procfs_majors();
	scan->own_mounts = vt_procread_ns(AT_FDCWD, "/proc/self/ns/mnt");
	if (stat("/proc/self/ns/net", &st) == 0) {
		scan->nsfs_major = major(st.st_dev);
		scan->nsfs_minor = minor(st.st_dev);
	}
	scan->deep = deep;
	scan->fdinfo = fdinfo;
	r = list_pids(scan, err);
	if (r == 0)
		r = run_scan(scan, raw, threads, deadline, err);
	if (r >= 0) {
		take_part(scan, raw, namespaces);
		vt_procfs_add_holders(raw, scan->holders.v, scan->holders.n, threads,
				      deadline + timeout_ms / 5);
	}
	/* What hangs may still read it. */
	if (r <= 0)
		scan_free(scan);
	return r < 0 ? r : 0;
}
