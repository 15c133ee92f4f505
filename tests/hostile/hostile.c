/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a user does who means harm. Each command prints "ready" when its
 * situation is there, and stays until it is killed.
 *
 * hostile fuse DIR UID      a file system that does not answer: DIR/page can be
 *                           opened and mapped, but reading it, or listing DIR,
 *                           or looking up any other name, waits for ever
 * hostile stuck PAGE        a process whose memory is locked (mmap_lock), since a
 *                           page of it is in the file PAGE; it has a tun open
 * hostile rtnl PAGE         holds the kernel's rtnl lock: an ioctl that copies
 *                           from PAGE while it has it
 * hostile tuns N            N descriptors of /dev/net/tun
 * hostile epolls N M        N epoll sets with M members each
 * hostile argv N KIB        N processes with a tun and one memory, which share a
 *                           command line of KIB
 * hostile qemus N [NICS]    N processes that call themselves QEMU, each with a UUID and a
 *                           command line of 120 KB: one long name, or as many NICs as fit
 * hostile closer SOCKET     a daemon that closes every connection at once
 * hostile slow SOCKET       one that answers with a byte a minute
 * hostile dups N M          N processes with up to M descriptors each of one file, and a tun
 * hostile spaces N          N network namespaces of one's own, with a tap in each
 * hostile altnames N M      N links with M long names each in such a namespace
 * hostile tables N NAME     N threads with a descriptor table each; the last has the tap NAME
 * hostile churn             links that come and go in a network namespace of one's own
 * hostile links N           N links in such a namespace
 * hostile holds NAME        holds the tap NAME in such a namespace
 * hostile tapfd NAME        the tap NAME in a network namespace that only its descriptor keeps
 * hostile nsfd NAME         a network namespace with the persistent tap NAME, that only a
 *                           descriptor keeps
 * hostile nsmount DIR NAME  the same, that only a mount on DIR/ns in a mount namespace keeps
 * hostile caps FILE         its own capabilities into FILE (as ovs-vsctl)
 */
#define _GNU_SOURCE
#include "hostile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <pthread.h>
#include <stdbool.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE_NODE 2
#define PAGE_SIZE 4096
#ifndef REFUSALS
#define REFUSALS 1
#endif

void fail(const char *what)
{
	perror(what);
	exit(1);
}

void stay(void)
{
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}

int open_tun(void)
{
	int fd = open("/dev/net/tun", O_RDWR);

	if (fd < 0)
		fail("/dev/net/tun");
	return fd;
}

void many_files(void)
{
	struct rlimit lim;

	getrlimit(RLIMIT_NOFILE, &lim);
	lim.rlim_cur = lim.rlim_max;
	setrlimit(RLIMIT_NOFILE, &lim);
}

/* --- a file system that does not answer ----------------------------------- */

static void answer(int fd, uint64_t unique, int error, const void *data, size_t n)
{
	char out[1024];
	struct fuse_out_header head = { (uint32_t)(sizeof(head) + n), error, unique };

	memcpy(out, &head, sizeof(head));
	if (n)
		memcpy(out + sizeof(head), data, n);
	(void)!write(fd, out, sizeof(head) + n);
}

static struct fuse_attr attr_of(uint64_t node, uint32_t uid)
{
	struct fuse_attr a = { .ino = node, .nlink = 1, .uid = uid, .blksize = PAGE_SIZE };

	a.mode = node == PAGE_NODE ? S_IFREG | 0644 : S_IFDIR | 0755;
	a.size = node == PAGE_NODE ? 1 << 20 : 0;
	return a;
}

/*
 * The kernel gives the lock of the process's memory back while it waits for a
 * page, but not when it asks for the same page again: so the first answer
 * is an error. Each page is for a process of its own.
 */
static bool is_refused(const struct fuse_read_in *in)
{
	static unsigned char asked[256];

	return asked[in->offset / PAGE_SIZE % 256]++ < REFUSALS;
}

