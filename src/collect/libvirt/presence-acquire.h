/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether this host has a libvirt at all. */
#ifndef VT_COLLECT_LIBVIRT_PRESENCE_ACQUIRE_H
#define VT_COLLECT_LIBVIRT_PRESENCE_ACQUIRE_H

#include <stdbool.h>

/**
 * vt_libvirt_is_here - a socket, a state directory, or a VM that is defined
 *
 * False means that no daemon of the system's runs, ran since the host was
 * booted, or has anything to run: then nothing is missing where it does not
 * answer. What cannot be looked at counts as there.
 */
bool vt_libvirt_is_here(void);

#endif
