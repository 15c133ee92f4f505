/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads the program of bpf/holders.bpf.c, or where that does not work those of
 * bpf/plain.bpf.c, and runs it. Nothing is pinned: the
 * kernel drops program, maps and iterators with the descriptors of this process.
 */
#include <config.h>

#include "collect/bpf/program.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collect/bpf/records.h"
#include "collect/bpf/btf.h"
#include "collect/bpf/offsets.h"
#include "collect/bpf/plain.h"
#include "util/fd.h"
#include "util/vec.h"

#ifdef VT_BPF_WALK
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpointer-arith"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wunused-function"
#include "collect/bpf/holders.lskel.h"
#pragma GCC diagnostic pop

VT_DEFINE_CLEANUP(vt_holders, struct vt_holders *, vt_holders__destroy)
#endif

/* @walk: the fast program, NULL where it does not work or is not in this build */
struct vt_bpf_program {
	struct vt_holders *walk;
	struct vt_bpf_plain plain;
	bool kvm;
};

static bool is_locked_down(void)
{
	VT_CLEANUP(vt_fd) int fd = open("/sys/kernel/security/lockdown", O_RDONLY | O_CLOEXEC);
	char text[64] = "";

	return fd >= 0 && read(fd, text, sizeof(text) - 1) > 0 && strstr(text, "[confidentiality]");
}

/*
 * Without CAP_PERFMON, and where a lock-down forbids programs to read, the
 * verifier does not know the functions: EINVAL.
 */
static int load_error(struct vt_err *err, const char *what, int errnum)
{
	bool rights = errnum == EPERM || errnum == EACCES || (errnum == EINVAL && geteuid() != 0);
	const char *hint = rights ? " (CAP_BPF and CAP_PERFMON are needed)" :
			   errnum == EINVAL && is_locked_down() ?
				    " (the kernel is locked down: confidentiality)" :
				    "";

	return vt_err_set(err, errnum, "BPF: cannot %s: %s%s", what, strerror(errnum), hint);
}

#ifdef VT_BPF_WALK
static struct vt_holders *load_walk(const struct vt_bpf_setup *setup, struct vt_err *err)
{
	VT_CLEANUP(vt_holders) struct vt_holders *skel = vt_holders__open();
	int r;

	if (!skel) {
		load_error(err, "prepare the program", ENOMEM);
		return NULL;
	}
	memcpy(&skel->rodata->setup, setup, sizeof(*setup));
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

static void unload_walk(struct vt_holders *walk)
{
	vt_holders__destroy(walk);
}

/* Which of the kernel's iterators is made @n times, and what they are told. */
static int set_up_walk(struct vt_holders *walk, unsigned int n, int32_t tid, int32_t fd)
{
	walk->bss->only_tid = tid;
	walk->bss->from_fd = fd;
	walk->bss->first_iterator = 0;
	walk->data->readers = n;
	return walk->links.holders_fd;
}
#else
static struct vt_holders *load_walk(const struct vt_bpf_setup *setup, struct vt_err *err)
{
	(void)setup;
	vt_err_set(err, ENOTSUP, "BPF: this build has the plain programs only");
	return NULL;
}

static void unload_walk(struct vt_holders *walk)
{
	(void)walk;
}

static int set_up_walk(struct vt_holders *walk, unsigned int n, int32_t tid, int32_t fd)
{
	(void)walk, (void)n, (void)tid, (void)fd;
	return -1;
}
#endif

static int load_plain(const struct vt_bpf_setup *setup, struct vt_btf *kernel,
		      struct vt_bpf_program *p, struct vt_err *err)
{
	const char *step;
	int r = vt_bpf_plain_load(setup, kernel, &p->plain, &step);

	return r < 0 ? load_error(err, step, -r) : 0;
}

static int load(enum vt_bpf_way way, struct vt_bpf_program *p, struct vt_err *why,
		struct vt_err *err)
{
	__attribute__((cleanup(vt_btf_close))) struct vt_btf kernel = { 0 };
	struct vt_bpf_setup setup = { 0 };
	int r = vt_btf_open(&kernel, "vmlinux", NULL);

	if (r == 0)
		r = vt_bpf_offsets_find(&kernel, &setup);
	if (r < 0)
		return load_error(err, "find the kernel's types", -r);
	p->kvm = setup.names_known;
	if (way != VT_BPF_PLAIN)
		p->walk = load_walk(&setup, why);
	if (p->walk)
		return 0;
	/* What the privileges do not allow, they do not allow for these either. */
	if (way == VT_BPF_WALK_ONLY || why->code == EPERM || why->code == EACCES) {
		*err = *why;
		return -err->code;
	}
	return load_plain(&setup, &kernel, p, err);
}

struct vt_bpf_program *vt_bpf_load(enum vt_bpf_way way, struct vt_err *why, struct vt_err *err)
{
	struct vt_bpf_program *p = vt_xrealloc(NULL, 1, sizeof(*p));

	memset(p, 0, sizeof(*p));
	if (load(way, p, why, err) == 0)
		return p;
	vt_bpf_unload(p);
	return NULL;
}

bool vt_bpf_knows_kvm(const struct vt_bpf_program *p)
{
	return p->kvm;
}

void vt_bpf_unload(struct vt_bpf_program *p)
{
	if (!p)
		return;
	if (p->walk)
		unload_walk(p->walk);
	vt_bpf_plain_unload(&p->plain);
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
		/* EAGAIN: a million tasks without output; call again to continue. */
		if (n < 0 && errno != EAGAIN && errno != EINTR) {
			load_error(&r->err, "read the iterator", errno);
			break;
		}
		if (n > 0)
			vt_buf_add(&r->out, piece, (size_t)n);
	}
	return NULL;
}

static int create_iterator(int link)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.iter_create.link_fd = (uint32_t)link;
	return (int)syscall(__NR_bpf, BPF_ITER_CREATE, &attr, sizeof(attr));
}

/* The last one in this thread, and those for which no thread could be started. */
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

static int run(const int *links, unsigned int n, struct vt_buf *out, struct vt_err *err)
{
	struct reader readers[VT_BPF_READERS] = { 0 };
	int failed = 0;

	/* All are made before one is read: by their addresses they are told apart. */
	for (unsigned int i = 0; i < n; i++) {
		readers[i].fd = create_iterator(links[i]);
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
	const unsigned int most = threads < VT_BPF_READERS ? threads : VT_BPF_READERS;
	const unsigned int n = most ? most : 1;
	int link;

	if (!p->walk)
		return run(p->plain.links, VT_BPF_PLAIN_LINKS, out, err);
	link = set_up_walk(p->walk, n, 0, 0);
	return run((const int[VT_BPF_READERS]){ link, link }, n, out, err);
}

int vt_bpf_run_rest(struct vt_bpf_program *p, int32_t tid, int32_t fd, struct vt_buf *out,
		    struct vt_err *err)
{
	int link;

	/* The plain programs leave no rest. */
	if (!p->walk)
		return vt_err_set(err, EINVAL, "BPF: an impossible rest of records");
	link = set_up_walk(p->walk, 1, tid, fd);
	return run(&link, 1, out, err);
}
