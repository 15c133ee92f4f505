/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a scan is waiting for. */
#include <config.h>

#include "collect/waiting.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#define ROOM 80

/* @turn is odd while @text is being written, so that a reader can tell. */
struct waiting {
	_Atomic unsigned int turn;
	char text[ROOM];
};

static struct waiting *shared;

void vt_waiting_share(void)
{
	void *p;

	if (shared)
		return;
	p = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	shared = p == MAP_FAILED ? NULL : p;
}

void vt_waiting_for(const char *what)
{
	size_t n = what ? strlen(what) : 0;

	if (!shared)
		return;
	n = n < ROOM ? n : ROOM - 1;
	atomic_fetch_add(&shared->turn, 1);
	memcpy(shared->text, what ? what : "", n);
	shared->text[n] = '\0';
	atomic_fetch_add(&shared->turn, 1);
}

void vt_waiting_read(char *ret, size_t size)
{
	unsigned int before = shared ? atomic_load(&shared->turn) : 1;
	size_t n = 0;

	/* The other side is another process: whatever is there is cut. */
	while (!(before & 1) && n + 1 < size && n + 1 < ROOM && shared->text[n]) {
		ret[n] = shared->text[n];
		n++;
	}
	if (n && atomic_load(&shared->turn) != before)
		n = 0;
	ret[n] = '\0';
}
