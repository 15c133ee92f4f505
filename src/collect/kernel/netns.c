/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds ways into network namespaces and has the links of each dumped. Knows
 * nsfs and threads, nothing of netlink.
 *
 * Outcomes: what is not a namespace or has gone is not listed; what is one
 * and cannot be opened, entered or dumped in time becomes a gap.
 */
#include <config.h>

#include "collect/kernel/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/nsfs.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "collect/kernel/rtnl.h"
#include "collect/stuck.h"
#include "collect/kernel/survey.h"
#include "util/fd.h"
#include "util/clock.h"
#include "util/search.h"

/* Descriptors that the rest of the program may need beside the list's. */
#define FD_HEADROOM 224
/* A host with a thousand pods asks about each of them once, and each about the host. */
#define QUESTIONS_EACH 4
#define QUESTIONS_MORE 256

static int cmp_ref(const void *row, const void *inode)
{
	uint64_t a = ((const struct vt_netns_ref *)row)->inode, b = *(const uint64_t *)inode;

	return (a > b) - (a < b);
}

/* Position of @inode, or where it belongs. */
static size_t find_ref(const struct vt_netns_list *list, uint64_t inode)
{
	return vt_vec_search(&list->refs, &inode, cmp_ref);
}

static struct vt_netns_ref *listed_ref(const struct vt_netns_list *list, uint64_t inode)
{
	size_t i = find_ref(list, inode);

	return i < list->refs.n && list->refs.v[i].inode == inode ? &list->refs.v[i] : NULL;
}

bool vt_netns_listed(const struct vt_netns_list *list, uint64_t inode)
{
	return listed_ref(list, inode);
}

static struct vt_netns_ref *insert_ref(struct vt_netns_list *list, uint64_t inode)
{
	size_t i = find_ref(list, inode);

	vt_vec_add(&list->refs);
	memmove(&list->refs.v[i + 1], &list->refs.v[i],
		(list->refs.n - 1 - i) * sizeof(*list->refs.v));
	list->refs.v[i] = (struct vt_netns_ref){ .inode = inode, .fd = -1 };
	return &list->refs.v[i];
}

/* A name that somebody gave says more than that of some process, and that more than words. */
static int rank_path(const char *path)
{
	if (path[0] != '/')
		return path[0] != '\0';
	return strncmp(path, "/proc/", strlen("/proc/")) ? 3 : 2;
}

static void offer_path(struct vt_netns_ref *ref, const char *path)
{
	if (rank_path(path) > rank_path(ref->path))
		snprintf(ref->path, sizeof(ref->path), "%s", path);
}

/* The soft limit becomes the hard one when @used nears it; false when that is near too. */
static bool make_fd_room(size_t used)
{
	struct rlimit lim;

	if (getrlimit(RLIMIT_NOFILE, &lim) < 0)
		return true;
	if (used + FD_HEADROOM < lim.rlim_cur)
		return true;
	lim.rlim_cur = lim.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &lim) < 0)
		return false;
	return used + FD_HEADROOM < lim.rlim_max;
}

static void add_inode(struct vt_netns_list *list, uint64_t inode, int fd, int error,
		      const char *path)
{
	VT_CLEANUP(vt_fd) int owned = fd;
	struct vt_netns_ref *ref = listed_ref(list, inode);

	if (!ref) {
		ref = insert_ref(list, inode);
		ref->error = error;
	}
	offer_path(ref, path);
	if (ref->fd >= 0 || owned < 0)
		return;
	if (!make_fd_room(list->refs.n)) {
		ref->error = EMFILE;
		return;
	}
	ref->fd = vt_take_fd(&owned);
	ref->error = 0;
}

void vt_netns_list_done(struct vt_netns_list *list)
{
	for (size_t i = 0; i < list->refs.n; i++)
		if (list->refs.v[i].fd >= 0)
			close(list->refs.v[i].fd);
	vt_vec_done(&list->refs);
}

void vt_netns_add_fd(struct vt_netns_list *list, int fd, const char *path)
{
	VT_CLEANUP(vt_fd) int owned = fd;
	struct stat st;

	/* Since 4.11; anything that is no nsfs file says ENOTTY. */
	if (fd < 0 || ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET || fstat(fd, &st) < 0)
		return;
	add_inode(list, st.st_ino, vt_take_fd(&owned), 0, path);
}

/* Also one that is known and could not be opened: at the limit of descriptors
 * nothing may be lost without a word. */
void vt_netns_add_ref(struct vt_netns_list *list, const struct vt_netns_ref *ref)
{
	int fd = -1, error = ref->error;

	if (ref->fd >= 0 && make_fd_room(list->refs.n)) {
		fd = fcntl(ref->fd, F_DUPFD_CLOEXEC, 0);
		error = fd < 0 ? errno : 0;
	} else if (ref->fd >= 0) {
		error = EMFILE;
	}
	add_inode(list, ref->inode, fd, error, ref->path);
}

