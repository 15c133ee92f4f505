/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Release by scope of descriptors, streams and directories: for files that do I/O. */
#ifndef VT_UTIL_FD_H
#define VT_UTIL_FD_H

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "util/cleanup.h"

static inline void vt_fd_cleanup(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

VT_DEFINE_CLEANUP(vt_file, FILE *, fclose)
VT_DEFINE_CLEANUP(vt_dir, DIR *, closedir)

static inline int vt_take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#endif
