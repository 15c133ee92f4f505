/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of a scan: libvirt is asked in threads of its own while the
 * holders are scanned; then links; then the processes that domains name. What
 * changes in between is caught by the second scan, not here.
 */
#include <config.h>

#include "collect/collect.h"

#include <errno.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include "collect/bpf/bpf.h"
#include "collect/decode.h"
#include "collect/process/netns-mounts.h"
#include "collect/process/openfiles.h"
#include "collect/process/hints-acquire.h"
#include "collect/libvirt/libvirt.h"
#include "collect/kernel/netns.h"
#include "collect/macs.h"
#include "collect/managers/machined.h"
#include "collect/ovs/ovs-acquire.h"
#include "collect/process/process.h"
#include "collect/vmm/config-acquire.h"
#include "model/subject.h"
#include "util/clock.h"
#include "util/trace.h"

/* As many as there are CPUs for this process, not on this host. */
static unsigned int scan_threads(void)
{
	enum { MOST = 4 };
	cpu_set_t cpus;
	int n = MOST;

	/* Fails where there are more than the set has room for. */
	if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0)
		n = CPU_COUNT(&cpus);
	return n > MOST ? MOST : (unsigned int)n;
}

/* What an earlier pass over the processes reported, the next reports again. */
static void forget_scan(struct vt_raw *raw)
{
	size_t kept = 0;

	for (size_t i = 0; i < raw->gaps.n; i++)
		if (strcmp(raw->gaps.v[i].subject, VT_PROCFS_SUBJECT) != 0)
			raw->gaps.v[kept++] = raw->gaps.v[i];
	raw->gaps.n = kept;
	raw->processes = raw->unreadable = 0;
	raw->fds.n = raw->procs.n = 0;
}

/* The percentage of its time by which a scan wants something to be done. */
enum {
	UNTIL_HOLDERS = 55,
	UNTIL_MOUNTS = 60,
	UNTIL_CONNS = 65,
	UNTIL_MANAGERS = 72,
	UNTIL_PROCS = 76,
	UNTIL_LINKS = 85,
	UNTIL_REST = 95,
	UNTIL_END = 100
};

/**
 * struct course - a scan on its way
 * @started: vt_clock_ms()
 */
struct course {
	const struct vt_scan_plan *plan;
	struct vt_raw *raw;
	struct vt_netns_list namespaces;
	struct vt_libvirt_job **jobs;
	int64_t started;
};

static int64_t deadline_of(const struct course *c, int percent)
{
	return c->started + (int64_t)c->plan->timeout_ms * percent / 100;
}

/* What is left until then; never nothing, so that what is ready is still taken. */
static int ms_until(const struct course *c, int percent)
{
	int64_t left = deadline_of(c, percent) - vt_clock_ms();

	return left > 10 ? (int)left : 10;
}

static const char *phase_name(uint32_t done)
{
	static const char *const names[] = {
		"descriptors", "libvirt",        "processes",
		"links",       "the rest of it", "hidden descriptors"
	};
	unsigned int last = 0;

	while (done >>= 1)
		last++;
	return names[last];
}

static void tell(const struct course *c, uint32_t done)
{
	char *trace;

	vt_trace("done: %s", phase_name(done));
	trace = vt_trace_text();
	c->raw->trace = vt_arena_str(c->raw->arena, trace);
	free(trace);
	if (c->plan->report)
		c->plan->report(c->plan->report_arg, c->raw, done);
}

static int scan_proc(const struct vt_scan_plan *plan, struct vt_raw *raw,
		     struct vt_netns_list *namespaces, bool deep, int timeout_ms,
		     struct vt_err *err)
{
	raw->scan = VT_SCAN_PROC;
	forget_scan(raw);
	return vt_procfs_scan(raw, namespaces, scan_threads(), deep, plan->record, timeout_ms, err);
}

static int scan_holders(const struct vt_scan_plan *plan, struct vt_raw *raw,
			struct vt_netns_list *namespaces, int timeout_ms, struct vt_err *err)
{
	int r = -ENOTSUP;

