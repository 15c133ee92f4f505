/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libvirt's state directory: PID files and, of a silent daemon, status files. */
#ifndef VT_COLLECT_LIBVIRT_STATEDIR_H
#define VT_COLLECT_LIBVIRT_STATEDIR_H

#include "collect/raw.h"

/**
 * vt_statedir_acquire - PID files of the connection's state directory
 *
 * Sets @c->session. When the connection failed and the status files there are
 * readable, they become its domains and @c->status_files is set: they are
 * written at every change and outlive the daemon. Nothing happens where the
 * directory does not exist or is not known for that driver.
 */
void vt_statedir_acquire(struct vt_raw_conn *c);

#endif
