/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Live, as root: links of namespaces that exist for this test only. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "collect/kernel/netns.h"
#include "collect/kernel/rtlink.h"
#include "collect/kernel/rtnl.h"
#include "util/fd.h"

#include "tap.h"

#define TIMEOUT 30000
#define MANY 300

VT_DEFINE_CLEANUP(facts, struct vt_facts *, vt_facts_free)
VT_DEFINE_CLEANUP(raw, struct vt_raw *, vt_raw_free)

#define LIST_OF(name) __attribute__((cleanup(vt_netns_list_done))) struct vt_netns_list name = { 0 }

static bool sh(const char *command)
{
	return system(command) == 0;
}

/* A queue of @name; -1 on failure. */
static int open_tap(const char *name, int flags)
{
	struct ifreq ifr = { .ifr_flags = (short)(flags | IFF_NO_PI) };
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (fd >= 0 && ioctl(fd, TUNSETIFF, &ifr) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool make_persistent(const char *name, int flags)
{
	VT_CLEANUP(vt_fd) int fd = open_tap(name, flags);

	return fd >= 0 && ioctl(fd, TUNSETPERSIST, 1) == 0;
}

/* The links of this thread's namespace. */
static struct vt_facts *links_here(void)
{
	struct vt_facts *facts = vt_facts_new();
	struct vt_err err = { 0 };
	VT_BUF_OF(b);

	if (vt_rtnl_dump_links(TIMEOUT, 0, &b, &err) < 0 ||
	    vt_rtlink_decode(b.p, b.len, vt_netns_own(), facts, &err) < 0)
		ok(false, "dump and decode: %s", err.msg);
	return facts;
}

static const struct vt_link *find_link(const struct vt_facts *f, const char *ifname)
{
	static const struct vt_link none;

	for (size_t i = 0; i < f->links.n; i++)
		if (vt_streq(f->links.v[i].ifname, ifname))
			return &f->links.v[i];
	return &none;
}

static void test_tap(void)
{
	VT_CLEANUP(vt_fd) int fd = open_tap("plain", IFF_TAP);
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	const struct vt_link *l;

	ok(fd >= 0, "made a tap");
	sh("ip link set plain address 02:00:00:00:00:aB mtu 1400 alias 'an alias'");
	sh("ip link property add dev plain altname one-altname altname two");
	f = links_here();
	l = find_link(f, "plain");
	ok(l->kind == VT_KIND_TAP && vt_streq(l->kind_name, "tun"), "a tap");
	ok(l->netns == vt_netns_own() && l->ifindex, "its identity");
	ok(!l->persist && !l->multi_queue && !l->up, "neither persistent nor multi-queue nor up");
	ok(l->carrier == VT_YES, "held and down: it has carrier");
	ok(l->queues_enabled == VT_NONE && l->queues_disabled == VT_NONE, "no queue counts");
	is_str(l->mac, "02:00:00:00:00:ab", "its address");
	is_str(l->alias, "an alias", "its alias");
	is_str(l->altnames, "one-altname two", "its other names");
	ok(l->mtu == 1400 && !l->master && !l->lower && l->owner == VT_NONE, "mtu and the rest");
}

static void test_persistent(void)
{
	VT_CLEANUP(facts) struct vt_facts *without = NULL, *with = NULL;
	VT_CLEANUP(vt_fd) int fd = -1;
	const struct vt_link *l;

	sh("ip tuntap add stray mode tap user 1000 group 1001 && ip link set stray up");
	without = links_here();
	fd = open_tap("stray", IFF_TAP);
	with = links_here();
	l = find_link(without, "stray");
	ok(l->kind == VT_KIND_TAP && l->persist && l->up, "a persistent tap without a holder");
	ok(l->owner == 1000 && l->group == 1001, "its owner and group");
	ok(l->carrier == VT_NO, "no carrier without a holder");
	ok(find_link(with, "stray")->carrier == VT_YES, "carrier with one");
}

static void test_multi_queue(void)
{
	VT_CLEANUP(vt_fd) int a = open_tap("queues", IFF_TAP | IFF_MULTI_QUEUE);
	VT_CLEANUP(vt_fd) int b = open_tap("queues", IFF_TAP | IFF_MULTI_QUEUE);
	VT_CLEANUP(facts) struct vt_facts *two = NULL, *left = NULL, *none = NULL;
	struct ifreq ifr = { .ifr_flags = IFF_DETACH_QUEUE };
	const struct vt_link *l;

	ok(a >= 0 && ioctl(a, TUNSETPERSIST, 1) == 0 && b >= 0 && ioctl(b, TUNSETQUEUE, &ifr) == 0,
	   "two queues, one detached");
	two = links_here();
	close(a);
	a = -1;
	left = links_here();
	close(b);
	b = -1;
	none = links_here();
	l = find_link(two, "queues");
	ok(l->multi_queue && l->queues_enabled == 1 && l->queues_disabled == 1, "both are counted");
	l = find_link(left, "queues");
	ok(l->queues_enabled == 0 && l->queues_disabled == 1 && l->carrier == VT_YES,
	   "the detached queue alone still carries");
	l = find_link(none, "queues");
	ok(l->queues_enabled == 0 && l->queues_disabled == 0 && l->carrier == VT_NO,
	   "no queue, no carrier");
}

static void test_others(void)
{
	VT_CLEANUP(vt_fd) int tun = open_tap("t\x01\xff<&>", IFF_TUN);
	VT_CLEANUP(vt_fd) int tap = open_tap("port", IFF_TAP);
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	const struct vt_link *l;

	ok(tun >= 0 && tap >= 0, "made a tun and a tap");
	sh("ip link add bridge0 type bridge && ip link set port master bridge0");
	sh("ip link add pair0 type veth peer name pair1");
	f = links_here();
	l = find_link(f, "t\x01\xff<&>");
	ok(l->kind == VT_KIND_TUN && !l->mac, "a tun with control bytes in its name");
	l = find_link(f, "bridge0");
	ok(l->kind == VT_KIND_BRIDGE, "a bridge");
	ok(find_link(f, "port")->master == l->ifindex && l->ifindex, "a tap on it");
	l = find_link(f, "pair0");
	ok(l->kind == VT_KIND_VETH && l->lower == find_link(f, "pair1")->ifindex, "a veth pair");
	l = find_link(f, "lo");
	ok(l->ifindex && !l->kind_name, "the loopback");
}

static void test_macvtap(void)
{
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	const struct vt_link *l;

	if (!sh("ip link add link pair0 name mvt0 address 52:54:00:00:00:01 type macvtap "
		"2>/dev/null")) {
		ok(true, "a macvtap # SKIP the kernel has no macvtap");
		return;
	}
	f = links_here();
	l = find_link(f, "mvt0");
	ok(l->kind == VT_KIND_MACVTAP && l->lower == find_link(f, "pair0")->ifindex && l->lower,
	   "a macvtap");
	is_str(l->mac, "52:54:00:00:00:01", "its address");
}

static void test_timeout(void)
{
	struct vt_err err = { 0 };
	VT_BUF_OF(b);

	ok(vt_rtnl_dump_links(TIMEOUT, 1, &b, &err) == -E2BIG && err.code == E2BIG && !b.len,
	   "a dump that has no room: %s", err.msg);
	ok(vt_rtnl_dump_links(0, 0, &b, &err) == -ETIMEDOUT && err.code == ETIMEDOUT && !b.len,
	   "a dump without time times out: %s", err.msg);
}

/* Changes the links until it is killed. */
static pid_t start_change(void)
{
	pid_t pid = fork();

	while (pid == 0) {
		int fd = open_tap("come-and-go", IFF_TAP);

		if (fd >= 0)
			close(fd);
	}
	return pid;
}

/* In @f, how many of the many; each may be there once. */
static unsigned int count_many(const struct vt_facts *f)
{
	bool seen[MANY] = { false };
	unsigned int n = 0, i;

	for (size_t row = 0; row < f->links.n; row++) {
		if (sscanf(f->links.v[row].ifname, "many%u", &i) != 1 || i >= MANY)
			continue;
		if (seen[i])
			return 0;
		seen[i] = true;
		n++;
	}
	return n;
}

static void test_interrupted(void)
{
	unsigned int whole = 0, gave_up = 0;
	char name[IFNAMSIZ];
	pid_t changer;

	for (unsigned int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "many%u", i);
		make_persistent(name, IFF_TAP);
	}
	changer = start_change();
	for (int i = 0; i < 20; i++) {
		VT_CLEANUP(facts) struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };
		VT_BUF_OF(b);

		if (vt_rtnl_dump_links(TIMEOUT, 0, &b, &err) == -EAGAIN)
			gave_up++;
		else if (!err.code && vt_rtlink_decode(b.p, b.len, 1, f, &err) == 0)
			whole += count_many(f) == MANY;
	}
	kill(changer, SIGKILL);
	waitpid(changer, NULL, 0);
	printf("# %u of 20 gave up after too many restarts\n", gave_up);
	is_int(whole + gave_up, 20, "while links come and go, a dump is whole or none");
}