	if (plan->scan != VT_CHOOSE_PROC)
		r = vt_bpf_scan(raw, namespaces, scan_threads(), timeout_ms, VT_BPF_ANY, err);
	if (r == 0 || plan->scan == VT_CHOOSE_BPF)
		return r;
	if (plan->scan != VT_CHOOSE_PROC) {
		raw->slower = vt_arena_fmt(raw->arena, "/proc: %s", err->msg);
		vt_trace("no BPF: %s", err->msg);
	}
	err->code = 0;
	return scan_proc(plan, raw, namespaces, false, timeout_ms, err);
}

/* Every running domain's process is known by its PID file or status file. */
static bool domains_have_processes(const struct vt_raw *raw)
{
	for (size_t i = 0; i < raw->conns.n; i++) {
		const struct vt_raw_conn *c = raw->conns.v[i];

		for (size_t j = 0; j < c->domains.n; j++) {
			bool locked = !c->domains.v[j].active;

			for (size_t k = 0; k < c->pidfiles.n && !locked; k++)
				locked = c->pidfiles.v[k].owner > 0 &&
					 vt_streq(c->pidfiles.v[k].name, c->domains.v[j].name);
			if (!locked)
				return false;
		}
	}
	return true;
}

/* Processes that libvirt's files name, and where that is not enough, that
 * look like guests. */
static void add_domain_processes(struct course *course, int percent)
{
	const int64_t deadline = vt_clock_ms() + ms_until(course, percent);
	struct vt_raw *raw = course->raw;
	VT_VEC(int32_t) pids = { 0 };

	for (size_t i = 0; i < raw->conns.n; i++) {
		const struct vt_raw_conn *c = raw->conns.v[i];
		int32_t pid;

		for (size_t k = 0; k < c->pidfiles.n; k++) {
			const struct vt_raw_pidfile *p = &c->pidfiles.v[k];

			if (p->owner > 0)
				vt_vec_push(&pids, p->owner);
			else if (p->content && vt_parse_pid(p->content, &pid) == 0)
				vt_vec_push(&pids, pid);
		}
	}
	vt_procfs_add_pids(raw, &course->namespaces, pids.v, pids.n, scan_threads(), deadline);
	vt_vec_done(&pids);
	if (!domains_have_processes(raw))
		vt_procfs_add_hypervisors(raw, &course->namespaces, scan_threads(), deadline);
}

/* Or claims were given: then VMs without a device have to be known, too. */
static bool manager_was_asked(const struct vt_raw *raw)
{
	for (size_t i = 0; i < raw->sources.n; i++)
		if (!vt_streq(raw->sources.v[i].manager, VT_MACHINED))
			return true;
	return raw->managers.n > 0;
}

/* Processes of managers' VMs, which need not hold anything: those that they
 * name, and whatever else is a VMM. */
static void add_manager_processes(struct course *course, int percent)
{
	const int64_t deadline = vt_clock_ms() + ms_until(course, percent);
	struct vt_raw *raw = course->raw;
	VT_VEC(int32_t) pids = { 0 };

	for (size_t i = 0; i < raw->sources.n; i++)
		if (raw->sources.v[i].pid > 0)
			vt_vec_push(&pids, raw->sources.v[i].pid);
	vt_procfs_add_pids(raw, &course->namespaces, pids.v, pids.n, scan_threads(), deadline);
	vt_vec_done(&pids);
	if (manager_was_asked(raw))
		vt_procfs_add_hypervisors(raw, &course->namespaces, scan_threads(), deadline);
	vt_procfs_add_parents(raw, &course->namespaces, scan_threads(), deadline);
	vt_machined_acquire(raw);
	vt_vmm_read_configs(raw, scan_threads(), deadline);
}

