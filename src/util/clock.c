/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times of the monotonic clock, and the time of day as text. */
#include <config.h>

#include "util/clock.h"

#include <stdio.h>

int64_t vt_clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t vt_clock_ms(void)
{
	return vt_clock_ns() / 1000000;
}

struct timespec vt_clock_at(int64_t ms)
{
	return (struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
}

void vt_clock_cond(pthread_cond_t *cond)
{
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &monotonic);
	pthread_condattr_destroy(&monotonic);
}

void vt_clock_text(char text[VT_CLOCK_TEXT], int digits)
{
	struct timespec now;
	struct tm tm;
	char seconds[24];

	clock_gettime(CLOCK_REALTIME, &now);
	strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", gmtime_r(&now.tv_sec, &tm));
	if (digits)
		snprintf(text, VT_CLOCK_TEXT, "%s.%03dZ", seconds, (int)(now.tv_nsec / 1000000));
	else
		snprintf(text, VT_CLOCK_TEXT, "%sZ", seconds);
}

void vt_clock_local(char text[VT_CLOCK_TEXT])
{
	time_t now = time(NULL);
	struct tm tm;

	strftime(text, VT_CLOCK_TEXT, "%H:%M:%S", localtime_r(&now, &tm));
}