/* "net:[4026531840]" -> its number; 0 when the text is another. */
static uint64_t parse_link(const char *text)
{
	const size_t start = strlen("net:[");
	size_t len = strlen(text);
	char number[32];
	uint64_t inode = 0;

	if (strncmp(text, "net:[", start) || text[len - 1] != ']' || len - start > sizeof(number))
		return 0;
	memcpy(number, text + start, len - start - 1);
	number[len - start - 1] = '\0';
	return vt_parse_u64(number, &inode) < 0 ? 0 : inode;
}

/* Inode that the nsfs link at @path names, without opening it; 0 or -errno. */
static int read_ns_link(int dirfd, const char *path, uint64_t *ret)
{
	char text[64];
	ssize_t n = readlinkat(dirfd, path, text, sizeof(text) - 1);

	if (n < 0)
		return -errno;
	text[n] = '\0';
	*ret = parse_link(text);
	return *ret ? 0 : -EBADMSG;
}

static int open_ns(int dirfd, const char *path)
{
	/* A stale name may be anything, even a FIFO. */
	int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

int vt_netns_add_at(struct vt_netns_list *list, int dirfd, const char *name, int32_t pid,
		    uint64_t *ret_inode)
{
	struct vt_netns_ref *ref;
	char path[64];
	int fd, r;

	*ret_inode = 0;
	r = read_ns_link(dirfd, name, ret_inode);
	if (r < 0)
		return r;
	ref = listed_ref(list, *ret_inode);
	if (ref && ref->fd >= 0 && rank_path(ref->path) > 1)
		return 0;
	snprintf(path, sizeof(path), "/proc/%" PRId32 "/ns/net", pid);
	if (ref && ref->fd >= 0) {
		offer_path(ref, path);
		return 0;
	}
	if (!make_fd_room(list->refs.n)) {
		add_inode(list, *ret_inode, -1, EMFILE, path);
		return 0;
	}
	fd = open_ns(dirfd, name);
	if (fd < 0)
		return fd;
	vt_netns_add_fd(list, fd, path);
	return 0;
}

int vt_netns_add_pid(struct vt_netns_list *list, int32_t pid, uint64_t *ret_inode)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%" PRId32 "/ns/net", pid);
	return vt_netns_add_at(list, AT_FDCWD, path, pid, ret_inode);
}

