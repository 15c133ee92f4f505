/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which descriptors are one open file, by this kernel's kcmp, and whether the counts close. */
#include <config.h>

#include <fcntl.h>
#include <unistd.h>

#include "collect/process/fdcopy.h"
#include "collect/process/openfiles.h"
#include "scene.h"
#include "tap.h"

/* More PIDs than there can be: kcmp tells nothing of it. */
#define NOBODY INT32_MAX
/* GROUP_MAX of openfiles.c */
#define MANY 16384

/* Four descriptors, of which all but the third are one open file. */
#define FIRST 10
#define COPY 11
#define OTHER 12
#define AGAIN 13

static bool open_four(void)
{
	int one = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int two = open("/dev/null", O_RDONLY | O_CLOEXEC);

	return dup2(one, FIRST) == FIRST && dup2(one, COPY) == COPY && dup2(two, OTHER) == OTHER &&
	       dup2(one, AGAIN) == AGAIN && vt_fdcopy_order(getpid(), FIRST, getpid(), COPY) == 0;
}

struct row {
	enum vt_kind kind;
	const char *ifname;
	uint64_t netns;
	int fd;
	uint32_t want;
	bool nobody; /* its process is gone */
};

/* In the order that they get. */
static const struct row ordered[] = {
	{ VT_KIND_TUN, NULL, 0, FIRST, 1, false }, /* attached to nothing */
	{ VT_KIND_TUN, NULL, 0, COPY, 1, false },
	{ VT_KIND_TUN, "a", 1, FIRST, 2, false },
	{ VT_KIND_TUN, "a", 1, COPY, 2, false },
	{ VT_KIND_TUN, "a", 1, OTHER, 3, false }, /* another open file */
	{ VT_KIND_TUN, "a", 1, AGAIN, 2, false },
	{ VT_KIND_TUN, "a", 2, FIRST, 4, false }, /* of another namespace */
	{ VT_KIND_TUN, "b", 2, FIRST, 5, false }, /* of another name */
	{ VT_KIND_TUN, "c", 1, FIRST, 6, true },  /* nothing tells that these are one */
	{ VT_KIND_TUN, "c", 1, COPY, 7, true },
	{ VT_KIND_TUN, "d", 1, FIRST, 8, false },
	{ VT_KIND_MACVTAP, "d", 1, FIRST, 9, false }, /* of another kind */
};

#define N(a) (sizeof(a) / sizeof(*(a)))

static void add(struct vt_raw *raw, const struct row *row)
{
	struct vt_raw_fd *fd = vt_vec_add(&raw->fds);

	fd->kind = row->kind;
	fd->ifname = row->ifname;
	fd->netns = row->netns;
	fd->fd = row->fd;
	fd->pid = row->nobody ? NOBODY : getpid();
	fd->tid = fd->pid;
	fd->file = 99;
}

static void test_files(void)
{
	struct vt_raw *raw = vt_raw_new();

	/* 5 and the number of rows have no divisor in common: all of them, in another order. */
	for (size_t i = 0; i < N(ordered); i++)
		add(raw, &ordered[(i * 5 + 3) % N(ordered)]);
	vt_fileid_assign(raw);
	for (size_t i = 0; i < N(ordered); i++) {
		const struct vt_raw_fd *got = &raw->fds.v[i];

		ok(got->kind == ordered[i].kind && vt_streq(got->ifname, ordered[i].ifname) &&
			   got->netns == ordered[i].netns && got->fd == ordered[i].fd,
		   "row %zu is at its place", i);
		is_int(got->file, ordered[i].want, "and its open file");
	}
	vt_raw_free(raw);
}

/* Two processes that share it: PIDs have an order, too. */
static void test_shared(void)
{
	struct vt_raw *raw = vt_raw_new();

	add(raw, &(struct row){ VT_KIND_TUN, "a", 1, FIRST, 0, true });
	add(raw, &(struct row){ VT_KIND_TUN, "a", 1, COPY, 0, false });
	add(raw, &(struct row){ VT_KIND_TUN, "a", 1, FIRST, 0, false });
	vt_fileid_assign(raw);
	ok(raw->fds.v[0].pid == getpid() && raw->fds.v[1].pid == getpid() &&
		   raw->fds.v[2].pid == NOBODY,
	   "by process, then by descriptor");
	ok(raw->fds.v[0].fd == FIRST && raw->fds.v[0].file == 1 && raw->fds.v[1].file == 1 &&
		   raw->fds.v[2].file == 2,
	   "one that is gone shares nothing");
	vt_raw_free(raw);
}

