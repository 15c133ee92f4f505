/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The BPF scan on the kernel that runs, against the one of /proc, in network
 * and PID namespaces of its own. For root, and where the kernel allows it.
 */
#include <config.h>

#include "collect/bpf/bpf.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/kvm.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect/process/openfiles.h"
#include "collect/process/process.h"
#include "tap.h"
#include "util/clock.h"
#include "util/fd.h"

/* More than the kernel's buffer of an iterator holds of one process. */
#define MANY 1500

/* A child that holds descriptors. */
struct holder {
	pid_t pid;
	int go;
};

static int skip(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

static int open_tap(const char *name, int flags)
{
	int fd = open("/dev/net/tun", O_RDWR);
	struct ifreq ifr = { 0 };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	ifr.ifr_flags = (short)(IFF_TAP | IFF_NO_PI | flags);
	if (fd >= 0 && name[0] && ioctl(fd, TUNSETIFF, &ifr) < 0)
		perror("TUNSETIFF");
	return fd;
}

static void detach(int fd)
{
	struct ifreq ifr = { .ifr_flags = IFF_DETACH_QUEUE };

	if (ioctl(fd, TUNSETQUEUE, &ifr) < 0)
		perror("TUNSETQUEUE");
}

static void open_queues(void)
{
	open_tap("mq0", IFF_MULTI_QUEUE);
	detach(open_tap("mq0", IFF_MULTI_QUEUE));
	dup2(open_tap("one0", 0), 200);
	open_tap("", 0);
	open("/dev/net/tun", O_PATH);
}

static void open_many(void)
{
	for (int i = 0; i < MANY; i++)
		if (open_tap("", 0) < 0)
			perror("/dev/net/tun");
}

static void hold(struct holder *h, void (*fn)(void))
{
	int ready[2], go[2];
	char c;

	if (pipe(ready) < 0 || pipe(go) < 0)
		exit(99);
	h->pid = fork();
	if (h->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* A thread of a scan may still have a copy of somebody's queue. */
		for (int fd = 3; fd < 1024; fd++)
			if (fd != ready[1] && fd != go[0])
				close(fd);
		fn();
		close(ready[1]);
		_exit(read(go[0], &c, 1) < 0);
	}
	close(ready[1]);
	close(go[0]);
	if (read(ready[0], &c, 1) < 0)
		exit(99);
	close(ready[0]);
	h->go = go[1];
}

static void let_go(struct holder *h)
{
	close(h->go);
	waitpid(h->pid, NULL, 0);
}

static int cmp_fd(const void *pa, const void *pb)
{
	const struct vt_raw_fd *a = pa, *b = pb;

	return a->pid != b->pid ? a->pid - b->pid : a->fd - b->fd;
}

/* Descriptors that were seen of a process; another one may have its number by now. */
static void test_numbers(void)
{
	static const struct {
		const char *what;
		uint64_t later;
		size_t want;
	} rows[] = { { "the process whose descriptors were seen", 0, 1 },
		     { "one that began later, and has its number", 1, 0 } };
	VT_CLEANUP(vt_fd) int dirfd = vt_procread_open(getpid());
	const uint64_t start = vt_procread_start(dirfd);

	ok(start > 0, "a process has a start time");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct vt_procfs_want want = { getpid(), { .start = start - rows[i].later } };
		struct vt_raw *raw = vt_raw_new();

		vt_vec_add(&raw->fds)->pid = getpid();
		vt_procfs_add_holders(raw, &want, 1, 1, vt_clock_ms() + 5000);
		is_int((long long)raw->procs.n, (long long)rows[i].want, rows[i].what);
		is_int((long long)raw->fds.n, (long long)rows[i].want, "and its descriptors");
		vt_raw_free(raw);
	}
}

/* The programs that are tested. */
static enum vt_bpf_way way;

/* Whoever makes thousands of links keeps the kernel's lock, by which a queue tells its device. */
#define PATIENCE_MS 60000

/* Only those of @pid: others may come and go meanwhile. */
static struct vt_raw *scan(bool bpf, pid_t pid, struct vt_err *err)
{
	__attribute__((cleanup(vt_netns_list_done))) struct vt_netns_list namespaces = { 0 };
	struct vt_raw *raw = vt_raw_new();
	size_t n = 0;
	int r = bpf ? vt_bpf_scan(raw, &namespaces, 2, PATIENCE_MS, way, err) :
		      vt_procfs_scan(raw, &namespaces, 1, false, false, PATIENCE_MS, err);

