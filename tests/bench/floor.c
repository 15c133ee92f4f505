/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The least that a scan of /proc for tun descriptors can do, as a measure for
 * others: list every descriptor of every process, ask each for its device
 * number, read fdinfo of those that are /dev/net/tun, print the holder.
 */
#include <config.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TUN_MAJOR 10
#define TUN_MINOR 200

/* As getdents64(2) has it. */
struct entry {
	uint64_t inode;
	int64_t offset;
	uint16_t length;
	uint8_t type;
	char name[];
};

static void print_holder(int proc, const char *pid, const char *fd)
{
	char path[64], text[1024];
	ssize_t n;
	char *iff;
	int info;

	snprintf(path, sizeof(path), "%s/fdinfo/%s", pid, fd);
	info = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return;
	n = read(info, text, sizeof(text) - 1);
	close(info);
	if (n <= 0)
		return;
	text[n] = '\0';
	iff = strstr(text, "iff:");
	if (iff)
		printf("%s %s %.*s\n", pid, fd, (int)strcspn(iff + 5, "\n"), iff + 5);
}

static void look_at(int proc, int dir, const char *pid, const char *fd)
{
	struct statx stx;

	if (statx(dir, fd, AT_STATX_DONT_SYNC, STATX_TYPE, &stx) == 0 &&
	    stx.stx_rdev_major == TUN_MAJOR && stx.stx_rdev_minor == TUN_MINOR)
		print_holder(proc, pid, fd);
}

static void scan(int proc, const char *pid)
{
	_Alignas(struct entry) char buffer[32768];
	char path[64];
	ssize_t n;
	int dir;

	snprintf(path, sizeof(path), "%s/fd", pid);
	dir = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return;
	while ((n = syscall(SYS_getdents64, dir, buffer, sizeof(buffer))) > 0)
		for (ssize_t at = 0; at < n;) {
			const struct entry *e = (const void *)(buffer + at);

			if (e->name[0] != '.')
				look_at(proc, dir, pid, e->name);
			at += e->length;
		}
	close(dir);
}

int main(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	if (!proc)
		return 2;
	while ((entry = readdir(proc)) != NULL)
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			scan(dirfd(proc), entry->d_name);
	closedir(proc);
	return 0;
}
