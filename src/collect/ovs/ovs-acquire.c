/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks ovs-vsctl, which only reads (list). */
#include <config.h>

#include "collect/ovs/ovs-acquire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

#include "util/fd.h"

#define OUTPUT_MAX (32u << 20)

extern char **environ;

static const char *find_program(void)
{
	static const char *const places[] = { "/usr/bin/ovs-vsctl", "/usr/local/bin/ovs-vsctl",
					      "/usr/sbin/ovs-vsctl" };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

/* Where its database listens: a host that has only the tools has no ports. */
static bool has_database(void)
{
	static const char *const places[] = { "/run/openvswitch/db.sock",
					      "/var/run/openvswitch/db.sock",
					      "/usr/local/var/run/openvswitch/db.sock" };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (access(places[i], F_OK) == 0)
			return true;
	return getenv("OVS_RUNDIR");
}

bool vt_ovs_runs(void)
{
	return find_program() && has_database();
}

static int spawn(const char *program, int timeout_ms, int out, pid_t *ret)
{
	char seconds[32], *argv[] = {
		(char[]){ "ovs-vsctl" },
		seconds,
		(char[]){ "--format=json" },
		(char[]){ "--columns=name,datapath_type,ports,fail_mode,controller" },
		(char[]){ "list" },
		(char[]){ "Bridge" },
		(char[]){ "--" },
		(char[]){ "--columns=_uuid,name,interfaces,tag,trunks,vlan_mode,fake_bridge" },
		(char[]){ "list" },
		(char[]){ "Port" },
		(char[]){ "--" },
		(char[]){ "--columns=_uuid,name,type,options,external_ids,error" },
		(char[]){ "list" },
		(char[]){ "Interface" },
		NULL
	};
	posix_spawn_file_actions_t actions;
	int r;

	snprintf(seconds, sizeof(seconds), "--timeout=%d", timeout_ms / 1000 + 1);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	r = posix_spawn(ret, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return -r;
}

/* Reads to the end, but not longer than @timeout_ms without a byte. */
static bool read_all(int fd, int timeout_ms, struct vt_buf *ret)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char chunk[8192];
	ssize_t n;

	while (ret->len < OUTPUT_MAX && poll(&p, 1, timeout_ms) > 0) {
		n = read(fd, chunk, sizeof(chunk));
		if (n <= 0)
			return n == 0;
		vt_buf_add(ret, chunk, (size_t)n);
	}
	return false;
}

void vt_ovs_acquire(struct vt_raw *raw, int timeout_ms)
{
	const char *program = find_program();
	VT_CLEANUP(vt_fd) int in = -1;
	VT_BUF_OF(text);
	int pipes[2], status = -1;
	bool whole;
	pid_t pid;

	if (!program || !has_database() || pipe2(pipes, O_CLOEXEC) < 0)
		return;
	in = pipes[0];
	if (spawn(program, timeout_ms, pipes[1], &pid) < 0) {
		close(pipes[1]);
		return;
	}
	close(pipes[1]);
	whole = read_all(in, timeout_ms, &text);
	if (!whole)
		kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	if (whole && status == 0)
		raw->ovs = vt_arena_strn(raw->arena, text.p ? text.p : "", text.len);
	else
		vt_raw_gap(raw, VT_GAP_OVS_UNREADABLE, "Open vSwitch", "ovs-vsctl gave no answer");
}
