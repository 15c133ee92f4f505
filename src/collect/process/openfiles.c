/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors to open files (kcmp), and whether they account for all queues. */
#include <config.h>

#include "collect/process/openfiles.h"

#include "collect/process/fdcopy.h"
#include "collect/process/proctext.h"
#include "util/cleanup.h"
#include "util/search.h"

/* Nobody has a group of more descriptors than this for a good reason: they count as different. */
#define GROUP_MAX 16384

static int cmp_row(const void *pa, const void *pb)
{
	const struct vt_raw_fd *a = pa, *b = pb;
	int name = vt_strcmp0(a->ifname, b->ifname);

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (name)
		return name;
	if (a->netns != b->netns)
		return a->netns < b->netns ? -1 : 1;
	if (a->pid != b->pid)
		return a->pid < b->pid ? -1 : 1;
	return (a->fd > b->fd) - (a->fd < b->fd);
}

static bool same_group(const struct vt_raw_fd *a, const struct vt_raw_fd *b)
{
	return a->kind == b->kind && a->netns == b->netns && vt_streq(a->ifname, b->ifname);
}

/*
 * Order of open files, 0 = the same one. kcmp(2) has one for the sake of sorting;
 * where it does not tell, they are different, and in the order of the rows.
 */
static int cmp_file(const void *pa, const void *pb)
{
	const struct vt_raw_fd *a = *(const struct vt_raw_fd *const *)pa;
	const struct vt_raw_fd *b = *(const struct vt_raw_fd *const *)pb;
	/* kcmp takes a thread's id for a thread's table. */
	int order = vt_fdcopy_order(a->tid, a->fd, b->tid, b->fd);

	return order != VT_FDCOPY_UNKNOWN ? order : (a > b) - (a < b);
}

static int cmp_place(const void *pa, const void *pb)
{
	const struct vt_raw_fd *a = *(const struct vt_raw_fd *const *)pa;
	const struct vt_raw_fd *b = *(const struct vt_raw_fd *const *)pb;

	return (a > b) - (a < b);
}

/* Rows by file, those of one file in their order; then numbers in the order of the rows. */
static void assign_group(struct vt_raw_fd *rows, size_t n, uint32_t *next)
{
	VT_CLEANUP(vt_free) struct vt_raw_fd **by_file = vt_xrealloc(NULL, n, sizeof(*by_file));

	for (size_t i = 0; i < n; i++)
		by_file[i] = &rows[i];
	if (n <= GROUP_MAX)
		qsort(by_file, n, sizeof(*by_file), cmp_file);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; n <= GROUP_MAX && k < n && cmp_file(&by_file[i], &by_file[k]) == 0;)
			k++;
		qsort(by_file + i, k - i, sizeof(*by_file), cmp_place);
		/* Known by the first row of it until all are. */
		for (size_t m = i; m < k; m++)
			by_file[m]->file = (uint32_t)(by_file[i] - rows) + 1;
	}
	for (size_t i = 0; i < n; i++)
		rows[i].file = rows[i].file == i + 1 ? ++*next : rows[rows[i].file - 1].file;
}

void vt_fileid_assign(struct vt_raw *raw)
{
	uint32_t next = 0;

	vt_vec_sort(&raw->fds, cmp_row);
	for (size_t i = 0, n; i < raw->fds.n; i += n) {
		for (n = 1; i + n < raw->fds.n && same_group(&raw->fds.v[i], &raw->fds.v[i + n]);)
			n++;
		assign_group(&raw->fds.v[i], n, &next);
	}
}

/* A descriptor by the name that it is attached to, which may be of no bytes. */
struct attached {
	const char *name;
	size_t len;
	uint64_t netns; /* 0 = not known */
};

static bool name_of(const struct vt_raw_fd *fd, struct attached *ret)
{
	if (!fd->ifname)
		return vt_fdinfo_iff(fd->fdinfo, &ret->name, &ret->len);
	ret->name = fd->ifname;
	ret->len = strlen(fd->ifname);
	return true;
}

struct attachments {
	VT_VEC(struct attached) rows;
};

static void attachments_done(struct attachments *list)
{
	vt_vec_done(&list->rows);
}

static int cmp_attached(const void *pa, const void *pb)
{
	const struct attached *a = pa, *b = pb;
	int order = memcmp(a->name, b->name, a->len < b->len ? a->len : b->len);

	return order ? order : (a->len > b->len) - (a->len < b->len);
}

static struct attachments attachments_of(const struct vt_raw *raw)
{
	struct attachments list = { .rows = { 0 } };

	for (size_t i = 0; i < raw->fds.n; i++) {
		struct attached row = { .netns = raw->fds.v[i].netns };

		if (name_of(&raw->fds.v[i], &row))
			vt_vec_push(&list.rows, row);
	}
	vt_vec_sort(&list.rows, cmp_attached);
	return list;
}

static size_t count_descriptors(const struct attachments *list, const struct vt_link *link)
{
	const struct attached key = { .name = link->ifname, .len = strlen(link->ifname) };
	const struct attached *v = list->rows.v;
	size_t lo = vt_vec_search(&list->rows, &key, cmp_attached), count = 0;

	for (; lo < list->rows.n && cmp_attached(&v[lo], &key) == 0; lo++)
		count += !v[lo].netns || v[lo].netns == link->netns;
	return count;
}

static bool closes(const struct attachments *list, const struct vt_link *link)
{
	uint32_t queues = vt_kernel_queues(link);

	return queues == VT_NONE || count_descriptors(list, link) >= queues;
}

/* Of macvtaps the kernel counts no queues: what holds one may be in a thread's table. */
bool vt_fileid_wants_tables(const struct vt_raw *raw, const struct vt_facts *f)
{
	__attribute__((cleanup(attachments_done))) struct attachments list = attachments_of(raw);

	for (size_t i = 0; i < f->links.n; i++)
		if (!closes(&list, &f->links.v[i]) || (vt_kind_fits(f->links.v[i].kind, true) &&
						       !count_descriptors(&list, &f->links.v[i])))
			return true;
	return false;
}

bool vt_fileid_wants_deep(const struct vt_raw *raw, const struct vt_facts *f)
{
	__attribute__((cleanup(attachments_done))) struct attachments list = attachments_of(raw);

	for (size_t i = 0; i < f->links.n; i++)
		if (!closes(&list, &f->links.v[i]))
			return true;
	return false;
}
