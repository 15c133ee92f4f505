/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NAME.pid and NAME.xml of libvirt's state directory, undecoded.
 *
 * The domain's own process keeps NAME.pid open and write-locked for life
 * (virPidFileAcquirePath in the child), so F_GETLK names the living process,
 * for any user, without trusting the number in the file.
 */
#include <config.h>

#include "collect/libvirt/statedir.h"

#include <fcntl.h>

#include "collect/process/procread.h"
#include "util/cleanup.h"

/* A status file is a domain's XML and some more. */
#define STATUS_MAX (8u << 20)

/* The part of @uri that names the driver; "qemu+unix" is qemu. */
static const char *driver_of(struct vt_arena *arena, const char *uri)
{
	return vt_arena_strn(arena, uri, strcspn(uri, "+:"));
}

static const char *session_dir(struct vt_arena *arena, const char *driver)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR"), *home = getenv("HOME");

	if (runtime && *runtime)
		return vt_arena_fmt(arena, "%s/libvirt/%s/run", runtime, driver);
	return home ? vt_arena_fmt(arena, "%s/.cache/libvirt/%s/run", home, driver) : NULL;
}

/* Another user's session is named by its socket: DIR/libvirt-sock beside
 * DIR/qemu/run. */
static const char *socket_dir(struct vt_arena *arena, const char *uri, const char *driver)
{
	const char *socket = strstr(uri, "socket="), *end;

	if (!socket)
		return session_dir(arena, driver);
	socket += strlen("socket=");
	end = socket + strcspn(socket, "&");
	while (end > socket && *end != '/')
		end--;
	return vt_arena_fmt(arena, "%.*s/%s/run", (int)(end - socket), socket, driver);
}

/* Root directory of an embedded driver: qemu:///embed?root=DIR */
static const char *embed_dir(struct vt_arena *arena, const char *uri, const char *driver)
{
	const char *root = strstr(uri, "root=");

	if (!root)
		return NULL;
	root += strlen("root=");
	return vt_arena_fmt(arena, "%.*s/run/%s", (int)strcspn(root, "&"), root, driver);
}

static const char *state_dir(struct vt_raw_conn *c)
{
	const char *driver = driver_of(c->arena, c->uri);
	const char *path = strstr(c->uri, ":///");

	if (!path || (strcmp(driver, "qemu") && strcmp(driver, "ch")))
		return NULL;
	path += strlen(":///");
	if (!strncmp(path, "session", 7)) {
		c->session = true;
		return socket_dir(c->arena, c->uri, driver);
	}
	if (!strncmp(path, "embed", 5))
		return embed_dir(c->arena, c->uri, driver);
	return vt_arena_fmt(c->arena, "/run/libvirt/%s", driver);
}

static const char *config_dir(struct vt_raw_conn *c)
{
	const char *driver = driver_of(c->arena, c->uri);
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (strstr(c->uri, "/embed"))
		return NULL;
	if (!c->session)
		return vt_arena_fmt(c->arena, "/etc/libvirt/%s", driver);
	if (config && *config)
		return vt_arena_fmt(c->arena, "%s/libvirt/%s", config, driver);
	return home ? vt_arena_fmt(c->arena, "%s/.config/libvirt/%s", home, driver) : NULL;
}

static int32_t lock_owner(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_GETLK, &lock) < 0 || lock.l_type == F_UNLCK)
		return 0;
	return lock.l_pid > 0 ? lock.l_pid : VT_LOCKED_BY_UNSEEN;
}

static bool has_suffix(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n > m && !strcmp(s + n - m, suffix);
}

/* The PID is an attribute of the root element. */
static const char *status_head(struct vt_raw_conn *c, int dirfd, const char *file)
{
	VT_CLEANUP(vt_fd) int fd = openat(dirfd, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char head[1024];
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));

	return n < 0 ? NULL : vt_arena_strn(c->arena, head, (size_t)n);
}

static void read_pidfile(struct vt_raw_conn *c, int dirfd, const char *dir, const char *file)
{
	VT_CLEANUP(vt_fd) int fd = openat(dirfd, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct vt_raw_pidfile *row;
	char content[32] = "";
	ssize_t n;

	/* driver.pid is the daemon's own; a domain of that name shares it and
	 * is found by its status file or UUID. */
	if (fd < 0 || !strcmp(file, "driver.pid") || has_suffix(file, "-pr-helper0.pid"))
		return;
	n = read(fd, content, sizeof(content) - 1);
	content[n > 0 ? n : 0] = '\0';
	content[strcspn(content, "\n")] = '\0';
	row = vt_vec_add(&c->pidfiles);
	row->path = vt_arena_fmt(c->arena, "%s/%s", dir, file);
	row->name = vt_arena_strn(c->arena, file, strlen(file) - strlen(".pid"));
	row->content = vt_arena_str(c->arena, content);
	row->owner = lock_owner(fd);
	row->status = status_head(c, dirfd, vt_arena_fmt(c->arena, "%s.xml", row->name));
}

/* The status file of a domain whose PID file is gone. */
static void read_lone_status(struct vt_raw_conn *c, int dirfd, const char *file)
{
	const char *name = vt_arena_strn(c->arena, file, strlen(file) - strlen(".xml"));
	struct vt_raw_pidfile *row;

	if (faccessat(dirfd, vt_arena_fmt(c->arena, "%s.pid", name), F_OK, 0) == 0 &&
	    strcmp(name, "driver") != 0)
		return;
	row = vt_vec_add(&c->pidfiles);
	row->name = name;
	row->status = status_head(c, dirfd, file);
}

/* False when a file could not be read: then they are not the whole truth. */
static bool read_domain(struct vt_raw_conn *c, int dirfd, const char *file, bool status)
{
	struct vt_raw_domain *row;
	VT_BUF_OF(text);

	if (vt_procread_file(dirfd, file, STATUS_MAX, &text) < 0)
		return false;
	row = vt_vec_add(&c->domains);
	row->name = vt_arena_strn(c->arena, file, strlen(file) - strlen(".xml"));
	row->xml = vt_arena_strn(c->arena, text.p, text.len);
	row->id = -1;
	row->active = row->status = status;
	row->config = !status;
	return true;
}

/* Every NAME.xml of a directory; false when any was not readable. */
static bool read_domains(struct vt_raw_conn *c, const char *path, bool status)
{
	VT_CLEANUP(vt_dir) DIR *dir = path ? opendir(path) : NULL;
	bool complete = dir;
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		if (has_suffix(entry->d_name, ".xml"))
			complete = read_domain(c, dirfd(dir), entry->d_name, status) && complete;
	return complete;
}

void vt_statedir_acquire(struct vt_raw_conn *c)
{
	const char *path = state_dir(c);
	VT_CLEANUP(vt_dir) DIR *dir = path ? opendir(path) : NULL;
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL) {
		if (has_suffix(entry->d_name, ".pid"))
			read_pidfile(c, dirfd(dir), path, entry->d_name);
		else if (has_suffix(entry->d_name, ".xml"))
			read_lone_status(c, dirfd(dir), entry->d_name);
	}
	if (c->ok)
		return;
	c->status_files = read_domains(c, path, true);
	if (c->status_files)
		c->config_files = read_domains(c, config_dir(c), false);
	else
		c->domains.n = 0;
}
