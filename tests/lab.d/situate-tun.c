/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * situate: taps and tuns by their life cycle and place: held, persistent,
 * renamed, moved, deleted; and the device helpers of the other files.
 */
#define _GNU_SOURCE
#include "situate.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

const char *ifname_arg(char *name)
{
	char *text = name, *out = name;

	while (*text) {
		if (text[0] == '\\' && text[1] == 'x' && isxdigit((unsigned char)text[2]) &&
		    isxdigit((unsigned char)text[3])) {
			char hex[3] = { text[2], text[3], '\0' };

			*out++ = (char)strtoul(hex, NULL, 16);
			text += 4;
		} else {
			*out++ = *text++;
		}
	}
	*out = '\0';
	if (out == name || strlen(name) != (size_t)(out - name) || out - name >= IFNAMSIZ)
		usage_error("bad interface name of %zu bytes", (size_t)(out - name));
	return name;
}

static struct ifreq ifreq_of(const char *ifname, int flags)
{
	struct ifreq ifr = { .ifr_flags = (short)flags };

	memcpy(ifr.ifr_name, ifname, strlen(ifname));
	return ifr;
}

int tun_open(void)
{
	return check(open("/dev/net/tun", O_RDWR | O_CLOEXEC), "/dev/net/tun");
}

static int attach(const char *ifname, int flags)
{
	struct ifreq ifr = ifreq_of(ifname, flags);
	int fd = tun_open();

	check(ioctl(fd, TUNSETIFF, &ifr), "TUNSETIFF");
	return fd;
}

int tap_attach(const char *ifname, int flags)
{
	return attach(ifname, IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | flags);
}

void tap_attach_queues(const char *ifname, bool multi, unsigned int n, int *ret_fds)
{
	for (unsigned int i = 0; i < n; i++)
		ret_fds[i] = tap_attach(ifname, multi ? IFF_MULTI_QUEUE : 0);
}

unsigned int multi_queue_arg(int argc, char **argv, int *pos)
{
	if (strcmp(argv[*pos], "--multi-queue") || *pos + 1 >= argc)
		return 0;
	*pos += 1;
	return (unsigned int)parse_number(argv[*pos], 1, MAX_QUEUES);
}

static void rtnl_talk(int fd, struct nlmsghdr *nlh)
{
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr err;
		char rest[512];
	} answer;

	check((int)send(fd, nlh, nlh->nlmsg_len, 0), "netlink send");
	check((int)recv(fd, &answer, sizeof(answer), 0), "netlink recv");
	if (answer.nlh.nlmsg_type != NLMSG_ERROR)
		usage_error("unexpected netlink answer %u", answer.nlh.nlmsg_type);
	errno = -answer.err.error;
	if (answer.err.error)
		die("netlink");
}

/* One request about one link, with at most one 32-bit attribute. */
static void rtnl_link(unsigned short type, const char *ifname, unsigned short attr, uint32_t value)
{
	struct {
		struct nlmsghdr nlh;
		struct ifinfomsg ifi;
		struct rtattr rta;
		uint32_t value;
	} msg = {
		.nlh = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)),
			 .nlmsg_type = type,
			 .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.ifi.ifi_index = (int)if_nametoindex(ifname),
		.rta = { .rta_len = RTA_LENGTH(sizeof(uint32_t)), .rta_type = attr },
		.value = value,
	};
	int fd;

	if (!msg.ifi.ifi_index)
		die("link '%s'", ifname);
	if (attr)
		msg.nlh.nlmsg_len = sizeof(msg);
	fd = check(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "netlink socket");
	rtnl_talk(fd, &msg.nlh);
	close(fd);
}

void link_move(const char *ifname, int netns_fd)
{
	rtnl_link(RTM_NEWLINK, ifname, IFLA_NET_NS_FD, (uint32_t)netns_fd);
}

void link_delete(const char *ifname)
{
	rtnl_link(RTM_DELLINK, ifname, 0, 0);
}

static int netns_open(void)
{
	return check(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), "ns/net");
}

int netns_enter_new(void)
{
	int old = netns_open();

	check(unshare(CLONE_NEWNET), "unshare net");
	return old;
}

void netns_return(int fd)
{
	check(setns(fd, CLONE_NEWNET), "setns");
	close(fd);
}

unsigned long netns_inode(int fd)
{
	struct stat st;

	if (fd < 0)
		check(stat("/proc/thread-self/ns/net", &st), "ns/net");
	else
		check(fstat(fd, &st), "ns/net");
	return (unsigned long)st.st_ino;
}

int netns_spawn(pid_t *ret_pid)
{
	int old = netns_enter_new(), fd = netns_open();

	*ret_pid = spawn(NULL, NULL);
	netns_return(old);
	return fd;
}

void say_fds(const int *fds, unsigned int n)
{
	say("fd=%d", fds[0]);
	for (unsigned int i = 1; i < n; i++)
		say("fd%u=%d", i + 1, fds[i]);
}

struct hold_options {
	unsigned int queues, detach;
	bool multi, persist, tun;
};

static struct hold_options hold_tap_options(int argc, char **argv)
{
	struct hold_options o = { .queues = 1 };

