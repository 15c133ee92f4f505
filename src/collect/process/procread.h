/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading of single /proc files. */
#ifndef VT_COLLECT_PROCESS_PROCREAD_H
#define VT_COLLECT_PROCESS_PROCREAD_H

#include "collect/raw.h"
#include "util/str.h"

/**
 * vt_procread_file - append at most about @max bytes of a file
 *
 * @ret is a string, if an empty one, whenever 0 is returned; else -errno.
 */
int vt_procread_file(int dirfd, const char *name, size_t max, struct vt_buf *ret);

/** vt_procread_link - text of a link, cut to @size; 0 or -errno */
int vt_procread_link(int dirfd, const char *name, char *ret, size_t size);

/** vt_procread_ns - inode from a link text like "net:[4026531840]", or 0 */
uint64_t vt_procread_ns(int dirfd, const char *name);

/** vt_procread_open - /proc/PID as an owned descriptor, or -errno
 *
 * It stands for that process alone: once the process is gone, reads through it
 * fail, even when the PID is used again.
 */
int vt_procread_open(int32_t pid);

/**
 * struct vt_procread_known - what needs no reading
 * @scanned: its descriptors were looked at
 * @start:   as /proc/PID/stat has it; one with another is another process; 0 = not known
 * @uid:     VT_NONE = not known
 * @netns:   0 = not known
 * @kvm:     it holds a KVM VM
 */
struct vt_procread_known {
	bool scanned;
	uint64_t start;
	uint32_t uid;
	uint64_t netns;
	enum vt_tri kvm;
};

/**
 * vt_procread_process - what /proc/PID has of the process itself, but for its
 * command line: for that the kernel reads its memory, and may wait for ever
 *
 * Strings are copied into @arena. False when the process is gone, or another has its number.
 */
bool vt_procread_process(struct vt_arena *arena, int dirfd, int32_t pid,
			 const struct vt_procread_known *known, struct vt_raw_proc *ret);

/** vt_procread_cmdline - append about @max bytes of the arguments at most; 0 or -errno */
int vt_procread_cmdline(int dirfd, size_t max, struct vt_buf *ret);

/** vt_procread_start - when the process of a /proc/PID began, as its stat has it; 0 = it is gone */
uint64_t vt_procread_start(int dirfd);

/** vt_procread_owner - the user whose /proc/PID is, 0 for root and for what is gone */
uint32_t vt_procread_owner(int32_t pid);

/** vt_procread_keep - copy the strings of @proc, which are another's, into @arena */
void vt_procread_keep(struct vt_arena *arena, struct vt_raw_proc *proc);

#endif