	if (r == 0 && !bpf)
		vt_fileid_assign(raw);
	/* EBADF: O_PATH, which is no queue. */
	for (size_t i = 0; i < raw->fds.n; i++)
		if (raw->fds.v[i].pid == pid && raw->fds.v[i].ifname_errno != EBADF)
			raw->fds.v[n++] = raw->fds.v[i];
	raw->fds.n = n;
	vt_vec_sort(&raw->fds, cmp_fd);
	return raw;
}

static bool same_rows(const struct vt_raw *a, const struct vt_raw *b)
{
	if (a->fds.n != b->fds.n)
		return false;
	for (size_t i = 0; i < a->fds.n; i++) {
		const struct vt_raw_fd *x = &a->fds.v[i], *y = &b->fds.v[i];

		if (x->pid != y->pid || x->tid != y->tid || x->fd != y->fd || x->kind != y->kind ||
		    !vt_streq(x->ifname, y->ifname) || x->netns != y->netns)
			return false;
	}
	return true;
}

static size_t distinct_files(const struct vt_raw *raw)
{
	size_t n = 0;

	for (size_t i = 0; i < raw->fds.n; i++) {
		size_t k = 0;

		while (k < i && raw->fds.v[k].file != raw->fds.v[i].file)
			k++;
		n += k == i;
	}
	return n;
}

static void test_queues(const char *where)
{
	struct vt_err err = { 0 };
	struct vt_raw *bpf, *proc;
	struct holder h;
	size_t disabled = 0;

	hold(&h, open_queues);
	bpf = scan(true, h.pid, &err);
	proc = scan(false, h.pid, &err);
	ok(bpf->fds.n == 5 && same_rows(bpf, proc), "as by /proc, %s", where);
	is_int((long long)distinct_files(bpf), 4, "a duplicated descriptor is no file of its own");
	for (size_t i = 0; i < bpf->fds.n; i++) {
		disabled += bpf->fds.v[i].disabled;
		if (bpf->fds.v[i].disabled)
			is_str(bpf->fds.v[i].ifname, "mq0", "a disabled queue has its device");
	}
	is_int((long long)disabled, 1, "disabled queues");
	ok(bpf->processes >= 1 && bpf->scan == VT_SCAN_BPF, "processes are counted");
	ok(bpf->procs.n > 0, "the holder is described");
	vt_raw_free(bpf);
	vt_raw_free(proc);
	let_go(&h);
}

static void test_many(void)
{
	struct rlimit lim = { MANY + 100, MANY + 100 };
	struct vt_err err = { 0 };
	struct vt_raw *bpf;
	struct holder h;
	bool each = true;

	if (setrlimit(RLIMIT_NOFILE, &lim) < 0)
		perror("RLIMIT_NOFILE");
	hold(&h, open_many);
	bpf = scan(true, h.pid, &err);
	is_int((long long)bpf->fds.n, MANY, "descriptors beyond the buffer of the kernel");
	for (size_t i = 1; i < bpf->fds.n; i++)
		each &= bpf->fds.v[i].fd > bpf->fds.v[i - 1].fd &&
			bpf->fds.v[i].file != bpf->fds.v[i - 1].file;
	ok(each, "each of them once");
	vt_raw_free(bpf);
	let_go(&h);
}

#define CROWD 24

static void open_one(void)
{
	char name[IFNAMSIZ];

	snprintf(name, sizeof(name), "bt%d", (int)getpid());
	open_tap(name, 0);
}

/* Those that read at the same time share the processes out: no one is left out or told twice. */
static void test_readers(unsigned int threads)
{
	__attribute__((cleanup(vt_netns_list_done))) struct vt_netns_list namespaces = { 0 };
	struct vt_raw *raw = vt_raw_new();
	struct holder holders[CROWD];
	struct vt_err err = { 0 };
	bool once = true;

	for (size_t i = 0; i < CROWD; i++)
		hold(&holders[i], open_one);
	ok(vt_bpf_scan(raw, &namespaces, threads, PATIENCE_MS, way, &err) == 0,
	   "a scan by %u threads", threads);
	for (size_t i = 0; i < CROWD; i++) {
		size_t n = 0;

		for (size_t k = 0; k < raw->fds.n; k++)
			n += raw->fds.v[k].pid == holders[i].pid;
		once &= n == 1;
	}
	ok(once, "each of %d holders once", CROWD);
	/* The later ones have the earlier ones' pipes. */
	for (size_t i = CROWD; i-- > 0;)
		let_go(&holders[i]);
	vt_raw_free(raw);
}

static void open_kvm(void)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (ioctl(kvm, KVM_CREATE_VM, 0) < 0)
		perror("KVM_CREATE_VM");
	open_one();
}

