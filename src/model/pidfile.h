/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of the files in which libvirt keeps PIDs. */
#ifndef VT_MODEL_PIDFILE_H
#define VT_MODEL_PIDFILE_H

#include <stddef.h>

/**
 * vt_pidfile_helper - where it begins what helper of a VM's a PID file's name is of
 *
 * libvirt calls them "1-web-fs0-fs". 0 = it is no helper's.
 */
size_t vt_pidfile_helper(const char *name, size_t n);

#endif