/* Whose traffic matters: the NICs of all VMs that are known so far, and the subjects. */
static void find_macs(const struct vt_scan_plan *plan, const struct vt_raw *raw,
		      struct vt_macs *ret)
{
	for (size_t i = 0; i < raw->conns.n; i++) {
		const struct vt_raw_conn *c = raw->conns.v[i];

		for (size_t k = 0; k < c->domains.n; k++)
			if (c->domains.v[k].xml)
				vt_macs_add_text(ret, c->domains.v[k].xml,
						 strlen(c->domains.v[k].xml));
	}
	for (size_t i = 0; i < raw->sources.n; i++)
		if (raw->sources.v[i].text)
			vt_macs_add_text(ret, raw->sources.v[i].text,
					 strlen(raw->sources.v[i].text));
	for (size_t i = 0; i < raw->procs.n; i++)
		if (raw->procs.v[i].cmdline)
			vt_macs_add_text(ret, raw->procs.v[i].cmdline, raw->procs.v[i].cmdline_len);
	for (size_t i = 0; i < plan->wanted.n; i++)
		vt_macs_add(ret, vt_subject_read(plan->wanted.v[i]).mac);
	vt_macs_sort(ret);
}

static void read_links(const struct vt_scan_plan *plan, struct vt_raw *raw,
		       struct vt_netns_list *namespaces, int timeout_ms)
{
	__attribute__((cleanup(vt_macs_done))) struct vt_macs macs = { 0 };
	struct vt_err err = { 0 };

	find_macs(plan, raw, &macs);
	vt_netns_add_named(namespaces);
	if (vt_netns_acquire(namespaces, &macs, timeout_ms, raw, &err) < 0)
		vt_raw_gap(raw, VT_GAP_LINKS_UNREADABLE, "rtnetlink", err.msg);
}

static void ask_connections(const struct vt_scan_plan *plan, const struct vt_subjects *subjects,
			    struct vt_libvirt_job **jobs)
{
	for (size_t i = 0; i < plan->n_uris; i++)
		jobs[i] = vt_libvirt_start(plan->uris[i], subjects, plan->timeout_ms);
}

/* What is known of connections before they are asked again: of gaps, those of their files. */
static void forget_connections(struct vt_raw *raw)
{
	size_t kept = 0;

	for (size_t i = 0; i < raw->gaps.n; i++)
		if (!raw->gaps.v[i].uri)
			raw->gaps.v[kept++] = raw->gaps.v[i];
	raw->gaps.n = kept;
	for (size_t i = 0; i < raw->conns.n; i++)
		vt_raw_conn_free(raw->conns.v[i]);
	raw->conns.n = 0;
}

/* What reading its files met, as gaps of the scan. */
static void take_gaps(struct vt_raw *raw, struct vt_raw_conn *c)
{
	for (size_t i = 0; i < c->gaps.n; i++)
		vt_vec_push(&raw->gaps, vt_gap_copy(raw->arena, &c->gaps.v[i]));
	c->gaps.n = 0;
}

/* Two with one state directory are one daemon. */
static void number_daemons(struct vt_raw *raw)
{
	for (size_t i = 0; i < raw->conns.n; i++) {
		struct vt_raw_conn *c = raw->conns.v[i];

		for (size_t k = 0; k < i && c->state_dir && !c->daemon; k++)
			if (vt_streq(raw->conns.v[k]->state_dir, c->state_dir))
				c->daemon = raw->conns.v[k]->daemon;
		if (c->state_dir && !c->daemon)
			c->daemon = (uint32_t)i + 1;
	}
}

static void take_connections(const struct course *c, int percent)
{
	struct vt_raw *raw = c->raw;

	forget_connections(raw);
	for (size_t i = 0; i < c->plan->n_uris; i++)
		vt_vec_push(&raw->conns, vt_libvirt_finish(c->jobs[i], deadline_of(c, percent),
							   c->plan->timeout_ms / 10));
	for (size_t i = 0; i < raw->conns.n; i++)
		take_gaps(raw, raw->conns.v[i]);
	number_daemons(raw);
	tell(c, VT_PHASE_CONNS);
}

static bool was_left_out(const struct vt_raw *raw)
{
	for (size_t i = 0; i < raw->conns.n; i++)
		for (size_t k = 0; k < raw->conns.v[i]->domains.n; k++)
			if (raw->conns.v[i]->domains.v[k].unasked)
				return true;
	return false;
}

/* Only now is it known that what a VM is called is a link, too, and that a
 * shut-off VM may be what it waits for. */
static void ask_left_out(const struct course *c)
{
	const struct vt_subjects all = { 0 };

	if (!c->plan->subjects.n || !was_left_out(c->raw) ||
	    !vt_subjects_are_links(&c->plan->subjects, vt_decode_links(c->raw)))
		return;
	ask_connections(c->plan, &all, c->jobs);
	take_connections(c, UNTIL_REST);
}

