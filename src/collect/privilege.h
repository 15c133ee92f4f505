/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Least privilege: the one file that knows libcap-ng is privilege.c. */
#ifndef VT_COLLECT_PRIVILEGE_H
#define VT_COLLECT_PRIVILEGE_H

#include <stdbool.h>

/**
 * vt_privilege_drop - keep only the capabilities that a look uses, and gain
 * none by exec
 * @files: keep CAP_DAC_OVERRIDE: a file is to be written where the user wants
 *         it, or a socket of another user's to be reached
 *
 * To be called before any thread. Of the capabilities that the program was
 * started with, these stay:
 *
 * CAP_SYS_PTRACE        descriptors and namespaces of other users' processes
 * CAP_DAC_READ_SEARCH   device numbers of their descriptors (/proc/PID/fd),
 *                       status files of a daemon that is down
 * CAP_NET_ADMIN         the namespace of a tap (TUNGETDEVNETNS)
 * CAP_SYS_ADMIN         entering other namespaces (setns)
 * CAP_BPF, CAP_PERFMON  the BPF scan
 * CAP_DAC_OVERRIDE      with @files, and where Open vSwitch runs: its socket can
 *                       belong to a user of its own
 *
 * Returns 0, or -errno; a process that has less than these is no error.
 */
int vt_privilege_drop(bool files);

#endif
