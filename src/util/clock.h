/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one clock for how long something takes, and waiting by it. */
#ifndef VT_UTIL_CLOCK_H
#define VT_UTIL_CLOCK_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* "2026-01-31T08:15:00.000Z" */
#define VT_CLOCK_TEXT 32

/** vt_clock_ns, vt_clock_ms - CLOCK_MONOTONIC, which nobody sets */
int64_t vt_clock_ns(void);
int64_t vt_clock_ms(void);

/** vt_clock_at - vt_clock_ms() time @ms, as pthread_cond_timedwait() takes it */
struct timespec vt_clock_at(int64_t ms);

/** vt_clock_cond - initialise a condition that is waited for by vt_clock_at() */
void vt_clock_cond(pthread_cond_t *cond);

/** vt_clock_text - the time of day as RFC 3339 has it, in UTC; @digits of a second: 0 or 3 */
void vt_clock_text(char text[VT_CLOCK_TEXT], int digits);

/** vt_clock_local - "08:15:00", as it is here */
void vt_clock_local(char text[VT_CLOCK_TEXT]);

#endif