/* A descriptor of a new namespace with a persistent tap in it, which nothing else keeps. */
static int make_namespace(const char *tap)
{
	VT_CLEANUP(vt_fd) int home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	int fd = -1;

	if (home >= 0 && unshare(CLONE_NEWNET) == 0) {
		if (make_persistent(tap, IFF_TAP))
			fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
		if (setns(home, CLONE_NEWNET) < 0)
			abort();
	}
	return fd;
}

static uint64_t inode_of(int fd)
{
	struct stat st = { 0 };

	return fstat(fd, &st) < 0 ? 0 : st.st_ino;
}

static const struct vt_raw_netns *find_row(const struct vt_raw *raw, uint64_t inode)
{
	static const struct vt_raw_netns none = { .error = "there is no row" };

	for (size_t i = 0; i < raw->netnses.n; i++)
		if (raw->netnses.v[i].inode == inode)
			return &raw->netnses.v[i];
	return &none;
}

/* That the row of @inode has a link @ifname. */
static bool row_has(const struct vt_raw *raw, uint64_t inode, const char *ifname)
{
	const struct vt_raw_netns *row = find_row(raw, inode);
	VT_CLEANUP(facts) struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };

	if (row->error)
		printf("# %s\n", row->error);
	return !row->error &&
	       vt_rtlink_decode(row->messages.p, row->messages.len, inode, f, &err) == 0 &&
	       find_link(f, ifname)->ifindex;
}

