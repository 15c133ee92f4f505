/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the fdinfo of sockets and io_urings. */
#include <config.h>

#include "collect/process/hints-acquire.h"

#include <fcntl.h>

#include "collect/process/hints-decode.h"
#include "collect/process/procread.h"
#include "util/fd.h"
#include "util/clock.h"

#define HINTS_MAX 64

/* One process can have an epoll set of thousands, thousands of times. */
#define PROCESS_MS 100

/*
 * Can this descriptor hide others? The kernel's own names of what has no path
 * never begin as a path does. What cannot be followed may be anything.
 */
static bool may_hide(int fds, const char *name)
{
	char text[32];

	if (fds < 0 || vt_procread_link(fds, name, text, sizeof(text)) < 0)
		return true;
	return !strncmp(text, "socket:[", 8) || !strncmp(text, "anon_inode:[io_uring]", 21);
}

static void look_at_process(struct vt_raw *raw, int32_t pid, int64_t end)
{
	VT_CLEANUP(vt_fd) int dirfd = vt_procread_open(pid);
	VT_CLEANUP(vt_fd)
	int fds = dirfd < 0 ? -1 : openat(dirfd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = dirfd < 0 ? -1 : openat(dirfd, "fdinfo", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	VT_CLEANUP(vt_dir) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL && raw->hints.n < HINTS_MAX &&
	       vt_clock_ms() < end) {
		enum vt_hiding way;
		VT_BUF_OF(text);
		uint32_t count;
		struct vt_hint *hint;

		if (entry->d_name[0] == '.' || !may_hide(fds, entry->d_name) ||
		    vt_procread_file(fd, entry->d_name, 65536, &text) < 0 ||
		    !vt_hints_decode(text.p, &way, &count))
			continue;
		hint = vt_vec_add(&raw->hints);
		hint->pid = pid;
		hint->way = way;
		hint->count = count;
	}
}

void vt_hints_acquire(struct vt_raw *raw, int timeout_ms)
{
	VT_CLEANUP(vt_dir) DIR *dir = opendir("/proc");
	int64_t end = vt_clock_ms() + timeout_ms, now;
	const struct dirent *entry;
	int32_t pid;

	raw->hints.n = 0;
	while (dir && (entry = readdir(dir)) != NULL && (now = vt_clock_ms()) < end)
		if (vt_parse_pid(entry->d_name, &pid) == 0)
			look_at_process(raw, pid, now + PROCESS_MS < end ? now + PROCESS_MS : end);
}
