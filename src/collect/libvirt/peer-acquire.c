/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same socket may have several names: a container's is bound to a place of the host's, or a
 * link leads to it. What is beside such a name is another daemon's. So the connection itself is
 * asked, which libvirt has open in this process: the kernel tells who listens (SO_PEERCRED: the
 * daemon, or the systemd that activates it, which sees the same files), and by which name.
 *
 * A connection of our own would tell as well, and leave a line in the daemon's log each time.
 */
#include <config.h>

#include "collect/libvirt/peer-acquire.h"

#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "util/fd.h"
#include "util/str.h"

/* Who made a socket, and by which name; @pid is 0 where that is not seen from here. */
struct peer {
	int32_t pid;
	char name[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
};

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The other end of descriptor @number, if that is a connection to a path. */
static bool peer_of(int number, struct peer *ret)
{
	/* Its own, since another thread may close that number meanwhile. */
	VT_CLEANUP(vt_fd) int fd = fcntl(number, F_DUPFD_CLOEXEC, 3);
	struct sockaddr_un address = { .sun_family = AF_UNSPEC };
	struct ucred who = { 0 };
	socklen_t len = sizeof(address), size = sizeof(who);

	if (fd < 0 || getpeername(fd, (struct sockaddr *)&address, &len) < 0 ||
	    address.sun_family != AF_UNIX || len <= offsetof(struct sockaddr_un, sun_path) ||
	    *address.sun_path != '/' || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) < 0 ||
	    who.pid <= 0)
		return false;
	ret->pid = who.pid;
	memset(ret->name, 0, sizeof(ret->name));
	memcpy(ret->name, address.sun_path, sizeof(address.sun_path));
	return true;
}

/* It is the socket that the caller named, by its own name in the root of who made it. */
static bool is_socket(struct vt_arena *arena, const struct peer *p, const struct stat *socket)
{
	struct stat st;

	return stat(vt_arena_fmt(arena, "/proc/%d/root%s", p->pid, p->name), &st) == 0 &&
	       S_ISSOCK(st.st_mode) && same_file(&st, socket);
}

static bool find_peer(struct vt_arena *arena, const char *socket, struct peer *ret)
{
	VT_CLEANUP(vt_dir) DIR *dir = opendir("/proc/self/fd");
	const struct dirent *e;
	struct stat st;

	if (!dir || stat(socket, &st) < 0)
		return false;
	while ((e = readdir(dir)) != NULL) {
		int number = atoi(e->d_name);

		if (*e->d_name != '.' && peer_of(number, ret) && is_socket(arena, ret, &st))
			return true;
	}
	return false;
}

/* It sees the files that we see. */
static bool has_our_root(struct vt_arena *arena, int32_t pid)
{
	static const char *const places[] = { "ns/mnt", "root/." };
	struct stat own, other;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (stat(vt_arena_fmt(arena, "/proc/self/%s", places[i]), &own) < 0 ||
		    stat(vt_arena_fmt(arena, "/proc/%d/%s", pid, places[i]), &other) < 0 ||
		    !same_file(&own, &other))
			return false;
	return true;
}

/*
 * A session's daemon has its state beside its socket; the system's, which may have its socket
 * anywhere (unix_sock_dir), below the directory that it was built for. /var/run is a link to /run.
 */
static const char *dir_of(struct vt_arena *arena, const struct peer *p, bool session)
{
	static const char link[] = "/var/run/", own[] = "/libvirt";
	const char *name = strncmp(p->name, link, strlen(link)) ? p->name : p->name + 4;
	size_t n = (size_t)(strrchr(name, '/') - name);

	if (!session && (n < strlen(own) || strncmp(name + n - strlen(own), own, strlen(own)) != 0))
		return "/run/libvirt";
	return vt_arena_strn(arena, name, n);
}

bool vt_peer_find(struct vt_arena *arena, const char *socket, bool session, struct vt_peer *ret)
{
	const char *dir;
	struct peer p;
	struct stat st;

	*ret = (struct vt_peer){ 0 };
	if (!find_peer(arena, socket, &p))
		return false;
	dir = dir_of(arena, &p, session);
	ret->run_dir = has_our_root(arena, p.pid) ?
			       dir :
			       vt_arena_fmt(arena, "/proc/%d/root%s", p.pid, dir);
	if (stat(vt_arena_fmt(arena, "/proc/%d/ns/net", p.pid), &st) == 0)
		ret->netns = st.st_ino;
	return true;
}

size_t vt_peer_root_len(const char *path)
{
	static const char proc[] = "/proc/", root[] = "/root";
	const char *number = path + strlen(proc);
	size_t n = strncmp(path, proc, strlen(proc)) ? 0 : strspn(number, "0123456789");

	if (!n || strncmp(number + n, root, strlen(root)) != 0 || number[n + strlen(root)] != '/')
		return 0;
	return strlen(proc) + n + strlen(root);
}