	for (int i = 2; i < argc; i++) {
		unsigned int queues = multi_queue_arg(argc, argv, &i);

		if (queues) {
			o.queues = queues;
			o.multi = true;
		} else if (!strcmp(argv[i], "--persist")) {
			o.persist = true;
		} else if (!strcmp(argv[i], "--tun")) {
			o.tun = true;
		} else if (!strcmp(argv[i], "--detach") && i + 1 < argc) {
			o.detach = (unsigned int)parse_number(argv[++i], 1, o.queues);
		} else if (!strcmp(argv[i], "--comm") && i + 1 < argc) {
			check(prctl(PR_SET_NAME, argv[++i]), "PR_SET_NAME");
		} else {
			usage_error("hold-tap: bad option '%s'", argv[i]);
		}
	}
	return o;
}

static void make_hold_tap(int argc, char **argv)
{
	struct hold_options o = hold_tap_options(argc, argv);
	const char *ifname = ifname_arg(argv[1]);
	struct ifreq detach = ifreq_of(ifname, IFF_DETACH_QUEUE);
	int fds[MAX_QUEUES];

	if (o.tun)
		for (unsigned int i = 0; i < o.queues; i++)
			fds[i] = attach(ifname,
					IFF_TUN | IFF_NO_PI | (o.multi ? IFF_MULTI_QUEUE : 0));
	else
		tap_attach_queues(ifname, o.multi, o.queues, fds);
	if (o.persist)
		check(ioctl(fds[0], TUNSETPERSIST, 1), "TUNSETPERSIST");
	for (unsigned int i = 0; i < o.detach; i++)
		check(ioctl(fds[o.queues - 1 - i], TUNSETQUEUE, &detach), "TUNSETQUEUE");
	say_fds(fds, o.queues);
	say("ifindex=%u", if_nametoindex(ifname));
}

static void make_attach_persistent(int argc, char **argv)
{
	const char *ifname = ifname_arg(argv[1]);
	bool multi = argc > 2 && !strcmp(argv[2], "--multi-queue");
	int fd;

	if (!if_nametoindex(ifname))
		die("link '%s'", ifname);
	fd = tap_attach(ifname, multi ? IFF_MULTI_QUEUE : 0);
	say_fds(&fd, 1);
}

/* Keepers are forked before the attach, or they would be holders too. */
static void hold_in_new_netns(const char *ifname, bool keeper)
{
	int old = netns_enter_new(), fd;

	if (keeper)
		say("pid2=%d", spawn(NULL, NULL));
	fd = tap_attach(ifname, 0);
	say_fds(&fd, 1);
	say("ifindex=%u", if_nametoindex(ifname));
	say("netns=%lu", netns_inode(-1));
	netns_return(old);
}

static void make_hold_tap_netns(int argc, char **argv)
{
	(void)argc;
	hold_in_new_netns(ifname_arg(argv[1]), true);
}

static void make_netns_by_fd(int argc, char **argv)
{
	(void)argc;
	hold_in_new_netns(ifname_arg(argv[1]), false);
}

static void make_move_tap(int argc, char **argv)
{
	const char *ifname = ifname_arg(argv[1]);
	pid_t keeper;
	int netns = netns_spawn(&keeper), fd = tap_attach(ifname, 0);

	(void)argc;
	link_move(ifname, netns);
	say_fds(&fd, 1);
	say("pid2=%d netns=%lu", keeper, netns_inode(netns));
	close(netns);
}

static void make_rename_tap(int argc, char **argv)
{
	const char *old = ifname_arg(argv[1]), *new = ifname_arg(argv[2]);
	struct ifreq ifr = ifreq_of(old, 0);
	int fd = tap_attach(old, 0), s;

	(void)argc;
	memset(ifr.ifr_newname, 0, sizeof(ifr.ifr_newname));
	memcpy(ifr.ifr_newname, new, strlen(new));
	s = check(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
	check(ioctl(s, SIOCSIFNAME, &ifr), "SIOCSIFNAME");
	close(s);
	say_fds(&fd, 1);
}

static void make_unattached(int argc, char **argv)
{
	int fd = tun_open();

	(void)argc;
	(void)argv;
	say_fds(&fd, 1);
}

static void make_deleted_tap(int argc, char **argv)
{
	const char *ifname = ifname_arg(argv[1]);
	int fd = tap_attach(ifname, 0);

	(void)argc;
	link_delete(ifname);
	say_fds(&fd, 1);
}

const struct situation tun_situations[] = {
	{ "hold-tap", 1, 12, "IF [--multi-queue N] [--persist] [--tun] [--detach K] [--comm NAME]",
	  make_hold_tap },
	{ "attach-persistent", 1, 2, "IF [--multi-queue]", make_attach_persistent },
	{ "hold-tap-netns", 1, 1, "IF", make_hold_tap_netns },
	{ "netns-by-fd", 1, 1, "IF", make_netns_by_fd },
	{ "move-tap", 1, 1, "IF", make_move_tap },
	{ "rename-tap", 2, 2, "OLD NEW", make_rename_tap },
	{ "unattached", 0, 0, "", make_unattached },
	{ "deleted-tap", 1, 1, "IF", make_deleted_tap },
	{ .name = NULL },
};
