/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc: which process holds which tun, tap, macvtap and ipvtap queue.
 *
 * Outcomes: a vanished process or descriptor (ENOENT, ESRCH) is normal life;
 * one that may not be read (EACCES, EPERM) is counted and makes a gap; a
 * /proc that cannot be read at all is an error.
 */
#ifndef VT_COLLECT_PROCESS_PROCESS_H
#define VT_COLLECT_PROCESS_PROCESS_H

#include "collect/kernel/netns.h"
#include "collect/process/procread.h"
#include "collect/raw.h"
#include "collect/spent.h"

/* Subject of the gaps of a scan. */
#define VT_PROCFS_SUBJECT "processes"

/**
 * struct vt_majors - device numbers of queue descriptors
 *
 * Of macvtap and ipvtap the major is dynamic and one each; 0 = no driver.
 */
struct vt_majors {
	uint32_t macvtap, ipvtap;
};

/** vt_procfs_majors - read /proc/devices; all are 0 when it cannot be read */
struct vt_majors vt_procfs_majors(void);

/** vt_majors_kind - kind by device number, VT_KIND_OTHER for anything else */
enum vt_kind vt_majors_kind(const struct vt_majors *m, uint32_t major, uint32_t minor);

/**
 * vt_procfs_scan - look at every descriptor of every process
 * @threads: how many work at it, 1 or more
 * @deep:    also at the tables of threads that do not share the leader's
 * @fdinfo:  keep fdinfo's text even where it is not needed (for a recording)
 *
 * Adds to @raw its fds and the processes that hold them, and to @namespaces
 * those of every process and device. What is not done after @timeout_ms makes
 * a gap of code timeout. Returns 0 or -errno.
 */
int vt_procfs_scan(struct vt_raw *raw, struct vt_netns_list *namespaces, unsigned int threads,
		   bool deep, bool fdinfo, int timeout_ms, struct vt_err *err);

/** struct vt_procfs_want - a process, and what is known of it */
struct vt_procfs_want {
	int32_t pid;
	struct vt_procread_known known;
};

/**
 * vt_procfs_add_many - add processes to @raw, except those that it has already, or that are
 * gone
 * @wants:   @n of them
 * @threads: how many read, 1 or more
 * @deadline: vt_clock_ms()
 *
 * @raw->procs are ascending by PID, and stay so. Their namespaces are the
 * caller's business. A process whose memory does not answer has no command
 * line, and makes a gap, as does a user who has more of these than are read of one user.
 */
void vt_procfs_add_many(struct vt_raw *raw, const struct vt_procfs_want *wants, size_t n,
			unsigned int threads, int64_t deadline);

/**
 * vt_procfs_add_holders - likewise those that hold the descriptors of @raw
 *
 * A process whose start time differs from that of the one whose descriptors were seen is
 * another one. Descriptors whose process is not there are dropped: another may get its number.
 */
void vt_procfs_add_holders(struct vt_raw *raw, const struct vt_procfs_want *wants, size_t n,
			   unsigned int threads, int64_t deadline);

/** vt_procfs_add_pids - likewise @n processes of which nothing is known, and their namespaces */
void vt_procfs_add_pids(struct vt_raw *raw, struct vt_netns_list *namespaces, const int32_t *pids,
			size_t n, unsigned int threads, int64_t deadline);

/** vt_procfs_has - is @pid one of @raw->procs */
bool vt_procfs_has(const struct vt_raw *raw, int32_t pid);

/**
 * vt_procfs_add_hypervisors - add every process that carries a -uuid or is a
 * hypervisor; this reads the command line of every process, so only where a domain has no
 * process yet
 */
void vt_procfs_add_hypervisors(struct vt_raw *raw, struct vt_netns_list *namespaces,
			       unsigned int threads, int64_t deadline);

/**
 * vt_procfs_silent - gaps of processes that were not looked at to the end
 * @states: enum vt_crowd_state of each of @pids; @hides: what that may hide
 */
void vt_procfs_silent(struct vt_raw *raw, const unsigned char *states, const int32_t *pids,
		      size_t n, uint32_t hides);

/** vt_procfs_spent - gaps of users who have more of @what ("longer command lines") than is read */
void vt_procfs_spent(struct vt_raw *raw, const struct vt_spent *spent, const char *what);

/** vt_procfs_add_parents - add the VMMs that forked a process which serves their devices */
void vt_procfs_add_parents(struct vt_raw *raw, struct vt_netns_list *namespaces,
			   unsigned int threads, int64_t deadline);

/** vt_procfs_host - hostname, machine id, boot id, kernel, into @raw */
void vt_procfs_host(struct vt_raw *raw);

/** vt_procfs_is_ours - does /proc show the PID namespace that this process is in */
bool vt_procfs_is_ours(void);

/** vt_procfs_has_boottime - does /proc count from when the host booted (time_namespaces(7)) */
bool vt_procfs_has_boottime(void);

/** vt_procfs_blind - gaps of hidepid and of PID namespaces, into @raw */
void vt_procfs_blind(struct vt_raw *raw);

#endif
