/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One epoll set of everything that tells of a change.
 *
 * A netlink socket keeps its network namespace alive, and a namespace that
 * does not die keeps its taps and the far ends of its veths. So each socket
 * goes as soon as what the namespace was known by goes: its mount
 * (/proc/self/mountinfo tells of changes), or a process in it (pidfd). A
 * namespace that only a descriptor keeps has no socket; the process that has
 * the descriptor is watched.
 */
#include <config.h>

#include "collect/wait/events.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "collect/libvirt/virevents.h"
#include "collect/kernel/linkwatch.h"
#include "collect/kernel/netns.h"
#include "collect/prober/opener.h"
#include "collect/wait/keys.h"
#include "collect/wait/signals.h"
#include "util/cleanup.h"
#include "util/fd.h"
#include "util/clock.h"

#define LONGEST_WAIT 10 /* times the quiet time */
#define MAX_KEYS 256

/* How long the loop waits for one descriptor. */
#define OPENER_MS 500

enum source_kind {
	SOURCE_SIGNALS,
	SOURCE_LIBVIRT,
	SOURCE_MOUNTS,
	SOURCE_OUTPUT,
	SOURCE_KEYS,
	SOURCE_TIMER,
	SOURCE_LINKS,
	SOURCE_PROCESS,
};

/**
 * struct source - a member of the set
 * @fd:     owned but for SOURCE_OUTPUT and SOURCE_KEYS; -1 = a process that has ended
 * @netns:  SOURCE_LINKS: of which namespace
 * @pid:    SOURCE_PROCESS; SOURCE_LINKS: the process that @netns is known by,
 *          0 = a mount, or the own one
 * @start:  SOURCE_PROCESS: 0 = watched for the sake of its namespace only
 * @wanted: the last scan has found it
 */
struct source {
	enum source_kind kind;
	int fd;
	uint64_t netns, start;
	int32_t pid;
	bool wanted;
};

struct vt_events {
	int epoll, libvirt;
	int pending;
	VT_VEC(struct source) sources;
	VT_VEC(uint64_t) mounted;
	VT_VEC(struct vt_libvirt_watch *) watches;
	uint64_t own_netns;
	struct vt_prober *prober;
	int opener; /* see vt_opener_ask(), or less than 0 */
	struct vt_buf keys;
	int timer; /* borrowed of its source */
};

static bool is_owned(const struct source *s)
{
	return s->kind != SOURCE_OUTPUT && s->kind != SOURCE_KEYS;
}

/* @taken goes into the set; false when it cannot, and then it is closed. */
static bool add_source(struct vt_events *e, struct source taken, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.fd = taken.fd };

	if (taken.fd < 0 || epoll_ctl(e->epoll, EPOLL_CTL_ADD, taken.fd, &event) < 0) {
		if (taken.fd >= 0 && is_owned(&taken))
			close(taken.fd);
		return false;
	}
	taken.wanted = true;
	vt_vec_push(&e->sources, taken);
	return true;
}

static void close_source(struct source *s)
{
	if (s->fd >= 0 && is_owned(s))
		close(s->fd);
	s->fd = -1;
}

/* Order does not matter. */
static void drop_source(struct vt_events *e, size_t i)
{
	close_source(&e->sources.v[i]);
	e->sources.v[i] = e->sources.v[--e->sources.n];
}

/* --- named namespaces ---------------------------------------------------- */

static bool is_mounted(const struct vt_events *e, uint64_t netns)
{
	for (size_t i = 0; i < e->mounted.n; i++)
		if (e->mounted.v[i] == netns)
			return true;
	return false;
}

/* Lets go of namespaces that have lost their name; the next scan will find
 * again those that live on. */
static void read_mounts(struct vt_events *e)
{
	__attribute__((cleanup(vt_netns_list_done))) struct vt_netns_list named = { 0 };
	bool same;

	vt_netns_add_named(&named);
	same = named.refs.n == e->mounted.n;
	for (size_t i = 0; same && i < named.refs.n; i++)
		same = named.refs.v[i].inode == e->mounted.v[i];
	if (same)
		return;
	e->pending |= VT_WAKE_LOOK;
	e->mounted.n = 0;
	for (size_t i = 0; i < named.refs.n; i++)
		vt_vec_push(&e->mounted, named.refs.v[i].inode);
	for (size_t i = e->sources.n; i-- > 0;) {
		const struct source *s = &e->sources.v[i];

		if (s->kind == SOURCE_LINKS && !s->pid && s->netns != e->own_netns &&
		    !is_mounted(e, s->netns))
			drop_source(e, i);
	}
}

