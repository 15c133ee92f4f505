/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a command with its output thrown away, and says what it took:
 *
 *   timed [--cold] COMMAND [ARGUMENT...]
 *
 * prints wall ms, CPU ms, peak RSS in KiB and the exit status. It is small, so
 * that the peak is the command's: a process starts with that of its parent.
 * --cold mounts a /proc of its own first, in which nothing was looked up yet.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static int fresh_proc(void)
{
	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -1;
	return mount("proc", "/proc", "proc", 0, NULL);
}

static void become(char **argv)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	if (null > STDERR_FILENO)
		close(null);
	execvp(argv[0], argv);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double started;
	int wstatus;
	pid_t pid;

	argv++;
	if (argc > 1 && !strcmp(argv[0], "--cold")) {
		if (fresh_proc() < 0) {
			perror("timed: cannot mount /proc");
			return 2;
		}
		argv++;
	}
	if (!argv[0])
		return 2;
	started = now_ms();
	pid = fork();
	if (pid == 0)
		become(argv);
	if (pid < 0 || wait4(pid, &wstatus, 0, &usage) != pid)
		return 2;
	printf("%.3f %.3f %ld %d\n", now_ms() - started, ms(usage.ru_utime) + ms(usage.ru_stime),
	       usage.ru_maxrss, WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : 128);
	return 0;
}
