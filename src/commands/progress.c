/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thread that waits on a condition; it wakes only where a scan is slow. */
#include <config.h>

#include "commands/progress.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "collect/waiting.h"
#include "render/safe-text.h"
#include "util/clock.h"
#include "util/vec.h"

struct vt_progress {
	pthread_mutex_t lock;
	pthread_cond_t stopped;
	pthread_t thread;
	bool stop, shown;
	unsigned int seconds;
};

/* "waiting for qemu:///system, 3 of 10 s", in one line of any terminal. */
static void say_waiting(const struct vt_progress *p, unsigned int seconds)
{
	char what[60];
	VT_BUF_OF(safe);

	vt_waiting_read(what, sizeof(what));
	vt_buf_str(&safe, "");
	vt_text_add(&safe, what, true);
	fprintf(stderr, "\r\033[Kvirt-taps: %s%s, %u of %u s", *what ? "waiting for " : "scanning",
		safe.p, seconds < p->seconds ? seconds : p->seconds, p->seconds);
}

static void *tell(void *arg)
{
	struct vt_progress *p = arg;
	struct timespec until = vt_clock_at(vt_clock_ms());

	pthread_mutex_lock(&p->lock);
	for (unsigned int seconds = 1; !p->stop; seconds++) {
		until.tv_sec++;
		while (!p->stop &&
		       pthread_cond_timedwait(&p->stopped, &p->lock, &until) != ETIMEDOUT)
			;
		if (p->stop)
			break;
		say_waiting(p, seconds);
		p->shown = true;
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct vt_progress *vt_progress_start(unsigned int seconds)
{
	struct vt_progress *p;

	if (!isatty(STDERR_FILENO))
		return NULL;
	p = vt_xrealloc(NULL, 1, sizeof(*p));
	memset(p, 0, sizeof(*p));
	p->seconds = seconds;
	pthread_mutex_init(&p->lock, NULL);
	vt_clock_cond(&p->stopped);
	if (pthread_create(&p->thread, NULL, tell, p) == 0)
		return p;
	free(p);
	return NULL;
}

void vt_progress_stop(struct vt_progress *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_signal(&p->stopped);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	if (p->shown)
		fputs("\r\033[K", stderr);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->stopped);
	free(p);
}
