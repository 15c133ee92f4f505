/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network namespaces of one's own. */
#define _GNU_SOURCE
#include "hostile.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Without rights it takes a user namespace. */
static void own_namespace(int more)
{
	if (unshare(CLONE_NEWNET | more) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET | more) < 0)
		fail("unshare");
}

static int make_tap(const char *name, int persist)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open_tun();

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (ioctl(fd, TUNSETIFF, &ifr) < 0 || ioctl(fd, TUNSETPERSIST, persist) < 0)
		fail(name);
	return fd;
}

void do_churn(void)
{
	many_files();
	own_namespace(0);
	for (int i = 0; i < 600; i++) {
		char name[16];

		snprintf(name, sizeof(name), "still%d", i);
		make_tap(name, 0);
	}
	puts("ready");
	fflush(stdout);
	for (unsigned int i = 0;; i++) {
		char name[16];

		snprintf(name, sizeof(name), "churn%u", i % 1000);
		close(make_tap(name, 0));
	}
}

void do_links(int n)
{
	own_namespace(0);
	for (int i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof(name), "many%d", i);
		close(make_tap(name, 1));
	}
	stay();
}

void do_spaces(int n)
{
	int ready[2];
	char c = 0;

	if (pipe(ready) < 0)
		fail("pipe");
	for (int i = 0; i < n; i++) {
		if (fork() > 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		own_namespace(0);
		make_tap("space0", 0);
		(void)!write(ready[1], &c, 1);
		stay_for_child();
	}
	for (int i = 0; i < n; i++)
		(void)!read(ready[0], &c, 1);
	stay();
}

/* rtnetlink takes one name at a time. */
static void add_altname(int fd, int ifindex, const char *name)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg link;
		struct rtattr list, attr;
		char name[128];
	} m = { .head = { .nlmsg_len = sizeof(m),
			  .nlmsg_type = RTM_NEWLINKPROP,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_APPEND | NLM_F_CREATE |
					 NLM_F_EXCL },
		.link = { .ifi_index = ifindex },
		.list = { 2 * sizeof(struct rtattr) + sizeof(m.name),
			  IFLA_PROP_LIST | NLA_F_NESTED },
		.attr = { sizeof(struct rtattr) + sizeof(m.name), IFLA_ALT_IFNAME } };
	char answer[4096];

	snprintf(m.name, sizeof(m.name), "%s", name);
	(void)!send(fd, &m, sizeof(m), 0);
	(void)!recv(fd, answer, sizeof(answer), 0);
}

void do_altnames(int n, int m)
{
	int fd;

	own_namespace(0);
	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	for (int i = 0; i < n; i++) {
		char name[128];

		snprintf(name, sizeof(name), "long%d", i);
		close(make_tap(name, 1));
		for (int k = 0; k < m; k++) {
			memset(name, 'x', sizeof(name) - 1);
			name[sizeof(name) - 1] = '\0';
			name[snprintf(name, sizeof(name), "%d.%d", i, k)] = '_';
			add_altname(fd, (int)if_nametoindex("lo") + i + 1, name);
		}
	}
	stay();
}

void do_holds(const char *name)
{
	own_namespace(0);
	make_tap(name, 0);
	stay();
}

/* A child makes it and ends: nothing but the descriptor of its tap keeps the namespace. */
void do_tapfd(const char *name)
{
	int pair[2], fd = -1;
	char control[CMSG_SPACE(sizeof(int))] = { 0 }, byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
		fail("socketpair");
	if (fork() == 0) {
		own_namespace(0);
		fd = make_tap(name, 0);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(head), &fd, sizeof(fd));
		_exit(sendmsg(pair[0], &msg, 0) < 0);
	}
	if (recvmsg(pair[1], &msg, 0) < 0)
		fail("recvmsg");
	wait(NULL);
	stay();
}

/* The child makes it, and ends; its descriptor came before. */
void do_nsfd(const char *name)
{
	int before = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), kept;

	own_namespace(0);
	close(make_tap(name, 1));
	kept = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (kept < 0 || setns(before, CLONE_NEWNET) < 0)
		fail("setns");
	stay();
}

void do_nsmount(const char *dir, const char *name)
{
	int before = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	char path[512];

	snprintf(path, sizeof(path), "%s/ns", dir);
	close(open(path, O_CREAT | O_RDONLY, 0600));
	own_namespace(CLONE_NEWNS);
	close(make_tap(name, 1));
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	if (mount("/proc/self/ns/net", path, NULL, MS_BIND, NULL) < 0)
		fail("mount");
	if (setns(before, CLONE_NEWNET) < 0)
		fail("setns");
	stay();
}
