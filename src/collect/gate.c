/* SPDX-License-Identifier: GPL-2.0-or-later */
/* openat2() where there is one (since 5.6), else a walk by components. */
#include <config.h>

#include "collect/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include "util/fd.h"
#include "util/syscalls.h"

/* Of one user in one scan. A session has a few domains of 10 KB each. */
#define USER_BYTES (UINT64_C(8) << 20)
#define USER_FILES 4096
/* Ten thousand domains are 200 MB. */
#define ROOT_BYTES (UINT64_C(1) << 30)
#define ROOT_FILES 1000000

/* --- budgets ------------------------------------------------------------- */

void vt_gate_purse_done(struct vt_gate_purse *purse)
{
	vt_vec_done(&purse->accounts);
}

const struct vt_gate_account *vt_gate_spender(const struct vt_gate_purse *purse, size_t i)
{
	for (size_t k = 0; k < purse->accounts.n; k++)
		if (purse->accounts.v[k].spent && i-- == 0)
			return &purse->accounts.v[k];
	return NULL;
}

static struct vt_gate_account *account_of(struct vt_gate_purse *purse, uint32_t uid, bool inside)
{
	struct vt_gate_account *a;

	for (size_t i = 0; i < purse->accounts.n; i++) {
		a = &purse->accounts.v[i];
		if (a->uid == uid && a->inside == inside)
			return a;
	}
	a = vt_vec_add(&purse->accounts);
	a->uid = uid;
	a->inside = inside;
	return a;
}

/* The directory's owner pays, whoever owns the file. */
static int spend(const struct vt_gate *gate, uint64_t files, uint64_t bytes)
{
	struct vt_gate_purse *purse = gate->purse;
	struct vt_gate_account *a = account_of(purse, gate->uid, gate->way == VT_GATE_INSIDE);
	uint64_t max_bytes = purse->bytes ? purse->bytes : USER_BYTES;
	uint64_t max_files = purse->files ? purse->files : USER_FILES;

	if (!a->uid && !a->inside) {
		max_bytes = ROOT_BYTES;
		max_files = ROOT_FILES;
	}
	if (bytes > max_bytes - a->bytes || files > max_files - a->files) {
		a->spent = true;
		return -EDQUOT;
	}
	a->bytes += bytes;
	a->files += files;
	return 0;
}

/* --- the way ------------------------------------------------------------- */

/* What is there is no link, and a directory where that is wanted. @fd is taken. */
static int check_place(int fd, bool directory)
{
	VT_CLEANUP(vt_fd) int owned = fd;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (S_ISLNK(st.st_mode))
		return -ELOOP;
	return directory && !S_ISDIR(st.st_mode) ? -ENOTDIR : vt_take_fd(&owned);
}

/* A step of the walk; what is a link is opened as the link that it is. */
static int step(int dirfd, const char *name, bool directory)
{
	if (!strcmp(name, ".."))
		return -EXDEV;
	return check_place(openat(dirfd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC), directory);
}

/* The first part of @path, and where the next begins. */
static int next_part(const char **path, char *ret, size_t size)
{
	const size_t n = strcspn(*path, "/");

	if (n >= size)
		return -ENAMETOOLONG;
	memcpy(ret, *path, n);
	ret[n] = '\0';
	*path += n + strspn(*path + n, "/");
	return 0;
}

static int walk(int dirfd, const char *path, bool directory)
{
	VT_CLEANUP(vt_fd) int at = -1;
	char part[NAME_MAX + 1];

	if (*path == '/')
		return -EXDEV;
	while (*path) {
		int fd = next_part(&path, part, sizeof(part));

		if (fd == 0)
			fd = step(at < 0 ? dirfd : at, part, *path || directory);
		if (fd < 0)
			return fd;
		if (at >= 0)
			close(at);
		at = fd;
	}
	return at < 0 ? -ENOENT : vt_take_fd(&at);
}

