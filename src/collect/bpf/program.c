/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads the program of bpf/holders.bpf.c and runs it. Nothing is pinned: the
 * kernel drops program, maps and iterators with the descriptors of this process.
 */
#include <config.h>

#include "collect/bpf/program.h"

#include <errno.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collect/bpf/records.h"
#include "collect/bpf/btf.h"
#include "collect/process/process.h"
#include "util/cleanup.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpointer-arith"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wunused-function"
#include "collect/bpf/holders.lskel.h"
#pragma GCC diagnostic pop

VT_DEFINE_CLEANUP(vt_holders, struct vt_holders *, vt_holders__destroy)

struct vt_bpf_program {
	struct vt_holders *skel;
};

/* Without CAP_PERFMON the verifier does not know the functions: EINVAL. */
static int load_error(struct vt_err *err, const char *what, int errnum)
{
	bool rights = errnum == EPERM || errnum == EACCES || (errnum == EINVAL && geteuid() != 0);
	const char *hint = rights ? " (CAP_BPF and CAP_PERFMON are needed)" : "";

	return vt_err_set(err, errnum, "BPF: cannot %s: %s%s", what, strerror(errnum), hint);
}

/* The last are of drivers that may be modules, or not there at all. */
#define TUN_WANTS 3
#define TAP_WANTS 3

static bool has_all(uint64_t found, size_t from, size_t n)
{
	return (found >> from & ((UINT64_C(1) << n) - 1)) == (UINT64_C(1) << n) - 1;
}

static void find_in_module(const char *module, const struct vt_btf *kernel,
			   const struct vt_btf_want *wants, size_t n, uint64_t *found)
{
	__attribute__((cleanup(vt_btf_close))) struct vt_btf btf = { 0 };

	if (vt_btf_open(&btf, module, kernel) == 0)
		vt_btf_find(&btf, wants, n, found);
}

static int find_offsets(const struct vt_btf *kernel, struct vt_bpf_setup *setup)
{
	struct vt_bpf_offsets *at = &setup->at;
	uint32_t ns = 0, inum = 0;
	const struct vt_btf_want wants[] = {
		{ "task_struct", "group_leader", &at->task_group_leader },
		{ NULL, "thread_pid", &at->task_thread_pid },
		{ NULL, "files", &at->task_files },
		{ NULL, "nsproxy", &at->task_nsproxy },
		{ NULL, "tgid", &at->task_tgid },
		{ NULL, "real_cred", &at->task_cred },
		{ "cred", "euid", &at->cred_euid }, /* a structure of one number */
		{ "nsproxy", "net_ns", &at->nsproxy_net_ns },
		{ "net", "ns", &ns },
		{ "ns_common", "inum", &inum },
		{ "pid", "level", &at->pid_level },
		{ NULL, "numbers", &at->pid_numbers },
		{ "upid", "nr", &at->upid_nr },
		{ NULL, NULL, &at->upid_size },
		{ "files_struct", "fdt", &at->files_fdt },
		{ "fdtable", "max_fds", &at->fdtable_max_fds },
		{ NULL, "fd", &at->fdtable_fd },
		{ NULL, "open_fds", &at->fdtable_open_fds },
		{ "file", "f_inode", &at->file_inode },
		{ NULL, "private_data", &at->file_private_data },
		{ NULL, "f_op", &at->file_op },
		{ "inode", "i_mode", &at->inode_mode },
		{ NULL, "i_rdev", &at->inode_rdev },
		{ "net_device", "name", &at->dev_name },
		{ NULL, "ifindex", &at->dev_ifindex },
		{ NULL, "nd_net", &at->dev_net }, /* a structure of one pointer */
		{ NULL, "addr_len", &at->dev_addr_len },
		{ NULL, "dev_addr", &at->dev_addr },
		{ "tun_file", "tun", &at->tun_file_tun },
		{ NULL, "detached", &at->tun_file_detached },
		{ "tun_struct", "dev", &at->tun_dev },
		{ "tap_queue", "tap", &at->tap_queue_tap },
		{ NULL, "enabled", &at->tap_queue_enabled },
		{ "tap_dev", "dev", &at->tap_dev },
	};
	const size_t n = sizeof(wants) / sizeof(wants[0]);
	const size_t tap = n - TAP_WANTS, tun = tap - TUN_WANTS;
	uint64_t found = 0;

	vt_btf_find(kernel, wants, n, &found);
	at->net_inum = ns + inum;
	if (!has_all(found, 0, tun))
		return -ENOTSUP;
	if (!has_all(found, tun, TUN_WANTS))
		find_in_module("tun", kernel, wants, n, &found);
	if (!has_all(found, tap, TAP_WANTS))
		find_in_module("tap", kernel, wants, n, &found);
	setup->tun_known = has_all(found, tun, TUN_WANTS);
	setup->tap_known = has_all(found, tap, TAP_WANTS);
	return 0;
}

