/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * situate: queues that are shared, or that a look at /proc/PID/fd misses.
 */
#define _GNU_SOURCE
#include "situate.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

static void make_fork_share(int argc, char **argv)
{
	int fd = tap_attach(ifname_arg(argv[1]), 0);

	(void)argc;
	say_fds(&fd, 1);
	say("pid2=%d", spawn(NULL, NULL));
}

static void make_steal(int argc, char **argv)
{
	pid_t pid = (pid_t)parse_number(argv[1], 1, 0x7fffffff);
	int theirs = (int)parse_number(argv[2], 0, 0x7fffffff), pidfd, fd;

	(void)argc;
	pidfd = check((int)syscall(SYS_pidfd_open, pid, 0), "pidfd_open");
	fd = check((int)syscall(SYS_pidfd_getfd, pidfd, theirs, 0), "pidfd_getfd");
	close(pidfd);
	say_fds(&fd, 1);
}

struct thread_job {
	bool own_table;
	pid_t tid;
	sem_t done;
};

__attribute__((noreturn)) static void *thread_main(void *arg)
{
	struct thread_job *job = arg;

	if (job->own_table)
		check(unshare(CLONE_FILES), "unshare files");
	job->tid = gettid();
	check(sem_post(&job->done), "sem_post");
	for (;;)
		pause();
}

static void run_thread(struct thread_job *job)
{
	pthread_t thread;

	check(sem_init(&job->done, 0, 0), "sem_init");
	errno = pthread_create(&thread, NULL, thread_main, job);
	if (errno)
		die("pthread_create");
	check(sem_wait(&job->done), "sem_wait");
}

static void make_thread_table(int argc, char **argv)
{
	static struct thread_job job = { .own_table = true };
	int fd = tap_attach(ifname_arg(argv[1]), 0);

	(void)argc;
	run_thread(&job);
	close(fd); /* in the table of the leader only */
	say_fds(&fd, 1);
	say("tid=%d", job.tid);
}

static void become_zombie_leader(void *arg)
{
	run_thread(arg);
	child_ready();
	pthread_exit(NULL);
}

static bool is_zombie(pid_t pid)
{
	char path[64], state = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		die("%s", path);
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		usage_error("%s: no state", path);
	fclose(file);
	return state == 'Z';
}

static void make_zombie_leader(int argc, char **argv)
{
	const struct timespec millisecond = { .tv_nsec = 1000000 };
	struct thread_job *job =
		mmap(NULL, sizeof(*job), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int fd = tap_attach(ifname_arg(argv[1]), 0);
	pid_t pid;

	(void)argc;
	if (job == MAP_FAILED)
		die("mmap");
	pid = spawn(become_zombie_leader, job);
	close(fd);
	for (int i = 0; !is_zombie(pid); i++) {
		if (i == 5000)
			usage_error("the leader does not become a zombie");
		nanosleep(&millisecond, NULL);
	}
	say_holder(pid);
	say_fds(&fd, 1);
	say("tid=%d", job->tid);
}

static void send_fds(int socket, const int *fds, unsigned int n)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(MAX_QUEUES * sizeof(int))];
	} control = { .header.cmsg_level = SOL_SOCKET };
	struct iovec iov = { .iov_base = (char[]){ 'x' }, .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = CMSG_SPACE(n * sizeof(int)),
	};

	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(&control.header), fds, n * sizeof(int));
	check((int)sendmsg(socket, &msg, 0), "sendmsg");
}

static void make_inflight(int argc, char **argv)
{
	const char *ifname = ifname_arg(argv[1]);
	unsigned int queues = 0, n;
	int fds[MAX_QUEUES], ends[2], pos = 2;

	if (argc > 2)
		queues = multi_queue_arg(argc, argv, &pos);
	if (argc > 2 && !queues)
		usage_error("inflight: bad option '%s'", argv[2]);
	n = queues ? queues : 1;
	tap_attach_queues(ifname, queues, n, fds);
	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
	send_fds(ends[0], fds, n);
	for (unsigned int i = 0; i < n; i++)
		close(fds[i]);
	say("socket=%d", ends[1]);
}

static int ring = -1;

/* The kernel tears down the ring of a process that exits some time later. */
static void unregister_files(void)
{
	syscall(SYS_io_uring_register, ring, IORING_UNREGISTER_FILES, NULL, 0);
}

static void make_io_uring(int argc, char **argv)
{
	struct io_uring_params params = { .flags = 0 };
	int tap = tap_attach(ifname_arg(argv[1]), 0);

	(void)argc;
	ring = check((int)syscall(SYS_io_uring_setup, 1, &params), "io_uring_setup");
	check((int)syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, &tap, 1),
	      "io_uring_register");
	atexit(unregister_files);
	close(tap);
	say("ring=%d", ring);
}

static void make_hold_pidns(int argc, char **argv)
{
	int old = check(open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC), "ns/pid");
	int fd = tap_attach(ifname_arg(argv[1]), 0);

	(void)argc;
	check(unshare(CLONE_NEWPID), "unshare pid");
	say_holder(spawn(NULL, NULL));
	/* Until then this process can start no thread; LeakSanitizer does. */
	check(setns(old, CLONE_NEWPID), "setns pid");
	close(old);
	close(fd);
	say_fds(&fd, 1);
}

const struct situation hide_situations[] = {
	{ "fork-share", 1, 1, "IF", make_fork_share },
	{ "steal", 2, 2, "PID FD", make_steal },
	{ "thread-table", 1, 1, "IF", make_thread_table },
	{ "zombie-leader", 1, 1, "IF", make_zombie_leader },
	{ "inflight", 1, 3, "IF [--multi-queue N]", make_inflight },
	{ "io-uring", 1, 1, "IF", make_io_uring },
	{ "hold-pidns", 1, 1, "IF", make_hold_pidns },
	{ .name = NULL },
};
