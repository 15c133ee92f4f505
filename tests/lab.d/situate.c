/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * situate: makes one kernel situation that libvirt does not make, prints one
 * line "ready pid=N [key=value...]", and holds it until stdin closes or
 * SIGTERM comes. This file is the frame, the situations are in the others.
 */
#define _GNU_SOURCE
#include "situate.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct situation *const tables[] = {
	tun_situations, macvtap_situations, hide_situations, proc_situations, trace_situations,
};

static struct {
	char line[4096];
	size_t len;
	pid_t holder;
	pid_t *children;
	size_t n_children;
	long uid;
	int ready_fd;
} state = { .uid = -1 };

void die(const char *fmt, ...)
{
	int errnum = errno;
	va_list ap;

	fputs("situate: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, ": %s\n", strerror(errnum));
	_exit(1);
}

void usage_error(const char *fmt, ...)
{
	va_list ap;

	fputs("situate: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	_exit(1);
}

int check(int result, const char *what)
{
	if (result < 0)
		die("%s", what);
	return result;
}

void say(const char *fmt, ...)
{
	size_t room = sizeof(state.line) - state.len;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(state.line + state.len, room, fmt, ap);
	va_end(ap);
	if (len < 0 || (size_t)len + 1 >= room)
		usage_error("too much to report");
	state.len += (size_t)len;
	state.line[state.len++] = ' ';
}

void say_holder(pid_t pid)
{
	state.holder = pid;
}

unsigned long parse_number(const char *text, unsigned long min, unsigned long max)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || n < min || n > max)
		usage_error("'%s' is not a number from %lu to %lu", text, min, max);
	return n;
}

void set_uid(const char *text)
{
	state.uid = (long)parse_number(text, 0, 0xfffffffeUL);
	check(setenv("VT_SITUATE_UID", text, 1), "setenv"); /* for fake_resume() */
}

void drop_uid(void)
{
	gid_t id = (gid_t)state.uid;
	int sig = 0;

	if (state.uid < 0)
		return;
	check(prctl(PR_GET_PDEATHSIG, &sig), "PR_GET_PDEATHSIG");
	check(setresgid(id, id, id), "setresgid");
	check(setresuid(id, id, id), "setresuid");
	/* Changing ids resets both; a QEMU after its exec is dumpable too. */
	check(prctl(PR_SET_PDEATHSIG, sig), "PR_SET_PDEATHSIG");
	check(prctl(PR_SET_DUMPABLE, 1), "PR_SET_DUMPABLE");
}

void die_with_parent(pid_t parent)
{
	check(prctl(PR_SET_PDEATHSIG, SIGKILL), "PR_SET_PDEATHSIG");
	/* A parent outside of our PID namespace is 0. */
	if (getppid() != parent && getppid() != 0)
		_exit(1);
}

void child_ready(void)
{
	drop_uid();
	if (write(state.ready_fd, "", 1) != 1)
		die("write to the parent");
	close(state.ready_fd);
}

static void child_main(void (*fn)(void *), void *arg)
{
	sigset_t none;

	check(sigemptyset(&none), "sigemptyset");
	check(sigprocmask(SIG_SETMASK, &none, NULL), "sigprocmask");
	if (fn)
		fn(arg);
	child_ready();
	for (;;)
		pause();
}

pid_t spawn(void (*fn)(void *), void *arg)
{
	pid_t self = getpid(), pid;
	int fds[2];
	char c;

	check(pipe(fds), "pipe");
	pid = check(fork(), "fork");
	if (pid == 0) {
		close(fds[0]);
		state.ready_fd = fds[1];
		die_with_parent(self);
		child_main(fn, arg);
	}
	close(fds[1]);
	state.children = reallocarray(state.children, state.n_children + 1, sizeof(pid_t));
	if (!state.children)
		die("reallocarray");
	state.children[state.n_children++] = pid;
	if (read(fds[0], &c, 1) != 1)
		_exit(1); /* the child has said why */
	close(fds[0]);
	return pid;
}

static void kill_children(void)
{
	for (size_t i = 0; i < state.n_children; i++)
		kill(state.children[i], SIGKILL);
	for (size_t i = 0; i < state.n_children; i++)
		while (waitpid(state.children[i], NULL, 0) < 0 && errno == EINTR)
			;
}

static void wait_for_end(int signal_fd)
{
	struct pollfd fds[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = signal_fd, .events = POLLIN },
	};
	char buf[256];

	for (;;) {
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			die("poll");
		}
		if (fds[1].revents || (fds[0].revents && read(STDIN_FILENO, buf, sizeof(buf)) <= 0))
			return;
	}
}

static void block_signals(sigset_t *ret_set)
{
	check(sigemptyset(ret_set), "sigemptyset");
	check(sigaddset(ret_set, SIGTERM), "sigaddset");
	check(sigaddset(ret_set, SIGINT), "sigaddset");
	check(sigaddset(ret_set, SIGHUP), "sigaddset");
	check(sigprocmask(SIG_BLOCK, ret_set, NULL), "sigprocmask");
}

void hold(void)
{
	sigset_t set;
	int fd;

	block_signals(&set);
	fd = check(signalfd(-1, &set, SFD_CLOEXEC), "signalfd");
	drop_uid();
	if (state.len)
		state.line[state.len - 1] = '\0';
	printf("ready pid=%d%s%s\n", state.holder ? state.holder : getpid(), state.len ? " " : "",
	       state.line);
	if (fflush(stdout) != 0)
		die("stdout");
	wait_for_end(fd);
	kill_children();
	exit(0); /* runs atexit: nodes that were made are removed */
}

static void print_help(void)
{
	puts("Usage: situate [uid N] SITUATION [ARGUMENT...]\n\n"
	     "Interface names take \\xNN escapes. SITUATION is one of:");
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (const struct situation *s = tables[t]; s->name; s++)
			printf("  %s %s\n", s->name, s->args);
}

static const struct situation *find(const char *name)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (const struct situation *s = tables[t]; s->name; s++)
			if (!strcmp(s->name, name))
				return s;
	return NULL;
}

int main(int argc, char **argv)
{
	const struct situation *situation;
	sigset_t set;

	block_signals(&set);
	if (getenv("VT_SITUATE_FAKE")) {
		fake_resume();
		hold();
	}
	if (argc > 2 && !strcmp(argv[1], "uid")) {
		set_uid(argv[2]);
		argc -= 2;
		argv += 2;
	}
	if (argc < 2)
		usage_error("a situation is missing (see --help)");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_help();
		return 0;
	}
	situation = find(argv[1]);
	if (!situation)
		usage_error("unknown situation '%s' (see --help)", argv[1]);
	if (argc - 2 < situation->min || argc - 2 > situation->max)
		usage_error("usage: %s %s", situation->name, situation->args);
	situation->make(argc - 1, argv + 1);
	hold();
}
