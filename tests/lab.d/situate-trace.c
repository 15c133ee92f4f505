/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * situate: a descriptor that another process loses without its doing, as no
 * QEMU does any more by itself since 10.0: its netdev_del waits for the NIC.
 */
#define _GNU_SOURCE
#include "situate.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __x86_64__

#define SYSCALL_INSTRUCTION 0x050f
#define TRIES 1000

static void wait_stopped(pid_t pid)
{
	int status;

	check(waitpid(pid, &status, __WALL), "waitpid");
	if (!WIFSTOPPED(status))
		usage_error("process %d has ended", pid);
}

/* Stopped in a system call: behind that instruction, which can be used again. */
static void stop_in_syscall(pid_t pid, struct user_regs_struct *ret)
{
	check((int)ptrace(PTRACE_SEIZE, pid, NULL, NULL), "PTRACE_SEIZE");
	for (int i = 0; i < TRIES; i++) {
		check((int)ptrace(PTRACE_INTERRUPT, pid, NULL, NULL), "PTRACE_INTERRUPT");
		wait_stopped(pid);
		check((int)ptrace(PTRACE_GETREGS, pid, NULL, ret), "PTRACE_GETREGS");
		if ((ptrace(PTRACE_PEEKTEXT, pid, ret->rip - 2, NULL) & 0xffff) ==
		    SYSCALL_INSTRUCTION)
			return;
		check((int)ptrace(PTRACE_CONT, pid, NULL, NULL), "PTRACE_CONT");
		usleep(1000);
	}
	usage_error("process %d makes no system call", pid);
}

static long call(pid_t pid, const struct user_regs_struct *at, long number, long a, long b)
{
	struct user_regs_struct regs = *at;

	regs.rip -= 2;
	regs.rax = (unsigned long)number;
	regs.orig_rax = (unsigned long)-1; /* it does not go on with the old one first */
	regs.rdi = (unsigned long)a;
	regs.rsi = (unsigned long)b;
	check((int)ptrace(PTRACE_SETREGS, pid, NULL, &regs), "PTRACE_SETREGS");
	check((int)ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL), "PTRACE_SINGLESTEP");
	wait_stopped(pid);
	check((int)ptrace(PTRACE_GETREGS, pid, NULL, &regs), "PTRACE_GETREGS");
	if ((long)regs.rax < 0)
		usage_error("process %d: system call %ld fails: %ld", pid, number, (long)regs.rax);
	return (long)regs.rax;
}

/* An epoll of nothing takes its place: the process waits for it in vain,
 * where a closed one would keep it busy. */
static void make_take_away(int argc, char **argv)
{
	pid_t pid = (pid_t)parse_number(argv[1], 1, INT32_MAX);
	struct user_regs_struct at;

	stop_in_syscall(pid, &at);
	for (int i = 2; i < argc; i++) {
		long fd = (long)parse_number(argv[i], 0, INT32_MAX);
		long idle = call(pid, &at, SYS_epoll_create1, 0, 0);

		call(pid, &at, SYS_dup2, idle, fd);
		call(pid, &at, SYS_close, idle, 0);
	}
	check((int)ptrace(PTRACE_SETREGS, pid, NULL, &at), "PTRACE_SETREGS");
	check((int)ptrace(PTRACE_DETACH, pid, NULL, NULL), "PTRACE_DETACH");
}

#else

static void make_take_away(int argc, char **argv)
{
	(void)argc;
	usage_error("%s: not for this machine", argv[0]);
}

#endif

const struct situation trace_situations[] = {
	{ "take-away", 2, 256, "PID FD...", make_take_away },
	{ .name = NULL },
};