/* A name that says so, on any file system, is no VM; and KVM's device is none. */
static void open_nearly_kvm(void)
{
	open("/dev/kvm", O_RDWR);
	open("kvm-vm", O_CREAT | O_RDWR, 0600);
	memfd_create("kvm-vm", 0);
	eventfd(0, 0);
	open_one();
}

/* What the scan says of the process; VT_UNKNOWN also when it does not name it. */
static enum vt_tri kvm_of(const struct vt_raw *raw, pid_t pid)
{
	for (size_t i = 0; i < raw->procs.n; i++)
		if (raw->procs.v[i].pid == pid)
			return raw->procs.v[i].kvm;
	return VT_UNKNOWN;
}

/* By a real VM of KVM's; where there is no KVM, by what is none. */
static void test_kvm(void)
{
	bool there = access("/dev/kvm", R_OK | W_OK) == 0;
	char dir[] = "/tmp/vt-kvm-XXXXXX";
	struct holder vm, near;
	struct vt_err err = { 0 };
	struct vt_raw *raw;

	if (!mkdtemp(dir) || chdir(dir) < 0)
		perror(dir);
	hold(&near, open_nearly_kvm);
	if (there)
		hold(&vm, open_kvm);
	raw = scan(true, 0, &err);
	is_int(kvm_of(raw, near.pid), VT_NO, "what is called like a VM is none");
	if (there)
		is_int(kvm_of(raw, vm.pid), VT_YES, "a holder that holds a VM");
	else
		ok(true, "a holder that holds a VM # SKIP no /dev/kvm");
	vt_raw_free(raw);
	if (there)
		let_go(&vm);
	let_go(&near);
	if (unlink("kvm-vm") < 0 || chdir("/") < 0 || rmdir(dir) < 0)
		perror(dir);
}

/* Exit status of a child that prints results: their number so far, 100 = failed. */
static void finish_child(void)
{
	fflush(stdout);
	_exit(tap_failed ? 100 : tap_count);
}

static void take_results(pid_t pid)
{
	int status = 0;

	waitpid(pid, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) >= 100)
		ok(false, "the child's tests");
	else
		tap_count = WEXITSTATUS(status);
}

/* In a PID namespace of its own numbers are others than the kernel's. */
static void test_pid_namespace(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (unshare(CLONE_NEWPID | CLONE_NEWNS) < 0) {
			ok(true, "in a PID namespace # SKIP no right to make one");
			finish_child();
		}
		pid = fork();
		if (pid == 0) {
			if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
			    mount("proc", "/proc", "proc", 0, NULL) < 0)
				perror("mount");
			test_queues("in a PID namespace");
			finish_child();
		}
		take_results(pid);
		finish_child();
	}
	take_results(pid);
}

/* Both say the same of all that is there, and the chosen one is none that fails. */
static void test_chosen(void)
{
	struct vt_err err = { 0 };
	struct vt_raw *raw;
	bool walk_works;

	way = VT_BPF_WALK_ONLY;
	raw = scan(true, 0, &err);
	walk_works = !err.code;
	vt_raw_free(raw);
	way = VT_BPF_ANY;
	err.code = 0;
	raw = scan(true, 0, &err);
	ok(!err.code && (raw->slower == NULL) == walk_works,
	   "what is chosen works, and says why it is not the fast one");
	vt_raw_free(raw);
}

static void test_way(enum vt_bpf_way tested, const char *name)
{
	struct vt_err err = { 0 };
	struct vt_raw *raw;
	struct holder h;

	/* With a queue: whether its driver's types are known shows only then. */
	way = tested;
	hold(&h, open_one);
	raw = scan(true, 0, &err);
	vt_raw_free(raw);
	let_go(&h);
	if (err.code) {
		ok(true, "%s # SKIP %s", name, err.msg);
		return;
	}
	test_queues(name);
	test_many();
	for (unsigned int threads = 1; threads <= 3; threads++)
		test_readers(threads);
	test_kvm();
	test_pid_namespace();
}

int main(void)
{
	struct vt_err err = { 0 };
	struct vt_raw *raw;

	if (geteuid() != 0)
		return skip("needs root");
	if (getenv("VT_VALGRIND"))
		return skip("valgrind knows no pidfd_getfd, which the other scan needs");
	if (unshare(CLONE_NEWNET) < 0)
		return skip("cannot make a network namespace");
	if (access("/dev/net/tun", R_OK | W_OK) < 0)
		return skip("there is no /dev/net/tun");
	raw = scan(true, 0, &err);
	vt_raw_free(raw);
	if (err.code)
		return skip(err.msg);
	test_numbers();
	test_way(VT_BPF_WALK_ONLY, "by the fast program");
	test_way(VT_BPF_PLAIN, "by the plain programs");
	test_chosen();
	return done();
}
