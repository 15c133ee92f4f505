/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Least privilege: the one file that knows libcap-ng is privilege.c. */
#ifndef VT_COLLECT_PRIVILEGE_H
#define VT_COLLECT_PRIVILEGE_H

/* What is going to be done. */
enum vt_privilege {
	VT_PRIVILEGE_NONE,     /* decode, judge, print */
	VT_PRIVILEGE_READ,     /* read the files that the user names */
	VT_PRIVILEGE_WRITE,    /* write a file where the user wants it */
	VT_PRIVILEGE_LISTEN,   /* open what tells of events: of links in other namespaces, too */
	VT_PRIVILEGE_LOOK,     /* scan the host */
	VT_PRIVILEGE_SESSIONS, /* likewise, and reach sockets and files of other users */
};

/**
 * vt_privilege_drop - keep only the capabilities that this uses, and gain none by exec
 *
 * To be called while there is one thread. Of the capabilities that the program
 * was started with, these stay:
 *
 * CAP_SYS_PTRACE        LOOK, LISTEN: descriptors and namespaces of processes
 * CAP_DAC_READ_SEARCH   LOOK: device numbers of their descriptors (/proc/PID/fd),
 *                       status files of a daemon that is down; READ
 * CAP_NET_ADMIN         LOOK: the namespace of a tap (TUNGETDEVNETNS)
 * CAP_SYS_ADMIN         LOOK, LISTEN: entering other namespaces (setns)
 * CAP_BPF, CAP_PERFMON  LOOK: the BPF scan
 * CAP_DAC_OVERRIDE      WRITE, SESSIONS, and LOOK where Open vSwitch runs: its
 *                       socket can belong to a user of its own
 * CAP_SETUID, CAP_SETGID SESSIONS: their files are read as that user
 *
 * Returns 0, or -errno; a process that has less than these is no error.
 */
int vt_privilege_drop(enum vt_privilege what);

#endif