static void test_acquire(int other)
{
	VT_CLEANUP(raw) struct vt_raw *raw = vt_raw_new();
	uint64_t own = vt_netns_own(), inode;
	struct vt_err err = { 0 };
	LIST_OF(list);

	vt_netns_add_fd(&list, dup(other), "kept by a descriptor");
	is_int(vt_netns_add_pid(&list, getpid(), &inode), 0, "the own process");
	ok(inode == own && own, "its inode");
	vt_netns_add_fd(&list, dup(other), "again");
	is_int(vt_netns_add_pid(&list, getpid(), &inode), 0, "and again");
	is_int((long long)list.refs.n, 2, "each is listed once");
	is_int(vt_netns_acquire(&list, NULL, TIMEOUT, raw, &err), 0, "acquired");
	ok(raw->netnses.n == 2 && !raw->gaps.n, "two rows, no gap");
	ok(row_has(raw, own, "stray"), "links of the own namespace");
	ok(row_has(raw, inode_of(other), "hidden"), "links of one that a descriptor alone keeps");
	is_str(find_row(raw, inode_of(other))->path, "kept by a descriptor", "the way into it");
	ok(vt_netns_own() == own, "this thread has not moved");
}

static void test_acquire_timeout(int other)
{
	VT_CLEANUP(raw) struct vt_raw *raw = vt_raw_new();
	struct vt_err err = { 0 };
	LIST_OF(list);
	uint64_t inode;

	vt_netns_add_fd(&list, dup(other), "other");
	vt_netns_add_pid(&list, getpid(), &inode);
	is_int(vt_netns_acquire(&list, NULL, 0, raw, &err), 0, "no time at all is no failure");
	ok(raw->netnses.n == 2 && raw->gaps.n == 2, "two rows, two gaps");
	ok(raw->gaps.n && !strncmp(raw->gaps.v[0].detail, "timeout", 7) &&
		   raw->gaps.v[0].netns == list.refs.v[0].inode,
	   "which say so");
}

static void test_not_namespaces(void)
{
	LIST_OF(list);
	uint64_t inode = 1;

	vt_netns_add_fd(&list, -1, "none");
	vt_netns_add_fd(&list, open("/dev/null", O_RDONLY), "a device");
	vt_netns_add_fd(&list, open("/proc/self/ns/mnt", O_RDONLY), "a mount namespace");
	is_int(vt_netns_add_pid(&list, INT32_MAX, &inode), -ENOENT, "no such process");
	ok(inode == 0 && list.refs.n == 0, "nothing of that is listed");
}

/* Runs @fn in a child, which says with its return value whether all was well. */
static bool in_child(bool (*fn)(int fd), int fd)
{
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		bool good = fn(fd);

		fflush(stdout);
		_exit(good ? 0 : 1);
	}
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static bool scan_unprivileged(int other)
{
	VT_CLEANUP(raw) struct vt_raw *raw = vt_raw_new();
	struct vt_err err = { 0 };
	LIST_OF(list);
	uint64_t inode;
	const struct vt_gap *gap;

	if (setresgid(65534, 65534, 65534) < 0 || setresuid(65534, 65534, 65534) < 0)
		return false;
	vt_netns_add_fd(&list, dup(other), "other");
	if (vt_netns_add_pid(&list, 1, &inode) != -EACCES ||
	    vt_netns_add_pid(&list, getpid(), &inode) < 0 ||
	    vt_netns_acquire(&list, NULL, TIMEOUT, raw, &err) < 0 || raw->gaps.n != 1)
		return false;
	gap = &raw->gaps.v[0];
	printf("# gap %s: %s: %s\n", gap->code, gap->subject, gap->detail);
	return row_has(raw, inode, "stray") && gap->netns == inode_of(other) &&
	       vt_streq(gap->code, "netns-unreadable") && gap->hides == VT_NEED_LINKS;
}

