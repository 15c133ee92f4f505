/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which libvirt connections may be opened: what a URI makes libvirt do. */
#ifndef VT_COLLECT_LIBVIRT_URI_H
#define VT_COLLECT_LIBVIRT_URI_H

#include <stdbool.h>

#include "util/arena.h"

/**
 * vt_uri_alias - what libvirt.conf has for @name
 * @conf: its text: uri_aliases = [ "NAME=URI", ... ]
 *
 * Only a word of letters, digits, "_" and "-" can be an alias. Borrowed from
 * @arena, NULL when there is none.
 */
const char *vt_uri_alias(struct vt_arena *arena, const char *conf, const char *name);

/**
 * vt_uri_refusal - why a connection to @uri is not opened; static, NULL = it is
 *
 * A URI can start a program (+ssh, +ext), or a hypervisor's driver in this very
 * process (embed). Only a daemon of this host is asked, by its unix socket.
 */
const char *vt_uri_refusal(const char *uri);

/** vt_uri_driver - the part of @uri that names the driver: "qemu+unix" is qemu; of @arena */
const char *vt_uri_driver(struct vt_arena *arena, const char *uri);

/** vt_uri_is_session - it is a user's own daemon */
bool vt_uri_is_session(const char *uri);

/**
 * vt_uri_meant - @uri, or that of the system's daemon where libvirt asks that one instead
 * @root: it is root who asks
 *
 * qemu:///session is a session's daemon to other users only. Borrowed, or of @arena.
 */
const char *vt_uri_meant(struct vt_arena *arena, const char *uri, bool root);

/**
 * vt_uri_parameter - value of a parameter behind the "?", percent escapes decoded
 *
 * Of @arena; NULL when there is none, or when it has a NUL in it.
 */
const char *vt_uri_parameter(struct vt_arena *arena, const char *uri, const char *key);

/**
 * vt_uri_is_hosts - its daemon is the host's own, or a session's there
 *
 * One at another socket may be a container's.
 */
bool vt_uri_is_hosts(struct vt_arena *arena, const char *uri);

/**
 * vt_uri_run_dir - directory of the daemon's sockets and state, by the URI alone
 *
 * A system's daemon has /run/libvirt. One that is named by its socket has its state beside it,
 * if the socket has a name that libvirt gives: another one was given by somebody else, and
 * what is beside it may be another daemon's. Of @arena; NULL where the URI does not tell.
 */
const char *vt_uri_run_dir(struct vt_arena *arena, const char *uri);

/**
 * vt_uri_state_dir - the driver's directory in the run directory @dir, of @arena
 *
 * DIR/qemu, of a session DIR/qemu/run.
 */
const char *vt_uri_state_dir(struct vt_arena *arena, const char *uri, const char *dir);

#endif