static int set_up(struct vt_bpf_setup *setup)
{
	__attribute__((cleanup(vt_btf_close))) struct vt_btf kernel = { 0 };
	struct vt_majors majors = vt_procfs_majors();
	int r = vt_btf_open(&kernel, "vmlinux", NULL);

	setup->macvtap_major = majors.macvtap;
	setup->ipvtap_major = majors.ipvtap;
	return r < 0 ? r : find_offsets(&kernel, setup);
}

static struct vt_holders *load(struct vt_err *err)
{
	VT_CLEANUP(vt_holders) struct vt_holders *skel = vt_holders__open();
	struct vt_bpf_setup setup = { 0 };
	int r;

	if (!skel) {
		load_error(err, "prepare the program", ENOMEM);
		return NULL;
	}
	r = set_up(&setup);
	if (r < 0) {
		load_error(err, "find the kernel's types", -r);
		return NULL;
	}
	memcpy(&skel->rodata->setup, &setup, sizeof(setup));
	r = vt_holders__load(skel);
	if (r < 0) {
		load_error(err, "load the program", -r);
		return NULL;
	}
	r = vt_holders__attach(skel);
	if (r < 0) {
		load_error(err, "attach the program", -r);
		return NULL;
	}
	return VT_TAKE_PTR(skel);
}

struct vt_bpf_program *vt_bpf_load(struct vt_err *err)
{
	struct vt_holders *skel = load(err);
	struct vt_bpf_program *p;

	if (!skel)
		return NULL;
	p = vt_xrealloc(NULL, 1, sizeof(*p));
	p->skel = skel;
	return p;
}

void vt_bpf_unload(struct vt_bpf_program *p)
{
	if (p)
		vt_holders__destroy(p->skel);
	free(p);
}

/* One of those that read at the same time. */
struct reader {
	int fd;
	struct vt_buf out;
	struct vt_err err;
	pthread_t thread;
	bool started;
};

static void *read_iterator(void *arg)
{
	struct reader *r = arg;
	char piece[1 << 15];
	ssize_t n;

	while ((n = read(r->fd, piece, sizeof(piece))) != 0) {
		/* EAGAIN: a million tasks without output, to be gone on with. */
		if (n < 0 && errno != EAGAIN && errno != EINTR) {
			load_error(&r->err, "read the iterator", errno);
			break;
		}
		if (n > 0)
			vt_buf_add(&r->out, piece, (size_t)n);
	}
	return NULL;
}

static int create_iterator(const struct vt_holders *skel)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.iter_create.link_fd = (uint32_t)skel->links.holders_fd;
	return (int)syscall(__NR_bpf, BPF_ITER_CREATE, &attr, sizeof(attr));
}

/* The last one in this thread; and who could not be given one. */
static void read_iterators(struct reader *readers, unsigned int n)
{
	for (unsigned int i = 0; i + 1 < n; i++)
		readers[i].started =
			pthread_create(&readers[i].thread, NULL, read_iterator, &readers[i]) == 0;
	for (unsigned int i = 0; i < n; i++)
		if (!readers[i].started)
			read_iterator(&readers[i]);
	for (unsigned int i = 0; i < n; i++)
		if (readers[i].started)
			pthread_join(readers[i].thread, NULL);
}

static int run(struct vt_holders *skel, unsigned int n, struct vt_buf *out, struct vt_err *err)
{
	struct reader readers[VT_BPF_READERS] = { 0 };
	int failed = 0;

	skel->bss->first_iterator = 0;
	skel->data->readers = n;
	/* All are made before one is read: by their addresses they are told apart. */
	for (unsigned int i = 0; i < n; i++) {
		readers[i].fd = create_iterator(skel);
		if (readers[i].fd < 0 && !failed)
			failed = errno;
	}
	if (failed)
		load_error(err, "create the iterator", failed);
	else
		read_iterators(readers, n);
	for (unsigned int i = 0; i < n; i++) {
		if (readers[i].fd >= 0)
			close(readers[i].fd);
		if (readers[i].err.code && !err->code)
			*err = readers[i].err;
		if (!out->len && !out->p) {
			*out = readers[i].out;
			continue;
		}
		vt_buf_add(out, readers[i].out.p, readers[i].out.len);
		vt_buf_done(&readers[i].out);
	}
	return err->code ? -err->code : 0;
}

int vt_bpf_run_all(struct vt_bpf_program *p, unsigned int threads, struct vt_buf *out,
		   struct vt_err *err)
{
	const unsigned int n = threads < VT_BPF_READERS ? threads : VT_BPF_READERS;

	p->skel->bss->only_tid = p->skel->bss->from_fd = 0;
	return run(p->skel, n ? n : 1, out, err);
}

int vt_bpf_run_rest(struct vt_bpf_program *p, int32_t tid, int32_t fd, struct vt_buf *out,
		    struct vt_err *err)
{
	p->skel->bss->only_tid = tid;
	p->skel->bss->from_fd = fd;
	return run(p->skel, 1, out, err);
}
