/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a command with its output thrown away, and says what it took:
 *
 *   timed [--cold] [--one-cpu] [--realtime] COMMAND [ARGUMENT...]
 *
 * prints wall ms, CPU ms, peak RSS in KiB and the exit status. It is small, so
 * that the peak is the command's: a process starts with that of its parent.
 *
 * --cold mounts a /proc of its own first, in which nothing was looked up yet;
 * --one-cpu is what a command that starts a thread for each CPU goes by;
 * --realtime keeps others that are busy on this host from having a part in it.
 */
#include <config.h>

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

static int one_cpu(void)
{
	cpu_set_t own, one;
	int cpu = 0;

	if (sched_getaffinity(0, sizeof(own), &own) < 0)
		return -1;
	while (!CPU_ISSET(cpu, &own))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity(0, sizeof(one), &one);
}

static int realtime(void)
{
	const struct sched_param lowest = { .sched_priority = 1 };

	return sched_setscheduler(0, SCHED_RR, &lowest);
}

/* The command behind the options, or NULL. */
static char **prepare(char **argv)
{
	static const struct {
		const char *name;
		int (*prepare)(void);
	} options[] = { { "--cold", fresh_proc },
			{ "--one-cpu", one_cpu },
			{ "--realtime", realtime } };
	const size_t n = sizeof(options) / sizeof(options[0]);
	size_t i;

	for (; argv[0] && argv[0][0] == '-'; argv++) {
		for (i = 0; i < n && strcmp(argv[0], options[i].name) != 0; i++)
			;
		if (i == n)
			return NULL;
		if (options[i].prepare() < 0) {
			perror(argv[0]);
			return NULL;
		}
	}
	return argv[0] ? argv : NULL;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double started;
	int wstatus;
	pid_t pid;

	argv = argc > 1 ? prepare(argv + 1) : NULL;
	if (!argv)
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