static void serve_one(int fd, const struct fuse_in_header *in, const char *body, uint32_t uid)
{
	struct fuse_init_out init = {
		.major = 7, .minor = 31, .max_write = PAGE_SIZE, .max_readahead = PAGE_SIZE
	};
	struct fuse_entry_out entry = { .nodeid = PAGE_NODE, .attr = attr_of(PAGE_NODE, uid) };
	struct fuse_attr_out attr = { .attr_valid = 1, .attr = attr_of(in->nodeid, uid) };
	struct fuse_open_out open_out = { .fh = 1, .open_flags = FOPEN_KEEP_CACHE };

	if (in->opcode == FUSE_INIT)
		answer(fd, in->unique, 0, &init, sizeof(init));
	else if (in->opcode == FUSE_LOOKUP && !strcmp(body, "page"))
		answer(fd, in->unique, 0, &entry, sizeof(entry));
	else if (in->opcode == FUSE_GETATTR)
		answer(fd, in->unique, 0, &attr, sizeof(attr));
	else if (in->opcode == FUSE_OPEN || in->opcode == FUSE_OPENDIR)
		answer(fd, in->unique, 0, &open_out, sizeof(open_out));
	else if (in->opcode == FUSE_READ && is_refused((const void *)body))
		answer(fd, in->unique, -EIO, NULL, 0);
	else if (in->opcode != FUSE_READ && in->opcode != FUSE_READDIR &&
		 in->opcode != FUSE_READDIRPLUS && in->opcode != FUSE_LOOKUP &&
		 in->opcode != FUSE_FORGET && in->opcode != FUSE_INTERRUPT)
		answer(fd, in->unique, -ENOSYS, NULL, 0);
	/* READ, READDIR, LOOKUP of anything else: no answer, ever. */
}

static void do_fuse(const char *dir, uint32_t uid)
{
	static char buf[1 << 17];
	char options[128];
	int fd = open("/dev/fuse", O_RDWR);

	if (fd < 0)
		fail("/dev/fuse");
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=%u,group_id=%u,allow_other", fd, uid, uid);
	if (mount("hostile", dir, "fuse.hostile", MS_NOSUID | MS_NODEV, options) < 0)
		fail("mount");
	puts("ready");
	fflush(stdout);
	for (;;) {
		ssize_t n = read(fd, buf, sizeof(buf));
		const struct fuse_in_header *in = (const void *)buf;

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			exit(0);
		if (n >= (ssize_t)sizeof(*in))
			serve_one(fd, in, buf + sizeof(*in), uid);
	}
}

/* --- processes that do not answer ------------------------------------------ */

static void *touch(void *at)
{
	/* Once all threads are there: to make one takes the lock, too. */
	usleep(200000);
	*(volatile char *)at;
	return NULL;
}

static void *ask_for_more(void *arg)
{
	(void)arg;
	usleep(500000);
	mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return NULL;
}

/* One thread waits for the page with the lock, another one for the lock. */
static void do_stuck(const char *page)
{
	int fd = open(page, O_RDONLY);
	off_t offset = (off_t)(getpid() % 256) * PAGE_SIZE;
	void *at = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, fd, offset);
	pthread_t threads[2];

	if (fd < 0 || at == MAP_FAILED)
		fail(page);
	madvise(at, PAGE_SIZE, MADV_RANDOM);
	open_tun();
	pthread_create(&threads[0], NULL, touch, at);
	pthread_create(&threads[1], NULL, ask_for_more, NULL);
	usleep(800000);
	/* Nothing that could want memory. */
	(void)!write(STDOUT_FILENO, "ready\n", 6);
	for (;;)
		pause();
}

static void do_rtnl(const char *page)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open(page, O_RDONLY), tun = open_tun();
	void *at = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, fd, 0);

	if (fd < 0 || at == MAP_FAILED || ioctl(tun, TUNSETIFF, &ifr) < 0)
		fail("rtnl");
	puts("ready");
	fflush(stdout);
	/* Copied under the lock. */
	ioctl(tun, TUNATTACHFILTER, at);
	for (;;)
		pause();
}

/* --- many of something ------------------------------------------------------ */

void stay_for_child(void)
{
	for (;;)
		pause();
}