/* What is looked at only where queues that the kernel counts are missing, and what few hosts
 * have. */
static int read_rest(struct course *c, struct vt_err *err)
{
	struct vt_raw *raw = c->raw;
	int r = 0;

	if (raw->scan == VT_SCAN_PROC && vt_fileid_wants_tables(raw, vt_decode_links(raw)))
		r = scan_proc(c->plan, raw, &c->namespaces, true, ms_until(c, UNTIL_REST), err);
	if (raw->scan == VT_SCAN_PROC)
		vt_fileid_assign(raw);
	add_domain_processes(c, UNTIL_REST);
	vt_ovs_acquire(raw, ms_until(c, UNTIL_REST));
	tell(c, VT_PHASE_REST);
	/* The fdinfo of every file there is: what hangs in it costs nothing else. */
	if (vt_fileid_wants_deep(raw, vt_decode_links(raw)))
		vt_hints_acquire(raw, ms_until(c, UNTIL_END));
	tell(c, VT_PHASE_LAST);
	return r;
}

/*
 * By the clock that counts while the host sleeps, as processes' start times do; to the nearest
 * second, so that two scans have the same.
 */
static uint64_t boot_time(void)
{
	struct timespec now, up;
	int64_t ms;

	if (clock_gettime(CLOCK_REALTIME, &now) < 0 || clock_gettime(CLOCK_BOOTTIME, &up) < 0)
		return 0;
	ms = ((int64_t)now.tv_sec - up.tv_sec) * 1000 + (now.tv_nsec - up.tv_nsec) / 1000000;
	return ms > 0 ? (uint64_t)(ms + 500) / 1000 : 0;
}

static int look_around(struct course *c, struct vt_err *err)
{
	struct vt_raw *raw = c->raw;
	uint64_t inode;
	int r;

	raw->now = (uint64_t)time(NULL);
	raw->booted = boot_time();
	vt_procfs_host(raw);
	vt_procfs_blind(raw);
	vt_netns_add_pid(&c->namespaces, getpid(), &inode);
	r = scan_holders(c->plan, raw, &c->namespaces, ms_until(c, UNTIL_HOLDERS), err);
	/* What is told of a process stays as it was told. */
	vt_vmm_read_configs(raw, scan_threads(), deadline_of(c, UNTIL_MOUNTS));
	if (r == 0)
		tell(c, VT_PHASE_HOLDERS);
	/* While libvirt answers. */
	vt_netns_add_mounted(&c->namespaces, raw, scan_threads(), deadline_of(c, UNTIL_MOUNTS));
	take_connections(c, UNTIL_CONNS);
	if (r < 0)
		return r;
	vt_managers_acquire(raw, &c->plan->managers, deadline_of(c, UNTIL_MANAGERS));
	add_domain_processes(c, UNTIL_PROCS);
	add_manager_processes(c, UNTIL_PROCS);
	tell(c, VT_PHASE_PROCS);
	read_links(c->plan, raw, &c->namespaces, ms_until(c, UNTIL_LINKS));
	tell(c, VT_PHASE_LINKS);
	ask_left_out(c);
	return read_rest(c, err);
}

int vt_collect(const struct vt_scan_plan *plan, struct vt_raw **ret, struct vt_err *err)
{
	struct course c = { .plan = plan, .raw = vt_raw_new(), .started = vt_clock_ms() };
	int r;

	if (plan->trace)
		vt_trace_begin();
	c.jobs = vt_xrealloc(NULL, plan->n_uris, sizeof(*c.jobs));
	ask_connections(plan, &plan->subjects, c.jobs);
	if (!plan->n_uris && !plan->no_libvirt_here)
		vt_raw_gap(c.raw, VT_GAP_NO_LIBVIRT, "libvirt",
			   "not asked: no VM and no claim is known");
	r = look_around(&c, err);
	free(c.jobs);
	vt_netns_list_done(&c.namespaces);
	if (r < 0)
		vt_raw_free(c.raw);
	else
		*ret = c.raw;
	return r;
}
