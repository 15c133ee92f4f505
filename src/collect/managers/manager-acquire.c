/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of managers that can be asked, and the threads in which they are. */
#include <config.h>

#include "collect/managers/manager-acquire.h"

#include <errno.h>
#include <pthread.h>

#include "collect/stuck.h"
#include "util/clock.h"
#include "util/str.h"

static const struct vt_manager_source *const managers[] = { &vt_source_proxmox, &vt_source_incus,
							    &vt_source_kubevirt, &vt_source_pods };

#define N_MANAGERS (sizeof(managers) / sizeof(*managers))

/* A job belongs to two, whoever asks and its thread; the last to let go frees it. */
struct asked {
	const struct vt_manager_source *manager;
	struct vt_manager_job job;
	pthread_mutex_t lock;
	pthread_cond_t finished;
	bool done, abandoned;
	int result;
	struct vt_err err;
};

bool vt_manager_is_known(const char *name)
{
	for (size_t i = 0; i < N_MANAGERS; i++)
		if (vt_streq(managers[i]->name, name))
			return true;
	return false;
}

static void asked_free(struct asked *a)
{
	pthread_mutex_destroy(&a->lock);
	pthread_cond_destroy(&a->finished);
	vt_raw_free(a->job.part);
	vt_vec_done(&a->job.pids);
	vt_vec_done(&a->job.ids);
	free(a);
}

static void *ask(void *arg)
{
	struct asked *a = arg;
	struct vt_err err = { 0 };
	int result = a->manager->acquire(&a->job, &err);
	bool abandoned;

	pthread_mutex_lock(&a->lock);
	a->result = result;
	a->err = err;
	a->done = true;
	abandoned = a->abandoned;
	pthread_cond_signal(&a->finished);
	pthread_mutex_unlock(&a->lock);
	if (abandoned)
		asked_free(a);
	return NULL;
}

static struct asked *start(const struct vt_manager_source *manager, const struct vt_raw *raw,
			   bool wanted, int timeout_ms)
{
	struct asked *a = vt_xrealloc(NULL, 1, sizeof(*a));
	pthread_attr_t attr;
	pthread_t thread;

	memset(a, 0, sizeof(*a));
	a->manager = manager;
	a->job.part = vt_raw_new();
	a->job.timeout_ms = timeout_ms;
	pthread_mutex_init(&a->lock, NULL);
	vt_clock_cond(&a->finished);
	if (!manager->recognise(&a->job, raw) && !wanted) {
		asked_free(a);
		return NULL;
	}
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	if (pthread_create(&thread, &attr, ask, a) != 0) {
		a->result = vt_err_set(&a->err, EAGAIN, "no thread could be started");
		a->done = true;
	}
	pthread_attr_destroy(&attr);
	return a;
}

static void take_sources(struct vt_raw *raw, const struct asked *a)
{
	for (size_t i = 0; i < a->job.part->sources.n; i++) {
		struct vt_raw_source s = a->job.part->sources.v[i];

		s.manager = s.manager ? s.manager : a->manager->name;
		s.id = vt_arena_str(raw->arena, s.id);
		s.path = vt_arena_str(raw->arena, s.path);
		s.text = vt_arena_str(raw->arena, s.text);
		s.error = vt_arena_str(raw->arena, s.error);
		vt_vec_push(&raw->sources, s);
	}
}

static void note(struct vt_raw *raw, const char *name, const char *error)
{
	struct vt_raw_manager *row = vt_vec_add(&raw->managers);

	row->name = name;
	row->error = vt_arena_str(raw->arena, error);
}

/* Of several daemons behind one name, each says what came of it. */
static void take_rows(struct vt_raw *raw, const struct asked *a)
{
	const struct vt_raw *part = a->job.part;

	for (size_t i = 0; i < part->managers.n; i++)
		note(raw, part->managers.v[i].name, part->managers.v[i].error);
	if (a->result < 0 || (!a->result && !part->managers.n))
		note(raw, a->manager->name, a->result < 0 ? a->err.msg : NULL);
}

static void finish(struct vt_raw *raw, struct asked *a, int64_t deadline_ms)
{
	struct timespec until = vt_clock_at(deadline_ms);
	bool done;
	int r = 0;

	pthread_mutex_lock(&a->lock);
	while (!a->done && r == 0)
		r = pthread_cond_timedwait(&a->finished, &a->lock, &until);
	done = a->done;
	a->abandoned = !done;
	if (done) {
		take_rows(raw, a);
		take_sources(raw, a);
	} else {
		note(raw, a->manager->name, "no answer in time");
	}
	pthread_mutex_unlock(&a->lock);
	if (done)
		asked_free(a);
	else
		vt_stuck_note();
}

static bool is_wanted(const struct vt_manager_choice *choice, const char *name)
{
	for (size_t i = 0; i < choice->n_names; i++)
		if (vt_streq(choice->names[i], name))
			return true;
	return false;
}

void vt_managers_acquire(struct vt_raw *raw, const struct vt_manager_choice *choice,
			 int64_t deadline_ms)
{
	struct asked *asked[N_MANAGERS];
	int64_t left = deadline_ms - vt_clock_ms();

	for (size_t i = 0; i < N_MANAGERS; i++) {
		bool wanted = is_wanted(choice, managers[i]->name);

		asked[i] = choice->none || (choice->n_names && !wanted) ?
				   NULL :
				   start(managers[i], raw, wanted, left > 0 ? (int)left : 0);
	}
	for (size_t i = 0; i < N_MANAGERS; i++)
		if (asked[i])
			finish(raw, asked[i], deadline_ms);
	for (size_t i = 0; i < choice->n_claims; i++)
		vt_vec_push(&raw->sources, choice->claims[i]);
}
