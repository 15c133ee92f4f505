/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Has the links of each namespace of a list dumped, by a thread that goes
 * from one to the next. Knows threads, nothing of netlink.
 *
 * Outcomes: one that cannot be entered or dumped in time becomes a gap.
 */
#include <config.h>

#include "collect/kernel/netns.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "collect/kernel/rtnl.h"
#include "collect/kernel/survey.h"
#include "collect/stuck.h"
#include "util/clock.h"
#include "util/fd.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

/* A host with a thousand pods asks about each of them once, and each about the host. */
#define QUESTIONS_EACH 4
#define QUESTIONS_MORE 256
/* Bytes of links of one user, some 700 of them. */
#define USER_LINKS ((size_t)1 << 20)
/* Gaps about namespaces of one user, and users that are counted for it. */
#define MISSED_MAX 8
#define USERS_MAX 64

/* What the thread has of one namespace. */
struct visit {
	uint64_t inode, cookie;
	uint32_t owner;
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

static uint32_t owner_of(const struct vt_netns_ref *ref)
{
	return ref->fd < 0 ? ref->owner : vt_netns_owner(ref->fd);
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
	t->macs.functions = macs && macs->functions;
	for (size_t i = 0; macs && i < macs->list.n; i++)
		vt_vec_push(&t->macs.list, macs->list.v[i]);
	t->n = list->refs.n;
	t->questions = QUESTIONS_EACH * t->n + QUESTIONS_MORE;
	t->visits = vt_xrealloc(NULL, t->n, sizeof(*t->visits));
	for (size_t i = 0; i < t->n; i++)
		t->visits[i] = (struct visit){ .inode = list->refs.v[i].inode,
					       .owner = owner_of(&list->refs.v[i]),
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

/* Time that a user's own namespace takes is taken from that user's other namespaces. */
static int share_of(const struct tour *t, const struct visit *v)
{
	const int left = ms_left(t->deadline);

	return v->owner ? left / 4 : left;
}

/* What no other namespace has or had since the host was booted; 0 before 5.14. */
static uint64_t read_cookie(void)
{
	VT_CLEANUP(vt_fd) int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);

	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len) < 0)
		return 0;
	return cookie;
}

/*
 * How many more bytes may be kept from this namespace: there is a limit for all of a user's own
 * namespaces together. 0 = no limit; if nothing is left, 1, which no message fits into.
 */
static size_t room_of(const struct tour *t, const struct visit *v)
{
	size_t spent = 0;

	for (size_t i = 0; v->owner && i < t->n; i++) {
		const struct visit *other = &t->visits[i];

		if (other->owner == v->owner)
			spent += other->messages.len + other->survey.vlans.len +
				 other->survey.neighbours.len;
	}
	return !v->owner ? 0 : spent < USER_LINKS ? USER_LINKS - spent : 1;
}

static void ask_namespace(struct tour *t, struct visit *v)
{
	vt_rtnl_dump_links(share_of(t, v), room_of(t, v), &v->messages, &v->err);
	if (v->owner && v->err.code == E2BIG)
		vt_err_set(&v->err, EDQUOT, "user %u has more links than are kept of one user",
			   v->owner);
	if (v->err.code)
		return;
	v->survey.max = room_of(t, v);
	vt_survey_take(&v->messages, &t->macs, share_of(t, v), &v->survey);
	find_nsids(t, v);
}

/* False when nobody waits any more. */
static bool visit_namespace(struct tour *t, struct visit *v)
{
	bool wanted;

	if (!enter_namespace(t, v))
		return false;
	if (!v->err.code)
		v->cookie = read_cookie();
	if (!v->err.code)
		ask_namespace(t, v);
	pthread_mutex_lock(&t->lock);
	wanted = !t->abandoned;
	v->done = true;
	pthread_mutex_unlock(&t->lock);
	return wanted;
}

/* The own one first, as long as the thread is in it; those that users made for themselves last. */
static int turn_of(const struct tour *t, const struct visit *v)
{
	return v->inode == t->own ? 0 : v->owner ? 2 : 1;
}

