/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes and the host itself out of /proc, undecoded. The descriptors are
 * procscan.c's.
 */
#include <config.h>

#include "collect/procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "collect/fdinfo.h"
#include "collect/procread.h"
#include "collect/qemucmd.h"
#include "util/cleanup.h"

/* Inode numbers of the first PID and network namespaces (linux/nsfs.h,
 * include/linux/proc_ns.h); the network one was the first dynamic number,
 * 0xF0000000, until it got one of its own. */
#define INIT_PIDNS 0xEFFFFFFCu
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

static const char *file_text(struct vt_arena *arena, int dirfd, const char *name, size_t max)
{
	VT_BUF_OF(buf);

	if (vt_procread_file(dirfd, name, max, &buf) < 0)
		return NULL;
	return vt_arena_strn(arena, buf.p, buf.len);
}

/* 0, or the errno of listing a directory. */
static int32_t readable(int dirfd, const char *name)
{
	VT_CLEANUP(vt_fd) int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? errno : 0;
}

bool vt_procread_process(struct vt_arena *arena, int dirfd, int32_t pid, struct vt_raw_proc *ret)
{
	VT_BUF_OF(cmdline);
	VT_BUF_OF(status);
	struct stat st;
	char exe[4096];

	memset(ret, 0, sizeof(*ret));
	ret->pid = pid;
	ret->stat = file_text(arena, dirfd, "stat", 4096);
	if (!ret->stat)
		return false;
	if (vt_procread_link(dirfd, "exe", exe, sizeof(exe)) == 0)
		ret->exe = vt_arena_str(arena, exe);
	if (vt_procread_file(dirfd, "cmdline", 1 << 20, &cmdline) == 0) {
		ret->cmdline = vt_arena_strn(arena, cmdline.p, cmdline.len);
		ret->cmdline_len = cmdline.len;
	}
	ret->uid = VT_NONE;
	/* The directory is the process's user's, or root's for a process that
	 * may not be dumped: only then is the dear status file read. */
	if (fstat(dirfd, &st) == 0 && st.st_uid != 0)
		ret->uid = st.st_uid;
	else if (vt_procread_file(dirfd, "status", 8192, &status) == 0)
		vt_status_uid(status.p, &ret->uid);
	ret->netns = vt_procread_ns(dirfd, "ns/net");
	ret->fds_error = readable(dirfd, "fdinfo");
	return true;
}

int vt_procread_open(int32_t pid)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

void vt_procfs_add(struct vt_raw *raw, int32_t pid, struct vt_netns_list *namespaces)
{
	VT_CLEANUP(vt_fd) int dirfd = -1;
	struct vt_raw_proc proc;
	uint64_t inode;

	for (size_t i = 0; i < raw->procs.n; i++)
		if (raw->procs.v[i].pid == pid)
			return;
	dirfd = vt_procread_open(pid);
	if (dirfd < 0 || !vt_procread_process(raw->arena, dirfd, pid, &proc))
		return;
	vt_vec_push(&raw->procs, proc);
	vt_netns_add_pid(namespaces, pid, &inode);
}

/* Has an argument of its own that is "-uuid", or is a hypervisor by name. */
static bool looks_like_guest(const struct vt_buf *cmdline)
{
	const char *end = cmdline->p + cmdline->len;

	if (!cmdline->len)
		return false;
	for (const char *arg = cmdline->p; arg < end; arg += strlen(arg) + 1)
		if (!strcmp(arg, "-uuid") || !strcmp(arg, "--uuid"))
			return true;
	return vt_qemucmd_is_hypervisor(NULL, NULL, cmdline->p);
}

void vt_procfs_add_hypervisors(struct vt_raw *raw, struct vt_netns_list *namespaces)
{
	VT_CLEANUP(vt_dir) DIR *proc = opendir("/proc");
	const struct dirent *entry;
	int32_t pid;

	while (proc && (entry = readdir(proc)) != NULL) {
		VT_BUF_OF(cmdline);
		char path[64];

		if (vt_parse_pid(entry->d_name, &pid) < 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
		if (vt_procread_file(AT_FDCWD, path, 1 << 20, &cmdline) == 0 &&
		    looks_like_guest(&cmdline))
			vt_procfs_add(raw, pid, namespaces);
	}
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

static bool has_capability(unsigned int cap)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 } };

	return syscall(SYS_capget, &header, data) == 0 &&
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

	if (!has_capability(CAP_SYS_PTRACE) && proc_hides())
		vt_raw_gap(raw, "hidepid", VT_NEED_HOLDERS | VT_NEED_PROCS, "/proc",
			   "mounted with hidepid: processes of other users are not visible");
	/* A PID namespace of its own beside the host's network is a container
	 * with a view on devices whose holders it cannot see. */
	if (pidns && pidns != INIT_PIDNS &&
	    (raw->own_netns == INIT_NETNS || raw->own_netns == INIT_NETNS_OLD))
		vt_raw_gap(raw, "pid-namespace", VT_NEED_HOLDERS | VT_NEED_PROCS, "/proc",
			   "shows the processes of this PID namespace only, beside the host's "
			   "network");
}
