/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes and the host itself out of /proc, undecoded. The descriptors are
 * procscan.c's.
 */
#include <config.h>

#include "collect/process/process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "collect/process/proctext.h"
#include "collect/process/procread.h"
#include "collect/vmm/vmm.h"
#include "util/fd.h"
#include "util/search.h"

/* Inode numbers of the first PID and network namespaces (linux/nsfs.h,
 * include/linux/proc_ns.h); the network one was the first dynamic number,
 * 0xF0000000, until it got one of its own. */
#define INIT_PIDNS 0xEFFFFFFCu
#define INIT_USERNS 0xEFFFFFFDu
#define INIT_CGROUPNS 0xEFFFFFFBu
#define INIT_TIMENS 0xEFFFFFFAu
#define INIT_NETNS_OLD 0xF0000000u
#define INIT_NETNS 0xEFFFFFF9u

int vt_procread_file(int dirfd, const char *name, size_t max, struct vt_buf *ret)
{
	VT_CLEANUP(vt_fd) int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char chunk[4096];
	ssize_t n;

	if (fd < 0)
		return -errno;
	vt_buf_add(ret, "", 0);
	while (ret->len < max && (n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0)
			return -errno;
		vt_buf_add(ret, chunk, (size_t)n);
	}
	return 0;
}

int vt_procread_link(int dirfd, const char *name, char *ret, size_t size)
{
	ssize_t n = readlinkat(dirfd, name, ret, size - 1);

	if (n < 0)
		return -errno;
	ret[n] = '\0';
	return 0;
}

uint64_t vt_procread_ns(int dirfd, const char *name)
{
	char text[64];
	const char *number;
	uint64_t inode = 0;

	if (vt_procread_link(dirfd, name, text, sizeof(text)) < 0)
		return 0;
	number = strchr(text, '[');
	if (!number || sscanf(number, "[%" SCNu64 "]", &inode) != 1)
		return 0;
	return inode;
}

/* 0, or the errno of listing a directory. */
static int32_t readable(int dirfd, const char *name)
{
	VT_CLEANUP(vt_fd) int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? errno : 0;
}

/*
 * A file that the kernel makes whole at the first read if there is room: then
 * there is no second one just to see its end. -1 where it cannot be read.
 */
static ssize_t read_once(int dirfd, const char *name, char *ret, size_t size)
{
	VT_CLEANUP(vt_fd) int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	return fd < 0 ? -1 : read(fd, ret, size);
}

int vt_procread_cmdline(int dirfd, size_t max, struct vt_buf *ret)
{
	char text[8192];
	ssize_t n = read_once(dirfd, "cmdline", text, sizeof(text));

	if (n < 0)
		return -errno;
	if ((size_t)n < sizeof(text)) {
		vt_buf_add(ret, text, (size_t)n);
		return 0;
	}
	return vt_procread_file(dirfd, "cmdline", max, ret);
}

/* Each line of v1 may be as long as a path: all of it, and no cut. */
static void read_cgroup(struct vt_arena *arena, int dirfd, struct vt_raw_proc *ret)
{
	VT_BUF_OF(whole);
	char text[4096];
	ssize_t n = read_once(dirfd, "cgroup", text, sizeof(text));

	if (n >= 0 && (size_t)n < sizeof(text))
		ret->cgroup = vt_arena_strn(arena, text, (size_t)n);
	else if (vt_procread_file(dirfd, "cgroup", 1 << 18, &whole) == 0)
		ret->cgroup = vt_arena_strn(arena, whole.p, whole.len);
}

/* More descriptors than this are not asked for their link text. */
#define KVM_FDS_MAX 4096

/*
 * All anonymous inodes are one to stat(), so that only the link text tells a
 * VM's. It is asked of those alone whose executable does not say it already.
 */
