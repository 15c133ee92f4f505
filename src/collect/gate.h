/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one gate to files that others control: session directories, files in a
 * container's root, sockets' neighbors. Every such file is opened here.
 *
 * A directory is opened first, and names are looked up beneath it: no symbolic
 * link, no "..", no magic link of /proc is followed. A name is first opened
 * as a mere place (O_PATH), which has no effect on a device, a FIFO or a tape;
 * only a regular file with one name, of the right owner and of a sane size is
 * opened again for reading. What this cannot prevent is a file system that
 * does not answer (FUSE, NFS): call it where a hang costs nobody anything.
 */
#ifndef VT_COLLECT_GATE_H
#define VT_COLLECT_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "util/str.h"
#include "util/vec.h"

/* What a user has spent; @inside: in a container, whose root is not to be trusted. */
struct vt_gate_account {
	uint32_t uid;
	uint64_t bytes, files;
	bool inside, spent;
};

/**
 * struct vt_gate_purse - what a scan may spend, and what each user has spent
 * @bytes, @files: limits for one user other than root; 0 = the defaults
 *
 * Start with { 0 }, release with vt_gate_purse_done(). It has no lock.
 * Files of root have much larger limits: nobody else makes them.
 */
struct vt_gate_purse {
	uint64_t bytes, files;
	VT_VEC(struct vt_gate_account) accounts;
};

/** vt_gate_purse_done - release it */
void vt_gate_purse_done(struct vt_gate_purse *purse);

/** vt_gate_spender - the @i-th user whose budget is spent; NULL = no more */
const struct vt_gate_account *vt_gate_spender(const struct vt_gate_purse *purse, size_t i);

/* Who controls the way to a directory. */
enum vt_gate_way {
	VT_GATE_ROOTS,  /* root's: a link in the path is root's decision, and followed */
	VT_GATE_USERS,  /* anybody's: no link in it is followed, and what is another
			* user's is read as that user or not at all */
	VT_GATE_INSIDE, /* /proc/PID/root: that link is followed, nothing else is;
			 * what is in it belongs to whomever */
};

/**
 * struct vt_gate - a directory, and the terms on which its files are read
 * @uid:    its owner; files in it must be theirs or root's (but VT_GATE_INSIDE)
 * @purse:  borrowed
 */
struct vt_gate {
	int fd;
	uint32_t uid, gid;
	enum vt_gate_way way;
	struct vt_gate_purse *purse;
};

#define VT_GATE_CLOSED \
	{ \
		.fd = -1 \
	}

/**
 * vt_gate_open - open the directory @path, which is absolute
 *
 * Returns 0, -ENOENT, -ENOTDIR, -ELOOP (a link), -EACCES, -EPERM (it is
 * another user's, and this process may not become that user), or another -errno.
 */
int vt_gate_open(const char *path, enum vt_gate_way way, struct vt_gate_purse *purse,
		 struct vt_gate *ret);

/** vt_gate_enter - open the directory @name (with slashes, relative) in @gate, as vt_gate_open() */
int vt_gate_enter(const struct vt_gate *gate, const char *name, struct vt_gate *ret);

/** vt_gate_close - also one that is closed */
void vt_gate_close(struct vt_gate *gate);

/**
 * vt_gate_file - open the regular file @name (with slashes, relative) in @gate
 * @max: how large it may be
 * @ret_stat: may be NULL
 *
 * Returns a descriptor for reading, owned; -ENOENT, -ELOOP (a link), -EINVAL
 * (no regular file), -EMLINK (it has several names), -EPERM (of a wrong
 * owner), -EFBIG, -EDQUOT (the budget is spent), or another -errno.
 */
int vt_gate_file(const struct vt_gate *gate, const char *name, size_t max, struct stat *ret_stat);

/**
 * vt_gate_read - append the file @name to @ret, which is a string if 0 is returned
 *
 * As vt_gate_file(); also -EFBIG where it grows beyond @max while it is read.
 */
int vt_gate_read(const struct vt_gate *gate, const char *name, size_t max, struct vt_buf *ret);

/** vt_gate_read_stat - likewise, and what was read: by then its name may be another's */
int vt_gate_read_stat(const struct vt_gate *gate, const char *name, size_t max,
		      struct stat *ret_stat, struct vt_buf *ret);

/** vt_gate_head - as vt_gate_read(), but the first @max bytes of a file of any size */
int vt_gate_head(const struct vt_gate *gate, const char *name, size_t max, struct vt_buf *ret);

/**
 * vt_gate_list - call @fn for each entry but those that begin with a dot
 *
 * Ends when @fn returns less than 0, and returns that; -EDQUOT when there are
 * more names than the budget allows; else 0 or the -errno of reading.
 */
int vt_gate_list(const struct vt_gate *gate, int (*fn)(void *arg, const char *name), void *arg);

/** vt_gate_strerror - why, in words for a gap: "is a link" and the like; static */
const char *vt_gate_strerror(int r);

#endif
