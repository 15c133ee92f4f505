/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which libvirt connections may be opened: what a URI makes libvirt do. */
#ifndef VT_COLLECT_LIBVIRT_URI_H
#define VT_COLLECT_LIBVIRT_URI_H

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

#endif
