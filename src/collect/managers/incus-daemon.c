/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A daemon is a process of root's, so that nobody else decides whom a scan
 * connects to, or makes systemd start a daemon by a name. Its environment moves
 * its directories (INCUS_DIR) and its socket (INCUS_SOCKET): internal/util/paths.go
 * and internal/server/sys/os.go of Incus, lxd/sys of LXD.
 */
#include <config.h>

#include "collect/managers/incus-daemon.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "collect/process/procread.h"
#include "util/fd.h"
#include "util/str.h"

#define N_OF(array) (sizeof(array) / sizeof(*(array)))

/* @below: where PID files are in the directory that @dir names. */
static const struct program {
	const char *manager, *name, *dir, *socket, *below;
} programs[] = {
	{ "incus", "incusd", "INCUS_DIR", "INCUS_SOCKET", "run" },
	{ "lxd", "lxd", "LXD_DIR", "LXD_SOCKET", "logs" },
};

static const struct vt_incus_daemon usual[] = {
	{ "incus", "/run/incus/unix.socket", "/run/incus" },
	{ "incus", "/var/lib/incus/unix.socket", "/run/incus" },
	{ "lxd", "/var/snap/lxd/common/lxd/unix.socket", "/var/snap/lxd/common/lxd/logs" },
	{ "lxd", "/var/lib/lxd/unix.socket", "/var/log/lxd" },
};

/* What a daemon's environment moved still ends so. */
#define SOCKET_NAME "/unix.socket"
#define SOCKETS_MAX ((size_t)4 << 20)
#define ENVIRON_MAX ((size_t)128 << 10)

static bool may_run(void)
{
	VT_BUF_OF(sockets);

	for (size_t i = 0; i < N_OF(usual); i++)
		if (access(usual[i].socket, F_OK) == 0)
			return true;
	return vt_procread_file(AT_FDCWD, "/proc/net/unix", SOCKETS_MAX, &sockets) == 0 &&
	       strstr(sockets.p, SOCKET_NAME "\n");
}

static bool is_path_of(const char *exe, const char *name)
{
	const char *slash = strrchr(exe, '/');
	size_t n = strlen(name);

	return slash && !strncmp(slash + 1, name, n) &&
	       (!slash[1 + n] || !strcmp(slash + 1 + n, " (deleted)"));
}

/* By its executable: a name, anybody may take. Who may not read that sees the name. */
static const struct program *program_of(int proc)
{
	VT_BUF_OF(comm);
	char exe[4096];

	if (vt_procread_file(proc, "comm", 64, &comm) < 0 || !comm.len)
		return NULL;
	comm.p[strcspn(comm.p, "\n")] = '\0';
	for (size_t i = 0; i < N_OF(programs); i++)
		if (!strcmp(comm.p, programs[i].name))
			return vt_procread_link(proc, "exe", exe, sizeof(exe)) < 0 ||
					       is_path_of(exe, programs[i].name) ?
				       &programs[i] :
				       NULL;
	return NULL;
}

/* Root's altogether: what is setuid has the environment of who started it. */
static bool is_roots(int proc)
{
	VT_BUF_OF(status);

	return vt_procread_file(proc, "status", 8192, &status) == 0 &&
	       strstr(status.p, "\nUid:\t0\t0\t0\t0\n");
}

/* Not of a container's, whose files are elsewhere. */
static bool is_of_this_host(int proc)
{
	uint64_t its = vt_procread_ns(proc, "ns/pid");

	return !its || its == vt_procread_ns(AT_FDCWD, "/proc/self/ns/pid");
}

/*
 * "incusd forkproxy" and the like live on when the daemon is stopped; and then
 * systemd would start it for who connects. The daemon has options only.
 */
static bool is_daemon(int proc)
{
	VT_BUF_OF(cmdline);
	size_t first;

	if (!is_roots(proc) || !is_of_this_host(proc) ||
	    vt_procread_file(proc, "cmdline", 4096, &cmdline) < 0 || !cmdline.len)
		return false;
	first = strlen(cmdline.p) + 1;
	return first >= cmdline.len || cmdline.p[first] == '-';
}

/* An absolute path; who may not read the environment takes the usual places. */
static const char *variable(const struct vt_buf *environ, const char *name)
{
	size_t n = strlen(name);

	for (size_t at = 0; at < environ->len; at += strlen(environ->p + at) + 1)
		if (!strncmp(environ->p + at, name, n) && environ->p[at + n] == '=')
			return environ->p[at + n + 1] == '/' ? environ->p + at + n + 1 : NULL;
	return NULL;
}

static const struct vt_incus_daemon *usual_of(const struct program *program)
{
	for (size_t i = 0; i < N_OF(usual); i++)
		if (!strcmp(usual[i].manager, program->manager) &&
		    access(usual[i].socket, F_OK) == 0)
			return &usual[i];
	return NULL;
}

/* False where it has no socket, or none yet. */
static bool describe(struct vt_arena *arena, int proc, const struct program *program,
		     struct vt_incus_daemon *ret)
{
	VT_BUF_OF(environ);
	const struct vt_incus_daemon *place = usual_of(program);
	const char *dir = NULL, *socket = NULL;

	if (vt_procread_file(proc, "environ", ENVIRON_MAX, &environ) == 0) {
		dir = variable(&environ, program->dir);
		socket = variable(&environ, program->socket);
	}
	*ret = place ? *place : (struct vt_incus_daemon){ program->manager, NULL, NULL };
	if (dir) {
		ret->socket = vt_arena_fmt(arena, "%s" SOCKET_NAME, dir);
		ret->run_dir = vt_arena_fmt(arena, "%s/%s", dir, program->below);
	}
	if (socket)
		ret->socket = vt_arena_str(arena, socket);
	return ret->socket && access(ret->socket, F_OK) == 0;
}

static bool is_known(const struct vt_incus_daemon *known, size_t n, const char *socket)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(known[i].socket, socket))
			return true;
	return false;
}

size_t vt_incus_daemons(struct vt_arena *arena, bool thorough, struct vt_incus_daemon *ret)
{
	VT_CLEANUP(vt_dir) DIR *proc = thorough || may_run() ? opendir("/proc") : NULL;
	const struct dirent *entry;
	size_t n = 0;
	int32_t pid;

	while (proc && n < VT_INCUS_DAEMONS_MAX && (entry = readdir(proc)) != NULL) {
		VT_CLEANUP(vt_fd) int fd = -1;
		const struct program *program;

		if (vt_parse_pid(entry->d_name, &pid) < 0 || (fd = vt_procread_open(pid)) < 0)
			continue;
		program = program_of(fd);
		if (program && is_daemon(fd) && describe(arena, fd, program, &ret[n]) &&
		    !is_known(ret, n, ret[n].socket))
			n++;
	}
	return n;
}
