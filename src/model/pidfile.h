/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of the files in which libvirt keeps PIDs. */
#ifndef VT_MODEL_PIDFILE_H
#define VT_MODEL_PIDFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * vt_pidfile_helper - where the name of the helper begins in a PID file's name
 *
 * libvirt calls them "1-web-fs0-fs", "1-web-net0-passt". 0 = it is no helper's.
 */
size_t vt_pidfile_helper(const char *name, size_t n);

/** vt_pidfile_is_passt - of the passt of the VM's NIC @alias; a long name of a VM is cut */
bool vt_pidfile_is_passt(const char *name, int32_t id, const char *vm, const char *alias);

#endif
