/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines of hypervisors: guest, UUID, tap back ends. */
#ifndef VT_COLLECT_VMM_QEMU_H
#define VT_COLLECT_VMM_QEMU_H

#include <stdbool.h>
#include <stddef.h>

#include "model/facts.h"

#define VT_QEMUCMD_MAX_NETDEVS 4096
#define VT_QEMUCMD_MAX_FD (1 << 20)

/**
 * vt_qemucmd_decode - what a hypervisor was told, by QEMU's rules
 * @cmdline: arguments, each ended by a NUL; a last one without is taken as cut
 *           off and ignored
 * @proc:    row of the process: its guest and uuid are set where the command
 *           line has them, else left alone
 *
 * Adds a netdev row for every descriptor, or else the interface name, of every
 * tap back end; one that tells neither (a bridge helper opens it) gets a row
 * without both, ifname NULL and fd -1. Strings are copied into the arena of
 * @facts. Nothing here is proof: it is the word of whoever started the process.
 */
void vt_qemucmd_decode(const char *cmdline, size_t len, struct vt_facts *facts, uint32_t proc);

/**
 * vt_qemucmd_is_hypervisor - by executable
 * @exe:   link text of /proc/PID/exe; when NULL (unreadable), @comm and then
 *         @argv0 are asked instead; any may be NULL
 */
bool vt_qemucmd_is_hypervisor(const char *exe, const char *comm, const char *argv0);

/** vt_qemucmd_carries_uuid - has an argument of its own that is "-uuid" or "--uuid": a guest
 * whose executable may be one that is not known
 */
bool vt_qemucmd_carries_uuid(const char *cmdline, size_t len);

#endif