static void add_directory(struct vt_netns_list *list, const char *directory)
{
	VT_CLEANUP(vt_dir) DIR *dir = opendir(directory);
	const struct dirent *entry;
	char path[sizeof(entry->d_name) + 32];

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		vt_netns_add_fd(list, open_ns(AT_FDCWD, path), path);
	}
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Undoes \040 and the like, in place. */
static void unescape_mount(char *s)
{
	char *to = s;

	while (*s) {
		if (s[0] == '\\' && is_octal(s[1]) && is_octal(s[2]) && is_octal(s[3])) {
			*to++ = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

/* "ID PARENT MAJ:MIN net:[INODE] MOUNTPOINT ..."; the root tells that it is one. */
static void add_mount(struct vt_netns_list *list, char *line)
{
	char *saved = NULL, *root = NULL, *point;
	const struct vt_netns_ref *ref;
	uint64_t inode;
	int fd = -ENOENT;

	for (int i = 0; i < 4; i++)
		root = strtok_r(i ? NULL : line, " ", &saved);
	point = strtok_r(NULL, " ", &saved);
	inode = root && point ? parse_link(root) : 0;
	if (!inode)
		return;
	unescape_mount(point);
	ref = listed_ref(list, inode);
	if (!ref || ref->fd < 0) {
		fd = open_ns(AT_FDCWD, point);
		vt_netns_add_fd(list, fd, point);
	}
	/* Hidden below another mount, or not to be opened: it is there all the same. */
	add_inode(list, inode, -1, fd < 0 ? -fd : ENOENT, point);
}

void vt_netns_add_named(struct vt_netns_list *list)
{
	VT_CLEANUP(vt_file) FILE *file = fopen("/proc/self/mountinfo", "re");
	VT_CLEANUP(vt_free) char *line = NULL;
	size_t size = 0;

	add_directory(list, "/run/netns");
	add_directory(list, "/var/run/netns");
	while (file && getline(&line, &size, file) > 0)
		add_mount(list, line);
}

uint64_t vt_netns_own(void)
{
	uint64_t inode = 0;

	return read_ns_link(AT_FDCWD, "/proc/thread-self/ns/net", &inode) < 0 ? 0 : inode;
}

/* What the thread has of one namespace. */
struct visit {
	uint64_t inode;
	int fd, error;
	bool done;
	struct vt_buf messages;
	struct vt_survey survey;
	VT_VEC(struct vt_raw_nsid) nsids;
	struct vt_err err;
};

/*
 * Shared by two owners, freed by the last. The descriptors in it are the
 * list's: they are used under the lock, and not once @abandoned is set. A
 * visit belongs to the thread until it is done, then to whoever waits.
 */
struct tour {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned int owners;
	bool abandoned, finished;
	int64_t deadline; /* of vt_clock_ms() */
	uint64_t own;
	struct vt_macs macs;
	size_t n, questions; /* about numbers of namespaces, that may still be asked */
	struct visit *visits;
};

static void visit_done(struct visit *v)
{
	vt_buf_done(&v->messages);
	vt_survey_done(&v->survey);
	vt_vec_done(&v->nsids);
}

static void release_tour(struct tour *t)
{
	bool last;

	pthread_mutex_lock(&t->lock);
	last = --t->owners == 0;
	pthread_mutex_unlock(&t->lock);
	if (!last)
		return;
	for (size_t i = 0; i < t->n; i++)
		visit_done(&t->visits[i]);
	vt_macs_done(&t->macs);
	free(t->visits);
	pthread_cond_destroy(&t->changed);
	pthread_mutex_destroy(&t->lock);
	free(t);
}

static int ms_left(int64_t deadline)
{
	int64_t ms = deadline - vt_clock_ms();

	return ms < 0 ? 0 : (int)ms;
}

static struct tour *plan_tour(const struct vt_netns_list *list, const struct vt_macs *macs,
			      int timeout_ms)
{
	struct tour *t = vt_xrealloc(NULL, 1, sizeof(*t));

	memset(t, 0, sizeof(*t));
	pthread_mutex_init(&t->lock, NULL);
	vt_clock_cond(&t->changed);
	t->owners = 1;
	t->deadline = vt_clock_ms() + timeout_ms;
	t->own = vt_netns_own();
	for (size_t i = 0; macs && i < macs->list.n; i++)
		vt_vec_push(&t->macs.list, macs->list.v[i]);
	t->n = list->refs.n;
	t->questions = QUESTIONS_EACH * t->n + QUESTIONS_MORE;
	t->visits = vt_xrealloc(NULL, t->n, sizeof(*t->visits));
	for (size_t i = 0; i < t->n; i++)
		t->visits[i] = (struct visit){ .inode = list->refs.v[i].inode,
					       .fd = list->refs.v[i].fd,
					       .error = list->refs.v[i].error };
	return t;
}

/* False when nobody waits any more. Entering takes no lock that could block for long. */
static bool enter_namespace(struct tour *t, struct visit *v)
{
	bool wanted;

	pthread_mutex_lock(&t->lock);
	wanted = !t->abandoned;
	if (wanted && v->inode != t->own) {
		if (v->fd < 0)
			vt_err_set(&v->err, v->error, "cannot open it: %s", strerror(v->error));
		else if (setns(v->fd, CLONE_NEWNET) < 0)
			vt_err_set(&v->err, errno, "cannot enter it: %s", strerror(errno));
	}
	pthread_mutex_unlock(&t->lock);
	return wanted;
}

/* The number of the namespace @other where the thread is; -1 = none. Its
 * descriptor is the list's, and used under the lock. */
static int32_t ask_nsid(struct tour *t, struct vt_rtnl *s, const struct visit *other)
{
	int32_t nsid = -1;

	pthread_mutex_lock(&t->lock);
	if (!t->abandoned && other->fd >= 0)
		nsid = vt_survey_nsid(s, other->fd, ms_left(t->deadline));
	pthread_mutex_unlock(&t->lock);
	t->questions--;
	return nsid;
}

static bool is_wanted(const struct vt_survey *s, int32_t nsid)
{
	for (size_t i = 0; i < s->nsids.n; i++)
		if (s->nsids.v[i] == nsid)
			return true;
	return false;
}

/*
 * Which namespaces the numbers in @v's links mean. A pod's peer is nearly
 * always where we are, so that one is asked about first. The kernel has given
 * the numbers with the dump of the links (peernet2id_alloc): asking changes
 * nothing.
 */
static void find_nsids(struct tour *t, struct visit *v)
{
	__attribute__((cleanup(vt_rtnl_cleanup))) struct vt_rtnl *s =
		v->survey.nsids.n ? vt_rtnl_open() : NULL;

	for (int own = 1; s && own >= 0; own--)
		for (size_t i = 0; i < t->n && t->questions; i++) {
			const struct visit *other = &t->visits[i];
			int32_t nsid;

			if (v->nsids.n == v->survey.nsids.n)
				return;
			if (other == v || (other->inode == t->own) != own)
				continue;
			nsid = ask_nsid(t, s, other);
			if (is_wanted(&v->survey, nsid))
				vt_vec_push(&v->nsids,
					    ((struct vt_raw_nsid){ v->inode, nsid, other->inode }));
		}
}

/* False when nobody waits any more. */
static bool visit_namespace(struct tour *t, struct visit *v)
{
	bool wanted;

	if (!enter_namespace(t, v))
		return false;
	if (!v->err.code)
		vt_rtnl_dump_links(ms_left(t->deadline), &v->messages, &v->err);
	if (!v->err.code) {
		vt_survey_take(&v->messages, &t->macs, ms_left(t->deadline), &v->survey);
		find_nsids(t, v);
	}
	pthread_mutex_lock(&t->lock);
	wanted = !t->abandoned;
	v->done = true;
	pthread_mutex_unlock(&t->lock);
	return wanted;
}

static void *run_tour(void *arg)
{
	struct tour *t = arg;
	bool wanted = true;

	/* The own one first, as long as the thread is in it. */
	for (int own = 1; own >= 0; own--)
		for (size_t i = 0; wanted && i < t->n; i++)
			if ((t->visits[i].inode == t->own) == own)
				wanted = visit_namespace(t, &t->visits[i]);
	pthread_mutex_lock(&t->lock);
	t->finished = true;
	pthread_cond_signal(&t->changed);
	pthread_mutex_unlock(&t->lock);
	release_tour(t);
	return NULL;
}

/* Signals are for the threads that stay. */
static int start_tour(struct tour *t)
{
	pthread_attr_t attr;
	sigset_t all, before;
	pthread_t thread;
	int r;

	sigfillset(&all);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	t->owners++;
	r = pthread_create(&thread, &attr, run_tour, t);
	if (r)
		t->owners--;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return -r;
}

static void wait_tour(struct tour *t)
{
	struct timespec until = vt_clock_at(t->deadline);
	int r = 0;

	pthread_mutex_lock(&t->lock);
	while (!t->finished && r != ETIMEDOUT)
		r = pthread_cond_timedwait(&t->changed, &t->lock, &until);
	t->abandoned = true;
	if (!t->finished)
		vt_stuck_note();
	pthread_mutex_unlock(&t->lock);
}

/* A row for what was seen, and a gap for what was not. */
static void add_row(struct vt_raw *raw, const struct vt_netns_ref *ref, struct visit *v, bool done,
		    int timeout_ms)
{
	struct vt_raw_netns *row = vt_vec_add(&raw->netnses);
	struct vt_gap *gap;

	row->inode = ref->inode;
	row->path = ref->path[0] ? vt_arena_str(raw->arena, ref->path) : NULL;
	if (!done || v->err.code == ETIMEDOUT) {
		row->error = vt_arena_fmt(raw->arena, "timeout after %d ms", timeout_ms);
	} else if (v->err.code) {
		row->error = vt_arena_str(raw->arena, v->err.msg);
	} else {
		row->messages = v->messages;
		memset(&v->messages, 0, sizeof(v->messages));
		vt_survey_move(&v->survey, raw->arena, row);
		for (size_t i = 0; i < v->nsids.n; i++)
			vt_vec_push(&raw->nsids, v->nsids.v[i]);
		return;
	}
	gap = vt_raw_gap(raw, VT_GAP_NETNS_UNREADABLE,
			 vt_arena_fmt(raw->arena, "network namespace %" PRIu64 "%s%s%s", row->inode,
				      row->path ? " (" : "", row->path ? row->path : "",
				      row->path ? ")" : ""),
			 row->error);
	gap->netns = row->inode;
}

int vt_netns_acquire(const struct vt_netns_list *list, const struct vt_macs *macs, int timeout_ms,
		     struct vt_raw *raw, struct vt_err *err)
{
	struct tour *t;
	int r;

	if (!list->refs.n)
		return 0;
	t = plan_tour(list, macs, timeout_ms);
	r = start_tour(t);
	if (r < 0) {
		release_tour(t);
		return vt_err_set(err, -r, "cannot start a thread: %s", strerror(-r));
	}
	wait_tour(t);
	for (size_t i = 0; i < t->n; i++) {
		bool done;

		/* Seen as done under the lock, so the thread has finished with it. */
		pthread_mutex_lock(&t->lock);
		done = t->visits[i].done;
		pthread_mutex_unlock(&t->lock);
		add_row(raw, &list->refs.v[i], &t->visits[i], done, timeout_ms);
	}
	release_tour(t);
	return 0;
}