static void *run_tour(void *arg)
{
	struct tour *t = arg;
	bool wanted = true;

	for (int turn = 0; turn < 3; turn++)
		for (size_t i = 0; wanted && i < t->n; i++)
			if (turn_of(t, &t->visits[i]) == turn)
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

/* Gaps for one user each, and how many more there are. */
struct missed {
	struct {
		uint32_t owner, n;
	} users[USERS_MAX];
	size_t n_users;
};

/* How often that was the case with one of this user's before; root's are all told. */
static uint32_t count_missed(struct missed *m, uint32_t owner)
{
	size_t i = 0;

	if (!owner)
		return 0;
	while (i < m->n_users && m->users[i].owner != owner)
		i++;
	if (i == USERS_MAX)
		return MISSED_MAX - 1;
	m->n_users += i == m->n_users;
	m->users[i].owner = owner;
	return m->users[i].n++;
}

static void tell_missed(struct vt_raw *raw, const struct missed *m)
{
	for (size_t i = 0; i < m->n_users; i++)
		if (m->users[i].n > MISSED_MAX)
			vt_raw_gap(raw, VT_GAP_NETNS_UNREADABLE,
				   vt_arena_fmt(raw->arena, "network namespaces of user %u",
						m->users[i].owner),
				   vt_arena_fmt(raw->arena, "%u more of them",
						m->users[i].n - MISSED_MAX))
				->owner = m->users[i].owner;
}

static const char *name_of(struct vt_raw *raw, const struct vt_raw_netns *row)
{
	return vt_arena_fmt(raw->arena, "network namespace %" PRIu64 "%s%s%s", row->inode,
			    row->path ? " (" : "", row->path ? row->path : "",
			    row->path ? ")" : "");
}

/* No finding argues from what is missing in it; a user's own bridges matter to nobody. */
static void tell_cut(struct vt_raw *raw, const struct vt_raw_netns *row)
{
	struct vt_gap *gap;

	if (row->owner)
		return;
	gap = vt_raw_gap(raw, VT_GAP_SCAN_CUT,
			 vt_arena_fmt(raw->arena, "FDB of %s", name_of(raw, row)),
			 "it did not come in time: where MAC addresses were seen is not known");
	gap->netns = row->inode;
	gap->hides = 0;
}

/* A row for what was seen, and a gap for what was not. */
static void add_row(struct vt_raw *raw, const struct vt_netns_ref *ref, struct visit *v, bool done,
		    int timeout_ms, struct missed *missed)
{
	struct vt_raw_netns *row = vt_vec_add(&raw->netnses);
	struct vt_gap *gap;

	row->inode = ref->inode;
	row->owner = v->owner;
	row->path = ref->path[0] ? vt_arena_str(raw->arena, ref->path) : NULL;
	if (!done || v->err.code == ETIMEDOUT) {
		row->error = vt_arena_fmt(raw->arena, "timeout after %d ms", timeout_ms);
	} else if (v->err.code) {
		row->error = vt_arena_str(raw->arena, v->err.msg);
	} else {
		row->cookie = v->cookie;
		row->messages = v->messages;
		memset(&v->messages, 0, sizeof(v->messages));
		vt_survey_move(&v->survey, raw->arena, row);
		for (size_t i = 0; i < v->nsids.n; i++)
			vt_vec_push(&raw->nsids, v->nsids.v[i]);
		if (v->survey.cut)
			tell_cut(raw, row);
		return;
	}
	if (count_missed(missed, v->owner) >= MISSED_MAX)
		return;
	gap = vt_raw_gap(raw, VT_GAP_NETNS_UNREADABLE, name_of(raw, row), row->error);
	gap->netns = row->inode;
	gap->owner = v->owner;
}

int vt_netns_acquire(const struct vt_netns_list *list, const struct vt_macs *macs, int timeout_ms,
		     struct vt_raw *raw, struct vt_err *err)
{
	struct missed missed = { 0 };
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
		add_row(raw, &list->refs.v[i], &t->visits[i], done, timeout_ms, &missed);
	}
	tell_missed(raw, &missed);
	release_tour(t);
	return 0;
}
