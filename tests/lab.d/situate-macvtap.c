/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * situate: macvtaps and ipvtaps held through their own character devices.
 */
#define _GNU_SOURCE
#include "situate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static char made_node[256];

static void remove_node(void)
{
	unlink(made_node);
}

/* The name of the node, tapN, is only to be had from the directory. */
static const char *find_tap(const char *ifname)
{
	static char name[64];
	char path[64];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/class/net/%s", ifname);
	dir = opendir(path);
	if (!dir)
		die("%s", path);
	while ((entry = readdir(dir)))
		if (!strncmp(entry->d_name, "tap", 3))
			break;
	if (!entry)
		usage_error("'%s' has no tap device: no macvtap or ipvtap", ifname);
	if (strlen(entry->d_name) >= sizeof(name))
		usage_error("'%s': odd name of a tap device", entry->d_name);
	strcpy(name, entry->d_name);
	closedir(dir);
	return name;
}

static dev_t read_dev(const char *ifname, const char *tap)
{
	unsigned int major, minor;
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/%s/dev", ifname, tap);
	file = fopen(path, "re");
	if (!file)
		die("%s", path);
	if (fscanf(file, "%u:%u", &major, &minor) != 2)
		usage_error("%s: not a device number", path);
	fclose(file);
	return makedev(major, minor);
}

/* devtmpfs has no node, or that of another namespace's device: make one. */
static void make_node(const char *tap, dev_t dev)
{
	const char *dir = getenv("VT_LAB_DIR");

	snprintf(made_node, sizeof(made_node), "%s/%s", dir ? dir : "/tmp", tap);
	check(mknod(made_node, S_IFCHR | 0600, dev), made_node);
	atexit(remove_node);
}

static void open_macvtap(const char *ifname, unsigned int n, int *ret_fds)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	const char *tap = find_tap(ifname);
	dev_t dev = read_dev(ifname, tap);
	char path[64];
	const char *node = path;
	struct stat st;

	snprintf(path, sizeof(path), "/dev/%s", tap);
	if (stat(path, &st) < 0 || !S_ISCHR(st.st_mode) || st.st_rdev != dev) {
		make_node(tap, dev);
		node = made_node;
	}
	if (n > 1)
		ifr.ifr_flags |= IFF_MULTI_QUEUE;
	for (unsigned int i = 0; i < n; i++) {
		ret_fds[i] = check(open(node, O_RDWR | O_CLOEXEC), node);
		check(ioctl(ret_fds[i], TUNSETIFF, &ifr), "TUNSETIFF");
	}
	say_fds(ret_fds, n);
	say("node=%s rdev=%u:%u", node, major(dev), minor(dev));
}

static void make_hold_macvtap(int argc, char **argv)
{
	unsigned int n = argc > 2 ? (unsigned int)parse_number(argv[2], 1, MAX_QUEUES) : 1;
	int fds[MAX_QUEUES];

	open_macvtap(ifname_arg(argv[1]), n, fds);
}

static void make_macvtap_deleted(int argc, char **argv)
{
	const char *ifname = ifname_arg(argv[1]);
	int fd;

	(void)argc;
	open_macvtap(ifname, 1, &fd);
	link_delete(ifname);
}

static void make_macvtap_moved(int argc, char **argv)
{
	const char *ifname = ifname_arg(argv[1]);
	pid_t keeper;
	int netns = netns_spawn(&keeper), fd;

	(void)argc;
	open_macvtap(ifname, 1, &fd);
	link_move(ifname, netns);
	say("pid2=%d netns=%lu", keeper, netns_inode(netns));
	close(netns);
}

const struct situation macvtap_situations[] = {
	{ "hold-macvtap", 1, 2, "IF [N]", make_hold_macvtap },
	{ "macvtap-deleted", 1, 1, "IF", make_macvtap_deleted },
	{ "macvtap-moved", 1, 1, "IF", make_macvtap_moved },
	{ .name = NULL },
};
