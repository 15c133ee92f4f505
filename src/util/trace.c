/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One list of lines for the program, under a lock. */
#include <config.h>

#include "util/trace.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

#include "util/clock.h"
#include "util/str.h"
#include "util/vec.h"

/* What is passed over can be every process there is. */
#define TRACE_MAX (1u << 20)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool on;
static int64_t begin;
static struct vt_buf lines;

void vt_trace_begin(void)
{
	pthread_mutex_lock(&lock);
	begin = vt_clock_ns();
	vt_buf_done(&lines);
	pthread_mutex_unlock(&lock);
	atomic_store(&on, true);
}

void vt_trace(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (!atomic_load(&on))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	pthread_mutex_lock(&lock);
	if (lines.len < TRACE_MAX)
		vt_buf_fmt(&lines, "%8.1f ms  %s\n", (double)(vt_clock_ns() - begin) / 1e6, text);
	pthread_mutex_unlock(&lock);
}

char *vt_trace_text(void)
{
	char *text = NULL;

	pthread_mutex_lock(&lock);
	if (lines.len)
		text = vt_xmemdup0(lines.p, lines.len);
	pthread_mutex_unlock(&lock);
	return text;
}
