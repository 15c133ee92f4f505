/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds ways into network namespaces. What is not a namespace or has gone is
 * not listed; what is one and cannot be opened is, with the reason.
 */
#include <config.h>

#include "collect/kernel/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "collect/process/fdcopy.h"
#include "util/fd.h"
#include "util/search.h"

/* Descriptors that the rest of the program may need beside the list's. */
#define FD_HEADROOM 224
#define NSFS_MAGIC 0x6e736673

static int cmp_ref(const void *row, const void *inode)
{
	uint64_t a = ((const struct vt_netns_ref *)row)->inode, b = *(const uint64_t *)inode;

	return (a > b) - (a < b);
}

/* Position of @inode, or where it belongs. */
static size_t find_ref(const struct vt_netns_list *list, uint64_t inode)
{
	return vt_vec_search(&list->refs, &inode, cmp_ref);
}

static struct vt_netns_ref *listed_ref(const struct vt_netns_list *list, uint64_t inode)
{
	size_t i = find_ref(list, inode);

	return i < list->refs.n && list->refs.v[i].inode == inode ? &list->refs.v[i] : NULL;
}

bool vt_netns_listed(const struct vt_netns_list *list, uint64_t inode)
{
	return listed_ref(list, inode);
}

static struct vt_netns_ref *insert_ref(struct vt_netns_list *list, uint64_t inode)
{
	size_t i = find_ref(list, inode);

	vt_vec_add(&list->refs);
	memmove(&list->refs.v[i + 1], &list->refs.v[i],
		(list->refs.n - 1 - i) * sizeof(*list->refs.v));
	list->refs.v[i] = (struct vt_netns_ref){ .inode = inode, .fd = -1 };
	return &list->refs.v[i];
}

/* A name that somebody gave says more than the path of a process, and a path more than words. */
static int rank_path(const char *path)
{
	if (path[0] != '/')
		return path[0] != '\0';
	return strncmp(path, "/proc/", strlen("/proc/")) ? 3 : 2;
}

static void offer_path(struct vt_netns_ref *ref, const char *path)
{
	if (rank_path(path) > rank_path(ref->path))
		snprintf(ref->path, sizeof(ref->path), "%s", path);
}

/* The soft limit becomes the hard one when the list nears it; false when that is near too. */
static bool make_fd_room(struct vt_netns_list *list)
{
	const size_t used = list->refs.n;
	struct rlimit lim;

	if (used < list->room || getrlimit(RLIMIT_NOFILE, &lim) < 0)
		return true;
	if (used + FD_HEADROOM >= lim.rlim_cur) {
		lim.rlim_cur = lim.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &lim) < 0)
			return false;
	}
	list->room = lim.rlim_cur > FD_HEADROOM ? lim.rlim_cur - FD_HEADROOM : 0;
	return used < list->room;
}

static void add_inode(struct vt_netns_list *list, uint64_t inode, int fd, int error,
		      const char *path)
{
	VT_CLEANUP(vt_fd) int owned = fd;
	struct vt_netns_ref *ref = listed_ref(list, inode);

	if (!ref) {
		ref = insert_ref(list, inode);
		ref->error = error;
	}
	offer_path(ref, path);
	if (ref->fd >= 0 || owned < 0)
		return;
	if (!make_fd_room(list)) {
		ref->error = EMFILE;
		return;
	}
	ref->fd = vt_take_fd(&owned);
	ref->error = 0;
}

void vt_netns_list_done(struct vt_netns_list *list)
{
	for (size_t i = 0; i < list->refs.n; i++)
		if (list->refs.v[i].fd >= 0)
			close(list->refs.v[i].fd);
	vt_vec_done(&list->refs);
	vt_vec_done(&list->mounts);
}

void vt_netns_add_fd(struct vt_netns_list *list, int fd, const char *path)
{
	VT_CLEANUP(vt_fd) int owned = fd;
	struct stat st;

	/* Since 4.11; anything that is no nsfs file says ENOTTY. */
	if (fd < 0 || ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET || fstat(fd, &st) < 0)
		return;
	list->nsfs = st.st_dev;
	add_inode(list, st.st_ino, vt_take_fd(&owned), 0, path);
}

