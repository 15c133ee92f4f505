/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decoders of /proc text. */
#ifndef VT_COLLECT_PROCESS_PROCTEXT_H
#define VT_COLLECT_PROCESS_PROCTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * vt_fdinfo_iff - the "iff:" line of a tun descriptor's fdinfo
 * @ret, @ret_len: the name inside @text; of length 0 when it is attached to
 *                 no device
 *
 * The line is drivers/net/tun.c:tun_chr_show_fdinfo() since 3.14, behind the
 * generic ones. A name holds no white space, but any other byte.
 * Returns false when there is no such line, or no @text.
 */
bool vt_fdinfo_iff(const char *text, const char **ret, size_t *ret_len);

/** struct vt_pidstat - of /proc/PID/stat; @comm inside the text */
struct vt_pidstat {
	const char *comm;
	size_t comm_len;
	char state;
	int32_t ppid;
	uint32_t threads;
	uint64_t start;
};

/**
 * vt_pidstat_decode - fields of /proc/PID/stat
 *
 * comm may hold blanks, parentheses and newlines: it ends at the last ')'.
 * Returns 0 or -EBADMSG.
 */
int vt_pidstat_decode(const char *text, struct vt_pidstat *ret);

/**
 * vt_status_head_pid - pid of <domstatus ...> at the beginning of a status file
 *
 * The whole file is decoded elsewhere; this is for the many of running daemons
 * of which nothing else is wanted. NULL and anything else give 0.
 */
int32_t vt_status_head_pid(const char *text);

/** vt_status_inner_pid - last number of NSpid in /proc/PID/status where it has several, else 0 */
int32_t vt_status_inner_pid(const char *text);

/** vt_status_uid - effective uid of /proc/PID/status; false when not there */
bool vt_status_uid(const char *text, uint32_t *ret);

/**
 * vt_devices_major - major number of character device @name in /proc/devices
 *
 * 0 when it is not there, as 0 is no major.
 */
uint32_t vt_devices_major(const char *text, const char *name);

#endif