/* --- processes ----------------------------------------------------------- */

/* The process has ended. It stays listed as long as looks find it, as they do
 * with a zombie: it must not wake us twice. */
static void end_process(struct vt_events *e, struct source *s)
{
	int32_t pid = s->pid;

	close_source(s);
	for (size_t i = e->sources.n; i-- > 0;)
		if (e->sources.v[i].kind == SOURCE_LINKS && e->sources.v[i].pid == pid)
			drop_source(e, i);
	e->pending |= VT_WAKE_LOOK;
}

/* An owned descriptor, -EAGAIN when nobody can be asked for now, or another -errno. */
static int open_by_right(struct vt_events *e, const struct vt_opener_request *request)
{
	int fd = e->opener < 0 ? -EAGAIN : vt_opener_ask(e->opener, request, OPENER_MS);

	/* It hangs, or has ended: the next scan has another one. */
	if (fd == -ETIME || fd == -EPIPE) {
		close(e->opener);
		e->opener = -1;
	}
	return fd == -ETIME || fd == -EPIPE ? -EAGAIN : fd;
}

/*
 * Watch a process, by its start time or by the namespace it must be in. Where
 * nothing fits, it is listed as ended: that wakes us once.
 */
static bool watch_process(struct vt_events *e, int32_t pid, uint64_t start, uint64_t netns)
{
	const struct vt_opener_request request = {
		.what = VT_OPEN_PROCESS, .pid = pid, .start = start, .netns = netns
	};
	struct source s = {
		.kind = SOURCE_PROCESS, .fd = -1, .pid = pid, .start = start, .wanted = true
	};

	s.fd = open_by_right(e, &request);
	if (s.fd == -EAGAIN)
		return false;
	if (s.fd >= 0 && add_source(e, s, EPOLLIN))
		return true;
	s.fd = -1;
	vt_vec_push(&e->sources, s);
	e->pending |= VT_WAKE_LOOK;
	return false;
}

static struct source *find_process(struct vt_events *e, int32_t pid, uint64_t start)
{
	for (size_t i = 0; i < e->sources.n; i++) {
		struct source *s = &e->sources.v[i];

		if (s->kind == SOURCE_PROCESS && s->pid == pid && s->start == start)
			return s;
	}
	return NULL;
}

static void want_process(struct vt_events *e, const struct vt_proc *p)
{
	struct source *s = find_process(e, p->pid, p->start);

	if (s)
		s->wanted = true;
	else if (p->alive && p->pid > 0)
		watch_process(e, p->pid, p->start, 0);
}

/* --- links --------------------------------------------------------------- */

/* The process whose /proc/PID/ns/net the path is, else 0. */
static int32_t pid_of_path(const char *path)
{
	int32_t pid = 0;
	int end = 0;

	if (sscanf(path, "/proc/%" SCNd32 "/ns/net%n", &pid, &end) != 1 || !end || path[end])
		return 0;
	return pid;
}

/* A process that the namespace is known by is watched, too; false = it is gone. */
static bool want_anchor(struct vt_events *e, int32_t pid, uint64_t netns)
{
	struct source *s = find_process(e, pid, 0);

	if (s)
		s->wanted = true;
	return s ? s->fd >= 0 : watch_process(e, pid, 0, netns);
}

static struct source *find_links(struct vt_events *e, uint64_t netns)
{
	for (size_t i = 0; i < e->sources.n; i++)
		if (e->sources.v[i].kind == SOURCE_LINKS && e->sources.v[i].netns == netns)
			return &e->sources.v[i];
	return NULL;
}

/* True when it must be listened to from now on: @ret_pid is what it is known by. */
static bool want_links(struct vt_events *e, const struct vt_netns *n, int32_t *ret_pid)
{
	bool is_own = n->inode == e->own_netns;
	int32_t pid = n->path && !is_own ? pid_of_path(n->path) : 0;
	struct source *s;

	/* What is known by no path is known by a descriptor. */
	if (!is_own && (!n->path || n->path[0] != '/'))
		return false;
	if (pid && !want_anchor(e, pid, n->inode))
		return false;
	*ret_pid = pid;
	s = find_links(e, n->inode);
	if (!s)
		return true;
	s->wanted = true;
	s->pid = pid;
	return false;
}

static void open_links(struct vt_events *e, const struct vt_netns *n)
{
	struct source s = { .kind = SOURCE_LINKS, .netns = n->inode };
	struct vt_opener_request request = { .what = VT_OPEN_LINKS, .netns = n->inode };

	if (!want_links(e, n, &s.pid))
		return;
	if (n->inode == e->own_netns) {
		s.fd = vt_linkwatch_open();
	} else {
		snprintf(request.path, sizeof(request.path), "%s", n->path);
		s.fd = open_by_right(e, &request);
	}
	if (add_source(e, s, EPOLLIN))
		e->pending |= VT_WAKE_LOOK;
}

