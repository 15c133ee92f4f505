/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls that glibc may be too old to number (openat2 in Debian 11's): one number for all
 * machines but Alpha, whose own is 110 more.
 */
#ifndef VT_UTIL_SYSCALLS_H
#define VT_UTIL_SYSCALLS_H

#include <sys/syscall.h>
#include <unistd.h>

#ifdef __alpha__
#define VT_OF_MACHINE 110
#else
#define VT_OF_MACHINE 0
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open (434 + VT_OF_MACHINE)
#endif
#ifndef SYS_openat2
#define SYS_openat2 (437 + VT_OF_MACHINE)
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd (438 + VT_OF_MACHINE)
#endif

#endif