/* As many processes as that takes. */
static void do_tuns(int n)
{
	many_files();
	for (int i = 0; i < n; i++) {
		if (open("/dev/net/tun", O_RDWR) >= 0)
			continue;
		if (errno != EMFILE)
			fail("/dev/net/tun");
		i--;
		if (fork() > 0)
			stay_for_child();
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (int fd = 3; close(fd) == 0; fd++)
			;
	}
	stay();
}

static void do_epolls(int n, int m)
{
	many_files();
	for (int i = 0; i < n; i++) {
		int ep = epoll_create1(0);

		if (ep < 0)
			fail("epoll");
		for (int k = 0; k < m; k++) {
			static int targets[4096];
			struct epoll_event e = { .events = EPOLLIN };

			if (!targets[k])
				targets[k] = eventfd(0, 0);
			if (epoll_ctl(ep, EPOLL_CTL_ADD, targets[k], &e) < 0)
				fail("epoll_ctl");
		}
	}
	stay();
}

static int __attribute__((noreturn)) hold_tun(void *arg)
{
	(void)arg;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

static void do_argv(int n)
{
	open_tun();
	for (int i = 1; i < n; i++) {
		char *stack = malloc(16384);

		if (!stack || clone(hold_tun, stack + 16384, CLONE_VM | SIGCHLD, NULL) < 0)
			fail("clone");
	}
	stay();
}

/* An argument cannot be longer than 128 KiB; many can. */
static void start_argv(const char *self, const char *n, long kib)
{
	size_t count = (size_t)(kib / 100) + 1;
	char **argv = calloc(count + 4, sizeof(*argv));
	char *text = malloc(100 * 1024);

	/* A quarter of the stack's limit is for arguments. */
	setrlimit(RLIMIT_STACK, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY });
	memset(text, 'x', 100 * 1024 - 1);
	text[100 * 1024 - 1] = '\0';
	argv[0] = strdup("hostile");
	argv[1] = strdup("argv-inside");
	argv[2] = strdup(n);
	for (size_t i = 0; i < count; i++)
		argv[3 + i] = text;
	execv(self, argv);
	fail(self);
}

/* Strings that together have 120 KB. */
static char **qemu_arguments(char *uuid, int nics)
{
	static char name[120000], nic[3000][2][20];
	static const char *argv[12016] = { "qemu-system-x86_64", "wait", "-uuid" };
	size_t n = 4;

	argv[3] = uuid;
	memset(name, 'x', sizeof(name) - 1);
	if (!nics) {
		argv[n++] = "-name";
		argv[n++] = name;
	}
	for (size_t i = 0; nics && i < 2400; i++) {
		snprintf(nic[i][0], sizeof(nic[i][0]), "tap,id=n%zu", i);
		snprintf(nic[i][1], sizeof(nic[i][1]), "e1000,netdev=n%zu", i);
		argv[n++] = "-netdev";
		argv[n++] = nic[i][0];
		argv[n++] = "-device";
		argv[n++] = nic[i][1];
	}
	argv[n] = NULL;
	return (char **)(uintptr_t)argv;
}

static void do_qemus(int n, int nics)
{
	for (int i = 0; i < n; i++) {
		char uuid[64];

		snprintf(uuid, sizeof(uuid), "%08x-0000-4000-8000-000000000000", (unsigned int)i);
		if (fork())
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execv("/proc/self/exe", qemu_arguments(uuid, nics));
		fail("execv");
	}
	usleep(500000);
	stay();
}

static void do_closer(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), conn;
	unsigned int n = 0;

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	unlink(path);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 || chmod(path, 0777) < 0 ||
	    listen(fd, 16) < 0)
		fail(path);
	puts("ready");
	fflush(stdout);
	while ((conn = accept(fd, NULL, NULL)) >= 0) {
		char byte;

		/* In the middle of its first call. */
		(void)!read(conn, &byte, 1);
		close(conn);
		printf("%u\n", ++n);
		fflush(stdout);
	}
}

static void do_slow(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	unlink(path);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 || chmod(path, 0777) < 0 ||
	    listen(fd, 16) < 0)
		fail(path);
	puts("ready");
	fflush(stdout);
	for (;;) {
		int conn = accept(fd, NULL, NULL);

		/* The first byte of a length; nobody will see the last. */
		if (conn >= 0)
			(void)!write(conn, "", 1);
	}
}

