/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting until something has happened on this host, without looking for it.
 *
 * What is waited for: link changes in every known network namespace, named
 * namespaces that come and go, the end of processes that matter, libvirt's
 * events and connections, signals, and the end of whoever reads our output.
 * It does not say what happened: whoever waits makes a whole scan.
 */
#ifndef VT_COLLECT_WAIT_EVENTS_H
#define VT_COLLECT_WAIT_EVENTS_H

#include <stdbool.h>

#include "collect/prober/prober.h"
#include "model/facts.h"
#include "util/err.h"

/* Why a wait ended; bits. */
enum vt_wake {
	VT_WAKE_LOOK = 1 << 0,    /* something happened, or SIGUSR1 */
	VT_WAKE_STOP = 1 << 1,    /* SIGTERM, SIGINT, SIGHUP, SIGQUIT */
	VT_WAKE_RESIZE = 1 << 2,  /* SIGWINCH */
	VT_WAKE_SUSPEND = 1 << 3, /* SIGTSTP */
	VT_WAKE_CLOSED = 1 << 4,  /* nobody reads the output any more */
	VT_WAKE_KEYS = 1 << 5,    /* vt_events_keys() has some */
	VT_WAKE_TICK = 1 << 6,    /* the time of vt_events_tick() is over */
};

#define VT_WAKE_ALL 63

struct vt_events;

/**
 * vt_events_new - begin to listen
 * @uris: libvirt connections, none at all = without libvirt; copied
 * @output: descriptor written to, watched for its reader's end
 * @prober: opens what needs privileges to wait for; borrowed
 * @terminal: it is a terminal, so that SIGWINCH, SIGTSTP and the keys are for us, too
 *
 * To be called before any thread: the signals named above are blocked from
 * then on, and SIGPIPE is ignored. Returns 0 with an owned set in @ret, or
 * -errno.
 */
int vt_events_new(const char *const *uris, size_t n_uris, int output, bool terminal,
		  struct vt_prober *prober, struct vt_events **ret, struct vt_err *err);
void vt_events_free(struct vt_events *e);

static inline void vt_events_cleanup(struct vt_events **e)
{
	vt_events_free(*e);
}

/**
 * vt_events_follow - listen where the last scan has found something
 *
 * Namespaces and processes of @facts are added, others are left. A namespace
 * that was added gives VT_WAKE_LOOK at once: something may have happened in it
 * since the scan.
 */
void vt_events_follow(struct vt_events *e, const struct vt_facts *facts);

/**
 * vt_events_wait - sleep until something happens
 * @quiet_ms: VT_WAKE_LOOK is reported when nothing more has happened for so long, and in any
 *            case after ten times that; the others at once
 *
 * Returns enum vt_wake bits, which are thereby forgotten, or -errno.
 */
int vt_events_wait(struct vt_events *e, int quiet_ms, struct vt_err *err);

/**
 * vt_events_pause - sleep @ms, or until one of @bits
 *
 * Returns these, or 0, or -errno; what else happens is kept for
 * vt_events_wait().
 */
int vt_events_pause(struct vt_events *e, int ms, int bits, struct vt_err *err);

/** vt_events_fd - readable when something has happened; borrowed */
int vt_events_fd(const struct vt_events *e);

/** vt_events_poll - what of @bits has happened; all of these but VT_WAKE_STOP are forgotten */
int vt_events_poll(struct vt_events *e, int bits);

/** vt_events_keys - what was typed since the last call, at most @size bytes; returns how many */
size_t vt_events_keys(struct vt_events *e, char *keys, size_t size);

/** vt_events_tick - vt_events_wait() is to end after @ms with VT_WAKE_TICK; -1 = never */
void vt_events_tick(struct vt_events *e, int ms);

/**
 * vt_events_writable - sleep until @fd can be written to, or until VT_WAKE_STOP
 *
 * Returns 1, 0 when it was the latter (which is kept), or -errno.
 */
int vt_events_writable(struct vt_events *e, int fd);

#endif
