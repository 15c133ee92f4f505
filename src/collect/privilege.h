/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Least privilege: the one file that knows libcap-ng is privilege.c. */
#ifndef VT_COLLECT_PRIVILEGE_H
#define VT_COLLECT_PRIVILEGE_H

/* What is going to be done. */
enum vt_privilege {
	VT_PRIVILEGE_READ,     /* read the files that the user names */
	VT_PRIVILEGE_LOOK,     /* look at the host */
	VT_PRIVILEGE_FILES,    /* look, and write a file where the user wants it */
	VT_PRIVILEGE_SESSIONS, /* likewise, and reach a socket of another user's */
};

/**
 * vt_privilege_drop - keep only the capabilities that this uses, and gain none by exec
 *
 * To be called before any thread. Of the capabilities that the program was
 * started with, these stay, for READ only CAP_DAC_READ_SEARCH:
 *
 * CAP_SYS_PTRACE        descriptors and namespaces of other users' processes
 * CAP_DAC_READ_SEARCH   device numbers of their descriptors (/proc/PID/fd),
 *                       status files of a daemon that is down
 * CAP_NET_ADMIN         the namespace of a tap (TUNGETDEVNETNS)
 * CAP_SYS_ADMIN         entering other namespaces (setns)
 * CAP_BPF, CAP_PERFMON  the BPF scan
 * CAP_DAC_OVERRIDE      for FILES, and where Open vSwitch runs: its socket can
 *                       belong to a user of its own
 * CAP_SETUID, CAP_SETGID for SESSIONS: their files are read as that user
 *
 * Returns 0, or -errno; a process that has less than these is no error.
 */
int vt_privilege_drop(enum vt_privilege what);

#endif
