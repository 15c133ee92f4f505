/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks a path by components; each is opened with O_PATH first, and then looked at. */
#include <config.h>

#include "collect/recording/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/fd.h"

#define MAX_LINKS 16

static int walk(int from, const char *path, unsigned int *links, int *ret);

/* Another user's link could lead root anywhere. */
static bool is_trusted(const struct stat *link)
{
	return geteuid() != 0 || link->st_uid == 0;
}

/* Open @name in @dir, or what it links to. */
static int step(int dir, const char *name, unsigned int *links, int *ret)
{
	VT_CLEANUP(vt_fd) int next = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	char target[PATH_MAX];
	struct stat st;
	ssize_t n;

	if (next < 0 || fstat(next, &st) < 0)
		return -errno;
	if (!S_ISLNK(st.st_mode)) {
		*ret = vt_take_fd(&next);
		return 0;
	}
	if (!is_trusted(&st) || !(*links)--)
		return -ELOOP;
	/* By descriptor: the name may refer to something else by now. */
	n = readlinkat(next, "", target, sizeof(target) - 1);
	if (n < 0)
		return -errno;
	target[n] = '\0';
	return walk(dir, target, links, ret);
}

static int walk(int from, const char *path, unsigned int *links, int *ret)
{
	VT_CLEANUP(vt_fd) int dir = openat(from, *path == '/' ? "/" : ".", O_PATH | O_CLOEXEC);
	char name[NAME_MAX + 1];

	if (dir < 0)
		return -errno;
	for (size_t n; *(path += strspn(path, "/")); path += n) {
		int next, r;

		n = strcspn(path, "/");
		if (n > NAME_MAX)
			return -ENAMETOOLONG;
		memcpy(name, path, n);
		name[n] = '\0';
		r = step(dir, name, links, &next);
		if (r)
			return r;
		close(dir);
		dir = next;
	}
	*ret = vt_take_fd(&dir);
	return 0;
}

int vt_place_open(const char *path, struct vt_place *ret)
{
	const char *slash = strrchr(path, '/');
	unsigned int links = MAX_LINKS;
	char dir[PATH_MAX];
	size_t n = slash ? (size_t)(slash - path) + 1 : 0;

	*ret = (struct vt_place){ .dir = -1, .name = path + n };
	if (n >= sizeof(dir))
		return -ENAMETOOLONG;
	memcpy(dir, path, n);
	dir[n] = '\0';
	return walk(AT_FDCWD, dir, &links, &ret->dir);
}

void vt_place_close(struct vt_place *place)
{
	if (place->dir >= 0)
		close(place->dir);
	place->dir = -1;
}

int vt_place_create(const struct vt_place *place, char *ret, unsigned int size)
{
	unsigned long long random;
	int fd;

	for (unsigned int i = 0; i < 100; i++) {
		if (getrandom(&random, sizeof(random), 0) < 0)
			return -errno;
		snprintf(ret, size, ".virt-taps-%016llx", random);
		fd = openat(place->dir, ret, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			    0600);
		if (fd >= 0 || errno != EEXIST)
			return fd >= 0 ? fd : -errno;
	}
	return -EEXIST;
}