static void look_for_kvm(int dirfd, struct vt_raw_proc *ret)
{
	static const char vm[] = "anon_inode:kvm-vm";
	int fd = vt_vmm_is_hypervisor(ret->exe, NULL, NULL) ?
			 -1 :
			 openat(dirfd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	VT_CLEANUP(vt_dir) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	char text[sizeof(vm) + 1];

	if (!dir)
		return;
	ret->kvm = VT_NO;
	for (unsigned int n = 0; n < KVM_FDS_MAX && (entry = readdir(dir)) != NULL; n++)
		if (vt_procread_link(fd, entry->d_name, text, sizeof(text)) == 0 &&
		    !strcmp(text, vm)) {
			ret->kvm = VT_YES;
			return;
		}
}

/* This does not change while the process lives. */
static uint64_t own_pidns(void)
{
	static _Atomic uint64_t inode;

	if (!inode)
		inode = vt_procread_ns(AT_FDCWD, "/proc/self/ns/pid");
	return inode;
}

/* Of a process in another PID namespace than ours. */
static int32_t inner_pid(int dirfd)
{
	uint64_t its = vt_procread_ns(dirfd, "ns/pid");
	VT_BUF_OF(status);

	if (!its || its == own_pidns() || vt_procread_file(dirfd, "status", 8192, &status) < 0)
		return 0;
	return vt_status_inner_pid(status.p);
}

/* The directory is the process's user's, or root's for a process that may not
 * be dumped: only then is the status file read, which is expensive. */
static uint32_t owner(int dirfd)
{
	uint32_t uid = VT_NONE;
	VT_BUF_OF(status);
	struct stat st;

	if (fstat(dirfd, &st) == 0 && st.st_uid != 0)
		return st.st_uid;
	if (vt_procread_file(dirfd, "status", 8192, &status) == 0)
		vt_status_uid(status.p, &uid);
	return uid;
}

bool vt_procread_process(struct vt_arena *arena, int dirfd, int32_t pid,
			 const struct vt_procread_known *known, struct vt_raw_proc *ret)
{
	char text[4096];
	ssize_t n = read_once(dirfd, "stat", text, sizeof(text));
	struct vt_pidstat stat;

	memset(ret, 0, sizeof(*ret));
	if (n <= 0)
		return false;
	ret->pid = pid;
	ret->stat = vt_arena_strn(arena, text, (size_t)n);
	if (known->start && (vt_pidstat_decode(ret->stat, &stat) < 0 || stat.start != known->start))
		return false;
	if (vt_procread_link(dirfd, "exe", text, sizeof(text)) == 0)
		ret->exe = vt_arena_str(arena, text);
	read_cgroup(arena, dirfd, ret);
	ret->kvm = known->kvm;
	if (ret->kvm == VT_UNKNOWN)
		look_for_kvm(dirfd, ret);
	ret->inner_pid = inner_pid(dirfd);
	ret->uid = known->uid != VT_NONE ? known->uid : owner(dirfd);
	ret->netns = known->netns ? known->netns : vt_procread_ns(dirfd, "ns/net");
	ret->fds_error = known->scanned ? 0 : readable(dirfd, "fdinfo");
	return true;
}

void vt_procread_keep(struct vt_arena *arena, struct vt_raw_proc *proc)
{
	proc->stat = vt_arena_str(arena, proc->stat);
	proc->exe = vt_arena_str(arena, proc->exe);
	proc->cgroup = vt_arena_str(arena, proc->cgroup);
	proc->config = vt_arena_str(arena, proc->config);
	if (proc->cmdline)
		proc->cmdline = vt_arena_strn(arena, proc->cmdline, proc->cmdline_len);
}

uint64_t vt_procread_start(int dirfd)
{
	char text[4096];
	ssize_t n = read_once(dirfd, "stat", text, sizeof(text) - 1);
	struct vt_pidstat stat;

	text[n > 0 ? n : 0] = '\0';
	return n > 0 && vt_pidstat_decode(text, &stat) == 0 ? stat.start : 0;
}

uint32_t vt_procread_owner(int32_t pid)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	return stat(path, &st) < 0 ? 0 : st.st_uid;
}

int vt_procread_open(int32_t pid)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static const char *first_line(struct vt_arena *arena, const char *path)
{
	VT_BUF_OF(buf);

	if (vt_procread_file(AT_FDCWD, path, 4096, &buf) < 0)
		return NULL;
	return vt_arena_strn(arena, buf.p, strcspn(buf.p, "\n"));
}

void vt_procfs_host(struct vt_raw *raw)
{
	struct utsname uts;

	raw->host.machine_id = first_line(raw->arena, "/etc/machine-id");
	raw->host.boot_id = first_line(raw->arena, "/proc/sys/kernel/random/boot_id");
	if (uname(&uts) == 0) {
		raw->host.hostname = vt_arena_str(raw->arena, uts.nodename);
		raw->host.kernel = vt_arena_str(raw->arena, uts.release);
	}
	raw->own_netns = vt_netns_own();
}

bool vt_procfs_is_ours(void)
{
	char text[32];
	int32_t pid;

	return vt_procread_link(AT_FDCWD, "/proc/self", text, sizeof(text)) == 0 &&
	       vt_parse_pid(text, &pid) == 0 && pid == getpid();
}

bool vt_procfs_has_boottime(void)
{
	const uint64_t timens = vt_procread_ns(AT_FDCWD, "/proc/self/ns/time");

	/* Without such namespaces it always does. */
	return !timens || timens == INIT_TIMENS;
}

/* A capability in a user namespace of our own is good for nothing outside it. */
static bool has_capability(unsigned int cap)
{
	uint64_t userns = vt_procread_ns(AT_FDCWD, "/proc/self/ns/user");

	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 } };

	return (!userns || userns == INIT_USERNS) && syscall(SYS_capget, &header, data) == 0 &&
	       (data[cap / 32].effective & (1u << (cap % 32)));
}

/* The mount of /proc that is in effect hides processes of others. */
static bool proc_hides(void)
{
	VT_BUF_OF(buf);
	bool hides = false;
	char *save = NULL;

	if (vt_procread_file(AT_FDCWD, "/proc/self/mountinfo", 1 << 20, &buf) < 0)
		return false;
	for (char *line = strtok_r(buf.p, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (strstr(line, " /proc ") && strstr(line, " - proc "))
			hides = strstr(line, "hidepid=2") || strstr(line, "hidepid=invisible") ||
				strstr(line, "hidepid=4") || strstr(line, "hidepid=ptraceable");
	return hides;
}

void vt_procfs_blind(struct vt_raw *raw)
{
	uint64_t pidns = vt_procread_ns(AT_FDCWD, "/proc/self/ns/pid");
	uint64_t cgroupns = vt_procread_ns(AT_FDCWD, "/proc/self/ns/cgroup");

	raw->cgroup_inner = cgroupns && cgroupns != INIT_CGROUPNS;
	if (!has_capability(CAP_SYS_PTRACE) && proc_hides())
		vt_raw_gap(raw, VT_GAP_HIDEPID, "/proc",
			   "mounted with hidepid: processes of other users are not visible");
	/* A PID namespace of its own beside the host's network is a container
	 * with a view on devices whose holders it cannot see. */
	if (pidns && pidns != INIT_PIDNS &&
	    (raw->own_netns == INIT_NETNS || raw->own_netns == INIT_NETNS_OLD))
		vt_raw_gap(raw, VT_GAP_PID_NAMESPACE, "/proc",
			   "shows the processes of this PID namespace only, beside the host's "
			   "network");
}