/* Also one that is known and could not be opened: nothing may be lost silently at the limit of
 * descriptors. */
void vt_netns_add_ref(struct vt_netns_list *list, const struct vt_netns_ref *ref)
{
	int fd = -1, error = ref->error;

	if (ref->fd >= 0 && make_fd_room(list)) {
		fd = fcntl(ref->fd, F_DUPFD_CLOEXEC, 0);
		error = fd < 0 ? errno : 0;
	} else if (ref->fd >= 0) {
		error = EMFILE;
	}
	if (ref->fd < 0)
		vt_netns_add_unopened(list, ref->inode, error, ref->owner, ref->path);
	else
		add_inode(list, ref->inode, fd, error, ref->path);
}

/* "net:[4026531840]" -> its number; 0 when the text is another. */
static uint64_t parse_link(const char *text)
{
	const size_t start = strlen("net:[");
	size_t len = strlen(text);
	char number[32];
	uint64_t inode = 0;

	if (strncmp(text, "net:[", start) || text[len - 1] != ']' || len - start > sizeof(number))
		return 0;
	memcpy(number, text + start, len - start - 1);
	number[len - start - 1] = '\0';
	return vt_parse_u64(number, &inode) < 0 ? 0 : inode;
}

/* Inode that the nsfs link at @path names, without opening it; 0 or -errno. */
static int read_ns_link(int dirfd, const char *path, uint64_t *ret)
{
	char text[64];
	ssize_t n = readlinkat(dirfd, path, text, sizeof(text) - 1);

	if (n < 0)
		return -errno;
	text[n] = '\0';
	*ret = parse_link(text);
	return *ret ? 0 : -EBADMSG;
}

static int open_ns(int dirfd, const char *path)
{
	/* A stale name may be anything, even a FIFO. */
	int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

int vt_netns_add_at(struct vt_netns_list *list, int dirfd, const char *name, int32_t pid,
		    uint64_t *ret_inode)
{
	struct vt_netns_ref *ref;
	char path[64];
	int fd, r;

	*ret_inode = 0;
	r = read_ns_link(dirfd, name, ret_inode);
	if (r < 0)
		return r;
	ref = listed_ref(list, *ret_inode);
	if (ref && ref->fd >= 0 && rank_path(ref->path) > 1)
		return 0;
	snprintf(path, sizeof(path), "/proc/%" PRId32 "/ns/net", pid);
	if (ref && ref->fd >= 0) {
		offer_path(ref, path);
		return 0;
	}
	if (!make_fd_room(list)) {
		add_inode(list, *ret_inode, -1, EMFILE, path);
		return 0;
	}
	fd = open_ns(dirfd, name);
	if (fd < 0)
		return fd;
	vt_netns_add_fd(list, fd, path);
	return 0;
}

void vt_netns_add_copy(struct vt_netns_list *list, int32_t tid, bool thread, int fd)
{
	VT_CLEANUP(vt_fd) int pidfd = -1;
	char path[64];
	struct statx stx;

	/* Most numbers show that they lead nowhere new; then no file system is asked. */
	snprintf(path, sizeof(path), "/proc/%" PRId32 "/fd/%d", tid, fd);
	if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_INO, &stx) == 0 &&
	    vt_netns_listed(list, stx.stx_ino))
		return;
	pidfd = vt_fdcopy_pidfd(tid, thread);
	if (pidfd >= 0)
		vt_netns_add_fd(list, vt_fdcopy_take(pidfd, fd), "a descriptor");
}

int vt_netns_add_pid(struct vt_netns_list *list, int32_t pid, uint64_t *ret_inode)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%" PRId32 "/ns/net", pid);
	return vt_netns_add_at(list, AT_FDCWD, path, pid, ret_inode);
}

/* The listed one that the file is, without opening it; NULL = that has to be seen. */
static struct vt_netns_ref *ref_of_file(const struct vt_netns_list *list, int dirfd,
					const char *name)
{
	struct vt_netns_ref *ref;
	struct stat st;

	if (!list->nsfs || fstatat(dirfd, name, &st, 0) < 0 || st.st_dev != list->nsfs)
		return NULL;
	ref = listed_ref(list, st.st_ino);
	return ref && ref->fd >= 0 ? ref : NULL;
}

