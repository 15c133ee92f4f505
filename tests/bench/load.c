/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host full of processes, in namespaces of its own:
 *
 *   load TAPS QUEUES HOLDERS PROCESSES FDS [COMMAND [ARGUMENT...]]
 *
 * makes PROCESSES processes of FDS descriptors each; the first HOLDERS of them
 * share TAPS taps of QUEUES queues out between them. COMMAND runs beside them,
 * in their network, PID and mount namespace; when it ends, all end. Without
 * COMMAND, the load stays until standard input ends.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_NUMBERS 5

struct load {
	unsigned int taps, queues, holders, processes, fds;
};

__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *format, ...)
{
	int errnum = errno;
	va_list args;

	fputs("load: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, ": %s\n", strerror(errnum));
	_exit(2);
}

/* What processes really have open: anonymous, pipes, sockets, files, a device. */
static unsigned int open_some(unsigned int turn)
{
	int pair[2];

	switch (turn % 6) {
	case 0:
		return pipe(pair) == 0 ? 2 : 0;
	case 1:
		return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 ? 2 : 0;
	case 2:
		return open("/dev/null", O_RDONLY) >= 0;
	case 3:
	case 4:
		return open("/proc/self/exe", O_RDONLY) >= 0;
	default:
		return eventfd(0, 0) >= 0;
	}
}

static void open_queue(unsigned int tap, bool multi)
{
	struct ifreq ifr = { 0 };
	int fd = open("/dev/net/tun", O_RDWR);

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "bt%u", tap);
	ifr.ifr_flags = (short)(IFF_TAP | IFF_NO_PI | (multi ? IFF_MULTI_QUEUE : 0));
	if (fd < 0 || ioctl(fd, TUNSETIFF, &ifr) < 0)
		die("tap %s", ifr.ifr_name);
}

__attribute__((noreturn)) static void be_process(const struct load *l, unsigned int number,
						 int ready)
{
	unsigned int have = 4;

	prctl(PR_SET_NAME, number < l->holders ? "bench-holder" : "bench-idle");
	for (unsigned int turn = number; have < l->fds; turn++) {
		unsigned int n = open_some(turn);

		if (!n)
			die("descriptor %u of process %u", have, number);
		have += n;
	}
	if (number < l->holders)
		for (unsigned int tap = number; tap < l->taps; tap += l->holders)
			for (unsigned int q = 0; q < l->queues; q++)
				open_queue(tap, l->queues > 1);
	if (write(ready, "", 1) != 1)
		die("ready");
	for (;;)
		pause();
}

static void start_all(const struct load *l)
{
	int ready[2];
	char byte;

	if (pipe2(ready, O_CLOEXEC) < 0)
		die("pipe");
	for (unsigned int i = 0; i < l->processes; i++) {
		pid_t pid = fork();

		if (pid < 0)
			die("process %u", i);
		if (pid == 0)
			be_process(l, i, ready[1]);
	}
	close(ready[1]);
	for (unsigned int i = 0; i < l->processes; i++)
		if (read(ready[0], &byte, 1) != 1)
			die("a process of the load ended");
	close(ready[0]);
}

static int run(char **argv)
{
	int status, wstatus;
	pid_t pid;
	char byte;

	if (!argv[0])
		return read(STDIN_FILENO, &byte, 1) < 0;
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		execvp(argv[0], argv);
		die("%s", argv[0]);
	}
	/* As PID 1 it also buries orphans. */
	while ((status = wait(&wstatus)) != pid)
		if (status < 0 && errno != EINTR)
			die("wait");
	return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : 128 + WTERMSIG(wstatus);
}

static int be_init(const struct load *l, char **argv)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("proc", "/proc", "proc", 0, NULL) < 0)
		die("mount /proc");
	/* ip(8) reads tun_flags here; the old one is of the old network. */
	if (mount("sysfs", "/sys", "sysfs", MS_RDONLY, NULL) < 0)
		die("mount /sys");
	start_all(l);
	return run(argv);
}

static void parse(char **argv, struct load *l)
{
	unsigned int *const numbers[N_NUMBERS] = { &l->taps, &l->queues, &l->holders, &l->processes,
						   &l->fds };

	for (size_t i = 0; i < N_NUMBERS; i++)
		*numbers[i] = (unsigned int)strtoul(argv[i], NULL, 10);
	if (!l->holders || l->holders > l->processes) {
		errno = EINVAL;
		die("HOLDERS");
	}
}

int main(int argc, char **argv)
{
	struct rlimit files;
	struct load l;
	int wstatus;
	pid_t pid;

	if (argc <= N_NUMBERS) {
		fputs("Usage: load TAPS QUEUES HOLDERS PROCESSES FDS [COMMAND...]\n", stderr);
		return 2;
	}
	parse(argv + 1, &l);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	if (unshare(CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWNS) < 0)
		die("unshare");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		_exit(be_init(&l, argv + 1 + N_NUMBERS));
	while (waitpid(pid, &wstatus, 0) < 0)
		if (errno != EINTR)
			die("wait");
	return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : 128 + WTERMSIG(wstatus);
}
