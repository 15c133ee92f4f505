/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a scan brings to rows of facts: processes, descriptors, and whether counts close. */
#include <config.h>

#include "collect/decode.h"
#include "collect/ovs/ovs-decode.h"
#include "scene.h"
#include "tap.h"
#include "util/str.h"

/* /proc/PID/stat: 22 fields, of which the 20th is the number of threads. */
#define STAT(state, threads) \
	"7 (qemu) " state " 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 " threads " 0 99 0 0"

static void test_alive(void)
{
	static const struct {
		const char *what, *stat;
		bool alive;
	} rows[] = {
		{ "a sleeper", STAT("S", "4"), true },
		{ "one of a single thread", STAT("S", "1"), true },
		{ "a zombie", STAT("Z", "1"), false },
		{ "a zombie whose threads live", STAT("Z", "2"), true },
		{ "a dead one", STAT("X", "2"), false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_raw *raw = vt_raw_new();
		struct vt_raw_proc *p = vt_vec_add(&raw->procs);
		struct vt_facts *f;

		*p = (struct vt_raw_proc){ .pid = 7, .stat = rows[i].stat };
		f = vt_decode(raw);
		ok(f->procs.n == 1 && f->procs.v[0].alive == rows[i].alive, "%s", rows[i].what);
		vt_facts_free(f);
		vt_raw_free(raw);
	}
}

#define QEMU "/usr/bin/qemu-system-x86_64"
#define LINE(text) .cmdline = text, .cmdline_len = sizeof(text)
#define UUID "12345678-1234-1234-1234-123456789abc"

/* What a process is, by what was read of it. */
static const struct {
	const char *what;
	struct vt_raw_proc p;
	const char *guest, *uuid;
	bool inner, hypervisor, cmdline_ok, fds_ok, open, orphan;
} processes[] = {
	{ .what = "a QEMU",
	  .p = { .exe = QEMU, LINE("qemu\0-name\0web") },
	  .guest = "web",
	  .hypervisor = true,
	  .cmdline_ok = true,
	  .fds_ok = true },
	{ .what = "what holds a KVM VM, whatever it is",
	  .p = { .exe = "/usr/bin/mine", .kvm = VT_YES, LINE("mine") },
	  .hypervisor = true,
	  .cmdline_ok = true,
	  .fds_ok = true },
	{ .what = "what holds none",
	  .p = { .exe = "/usr/bin/mine", .kvm = VT_NO, LINE("mine\0-name\0x") },
	  .cmdline_ok = true,
	  .fds_ok = true },
	{ .what = "one that carries a VM's UUID",
	  .p = { .exe = "/usr/bin/mine", LINE("mine\0-uuid\0" UUID) },
	  .uuid = UUID,
	  .cmdline_ok = true,
	  .fds_ok = true },
	{ .what = "its command line could not be read",
	  .p = { .exe = QEMU, .fds_error = 13 },
	  .hypervisor = true },
	{ .what = "what would be in the file that it cannot name",
	  .p = { .exe = QEMU, .config = "[name]\n  guest = \"web\"\n" },
	  .hypervisor = true,
	  .fds_ok = true },
	{ .what = "the first of its namespace",
	  .p = { .exe = QEMU, .stat = "7 (qemu) S 0 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99 0" },
	  .hypervisor = true,
	  .fds_ok = true,
	  .orphan = true },
	{ .what = "it has none",
	  .p = { .exe = QEMU, .cmdline = "", .cmdline_len = 0 },
	  .hypervisor = true,
	  .fds_ok = true },
	{ .what = "it has none of this length",
	  .p = { .exe = QEMU, .cmdline_len = 1 },
	  .hypervisor = true,
	  .fds_ok = true },
	{ .what = "out of sight in a cgroup namespace",
	  .p = { .exe = QEMU, .cgroup = "0::/\n" },
	  .inner = true,
	  .hypervisor = true,
	  .fds_ok = true,
	  .open = true },
	{ .what = "in sight there",
	  .p = { .exe = QEMU, .cgroup = "0::/x\n" },
	  .inner = true,
	  .hypervisor = true,
	  .fds_ok = true },
	{ .what = "the root of all",
	  .p = { .exe = QEMU, .cgroup = "0::/\n" },
	  .hypervisor = true,
	  .fds_ok = true },
	{ .what = "above a namespace's root",
	  .p = { .exe = QEMU, .cgroup = "0::/../x\n" },
	  .hypervisor = true,
	  .fds_ok = true,
	  .open = true },
};

static void test_procs(void)
{
	for (size_t i = 0; i < sizeof(processes) / sizeof(*processes); i++) {
		struct vt_raw *raw = vt_raw_new();
		struct vt_raw_proc *p = vt_vec_add(&raw->procs);
		const struct vt_proc *row;
		struct vt_facts *f;

		/* The first is not to be read. */
		*p = (struct vt_raw_proc){ .pid = 6, .exe = QEMU, .stat = "6 (cut" };
		vt_vec_push(&raw->procs, processes[i].p);
		raw->procs.v[1].pid = 7;
		if (!processes[i].p.stat)
			raw->procs.v[1].stat = STAT("S", "1");
		raw->cgroup_inner = processes[i].inner;
		f = vt_decode(raw);
		if (ok(f->procs.n == 1, "process: %s", processes[i].what)) {
			row = &f->procs.v[0];
			ok(row->pid == 7 && row->ppid == !processes[i].orphan && row->start == 99,
			   "its numbers");
			ok(row->hypervisor == processes[i].hypervisor &&
				   row->cmdline_ok == processes[i].cmdline_ok &&
				   row->fds_ok == processes[i].fds_ok &&
				   row->manager_open == processes[i].open,
			   "what it is");
			is_str(row->guest, processes[i].guest, "the VM that it names");
			is_str(row->uuid, processes[i].uuid, "and its UUID");
		}
		vt_facts_free(f);
		vt_raw_free(raw);
	}
}

/* Which device a descriptor has, as "NAME deleted disabled", by what was asked of it. */
static const struct {
	const char *what;
	struct vt_raw_fd fd;
	const char *name;
	enum vt_tri deleted, disabled;
	size_t gaps;
} descriptors[] = {
	{ "by its copy",
	  { .kind = VT_KIND_TUN, .ifname = "a", .fdinfo = "iff:\tb\n" },
	  "a",
	  VT_NO,
	  VT_NO,
	  0 },
	{ "a queue that is off",
	  { .kind = VT_KIND_TUN, .ifname = "a", .flags = 0x400 },
	  "a",
	  VT_NO,
	  VT_YES,
	  0 },
	{ "by its fdinfo",
	  { .kind = VT_KIND_TUN, .fdinfo = "iff:\tb\n" },
	  "b",
	  VT_NO,
	  VT_UNKNOWN,
	  0 },
	{ "attached to nothing",
	  { .kind = VT_KIND_TUN, .fdinfo = "iff:\t\n" },
	  NULL,
	  VT_UNKNOWN,
	  VT_UNKNOWN,
	  0 },
	{ "its copy says that it is attached to nothing",
	  { .kind = VT_KIND_TUN, .ifname_errno = 77, .fdinfo = "iff:\tb\n" },
	  NULL,
	  VT_UNKNOWN,
	  VT_UNKNOWN,
	  0 },
	{ "a macvtap's copy says so",
	  { .kind = VT_KIND_MACVTAP, .ifname_errno = 67 },
	  NULL,
	  VT_YES,
	  VT_UNKNOWN,
	  0 },
	{ "a macvtap that was not asked",
	  { .kind = VT_KIND_IPVTAP, .fdinfo = "iff:\tb\n" },
	  NULL,
	  VT_UNKNOWN,
	  VT_UNKNOWN,
	  1 },
	{ "by BPF", { .kind = VT_KIND_TUN, .ifname = "a", .bpf = true }, "a", VT_NO, VT_NO, 0 },
	{ "by BPF, off",
	  { .kind = VT_KIND_TUN, .ifname = "a", .bpf = true, .disabled = true },
	  "a",
	  VT_NO,
	  VT_YES,
	  0 },
	{ "by BPF, attached to nothing",
	  { .kind = VT_KIND_TUN, .bpf = true, .fdinfo = "iff:\tb\n" },
	  NULL,
	  VT_UNKNOWN,
	  VT_NO,
	  0 },
	{ "of which nothing was read", { .kind = VT_KIND_TUN }, NULL, VT_UNKNOWN, VT_UNKNOWN, 0 },
	{ "a macvtap by its copy",
	  { .kind = VT_KIND_MACVTAP, .ifname = "m" },
	  "m",
	  VT_NO,
	  VT_NO,
	  0 },
	{ "a macvtap by BPF",
	  { .kind = VT_KIND_MACVTAP, .ifname = "m", .bpf = true },
	  "m",
	  VT_NO,
	  VT_NO,
	  0 },
	{ "a macvtap without device by BPF",
	  { .kind = VT_KIND_MACVTAP, .bpf = true },
	  NULL,
	  VT_YES,
	  VT_NO,
	  0 },
};

static void test_descriptors(void)
{
	for (size_t i = 0; i < sizeof(descriptors) / sizeof(*descriptors); i++) {
		struct vt_raw *raw = vt_raw_new();
		struct vt_raw_proc *p = vt_vec_add(&raw->procs);
		struct vt_facts *f;

		*p = (struct vt_raw_proc){ .pid = 7, .stat = STAT("S", "1") };
		vt_vec_push(&raw->fds, descriptors[i].fd);
		raw->fds.v[0].pid = 7;
		/* One of a process that was not read is nobody's. */
		vt_vec_push(&raw->fds, descriptors[i].fd);
		raw->fds.v[1].pid = 8;
		f = vt_decode(raw);
		ok(f->holders.n == 1 && vt_streq(f->holders.v[0].ifname, descriptors[i].name) &&
			   f->holders.v[0].deleted == descriptors[i].deleted &&
			   f->holders.v[0].disabled == descriptors[i].disabled &&
			   f->holders.v[0].by_macvtap == (descriptors[i].fd.kind != VT_KIND_TUN),
		   "%s", descriptors[i].what);
		is_int((long long)f->gaps.n, (long long)descriptors[i].gaps, "and gaps");
		vt_facts_free(f);
		vt_raw_free(raw);
	}
}

/* An interface of that type and these external ids. */
#define INTERFACE(type, ids) \
	"{\"headings\":[\"name\",\"type\",\"external_ids\"],\"data\":[[\"vnet0\"," type \
	",[\"map\",[" ids "]]]]}"
#define VM_ID "[\"vm-id\",\"u\"]"

static void test_ovs(void)
{
	static const struct {
		const char *what, *text;
		size_t records;
	} rows[] = {
		{ "a VM's", INTERFACE("\"\"", VM_ID), 1 },
		{ "a VM's, of type system", INTERFACE("\"system\"", VM_ID), 1 },
		{ "a VM's, without device", INTERFACE("\"dpdkvhostuser\"", VM_ID), 0 },
		{ "nobody's", INTERFACE("\"\"", "[\"x\",\"u\"]"), 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };
		int r = vt_ovs_decode(rows[i].text, strlen(rows[i].text), f, &err);

		ok(r == 0 && f->registrations.n == rows[i].records, "%s", rows[i].what);
		vt_facts_free(f);
	}
}

/* A process of @uid whose command line names @n NICs. */
static void add_vmm(struct vt_raw *raw, int32_t pid, uint32_t uid, const char *cgroup, int n)
{
	struct vt_raw_proc *p = vt_vec_add(&raw->procs);
	VT_BUF_OF(line);

	vt_buf_add(&line, "qemu-system-x86_64", 19);
	for (int i = 0; i < n; i++)
		vt_buf_add(&line, "-netdev\0tap,id=n\0", 18);
	*p = (struct vt_raw_proc){ .pid = pid, .uid = uid, .stat = STAT("S", "1") };
	p->exe = "/usr/bin/qemu-system-x86_64";
	p->cgroup = cgroup;
	p->cmdline = vt_arena_strn(raw->arena, line.p, line.len);
	p->cmdline_len = line.len;
}

/* A daemon's PID file, locked by a process. */
static void record(struct vt_raw *raw, int32_t pid, bool session)
{
	struct vt_raw_conn *c = vt_raw_conn_new(session ? "qemu:///session" : "qemu:///system");

	c->driver = "QEMU";
	c->ok = true;
	c->session = session;
	vt_vec_push(&c->pidfiles,
		    ((struct vt_raw_pidfile){ .path = "/x/vm.pid", .name = "vm", .owner = pid }));
	vt_vec_push(&raw->conns, c);
}

static size_t nics_of(const struct vt_facts *f, int32_t pid)
{
	size_t n = 0;

	for (size_t i = 0; i < f->netdevs.n; i++)
		n += f->procs.v[f->netdevs.v[i].proc].pid == pid;
	return n;
}

/* What command lines name has a budget for each user. */
static void test_nics(void)
{
	static const struct {
		const char *what, *cgroup;
		uint32_t uid;
		int n;
		size_t want;
	} rows[] = {
		{ "a user's", "0::/user.slice/x\n", 1000, 3000, 3000 },
		{ "more than the user may have", NULL, 1000, 1200, 0 },
		{ "then none", NULL, 1000, 10, 0 },
		{ "another user's", NULL, 1001, 4000, 4000 },
		{ "a VM of a manager's", "0::/qemu.slice/101.scope\n", 1000, 4000, 4000 },
		{ "more than its user may have", NULL, 1002, 4097, 0 },
		{ "libvirt's, by its lock", NULL, 1002, 3000, 3000 },
		{ "of a session, which its user runs", NULL, 1002, 10, 0 },
		{ "more in that VM: its user's", "0::/qemu.slice/101.scope\n", 1003, 200, 200 },
		{ "another of libvirt's", NULL, 1002, 10, 10 },
	};
	struct vt_raw *raw = vt_raw_new();
	size_t gaps = 0;
	struct vt_facts *f;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		add_vmm(raw, 10 + (int32_t)i, rows[i].uid, rows[i].cgroup, rows[i].n);
	record(raw, 16, false);
	record(raw, 17, true);
	record(raw, 19, false);
	f = vt_decode(raw);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		is_int((long long)nics_of(f, 10 + (int32_t)i), (long long)rows[i].want,
		       rows[i].what);
	for (size_t i = 0; i < f->gaps.n; i++)
		if (vt_streq(f->gaps.v[i].code, "budget-spent")) {
			ok(strstr(f->gaps.v[i].detail, gaps ? "user 1002 name more NICs" :
							      "user 1000 name more NICs") != NULL,
			   "who has too many is told");
			is_int(f->gaps.v[i].hides, 0, "which hides nothing of others");
			gaps++;
		}
	is_int((long long)gaps, 2, "once each");
	vt_facts_free(f);
	vt_raw_free(raw);
}

/* One user's account may be all that there is. */
static void test_one_user(void)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_facts *f;

	add_vmm(raw, 10, 1000, NULL, 4096);
	f = vt_decode(raw);
	ok(nics_of(f, 10) == 4096 && !f->gaps.n, "just as many as a user may have");
	vt_facts_free(f);
	add_vmm(raw, 11, 1000, NULL, 1);
	f = vt_decode(raw);
	ok(nics_of(f, 10) == 4096 && nics_of(f, 11) == 0, "and one more");
	ok(f->gaps.n == 1 && vt_streq(f->gaps.v[0].code, "budget-spent"), "is told");
	vt_facts_free(f);
	vt_raw_free(raw);
}

int main(void)
{
	test_alive();
	test_procs();
	test_nics();
	test_one_user();
	test_descriptors();
	test_ovs();
	return done();
}