/* A place beneath @dirfd (O_PATH), whatever it is, except a link. */
static int open_place(int dirfd, const char *path, bool directory)
{
	struct open_how how = { .flags = O_PATH | O_NOFOLLOW | O_CLOEXEC,
				.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
					   RESOLVE_NO_MAGICLINKS };
	int fd = (int)syscall(SYS_openat2, dirfd, path, &how, sizeof(how));

	/* EPERM is a container's filter of system calls from before 5.6. */
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		return walk(dirfd, path, directory);
	return check_place(fd, directory);
}

/* --- as whom ------------------------------------------------------------- */

/* Of this thread alone. */
struct guise {
	uid_t uid;
	gid_t gid;
	bool changed;
};

static bool needs_guise(const struct vt_gate *gate)
{
	return gate->way == VT_GATE_USERS && gate->uid != 0 && geteuid() == 0;
}

static void drop_guise(struct guise *g)
{
	int saved = errno;

	if (g->changed) {
		setfsuid(g->uid);
		setfsgid(g->gid);
	}
	errno = saved;
}

/*
 * When root becomes somebody else for files, the kernel takes its capabilities for files away
 * (capabilities(7)). setfsuid() never fails: what has become of it must be asked.
 */
static int take_guise(const struct vt_gate *gate, struct guise *g)
{
	if (!needs_guise(gate))
		return 0;
	g->gid = (gid_t)setfsgid(gate->gid);
	g->uid = (uid_t)setfsuid(gate->uid);
	g->changed = true;
	return (uid_t)setfsuid((uid_t)-1) == gate->uid && (gid_t)setfsgid((gid_t)-1) == gate->gid ?
		       0 :
		       -EPERM;
}

#define GUISE_OF(name) __attribute__((cleanup(drop_guise))) struct guise name = { 0 }

/* --- directories --------------------------------------------------------- */

static int adopt(int fd, enum vt_gate_way way, struct vt_gate_purse *purse, struct vt_gate *ret)
{
	VT_CLEANUP(vt_fd) int owned = fd;
	struct stat st;

	ret->fd = -1;
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	*ret = (struct vt_gate){ .fd = vt_take_fd(&owned),
				 .uid = st.st_uid,
				 .gid = st.st_gid,
				 .way = way,
				 .purse = purse };
	return 0;
}

/*
 * Part by part, from the first directory on that is another user's as that
 * user: even looking up a name in that user's file system may mean waiting for that user.
 */
static int open_users(const char *path, struct vt_gate_purse *purse, struct vt_gate *ret)
{
	char part[NAME_MAX + 1];
	GUISE_OF(guise);
	int r = adopt(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC), VT_GATE_USERS, purse, ret);

	for (path += strspn(path, "/"); r == 0 && *path;) {
		struct vt_gate above = *ret;
		int fd;

		ret->fd = -1; /* it is closed with @above */
		r = next_part(&path, part, sizeof(part));
		fd = r < 0 ? r : step(above.fd, part, true);
		r = fd < 0 ? fd : adopt(fd, VT_GATE_USERS, purse, ret);
		vt_gate_close(&above);
		if (r == 0 && !guise.changed)
			r = take_guise(ret, &guise);
	}
	if (r < 0)
		vt_gate_close(ret);
	return r;
}

int vt_gate_open(const char *path, enum vt_gate_way way, struct vt_gate_purse *purse,
		 struct vt_gate *ret)
{
	int fd;

	*ret = (struct vt_gate)VT_GATE_CLOSED;
	if (way != VT_GATE_USERS) {
		fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
		return fd < 0 ? -errno : adopt(fd, way, purse, ret);
	}
	return open_users(path, purse, ret);
}

int vt_gate_enter(const struct vt_gate *gate, const char *name, struct vt_gate *ret)
{
	GUISE_OF(guise);
	int r = take_guise(gate, &guise);

	*ret = (struct vt_gate)VT_GATE_CLOSED;
	if (r < 0)
		return r;
	r = open_place(gate->fd, name, true);
	return r < 0 ? r : adopt(r, gate->way, gate->purse, ret);
}

void vt_gate_close(struct vt_gate *gate)
{
	if (gate->fd >= 0)
		close(gate->fd);
	gate->fd = -1;
}

/* --- files --------------------------------------------------------------- */

