/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads, and who watches over them. */
#include <config.h>

#include "collect/process/crowd.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "collect/stuck.h"
#include "util/clock.h"
#include "util/vec.h"

/* An item takes microseconds, or some milliseconds where many links are being deleted; one
 * that takes this long will not come. */
#define STUCK_MS 250

/* How many may be left behind, in all and of one user. */
#define STUCK_MAX 16
#define STUCK_OF_USER 2

struct crowd;

struct vt_crowd_turn {
	struct crowd *crowd;
	size_t item;
	int64_t since; /* 0 = it has ended, or has not begun */
	bool left_behind;
};

struct crowd {
	struct vt_crowd_plan plan;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned char *states;
	size_t next;
	unsigned int working, n_turns, stuck;
	bool over;
	struct vt_crowd_turn turns[STUCK_MAX + 64];
	struct {
		uint32_t uid;
		unsigned int stuck;
	} users[STUCK_MAX];
};

bool vt_crowd_enter(struct vt_crowd_turn *turn)
{
	pthread_mutex_lock(&turn->crowd->lock);
	if (!turn->left_behind && !turn->crowd->over)
		return true;
	pthread_mutex_unlock(&turn->crowd->lock);
	return false;
}

void vt_crowd_leave(struct vt_crowd_turn *turn)
{
	pthread_mutex_unlock(&turn->crowd->lock);
}

/* Root's own are asked in any case. */
static bool is_refused(const struct crowd *c, size_t item)
{
	const uint32_t uid = c->stuck && c->plan.owner ? c->plan.owner(c->plan.shared, item) : 0;

	for (unsigned int i = 0; uid && i < c->stuck; i++)
		if (c->users[i].uid == uid && c->users[i].stuck >= STUCK_OF_USER)
			return true;
	return false;
}

/* The lock is held; false = there is none any more. */
static bool next_item(struct vt_crowd_turn *turn)
{
	struct crowd *c = turn->crowd;

	while (!turn->left_behind && !c->over && c->next < c->plan.n) {
		turn->item = c->next++;
		if (is_refused(c, turn->item)) {
			c->states[turn->item] = VT_CROWD_REFUSED;
			continue;
		}
		c->states[turn->item] = VT_CROWD_BUSY;
		turn->since = vt_clock_ms();
		return true;
	}
	return false;
}

static void *work(void *arg)
{
	struct vt_crowd_turn *turn = arg;
	struct crowd *c = turn->crowd;

	pthread_mutex_lock(&c->lock);
	while (next_item(turn)) {
		pthread_mutex_unlock(&c->lock);
		c->plan.work(turn, c->plan.shared, turn->item);
		pthread_mutex_lock(&c->lock);
		if (turn->left_behind || c->over)
			break;
		c->states[turn->item] = VT_CROWD_DONE;
		turn->since = 0;
	}
	if (!turn->left_behind && !c->over) {
		c->working--;
		pthread_cond_signal(&c->changed);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* The lock is held. */
static int add_worker(struct crowd *c)
{
	struct vt_crowd_turn *turn = &c->turns[c->n_turns];
	pthread_attr_t attr;
	pthread_t thread;
	int r;

	if (c->n_turns == sizeof(c->turns) / sizeof(c->turns[0]))
		return -EAGAIN;
	*turn = (struct vt_crowd_turn){ .crowd = c };
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, 256 * 1024);
	r = pthread_create(&thread, &attr, work, turn);
	pthread_attr_destroy(&attr);
	if (r)
		return -r;
	c->n_turns++;
	c->working++;
	return 0;
}

static void note_user(struct crowd *c, size_t item)
{
	const uint32_t uid = c->plan.owner ? c->plan.owner(c->plan.shared, item) : 0;
	unsigned int i = 0;

	while (i < c->stuck && c->users[i].uid != uid)
		i++;
	c->users[i].uid = uid;
	c->users[i].stuck++;
	c->stuck++;
}

/* Leaves behind who does not come back; the lock is held. Returns when to look again. */
static int64_t leave_behind(struct crowd *c)
{
	const int patience = c->plan.patience_ms ? c->plan.patience_ms : STUCK_MS;
	const int64_t now = vt_clock_ms();
	int64_t next = now + patience;

	for (unsigned int i = 0; i < c->n_turns; i++) {
		struct vt_crowd_turn *turn = &c->turns[i];

		if (!turn->since || turn->left_behind)
			continue;
		if (turn->since + patience > now) {
			next = turn->since + patience < next ? turn->since + patience : next;
			continue;
		}
		if (c->stuck == STUCK_MAX)
			continue;
		turn->left_behind = true;
		c->states[turn->item] = VT_CROWD_STUCK;
		note_user(c, turn->item);
		c->working--;
		if (c->next < c->plan.n && (!c->plan.most || c->working + c->stuck < c->plan.most))
			add_worker(c);
	}
	return next < c->plan.deadline ? next : c->plan.deadline;
}

static void watch_over(struct crowd *c)
{
	while (c->working && vt_clock_ms() < c->plan.deadline) {
		const struct timespec until = vt_clock_at(leave_behind(c));

		if (c->working)
			pthread_cond_timedwait(&c->changed, &c->lock, &until);
	}
}

static void crowd_free(struct crowd *c)
{
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->changed);
	free(c->states);
	free(c);
}

int vt_crowd_run(const struct vt_crowd_plan *plan, unsigned char *states)
{
	struct crowd *c = vt_xrealloc(NULL, 1, sizeof(*c));
	unsigned int threads = plan->threads < plan->n ? plan->threads : (unsigned int)plan->n;
	bool left;
	int r = 0;

	memset(c, 0, sizeof(*c));
	c->plan = *plan;
	c->states = vt_xrealloc(NULL, plan->n, 1);
	memset(c->states, VT_CROWD_WAITING, plan->n);
	pthread_mutex_init(&c->lock, NULL);
	vt_clock_cond(&c->changed);
	pthread_mutex_lock(&c->lock);
	for (unsigned int i = 0; i < threads && r == 0; i++)
		r = add_worker(c);
	if (c->working)
		watch_over(c);
	memcpy(states, c->states, plan->n);
	c->over = true;
	left = c->working || c->stuck;
	/* With at least one thread everything gets done, if more slowly. */
	r = c->n_turns || !plan->n ? 0 : r;
	pthread_mutex_unlock(&c->lock);
	if (left)
		vt_stuck_note();
	else
		crowd_free(c);
	return r < 0 ? r : left;
}
