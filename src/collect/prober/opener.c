/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "collect/prober/opener.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/kernel/linkwatch.h"
#include "collect/prober/passing.h"
#include "collect/process/procread.h"
#include "util/clock.h"
#include "util/fd.h"
#include "util/syscalls.h"

/* What is read after the pidfd was opened, and fits, is of the process that it is. */
static int open_process(const struct vt_opener_request *r)
{
	VT_CLEANUP(vt_fd) int pidfd = (int)syscall(SYS_pidfd_open, r->pid, 0);
	VT_CLEANUP(vt_fd) int proc = vt_procread_open(r->pid);

	if (pidfd < 0 || proc < 0 || (r->start && vt_procread_start(proc) != r->start) ||
	    (r->netns && vt_procread_ns(proc, "ns/net") != r->netns))
		return -ESRCH;
	return vt_take_fd(&pidfd);
}

/* The namespace itself, and nothing else of that name by now; a stale one may be a FIFO. */
static int open_links(const struct vt_opener_request *r, int own)
{
	VT_CLEANUP(vt_fd) int fd = open(r->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	int ret;

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_ino != r->netns)
		return -ESRCH;
	if (setns(fd, CLONE_NEWNET) < 0)
		return -errno;
	ret = vt_linkwatch_open();
	/* Whoever stays keeps it alive. */
	if (setns(own, CLONE_NEWNET) < 0)
		_exit(1);
	return ret;
}

void vt_opener_run(int socket)
{
	VT_CLEANUP(vt_fd) int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct vt_opener_request r;

	while (recv(socket, &r, sizeof(r), 0) == (ssize_t)sizeof(r)) {
		VT_CLEANUP(vt_fd) int fd = -1;

		r.path[sizeof(r.path) - 1] = '\0';
		fd = r.what == VT_OPEN_PROCESS ? open_process(&r) : open_links(&r, own);
		if (vt_passing_send(socket, fd) < 0)
			return;
	}
}

int vt_opener_ask(int socket, const struct vt_opener_request *request, int timeout_ms)
{
	const int64_t deadline = vt_clock_ms() + timeout_ms;
	struct pollfd answer = { .fd = socket, .events = POLLIN };
	int r = 0;

	if (send(socket, request, sizeof(*request), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return -EPIPE;
	while (r <= 0) {
		int64_t left = deadline - vt_clock_ms();

		if (left <= 0)
			return -ETIME;
		r = poll(&answer, 1, (int)left);
		if (r < 0 && errno != EINTR)
			return -EPIPE;
	}
	return vt_passing_receive(socket);
}
