/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pidfd_getfd, kcmp and the reading ioctls of tun and macvtap descriptors. */
#include <config.h>

#include "collect/process/fdcopy.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/kcmp.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/fd.h"
#include "util/syscalls.h"

#ifndef PIDFD_THREAD
#define PIDFD_THREAD O_EXCL
#endif
#ifndef PIDFD_GET_INFO /* since 6.13 */
struct pidfd_info {
	uint64_t mask, cgroupid;
	uint32_t pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
	int32_t exit_code;
};
#define PIDFD_INFO_CREDS (UINT64_C(1) << 1)
#define PIDFD_GET_INFO _IOWR(0xff, 11, struct pidfd_info)
#endif
#ifndef TUNGETDEVNETNS
#define TUNGETDEVNETNS _IO('T', 227)
#endif

static int getfd(int pidfd, int fd)
{
	return (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
}

int vt_fdcopy_take(int pidfd, int fd)
{
	int copy = getfd(pidfd, fd);

	return copy < 0 ? -errno : copy;
}

int vt_fdcopy_pidfd(int32_t pid, bool thread)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, thread ? PIDFD_THREAD : 0);

	return fd < 0 ? -errno : fd;
}

uint32_t vt_fdcopy_uid(int pidfd)
{
	struct pidfd_info info = { .mask = PIDFD_INFO_CREDS };

	if (pidfd < 0 || ioctl(pidfd, PIDFD_GET_INFO, &info) < 0 || !(info.mask & PIDFD_INFO_CREDS))
		return VT_NONE;
	return info.euid;
}

static void ask_mac(int copy, struct vt_fdcopy *ret)
{
	struct ifreq ifr = { 0 };
	const unsigned char *m = (const unsigned char *)ifr.ifr_hwaddr.sa_data;

	if (ioctl(copy, SIOCGIFHWADDR, &ifr) == 0)
		snprintf(ret->mac, sizeof(ret->mac), "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1],
			 m[2], m[3], m[4], m[5]);
}

int vt_fdcopy_ask(int pidfd, int fd, enum vt_kind kind, struct vt_fdcopy *ret)
{
	VT_CLEANUP(vt_fd) int copy = getfd(pidfd, fd);
	struct ifreq ifr = { 0 };

	if (copy < 0)
		return -errno;
	memset(ret, 0, sizeof(*ret));
	ret->netns_fd = -1;
	if (ioctl(copy, TUNGETIFF, &ifr) < 0) {
		ret->ifname_errno = errno;
		return 0;
	}
	memcpy(ret->ifname, ifr.ifr_name, sizeof(ret->ifname));
	ret->ifname[sizeof(ret->ifname) - 1] = '\0';
	ret->flags = (uint16_t)ifr.ifr_flags;
	if (kind == VT_KIND_TUN)
		ret->netns_fd = ioctl(copy, TUNGETDEVNETNS);
	else
		ask_mac(copy, ret);
	return 0;
}

/* 1 = less, 2 = greater; 3 has no order */
static int order_of(long kcmp)
{
	return kcmp == 0 ? 0 : kcmp == 1 ? -1 : kcmp == 2 ? 1 : VT_FDCOPY_UNKNOWN;
}

int vt_fdcopy_order(int32_t pid1, int fd1, int32_t pid2, int fd2)
{
	return order_of(
		syscall(SYS_kcmp, pid1, pid2, KCMP_FILE, (unsigned long)fd1, (unsigned long)fd2));
}

int vt_fdcopy_table_order(int32_t tid1, int32_t tid2)
{
	return order_of(syscall(SYS_kcmp, tid1, tid2, KCMP_FILES, 0, 0));
}
