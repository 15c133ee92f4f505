/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libvirt's word that a domain or one of its devices has changed. */
#ifndef VT_COLLECT_LIBVIRT_VIREVENTS_H
#define VT_COLLECT_LIBVIRT_VIREVENTS_H

/**
 * vt_libvirt_events_init - to be called once, before any connection
 *
 * After it, connections of this program have no keep-alive messages.
 */
void vt_libvirt_events_init(void);

struct vt_libvirt_watch;

/**
 * vt_libvirt_watch_start - listen to one connection, in a thread of its own
 * @uri: copied
 * @notify_fd: an eventfd to which is written whenever a domain started,
 *       stopped or was (un)defined, a device was added or removed, and when
 *       the connection came or went. Borrowed; a copy of it is used
 *
 * A connection that fails or ends is made again as soon as something happens
 * where its socket belongs; in between the thread sleeps. Returns an owned
 * watch, or NULL when there is nothing to listen to (another host's URI) or no
 * thread.
 */
struct vt_libvirt_watch *vt_libvirt_watch_start(const char *uri, int notify_fd);

/**
 * vt_libvirt_watch_stop - end it
 *
 * A thread that hangs in libvirt is given a moment, and then left behind.
 */
void vt_libvirt_watch_stop(struct vt_libvirt_watch *w);

#endif
