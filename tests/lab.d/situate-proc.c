/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * situate: processes that look like others, and very many of them.
 */
#define _GNU_SOURCE
#include "situate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAX_ARGV_BYTES (1024 * 1024)

/* An argument vector from a file in the format of /proc/PID/cmdline. */
static char **read_argv(const char *path)
{
	static char text[MAX_ARGV_BYTES + 1];
	FILE *file = fopen(path, "re");
	size_t len, n = 0;
	char **argv;

	if (!file)
		die("%s", path);
	len = fread(text, 1, MAX_ARGV_BYTES, file);
	fclose(file);
	if (!len)
		usage_error("%s: is empty", path);
	argv = calloc(len + 2, sizeof(*argv));
	if (!argv)
		die("calloc");
	for (char *arg = text; arg < text + len; arg += strlen(arg) + 1)
		argv[n++] = arg;
	return argv;
}

static void exec_as(char **argv, const char *comm, int fd)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", fd);
	check(setenv("VT_SITUATE_FAKE", text, 1), "setenv");
	if (comm)
		check(setenv("VT_SITUATE_COMM", comm, 1), "setenv");
	execv("/proc/self/exe", argv);
	die("exec");
}

/* IF or IF:QUEUES; the first of its descriptors, which survive the exec. */
static int hold_taps(char *arg)
{
	char *queues = strchr(arg, ':');
	unsigned long n = queues ? parse_number(queues + 1, 1, MAX_QUEUES) : 1;
	int fds[MAX_QUEUES];

	if (queues)
		*queues = '\0';
	tap_attach_queues(ifname_arg(arg), queues, (unsigned int)n, fds);
	for (unsigned long i = 0; i < n; i++)
		check(fcntl(fds[i], F_SETFD, 0), "F_SETFD");
	return fds[0];
}

static void make_fake_cmdline(int argc, char **argv)
{
	const char *comm = NULL;
	char **fake = NULL;
	int fd = -1, i;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if (i + 1 < argc && !strcmp(argv[i], "--hold"))
			fd = hold_taps(argv[++i]);
		else if (i + 1 < argc && !strcmp(argv[i], "--uid"))
			set_uid(argv[++i]);
		else if (i + 1 < argc && !strcmp(argv[i], "--comm"))
			comm = argv[++i];
		else if (!fake)
			fake = read_argv(argv[i]);
		else
			usage_error("fake-cmdline: bad option '%s'", argv[i]);
	}
	if (i + 1 < argc && !fake)
		fake = argv + i + 1;
	if (!fake || !fake[0])
		usage_error("fake-cmdline: an argument vector is missing");
	exec_as(fake, comm ? comm : basename(fake[0]), fd);
}

void fake_resume(void)
{
	const char *uid = getenv("VT_SITUATE_UID"), *comm = getenv("VT_SITUATE_COMM");
	int fd = atoi(getenv("VT_SITUATE_FAKE"));

	if (uid)
		set_uid(uid);
	if (comm)
		check(prctl(PR_SET_NAME, comm), "PR_SET_NAME");
	if (fd >= 0)
		say_fds(&fd, 1);
}

static void make_many(int argc, char **argv)
{
	unsigned long files = parse_number(argv[1], 1, 1000000);
	unsigned long procs = argc > 2 ? parse_number(argv[2], 0, 1000000) : files;
	struct rlimit limit = { files + 64, files + 64 };

	/* The processes first: each would have a copy of the files. */
	for (unsigned long i = 0; i < procs; i++)
		spawn(NULL, NULL);
	check(setrlimit(RLIMIT_NOFILE, &limit), "RLIMIT_NOFILE");
	for (unsigned long i = 0; i < files; i++)
		check(eventfd(0, EFD_CLOEXEC), "eventfd");
	say("files=%lu processes=%lu", files, procs);
}

const struct situation proc_situations[] = {
	{ "fake-cmdline", 1, 4096,
	  "[--hold IF[:QUEUES]]... [--uid N] [--comm NAME] FILE | -- ARGV...", make_fake_cmdline },
	{ "many", 1, 2, "COUNT [PROCESSES]", make_many },
	{ .name = NULL },
};