int vt_netns_open_place(int place)
{
	char path[48];
	struct statfs fs;

	if (fstatfs(place, &fs) < 0 || fs.f_type != NSFS_MAGIC)
		return -ENOENT;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", place);
	return open_ns(AT_FDCWD, path);
}

/* What is at a path may be another thing by now, which opening would wake. */
static int open_path(int dirfd, const char *name)
{
	VT_CLEANUP(vt_fd) int place = openat(dirfd, name, O_PATH | O_CLOEXEC);

	return place < 0 ? -errno : vt_netns_open_place(place);
}

static void add_directory(struct vt_netns_list *list, const char *directory)
{
	VT_CLEANUP(vt_dir) DIR *dir = opendir(directory);
	const struct dirent *entry;
	char path[sizeof(entry->d_name) + 32];

	while (dir && (entry = readdir(dir))) {
		struct vt_netns_ref *ref;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		ref = ref_of_file(list, dirfd(dir), entry->d_name);
		if (ref)
			offer_path(ref, path);
		else
			vt_netns_add_fd(list, open_path(AT_FDCWD, path), path);
	}
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Undoes \040 and the like, in place. */
static void unescape_mount(char *s)
{
	char *to = s;

	while (*s) {
		if (s[0] == '\\' && is_octal(s[1]) && is_octal(s[2]) && is_octal(s[3])) {
			*to++ = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

/* "ID PARENT MAJ:MIN net:[INODE] MOUNTPOINT ..."; the root tells that it is one. */
uint64_t vt_netns_of_mount(char *line, char **ret_point)
{
	char *saved = NULL, *root = NULL;

	for (int i = 0; i < 4; i++)
		root = strtok_r(i ? NULL : line, " ", &saved);
	*ret_point = strtok_r(NULL, " ", &saved);
	if (!root || !*ret_point)
		return 0;
	unescape_mount(*ret_point);
	return parse_link(root);
}

static void add_mount(struct vt_netns_list *list, char *line)
{
	const struct vt_netns_ref *ref;
	char *point;
	uint64_t inode = vt_netns_of_mount(line, &point);
	int fd = -ENOENT;

	if (!inode)
		return;
	ref = listed_ref(list, inode);
	if (!ref || ref->fd < 0) {
		fd = open_path(AT_FDCWD, point);
		vt_netns_add_fd(list, fd, point);
	}
	/* Hidden below another mount, or not to be opened: it is there all the same. */
	add_inode(list, inode, -1, fd < 0 ? -fd : ENOENT, point);
}

void vt_netns_add_unopened(struct vt_netns_list *list, uint64_t inode, int error, uint32_t owner,
			   const char *path)
{
	struct vt_netns_ref *ref = listed_ref(list, inode);

	if (ref)
		return;
	ref = insert_ref(list, inode);
	ref->error = error;
	ref->owner = owner;
	offer_path(ref, path);
}

void vt_netns_add_named(struct vt_netns_list *list)
{
	VT_CLEANUP(vt_file) FILE *file = fopen("/proc/self/mountinfo", "re");
	VT_CLEANUP(vt_free) char *line = NULL;
	size_t size = 0;

	add_directory(list, "/run/netns");
	add_directory(list, "/var/run/netns");
	while (file && getline(&line, &size, file) > 0)
		add_mount(list, line);
}

uint32_t vt_netns_owner(int fd)
{
	VT_CLEANUP(vt_fd) int userns = ioctl(fd, NS_GET_USERNS);
	uid_t uid = 0;

	return userns >= 0 && ioctl(userns, NS_GET_OWNER_UID, &uid) == 0 ? uid : 0;
}

uint64_t vt_netns_own(void)
{
	uint64_t inode = 0;

	return read_ns_link(AT_FDCWD, "/proc/thread-self/ns/net", &inode) < 0 ? 0 : inode;
}
