/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scans in a process that can be thrown away.
 *
 * Whoever decodes and prints holds no right, starts no thread, and never waits
 * in the kernel for somebody else. What scans may hang, in a file system that
 * does not answer or behind a lock that is not given back: then it is killed,
 * what it had sent is used, and the rest is a gap.
 *
 * Two processes: the launcher, which was forked while there was one thread,
 * keeps the rights and does nothing but fork; and the prober, which it forks,
 * and which scans as often as it is asked, until it is late once. With watch
 * there is a third one, the opener: opener.h.
 */
#ifndef VT_COLLECT_PROBER_PROBER_H
#define VT_COLLECT_PROBER_PROBER_H

#include "collect/collect.h"
#include "collect/privilege.h"
#include "util/err.h"

struct vt_prober;

/**
 * vt_prober_start - fork the launcher, and drop the caller's own rights
 * @plan:  what every scan does; borrowed, with all that it names, as it is now
 * @probe: what scans need; @own: what the caller itself does from now on
 *
 * To be called while there is one thread. Returns 0 with an owned prober, or
 * -errno; then nothing was dropped.
 */
int vt_prober_start(const struct vt_scan_plan *plan, enum vt_privilege probe, enum vt_privilege own,
		    struct vt_prober **ret, struct vt_err *err);

/**
 * vt_prober_opener - a process that opens what takes rights, in the place of the one before
 *
 * Returns a socket for vt_opener_ask(), owned, or -errno. The process ends with it.
 */
int vt_prober_opener(struct vt_prober *p);

/** vt_prober_stop - end both processes; does not wait for one that hangs; NULL is fine */
void vt_prober_stop(struct vt_prober *p);

static inline void vt_prober_cleanup(struct vt_prober **p)
{
	vt_prober_stop(*p);
}

/**
 * struct vt_prober_patience - how long to wait for a scan, and what ends that early
 * @timeout_ms: for the scan as a whole
 * @fd: when it becomes readable, @stop is asked; -1 = nothing
 * @stop: true = give up at once
 */
struct vt_prober_patience {
	int timeout_ms;
	int fd;
	bool (*stop)(void *arg);
	void *arg;
};

/**
 * vt_prober_scan - one scan of this host, as vt_collect()
 *
 * Returns 0 with an owned scan in @ret, be it a part of one with gaps; -EINTR
 * when it was stopped; or the -errno of a scan that could see nothing.
 */
int vt_prober_scan(struct vt_prober *p, const struct vt_prober_patience *patience,
		   struct vt_raw **ret, struct vt_err *err);

#endif
