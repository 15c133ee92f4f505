/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rootless podman, Docker and containerd mount the namespaces of containers
 * where only they see it. /proc/PID/mountinfo of one process of each mount
 * namespace tells; the way to the namespace is that process's root. Its user decides where it
 * leads: it is opened as a place, and entered only where
 * that is a file of nsfs.
 */
#include <config.h>

#include "collect/process/netns-mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collect/process/crowd.h"
#include "collect/process/procread.h"
#include "collect/vmm/vmm.h"
#include "util/fd.h"
#include "util/search.h"
#include "util/syscalls.h"

/* Of one mount namespace: a host has some hundred mounts, a user may make a hundred thousand. */
#define MOUNTS_MAX ((size_t)1 << 20)

struct places {
	VT_VEC(struct vt_netns_mounts) list;
	struct vt_netns_list found; /* beside those in @known */
	VT_VEC(uint64_t) known;
};

static int cmp_place(const void *pa, const void *pb)
{
	const struct vt_netns_mounts *a = pa, *b = pb;

	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	return (a->pid > b->pid) - (a->pid < b->pid);
}

static int cmp_inode(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return (a > b) - (a < b);
}

/* A VMM's mounts are its host's, made private; it cannot make any. */
static bool is_vmm(const struct vt_raw *raw, int32_t pid)
{
	for (size_t i = 0; i < raw->procs.n; i++)
		if (raw->procs.v[i].pid == pid)
			return vt_vmm_is_hypervisor(raw->procs.v[i].exe, NULL, NULL);
	return false;
}

/* One process of each mount namespace. */
static void find_places(struct places *p, const struct vt_netns_list *list,
			const struct vt_raw *raw)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->mounts.n; i++)
		if (!is_vmm(raw, list->mounts.v[i].pid))
			vt_vec_push(&p->list, list->mounts.v[i]);
	vt_vec_sort(&p->list, cmp_place);
	for (size_t i = 0; i < p->list.n; i++)
		if (!kept || p->list.v[kept - 1].inode != p->list.v[i].inode)
			p->list.v[kept++] = p->list.v[i];
	p->list.n = kept;
}

/* Beneath the root of the process, without following anything that its user can make. */
static int open_beneath(int32_t pid, const char *point)
{
	const struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS,
	};
	VT_CLEANUP(vt_fd) int root = -1, place = -1;
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/root", pid);
	root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -errno;
	place = (int)syscall(SYS_openat2, root, point, &how, sizeof(how));
	if (place < 0)
		return -errno;
	/* Something else may have been mounted over it. */
	return vt_netns_open_place(place);
}

static uint32_t owner_of_mounts(int32_t pid)
{
	VT_CLEANUP(vt_fd) int fd = -1;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? 0 : vt_netns_owner(fd);
}

static void note_mount(struct vt_crowd_turn *turn, struct places *p, int32_t pid, char *line)
{
	char *point, path[VT_NETNS_PATH];
	uint64_t inode = strstr(line, " net:[") ? vt_netns_of_mount(line, &point) : 0;
	uint32_t owner;
	int fd;

	if (!inode || vt_vec_find(&p->known, &inode, cmp_inode))
		return;
	fd = open_beneath(pid, point);
	owner = fd < 0 ? owner_of_mounts(pid) : 0;
	snprintf(path, sizeof(path), "a mount of PID %d", pid);
	if (!vt_crowd_enter(turn)) {
		if (fd >= 0)
			close(fd);
		return;
	}
	if (fd >= 0)
		vt_netns_add_fd(&p->found, fd, path);
	else
		vt_netns_add_unopened(&p->found, inode, -fd, owner, path);
	vt_crowd_leave(turn);
}

static void read_mounts(struct vt_crowd_turn *turn, void *shared, size_t i)
{
	struct places *p = shared;
	char path[48], *saved = NULL;
	VT_BUF_OF(text);

	snprintf(path, sizeof(path), "/proc/%d/mountinfo", p->list.v[i].pid);
	if (vt_procread_file(AT_FDCWD, path, MOUNTS_MAX, &text) < 0 || !strstr(text.p, " net:["))
		return;
	for (char *line = strtok_r(text.p, "\n", &saved); line; line = strtok_r(NULL, "\n", &saved))
		note_mount(turn, p, p->list.v[i].pid, line);
}

static uint32_t owner_of_place(const void *shared, size_t i)
{
	const struct places *p = shared;

	return vt_procread_owner(p->list.v[i].pid);
}

/* Of the processes that were not asked to the end, by whose they are. */
static void tell_missed(struct vt_raw *raw, const struct places *p, const unsigned char *states)
{
	for (size_t i = 0, told = 0; i < p->list.n && told < 8; i++) {
		struct vt_gap *gap;

		if (states[i] == VT_CROWD_DONE)
			continue;
		gap = vt_raw_gap(raw, VT_GAP_NETNS_UNREADABLE,
				 vt_arena_fmt(raw->arena, "mounts of PID %d", p->list.v[i].pid),
				 "they could not be looked at in time: network namespaces that "
				 "only they keep are not known");
		gap->owner = owner_of_mounts(p->list.v[i].pid);
		told++;
	}
}

void vt_netns_add_mounted(struct vt_netns_list *list, struct vt_raw *raw, unsigned int threads,
			  int64_t deadline)
{
	struct places *p = vt_xrealloc(NULL, 1, sizeof(*p));
	VT_CLEANUP(vt_free) unsigned char *states = NULL;
	struct vt_crowd_plan plan = {
		.deadline = deadline, .work = read_mounts, .owner = owner_of_place, .shared = p
	};
	int left;

	memset(p, 0, sizeof(*p));
	find_places(p, list, raw);
	for (size_t i = 0; i < list->refs.n; i++)
		vt_vec_push(&p->known, list->refs.v[i].inode);
	plan.n = p->list.n;
	plan.threads = threads;
	states = vt_xrealloc(NULL, plan.n, 1);
	left = vt_crowd_run(&plan, states);
	for (size_t i = 0; i < p->found.refs.n; i++)
		vt_netns_add_ref(list, &p->found.refs.v[i]);
	vt_netns_list_done(&p->found);
	tell_missed(raw, p, states);
	/* What hangs may still read it. */
	if (left > 0)
		return;
	vt_vec_done(&p->known);
	vt_vec_done(&p->list);
	free(p);
}
