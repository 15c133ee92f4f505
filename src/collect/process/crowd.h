/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks at many things that others control, each of which may hang.
 *
 * Threads share them out. One that does not come back from an item is left behind with it, and
 * another takes its place, so that what hangs holds up nothing else.
 * When two items of a user hang, the user's others are not looked at: they would hang, too.
 */
#ifndef VT_COLLECT_PROCESS_CROWD_H
#define VT_COLLECT_PROCESS_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A thread's turn at an item. */
struct vt_crowd_turn;

/**
 * struct vt_crowd_plan - what there is to do
 * @n:        items
 * @threads:  how many work, 1 or more
 * @most:     how many there may be at a time with those left behind, 0 = no bound
 * @patience_ms: how long an item may take, 0 = as long as one of /proc
 * @deadline: vt_clock_ms() at which to give up
 * @work:     looks at item @i, in any thread; it changes @shared only between
 *            vt_crowd_enter() and vt_crowd_leave()
 * @owner:    the user whose it is; asked only once something hangs
 */
struct vt_crowd_plan {
	size_t n;
	unsigned int threads, most;
	int patience_ms;
	int64_t deadline;
	void (*work)(struct vt_crowd_turn *turn, void *shared, size_t i);
	uint32_t (*owner)(const void *shared, size_t i);
	void *shared;
};

/* What has become of an item. */
enum vt_crowd_state {
	VT_CROWD_WAITING, /* not come to in time */
	VT_CROWD_BUSY,    /* being looked at when time ran out */
	VT_CROWD_DONE,
	VT_CROWD_STUCK,   /* left behind with its thread */
	VT_CROWD_REFUSED, /* of a user whose others hang */
};

/** vt_crowd_enter - begin to change what is shared; false = this thread was left behind */
bool vt_crowd_enter(struct vt_crowd_turn *turn);
/** vt_crowd_leave - and end */
void vt_crowd_leave(struct vt_crowd_turn *turn);

/**
 * vt_crowd_run - look at all items
 * @states: room for @plan->n values of enum vt_crowd_state
 *
 * Returns 0 when no thread was left behind, 1 when some was: then it will
 * change nothing of @plan->shared any more, but may read what it was given, so
 * nothing of that may be freed (vt_stuck_note() was called). -errno when no
 * thread could be started.
 */
int vt_crowd_run(const struct vt_crowd_plan *plan, unsigned char *states);

#endif