static bool scan_with_raised_limit(int other)
{
	struct rlimit lim;
	LIST_OF(list);

	getrlimit(RLIMIT_NOFILE, &lim);
	lim.rlim_cur = 100;
	setrlimit(RLIMIT_NOFILE, &lim);
	vt_netns_add_fd(&list, dup(other), "other");
	getrlimit(RLIMIT_NOFILE, &lim);
	return list.refs.n == 1 && list.refs.v[0].fd >= 0 && lim.rlim_cur == lim.rlim_max;
}

static bool look_at_hard_limit(int other)
{
	VT_CLEANUP(raw) struct vt_raw *raw = vt_raw_new();
	struct rlimit lim = { 100, 100 };
	struct vt_err err = { 0 };
	LIST_OF(list);
	uint64_t inode;

	setrlimit(RLIMIT_NOFILE, &lim);
	vt_netns_add_fd(&list, dup(other), "other");
	if (vt_netns_add_pid(&list, getpid(), &inode) < 0 || list.refs.n != 2 ||
	    vt_netns_acquire(&list, NULL, TIMEOUT, raw, &err) < 0 || raw->gaps.n != 1)
		return false;
	printf("# %s: %s\n", raw->gaps.v[0].subject, raw->gaps.v[0].detail);
	return row_has(raw, inode, "stray");
}

static bool has_path(const struct vt_netns_list *list, const char *path)
{
	for (size_t i = 0; i < list->refs.n; i++)
		if (vt_streq(list->refs.v[i].path, path) && list->refs.v[i].fd >= 0)
			return true;
	printf("# no '%s'\n", path);
	return false;
}

/* With a /run of its own: a name, leftovers of names, a mount elsewhere, a hidden one. */
static bool look_for_names(int other)
{
	VT_BUF_OF(command);
	size_t without, known = 0;
	LIST_OF(before);
	LIST_OF(list);

	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", "", MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("none", "/run", "tmpfs", 0, NULL) < 0)
		return false;
	vt_netns_add_named(&before);
	without = before.refs.n;
	vt_buf_fmt(&command,
		   "ip netns add named && touch /run/netns/stale '/run/odd name' && "
		   "mkfifo /run/netns/fifo && mount --bind /proc/%d/fd/%d '/run/odd name' && "
		   "ip netns add gone && mkdir /run/over && touch /run/over/it && "
		   "mount --bind /run/netns/gone /run/over/it && ip netns del gone && "
		   "mount -t tmpfs none /run/over",
		   getpid(), other);
	if (!sh(command.p))
		return false;
	vt_netns_add_named(&list);
	for (size_t i = 0; i < list.refs.n; i++)
		known += list.refs.v[i].fd < 0 && vt_streq(list.refs.v[i].path, "/run/over/it");
	return list.refs.n == without + 3 && known == 1 && has_path(&list, "/run/netns/named") &&
	       has_path(&list, "/run/odd name");
}

static const char *why_skip(void)
{
	if (geteuid() != 0)
		return "needs root";
	if (unshare(CLONE_NEWNET) < 0)
		return "cannot have a network namespace";
	if (!sh("ip -V >/dev/null 2>&1"))
		return "needs iproute2";
	return make_persistent("first", IFF_TAP) ? NULL : "cannot make a tap";
}

int main(void)
{
	const char *reason = why_skip();
	VT_CLEANUP(vt_fd) int other = -1;

	if (reason) {
		printf("1..0 # SKIP %s\n", reason);
		return 0;
	}
	test_tap();
	test_persistent();
	test_multi_queue();
	test_others();
	test_macvtap();
	test_timeout();
	other = make_namespace("hidden");
	test_acquire(other);
	test_acquire_timeout(other);
	test_not_namespaces();
	/* A child that lost its rights is sometimes stopped by a sanitizer's own
	 * looks into /proc, so it has three tries. */
	ok(in_child(scan_unprivileged, other) || in_child(scan_unprivileged, other) ||
		   in_child(scan_unprivileged, other),
	   "without privilege: the own links and a gap");
	ok(in_child(scan_with_raised_limit, other), "the soft limit of files is raised");
	if (getenv("VT_VALGRIND"))
		ok(true, "# SKIP valgrind has descriptors and a limit of its own");
	else
		ok(in_child(look_at_hard_limit, other),
		   "at the hard limit: the own links and a gap");
	ok(in_child(look_for_names, other), "named namespaces, and those of mounts");
	test_interrupted();
	return done();
}