void vt_events_follow(struct vt_events *e, const struct vt_facts *facts)
{
	for (size_t i = 0; i < e->sources.n; i++) {
		struct source *s = &e->sources.v[i];

		s->wanted = s->kind != SOURCE_LINKS && s->kind != SOURCE_PROCESS;
	}
	e->own_netns = facts->own_netns;
	if (e->opener < 0)
		e->opener = vt_prober_opener(e->prober);
	for (size_t i = 0; i < facts->procs.n; i++)
		want_process(e, &facts->procs.v[i]);
	for (size_t i = 0; i < facts->netnses.n; i++)
		open_links(e, &facts->netnses.v[i]);
	for (size_t i = e->sources.n; i-- > 0;)
		if (!e->sources.v[i].wanted)
			drop_source(e, i);
}

/* --- waiting ------------------------------------------------------------- */

static int wake_of(uint32_t number)
{
	switch (number) {
	case SIGUSR1:
		return VT_WAKE_LOOK;
	case SIGWINCH:
		return VT_WAKE_RESIZE;
	case SIGTSTP:
		return VT_WAKE_SUSPEND;
	default:
		return VT_WAKE_STOP;
	}
}

static void read_signals(struct vt_events *e, int fd)
{
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		e->pending |= wake_of(info.ssi_signo);
}

static void handle(struct vt_events *e, struct source *s)
{
	eventfd_t count;

	switch (s->kind) {
	case SOURCE_SIGNALS:
		read_signals(e, s->fd);
		break;
	case SOURCE_LIBVIRT:
		if (eventfd_read(s->fd, &count) == 0)
			e->pending |= VT_WAKE_LOOK;
		break;
	case SOURCE_MOUNTS:
		read_mounts(e);
		break;
	case SOURCE_OUTPUT:
		e->pending |= VT_WAKE_CLOSED;
		break;
	case SOURCE_KEYS:
		e->pending |= vt_keys_read(&e->keys, s->fd) ? VT_WAKE_KEYS : 0;
		break;
	case SOURCE_TIMER:
		if (read(s->fd, &count, sizeof(count)) > 0)
			e->pending |= VT_WAKE_TICK;
		break;
	case SOURCE_LINKS:
		if (vt_linkwatch_drain(s->fd))
			e->pending |= VT_WAKE_LOOK;
		break;
	case SOURCE_PROCESS:
		end_process(e, s);
		break;
	}
}

/* One event; 0 = none in time. More at once would name sources that the
 * handling of the first may have dropped. */
static int handle_one(struct vt_events *e, int timeout_ms)
{
	struct epoll_event event;
	int r = epoll_wait(e->epoll, &event, 1, timeout_ms);

	if (r < 0)
		return errno == EINTR ? 1 : -errno;
	for (size_t i = 0; r && i < e->sources.n; i++)
		if (e->sources.v[i].fd == event.data.fd) {
			handle(e, &e->sources.v[i]);
			break;
		}
	return r;
}

static int fail_wait(int r, struct vt_err *err)
{
	return vt_err_set(err, -r, "cannot wait for events: %s", strerror(-r));
}

int vt_events_wait(struct vt_events *e, int quiet_ms, struct vt_err *err)
{
	int64_t end = 0, left;
	int r, urgent;

	for (;;) {
		urgent = e->pending & ~VT_WAKE_LOOK;
		e->pending &= VT_WAKE_LOOK;
		if (urgent)
			return urgent;
		if (e->pending && !end)
			end = vt_clock_ms() + (int64_t)quiet_ms * LONGEST_WAIT;
		left = end ? end - vt_clock_ms() : 0;
		r = end && left <= 0 ? 0 :
				       handle_one(e, !end            ? -1 :
						     left < quiet_ms ? (int)left :
								       quiet_ms);
		if (r < 0)
			return fail_wait(r, err);
		if (r == 0 && e->pending == VT_WAKE_LOOK) {
			e->pending = 0;
			return VT_WAKE_LOOK;
		}
	}
}

int vt_events_pause(struct vt_events *e, int ms, int bits, struct vt_err *err)
{
	int64_t end = vt_clock_ms() + ms;
	int r = 0;

	while (!(e->pending & bits)) {
		int64_t left = end - vt_clock_ms();

		if (left <= 0)
			return 0;
		r = handle_one(e, (int)left);
		if (r < 0)
			return fail_wait(r, err);
	}
	r = e->pending & bits;
	e->pending &= ~bits;
	return r;
}

