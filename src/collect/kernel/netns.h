/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network namespaces: a list of ways into them, and a dump of the links of each. */
#ifndef VT_COLLECT_KERNEL_NETNS_H
#define VT_COLLECT_KERNEL_NETNS_H

#include <stdint.h>

#include "collect/macs.h"
#include "collect/raw.h"
#include "util/err.h"
#include "util/vec.h"

/* A name in /run/netns, or a mount point of usual length. */
#define VT_NETNS_PATH 320

/**
 * struct vt_netns_ref - one way into a namespace
 * @fd:    nsfs descriptor, owned by the list; -1 when the namespace is known
 *         and could not be opened, then @error is the errno
 * @owner: as of vt_netns_owner(), of one that could not be opened
 * @path:  for people, and to enter it again; longer ones are cut off
 */
struct vt_netns_ref {
	uint64_t inode;
	int fd, error;
	uint32_t owner;
	char path[VT_NETNS_PATH];
};

/** struct vt_netns_mounts - a mount namespace that is not the own one, and a process in it */
struct vt_netns_mounts {
	uint64_t inode;
	int32_t pid;
};

/**
 * struct vt_netns_list - each namespace once, ascending by inode
 *
 * Start with { 0 }. It has no lock: who adds from several threads brings one.
 */
struct vt_netns_list {
	VT_VEC(struct vt_netns_ref) refs;
	VT_VEC(struct vt_netns_mounts) mounts; /* where there may be more; unsorted, repeated */
	size_t room; /* how many descriptors the limit allows, as far as it was asked */
	dev_t nsfs;  /* where namespaces are files; 0 = none was seen yet */
};

/** vt_netns_list_done - closes all descriptors */
void vt_netns_list_done(struct vt_netns_list *list);
/** vt_netns_listed - the list has this one */
bool vt_netns_listed(const struct vt_netns_list *list, uint64_t inode);

/**
 * vt_netns_add_fd - list the network namespace that @fd is
 * @fd: taken; closed at once when it is none, or listed already
 *
 * The soft limit of open files is raised as needed; at the hard limit the
 * namespace is listed without a descriptor.
 */
void vt_netns_add_fd(struct vt_netns_list *list, int fd, const char *path);

/** vt_netns_add_ref - likewise what another list has, by a copy of its descriptor */
void vt_netns_add_ref(struct vt_netns_list *list, const struct vt_netns_ref *ref);

/**
 * vt_netns_add_pid - list the network namespace of a process
 * @ret_inode: set as soon as it is known, also on failure; else 0
 *
 * Opens nothing when the namespace is listed already. Returns 0, -EACCES or
 * -EPERM (unreadable), -ENOENT or -ESRCH (gone), or another -errno. Also 0
 * when the limit of open files is reached: the list then tells of it.
 */
int vt_netns_add_pid(struct vt_netns_list *list, int32_t pid, uint64_t *ret_inode);

/** vt_netns_add_at - the same by a link: @name in @dirfd, which is of process @pid */
int vt_netns_add_at(struct vt_netns_list *list, int dirfd, const char *name, int32_t pid,
		    uint64_t *ret_inode);

/**
 * vt_netns_add_copy - list what descriptor @fd is, where it is a network namespace
 * @tid: its process, or a @thread with a table of its own
 */
void vt_netns_add_copy(struct vt_netns_list *list, int32_t tid, bool thread, int fd);

/**
 * vt_netns_add_named - list what is in /run/netns and /var/run/netns, and the
 * nsfs mounts of /proc/self/mountinfo; their paths win over those of processes
 */
void vt_netns_add_named(struct vt_netns_list *list);

/** vt_netns_add_unopened - list one that is known, and could not be opened, unless it is listed */
void vt_netns_add_unopened(struct vt_netns_list *list, uint64_t inode, int error, uint32_t owner,
			   const char *path);

/**
 * vt_netns_of_mount - the network namespace that a line of mountinfo is of, 0 = none
 * @line: is cut into pieces
 * @ret_point: where it is mounted, borrowed from @line; NULL where there is none
 */
uint64_t vt_netns_of_mount(char *line, char **ret_point);

/** vt_netns_open_place - open a namespace by a descriptor of O_PATH; -ENOENT where it is none */
int vt_netns_open_place(int place);

/** vt_netns_owner - whose user namespace a namespace belongs to; 0 = root's, or not known */
uint32_t vt_netns_owner(int fd);

/** vt_netns_own - inode of the calling thread's namespace, 0 when not obtainable */
uint64_t vt_netns_own(void);

/**
 * vt_netns_acquire - dump the links of every listed namespace, and what goes with them
 * @list: borrowed, and not used any more when this returns
 * @macs: whose entries in bridges and neighbor tables are wanted, sorted; NULL = nobody's
 * @timeout_ms: for all of them together
 *
 * One throw-away thread goes from namespace to namespace; the caller's never
 * moves. Its own namespace comes first and without setns(), so that it needs
 * no privilege. Each listed one becomes a row of @raw->netnses, in the order
 * of the list, with messages or with an error and a gap of code netns-unreadable.
 * A dump that hangs in the kernel is left behind with its thread; it and what
 * is behind it are rows with the error "timeout ...".
 *
 * Returns 0, or -errno when there can be no thread; then @raw is untouched.
 */
int vt_netns_acquire(const struct vt_netns_list *list, const struct vt_macs *macs, int timeout_ms,
		     struct vt_raw *raw, struct vt_err *err);

#endif
