/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes with nothing behind them: who reads past the end dies, with or without a sanitizer. */
#ifndef VT_TESTS_GUARD_H
#define VT_TESTS_GUARD_H

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Pages of any kernel are a divisor of it. */
#define GUARD_ROOM (256u << 10)

/* A copy of at most GUARD_ROOM bytes, at any alignment; borrowed until the next call. */
static inline char *__attribute__((unused)) guarded(const void *p, size_t n)
{
	static char *room;

	if (!room) {
		room = mmap(NULL, 2 * GUARD_ROOM, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (room == MAP_FAILED || mprotect(room + GUARD_ROOM, GUARD_ROOM, PROT_NONE))
			abort();
	}
	if (n > GUARD_ROOM)
		abort();
	return n ? memcpy(room + GUARD_ROOM - n, p, n) : room + GUARD_ROOM;
}

#endif