size_t vt_events_keys(struct vt_events *e, char *keys, size_t size)
{
	return vt_keys_take(&e->keys, keys, size);
}

void vt_events_tick(struct vt_events *e, int ms)
{
	const struct itimerspec when = { .it_value = { ms < 0 ? 0 : ms / 1000,
						       ms < 0 ? 0 : ms % 1000 * 1000000L } };

	timerfd_settime(e->timer, 0, &when, NULL);
}

int vt_events_fd(const struct vt_events *e)
{
	return e->epoll;
}

int vt_events_poll(struct vt_events *e, int bits)
{
	int found;

	while (handle_one(e, 0) > 0)
		;
	found = e->pending & bits;
	e->pending &= ~(bits & ~VT_WAKE_STOP);
	return found;
}

int vt_events_writable(struct vt_events *e, int fd)
{
	struct pollfd fds[2] = { { .fd = fd, .events = POLLOUT },
				 { .fd = e->sources.v[0].fd, .events = POLLIN } };

	while (!(e->pending & VT_WAKE_STOP)) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return -errno;
		if (fds[1].revents)
			read_signals(e, fds[1].fd);
		if (fds[0].revents && !(e->pending & VT_WAKE_STOP))
			return 1;
	}
	return 0;
}

/* --- the set ------------------------------------------------------------- */

/* A socket a namespace and a descriptor a process. */
static void raise_fd_limit(void)
{
	struct rlimit lim;

	if (getrlimit(RLIMIT_NOFILE, &lim) == 0) {
		lim.rlim_cur = lim.rlim_max;
		setrlimit(RLIMIT_NOFILE, &lim);
	}
}

static bool is_pipe(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
}

static int open_set(struct vt_events *e, int output, bool terminal)
{
	e->epoll = epoll_create1(EPOLL_CLOEXEC);
	e->libvirt = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (e->epoll < 0 || e->libvirt < 0)
		return -errno;
	if (!add_source(e,
			(struct source){ .kind = SOURCE_SIGNALS, .fd = vt_signals_open(terminal) },
			EPOLLIN) ||
	    !add_source(e, (struct source){ .kind = SOURCE_LIBVIRT, .fd = e->libvirt }, EPOLLIN) ||
	    !add_source(e,
			(struct source){ .kind = SOURCE_MOUNTS,
					 .fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC) },
			EPOLLPRI))
		return -errno;
	/* Nothing but EPOLLERR, which is always told. */
	if (is_pipe(output))
		add_source(e, (struct source){ .kind = SOURCE_OUTPUT, .fd = output }, 0);
	/* Once for each key: one that is left unread must not keep us awake. */
	e->timer = terminal ? timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK) : -1;
	if (e->timer >= 0)
		add_source(e, (struct source){ .kind = SOURCE_TIMER, .fd = e->timer }, EPOLLIN);
	if (terminal && isatty(STDIN_FILENO))
		add_source(e, (struct source){ .kind = SOURCE_KEYS, .fd = STDIN_FILENO },
			   EPOLLIN | EPOLLET);
	return 0;
}

int vt_events_new(const char *const *uris, size_t n_uris, int output, bool terminal,
		  struct vt_prober *prober, struct vt_events **ret, struct vt_err *err)
{
	struct vt_events *e = vt_xrealloc(NULL, 1, sizeof(*e));
	int r;

	*e = (struct vt_events){ .prober = prober, .opener = -1 };
	raise_fd_limit();
	r = open_set(e, output, terminal);
	if (r < 0) {
		vt_events_free(e);
		return fail_wait(r, err);
	}
	read_mounts(e);
	e->pending = 0;
	for (size_t i = 0; i < n_uris; i++) {
		struct vt_libvirt_watch *w = vt_libvirt_watch_start(uris[i], e->libvirt);

		if (w)
			vt_vec_push(&e->watches, w);
	}
	*ret = e;
	return 0;
}

void vt_events_free(struct vt_events *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->watches.n; i++)
		vt_libvirt_watch_stop(e->watches.v[i]);
	while (e->sources.n)
		drop_source(e, e->sources.n - 1);
	if (e->epoll >= 0)
		close(e->epoll);
	if (e->opener >= 0)
		close(e->opener);
	vt_vec_done(&e->sources);
	vt_vec_done(&e->mounted);
	vt_vec_done(&e->watches);
	vt_buf_done(&e->keys);
	free(e);
}