/* Of so many descriptors of one device none is compared with another. */
static void test_many(void)
{
	for (size_t n = MANY; n <= MANY + 1; n++) {
		struct vt_raw *raw = vt_raw_new();
		size_t alike = 0;

		for (size_t i = 0; i < n; i++)
			add(raw, &(struct row){ VT_KIND_TUN, "a", 1,
						i > 1 ? FIRST :
						i     ? OTHER :
							AGAIN,
						0, false });
		vt_fileid_assign(raw);
		for (size_t i = 0; i < n; i++)
			alike += raw->fds.v[i].file == 1;
		is_int((long long)alike, n > MANY ? 1 : MANY - 1,
		       n > MANY ? "too many" : "just enough");
		is_int(raw->fds.v[n - 1].file, n > MANY ? MANY + 1 : 1, "the last one's file");
		vt_raw_free(raw);
	}
}

/* Do the kernel's counts close with descriptors on "a" and "b", of namespace 1 or unknown? */
static void test_counts(void)
{
	static const struct {
		const char *what, *links;
		uint64_t netns;
		bool deep;
	} rows[] = {
		{ "as many as held", "link a", 1, false },
		{ "whose namespace is not known", "link a", 0, false },
		{ "held elsewhere", "link a", 2, true },
		{ "one more", "link a multi_queue=yes queues_enabled=1 queues_disabled=1", 1,
		  true },
		{ "one less", "link a multi_queue=yes queues_enabled=0 queues_disabled=0", 1,
		  false },
		{ "as many, by a line of text", "link b", 1, false },
		{ "a device that is not held", "link a; link c", 1, true },
		{ "one that stays without", "link a; link c persist=yes carrier=no", 1, false },
		{ "one that stays, with carrier", "link a; link c persist=yes carrier=yes", 1,
		  true },
		{ "a macvtap tells nothing", "link a; link c kind=macvtap", 1, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(rows[i].links);
		struct vt_raw *raw = vt_raw_new();

		vt_vec_push(&raw->fds, ((struct vt_raw_fd){ .pid = 1,
							    .kind = VT_KIND_TUN,
							    .ifname = "a",
							    .netns = rows[i].netns }));
		vt_vec_push(&raw->fds, ((struct vt_raw_fd){ .pid = 1,
							    .kind = VT_KIND_TUN,
							    .fdinfo = "iff:\tb\n",
							    .netns = rows[i].netns }));
		/* Attached to nothing that is known. */
		vt_vec_push(&raw->fds,
			    ((struct vt_raw_fd){ .pid = 1, .kind = VT_KIND_TUN, .fdinfo = "" }));
		vt_vec_push(&raw->fds, ((struct vt_raw_fd){ .pid = 1, .kind = VT_KIND_MACVTAP }));
		ok(vt_fileid_wants_deep(raw, f) == rows[i].deep, "%s", rows[i].what);
		vt_raw_free(raw);
	}
}

/* Do they call for the tables of threads? Only "a" is held. */
static void test_tables(void)
{
	static const struct {
		const char *what, *links;
		bool tables;
	} macvtaps[] = {
		{ "a tap that closes", "link a", false },
		{ "a tap that does not", "link a; link c", true },
		{ "a macvtap that nothing seems to hold", "link a; link c kind=macvtap", true },
		{ "one that something holds", "link a kind=macvtap", false },
		{ "what has no queues", "link a; link c kind=other", false },
		{ "a tap before those that close", "link c; link a", true },
		{ "a macvtap before them", "link c kind=macvtap; link a", true },
	};

	for (size_t i = 0; i < sizeof(macvtaps) / sizeof(*macvtaps); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(macvtaps[i].links);
		struct vt_raw *raw = vt_raw_new();

		vt_vec_push(&raw->fds, ((struct vt_raw_fd){ .pid = 1, .ifname = "a" }));
		ok(vt_fileid_wants_tables(raw, f) == macvtaps[i].tables, "%s", macvtaps[i].what);
		vt_raw_free(raw);
	}
}

int main(void)
{
	if (open_four()) {
		test_files();
		test_shared();
		test_many();
	} else {
		ok(true, "open files # SKIP this kernel does not let a process compare its own");
	}
	test_counts();
	test_tables();
	return done();
}