static void do_dups(int n, int m)
{
	many_files();
	for (int i = 1; i < n; i++) {
		if (fork() > 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		break;
	}
	open_tun();
	for (int i = 0; i < m && dup(STDIN_FILENO) >= 0; i++)
		;
	stay();
}

/* --- tables of threads ------------------------------------------------------ */

static const char *table_tap;
static int tables_ready;

static void *__attribute__((noreturn)) own_table(void *arg)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd;

	unshare(CLONE_FILES);
	if (arg) {
		fd = open_tun();
		snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", table_tap);
		if (ioctl(fd, TUNSETIFF, &ifr) < 0)
			fail("TUNSETIFF");
	}
	__atomic_add_fetch(&tables_ready, 1, __ATOMIC_SEQ_CST);
	for (;;)
		pause();
}

static void do_tables(int n, const char *name)
{
	static char last;
	pthread_attr_t attr;

	table_tap = name;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 64 * 1024);
	for (int i = 0; i < n; i++) {
		pthread_t thread;

		if (pthread_create(&thread, &attr, own_table, i == n - 1 ? &last : NULL))
			fail("pthread_create");
	}
	while (__atomic_load_n(&tables_ready, __ATOMIC_SEQ_CST) < n)
		usleep(1000);
	stay();
}

static void do_caps(const char *file)
{
	FILE *in = fopen("/proc/self/status", "r"), *out = fopen(file, "w");
	char line[256];

	while (in && out && fgets(line, sizeof(line), in))
		if (!strncmp(line, "CapEff:", 7) || !strncmp(line, "CapPrm:", 7))
			fputs(line, out);
	if (out)
		fclose(out);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	/* As ovs-vsctl. */
	if (getenv("HOSTILE_CAPS"))
		do_caps(getenv("HOSTILE_CAPS"));
	else if (argc > 3 && !strcmp(what, "fuse"))
		do_fuse(argv[2], (uint32_t)atoi(argv[3]));
	else if (argc > 2 && !strcmp(what, "stuck"))
		do_stuck(argv[2]);
	else if (argc > 2 && !strcmp(what, "rtnl"))
		do_rtnl(argv[2]);
	else if (argc > 2 && !strcmp(what, "tuns"))
		do_tuns(atoi(argv[2]));
	else if (argc > 3 && !strcmp(what, "epolls"))
		do_epolls(atoi(argv[2]), atoi(argv[3]));
	else if (argc > 3 && !strcmp(what, "argv"))
		start_argv("/proc/self/exe", argv[2], atol(argv[3]));
	else if (argc > 2 && !strcmp(what, "argv-inside"))
		do_argv(atoi(argv[2]));
	else if (argc > 2 && !strcmp(what, "qemus"))
		do_qemus(atoi(argv[2]), argc > 3);
	else if (!strcmp(what, "wait"))
		stay_for_child();
	else if (argc > 2 && !strcmp(what, "closer"))
		do_closer(argv[2]);
	else if (argc > 2 && !strcmp(what, "slow"))
		do_slow(argv[2]);
	else if (argc > 3 && !strcmp(what, "dups"))
		do_dups(atoi(argv[2]), atoi(argv[3]));
	else if (argc > 2 && !strcmp(what, "spaces"))
		do_spaces(atoi(argv[2]));
	else if (argc > 3 && !strcmp(what, "altnames"))
		do_altnames(atoi(argv[2]), atoi(argv[3]));
	else if (argc > 3 && !strcmp(what, "tables"))
		do_tables(atoi(argv[2]), argv[3]);
	else if (!strcmp(what, "churn"))
		do_churn();
	else if (argc > 2 && !strcmp(what, "links"))
		do_links(atoi(argv[2]));
	else if (argc > 2 && !strcmp(what, "holds"))
		do_holds(argv[2]);
	else if (argc > 2 && !strcmp(what, "tapfd"))
		do_tapfd(argv[2]);
	else if (argc > 2 && !strcmp(what, "nsfd"))
		do_nsfd(argv[2]);
	else if (argc > 3 && !strcmp(what, "nsmount"))
		do_nsmount(argv[2], argv[3]);
	else
		return 2;
	return 0;
}