static int check(const struct vt_gate *gate, const struct stat *st, size_t max)
{
	if (!S_ISREG(st->st_mode))
		return -EINVAL;
	/* A second name may belong to a file that its owner never meant for us. */
	if (st->st_nlink != 1)
		return -EMLINK;
	if (gate->way != VT_GATE_INSIDE && st->st_uid != 0 && st->st_uid != gate->uid)
		return -EPERM;
	return st->st_size < 0 || (uint64_t)st->st_size > max ? -EFBIG : 0;
}

/* The file at this place itself: no name is looked up again. */
static int reopen(int place, int flags)
{
	char path[48];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", place);
	fd = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int open_file(const struct vt_gate *gate, const char *name, size_t max,
		     struct stat *ret_stat)
{
	VT_CLEANUP(vt_fd) int place = -1;
	GUISE_OF(guise);
	struct stat st;
	int r = take_guise(gate, &guise);

	if (r < 0)
		return r;
	place = open_place(gate->fd, name, false);
	if (place < 0)
		return place;
	if (fstat(place, &st) < 0)
		return -errno;
	r = check(gate, &st, max);
	if (r == 0)
		r = spend(gate, 1, 0);
	if (ret_stat)
		*ret_stat = st;
	return r < 0 ? r : reopen(place, O_RDONLY);
}

int vt_gate_file(const struct vt_gate *gate, const char *name, size_t max, struct stat *ret_stat)
{
	return open_file(gate, name, max, ret_stat);
}

/* @cut: what is beyond @max does not matter. */
static int read_file(const struct vt_gate *gate, const char *name, size_t max, bool cut,
		     struct stat *ret_stat, struct vt_buf *ret)
{
	VT_CLEANUP(vt_fd) int fd = open_file(gate, name, cut ? SIZE_MAX : max, ret_stat);
	const size_t before = ret->len;
	char chunk[4096];

	if (fd < 0)
		return fd;
	vt_buf_add(ret, "", 0);
	for (;;) {
		size_t room = max - (ret->len - before);
		size_t want = room < sizeof(chunk) ? room + !cut : sizeof(chunk);
		ssize_t n = want ? read(fd, chunk, want) : 0;
		int r;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		if ((size_t)n > room)
			return -EFBIG;
		r = spend(gate, 0, (uint64_t)n);
		if (r < 0)
			return r;
		vt_buf_add(ret, chunk, (size_t)n);
	}
}

int vt_gate_read(const struct vt_gate *gate, const char *name, size_t max, struct vt_buf *ret)
{
	return read_file(gate, name, max, false, NULL, ret);
}

int vt_gate_read_stat(const struct vt_gate *gate, const char *name, size_t max,
		      struct stat *ret_stat, struct vt_buf *ret)
{
	return read_file(gate, name, max, false, ret_stat, ret);
}

int vt_gate_head(const struct vt_gate *gate, const char *name, size_t max, struct vt_buf *ret)
{
	return read_file(gate, name, max, true, NULL, ret);
}

static DIR *open_listing(const struct vt_gate *gate)
{
	GUISE_OF(guise);
	int fd = take_guise(gate, &guise);

	if (fd == 0)
		fd = reopen(gate->fd, O_RDONLY | O_DIRECTORY);
	if (fd < 0) {
		errno = -fd;
		return NULL;
	}
	return fdopendir(fd);
}

int vt_gate_list(const struct vt_gate *gate, int (*fn)(void *arg, const char *name), void *arg)
{
	VT_CLEANUP(vt_dir) DIR *dir = open_listing(gate);
	const struct dirent *entry;
	int r = 0;

	if (!dir)
		return -errno;
	while (r >= 0 && (errno = 0, entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		r = spend(gate, 1, 0);
		if (r == 0)
			r = fn(arg, entry->d_name);
	}
	return r < 0 ? r : -errno;
}

const char *vt_gate_strerror(int r)
{
	switch (-r) {
	case ELOOP:
		return "is a symbolic link";
	case EINVAL:
		return "is not a regular file";
	case EMLINK:
		return "has several names (hard links)";
	case EPERM:
		return "belongs to another user";
	case EFBIG:
		return "is too large";
	case EDQUOT:
		return "is beyond what is read of one user";
	default:
		return strerror(-r);
	}
}
