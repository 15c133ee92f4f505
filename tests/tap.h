/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Test Anything Protocol for the C tests: ok(), is_int(), is_str(), done(). */
#ifndef VT_TESTS_TAP_H
#define VT_TESTS_TAP_H

#undef NDEBUG
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

static inline bool __attribute__((format(printf, 2, 3), unused)) ok(bool good, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	tap_failed += !good;
	return good;
}

static inline void __attribute__((unused)) is_int(long long got, long long want, const char *what)
{
	if (!ok(got == want, "%s", what))
		printf("# got %lld, want %lld\n", got, want);
}

static inline void __attribute__((unused))
is_str(const char *got, const char *want, const char *what)
{
	if (!ok(got && want ? !strcmp(got, want) : got == want, "%s", what))
		printf("# got '%s', want '%s'\n", got ? got : "(null)", want ? want : "(null)");
}

/* Prints the plan; returns the exit status. */
static inline int __attribute__((unused)) done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? 1 : 0;
}

#endif
