/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is done, and when, for people who ask for it (-vv). Lines are kept
 * until somebody takes them; while it is off, a line costs one comparison.
 */
#ifndef VT_UTIL_TRACE_H
#define VT_UTIL_TRACE_H

#include <stdbool.h>

#include "util/err.h"

/** vt_trace_begin - keep lines from now on, with the time since now */
void vt_trace_begin(void);

/** vt_trace - add a line; from any thread; nothing happens while it is off */
void vt_trace(const char *fmt, ...) VT_PRINTF(1, 2);

/**
 * vt_trace_text - all lines so far, each with the milliseconds at which it was added
 *
 * Owned by the caller, free with free(); NULL when there is none.
 */
char *vt_trace_text(void);

#endif
