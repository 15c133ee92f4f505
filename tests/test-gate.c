/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The gate: links, devices, FIFOs, owners, names, sizes, budgets. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "collect/gate.h"
#include "tap.h"

#define USER 65534

static char top[] = "/tmp/test-gate.XXXXXX";

/* Instead of the library's: in a program of several threads a number that is closed twice may be
 * another thread's by then. */
static unsigned int closed_twice;

int close(int fd)
{
	int r = (int)syscall(SYS_close, fd);

	closed_twice += r < 0 && errno == EBADF;
	return r;
}

static const char *at(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", top, name);
	return path;
}

static void make_file(const char *name, const char *text)
{
	int fd = open(at(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		perror(name);
	close(fd);
}

static void make_socket(const char *name)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%.40s/%.40s", top, name);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		perror(name);
	close(fd);
}

static void make_all(void)
{
	char to[256];

	mkdir(at("dir"), 0700);
	mkdir(at("dir/sub"), 0700);
	make_file("dir/a", "text");
	make_file("dir/sub/b", "below");
	make_file("dir/two", "names");
	make_file("dir/.hidden", "");
	make_file("dir/empty", "");
	make_file("outside", "secret");
	snprintf(to, sizeof(to), "%s", at("dir/two"));
	(void)!link(to, at("dir/names"));
	(void)!symlink("a", at("dir/link"));
	(void)!symlink("sub", at("dir/sublink"));
	(void)!symlink(top, at("dir/up"));
	mkfifo(at("dir/fifo"), 0600);
	make_socket("dir/socket");
	snprintf(to, sizeof(to), "%s", at("dir"));
	(void)!symlink(to, at("dirlink"));
	make_file("dir/large", "");
	(void)!truncate(at("dir/large"), (off_t)1 << 40);
}

static int read_of(const struct vt_gate *g, const char *name)
{
	VT_BUF_OF(text);

	return vt_gate_read(g, name, 64, &text);
}

static void test_names(void)
{
	struct vt_gate_purse purse = { 0 };
	struct vt_gate g, sub;
	VT_BUF_OF(text);
	struct stat st;

	is_int(vt_gate_open(at("dir"), VT_GATE_ROOTS, &purse, &g), 0, "a directory opens");
	is_int(vt_gate_read(&g, "a", 64, &text), 0, "a file is read");
	is_str(text.p, "text", "in whole");
	is_int(vt_gate_read_stat(&g, "a", 64, &st, &text), 0, "and what it was");
	ok(st.st_size == 4 && S_ISREG(st.st_mode), "is told with it");
	is_int(read_of(&g, "sub/b"), 0, "one in a directory, too");
	is_int(read_of(&g, "empty"), 0, "an empty one");
	is_int(read_of(&g, "none"), -ENOENT, "none is none");
	is_int(read_of(&g, "link"), -ELOOP, "no link is followed");
	is_int(read_of(&g, "sublink/b"), -ELOOP, "not on the way either");
	is_int(read_of(&g, "up/outside"), -ELOOP, "nor to elsewhere");
	is_int(read_of(&g, "../outside"), -EXDEV, "nothing above is reached");
	is_int(read_of(&g, "sub/../../outside"), -EXDEV, "by no way");
	is_int(read_of(&g, "/etc/passwd"), -EXDEV, "nothing absolute");
	is_int(read_of(&g, "fifo"), -EINVAL, "a FIFO is not opened");
	is_int(read_of(&g, "socket"), -EINVAL, "a socket is not");
	is_int(read_of(&g, "sub"), -EINVAL, "a directory is no file");
	is_int(read_of(&g, "two"), -EMLINK, "a file of two names is not read");
	is_int(read_of(&g, "large"), -EFBIG, "nor is a large one");
	is_int(vt_gate_enter(&g, "sub", &sub), 0, "a directory in it opens");
	is_int(read_of(&sub, "b"), 0, "and its file is read");
	vt_gate_close(&sub);
	is_int(vt_gate_enter(&g, "sublink", &sub), -ELOOP, "a link to one does not");
	is_int(vt_gate_enter(&g, "a", &sub), -ENOTDIR, "nor does a file");
	vt_gate_close(&g);
	vt_gate_purse_done(&purse);
}

static void test_ways(void)
{
	struct vt_gate_purse purse = { 0 };
	struct vt_gate g;

	is_int(vt_gate_open(at("dirlink"), VT_GATE_ROOTS, &purse, &g), 0,
	       "root's link is followed");
	vt_gate_close(&g);
	is_int(vt_gate_open(at("dirlink"), VT_GATE_USERS, &purse, &g), -ELOOP,
	       "a user's link is not");
	is_int(vt_gate_open(at("dirlink/sub"), VT_GATE_USERS, &purse, &g), -ELOOP,
	       "not on the way either");
	is_int(vt_gate_open(at("dir/sub"), VT_GATE_USERS, &purse, &g), 0,
	       "a way without links is fine");
	vt_gate_close(&g);
	is_int(vt_gate_open(at("none"), VT_GATE_USERS, &purse, &g), -ENOENT, "no directory");
	is_int(vt_gate_open("/proc/self/root", VT_GATE_INSIDE, &purse, &g), 0,
	       "the root of a process opens");
	is_int(vt_gate_head(&g, "proc/self/root/etc/passwd", 8, &(struct vt_buf){ 0 }), -ELOOP,
	       "but no other such link in it");
	vt_gate_close(&g);
	vt_gate_purse_done(&purse);
}

static int count_name(void *arg, const char *name)
{
	(void)name;
	++*(int *)arg;
	return 0;
}

static void test_budget(void)
{
	struct vt_gate_purse purse = { .bytes = 10, .files = 12 };
	VT_BUF_OF(text);
	struct vt_gate g;
	int n = 0;

	vt_gate_open(at("dir"), VT_GATE_INSIDE, &purse, &g);
	is_int(read_of(&g, "a"), 0, "four bytes of ten");
	ok(!vt_gate_spender(&purse, 0), "nobody has spent all");
	is_int(read_of(&g, "sub/b"), 0, "nine of ten");
	is_int(read_of(&g, "a"), -EDQUOT, "no more than ten");
	ok(vt_gate_spender(&purse, 0) && vt_gate_spender(&purse, 0)->uid == geteuid(),
	   "who has spent it is known");
	ok(!vt_gate_spender(&purse, 1), "nobody else has");
	is_int(vt_gate_list(&g, count_name, &n), -EDQUOT, "names are counted, too");
	is_int(n, 12 - 3, "up to the limit");
	vt_gate_close(&g);
	vt_gate_purse_done(&purse);

	n = 0;
	vt_gate_open(at("dir"), VT_GATE_ROOTS, &purse, &g);
	is_int(vt_gate_list(&g, count_name, &n), 0, "all names are listed");
	is_int(n, 11, "but those with a dot");
	is_int(vt_gate_head(&g, "a", 2, &text), 0, "the head of a file");
	is_str(text.p, "te", "is its head");
	is_int(vt_gate_read(&g, "a", 3, &text), -EFBIG, "the size is a limit");
	vt_gate_close(&g);
	vt_gate_purse_done(&purse);
}

static void test_users(void)
{
	struct vt_gate_purse purse = { 0 };
	struct vt_gate g;

	if (geteuid() != 0) {
		ok(true, "files of others # SKIP not root");
		return;
	}
	make_file("dir/roots", "root's own, which its user cannot read");
	make_file("dir/strangers", "");
	(void)!chown(at("dir"), USER, USER);
	(void)!chown(at("dir/a"), USER, USER);
	(void)!chown(at("dir/strangers"), 1, 1);
	chmod(top, 0755);
	is_int(vt_gate_open(at("dir"), VT_GATE_USERS, &purse, &g), 0, "another user's directory");
	is_int(g.uid, USER, "is known to be that user's");
	is_int(read_of(&g, "a"), 0, "that user's file is read");
	is_int(read_of(&g, "strangers"), -EPERM, "a third one's is not");
	is_int(read_of(&g, "roots"), -EACCES, "root's is read with that user's rights");
	is_int(setfsuid((uid_t)-1), 0, "and that is over then");
	chmod(at("dir"), 0);
	is_int(read_of(&g, "a"), -EACCES, "what that user may not do is not done");
	vt_gate_close(&g);
	chmod(at("dir"), 0700);
	(void)!chown(at("dir/a"), 0, 0);
	(void)!chown(at("dir"), 0, 0);
	vt_gate_purse_done(&purse);
}

/* openat2() says ENOSYS from now on. */
static bool forbid_openat2(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 437, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(*code), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

int main(void)
{
	char command[64];

	if (!mkdtemp(top))
		return 99;
	make_all();
	test_names();
	test_ways();
	test_budget();
	test_users();
	if (forbid_openat2())
		test_names();
	else
		ok(true, "without openat2 # SKIP no seccomp");
	is_int(closed_twice, 0, "nothing was closed twice");
	snprintf(command, sizeof(command), "rm -rf %s", top);
	(void)!system(command);
	return done();
}
