/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is shown of an analysis: rows and their values, subjects, and whether it is sure. */
#include <config.h>

#include "analyze/analysis-parts.h"
#include "analyze/mapping.h"
#include "util/cleanup.h"
#include "util/str.h"

#include "scene.h"
#include "tap.h"

VT_DEFINE_CLEANUP(facts, struct vt_facts *, vt_facts_free)

#define VM \
	"link br0 kind=bridge; domain web1; nic net0 target=vnet0;" \
	"link vnet0 master=br0; proc 100; holder vnet0;"
#define TAP "link tap0;"
#define OTHER(pid) "proc " pid " uuid=none hypervisor=no;"

/* Of the one row: VM, UUID, PID, and whether vhost is used. */
static void test_row(void)
{
	static const struct {
		const char *what, *facts, *row;
	} rows[] = {
		{ "a VM", VM, "web1 web1 100 0" },
		{ "a VMM that nobody knows", TAP "proc 5 guest=g uuid=u; holder tap0", "g u 5 0" },
		{ "what is no VMM", TAP "proc 5 guest=g uuid=u hypervisor=no; holder tap0",
		  "- - 5 0" },
		{ "the VMM before another",
		  TAP OTHER("5") "holder tap0; proc 6 guest=g uuid=u; holder h ifname=tap0",
		  "g u 6 0" },
		{ "the first of two VMMs",
		  TAP "proc 5 guest=g uuid=u; holder tap0; proc 6 guest=h uuid=v;"
		      "holder h ifname=tap0",
		  "g u 5 0" },
		{ "vhost by the descriptor", VM "netdev n fd=21 vhost=yes", "web1 web1 100 2" },
		{ "by the first one", VM "holder vnet0 fd=0; netdev n fd=0 vhost=yes",
		  "web1 web1 100 2" },
		{ "by that of another device", VM "netdev n fd=22 vhost=yes", "web1 web1 100 0" },
		{ "by name", VM "netdev n ifname=vnet0 vhost=no", "web1 web1 100 1" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_CLEANUP(facts) struct vt_facts *f = scene(rows[i].facts);
		struct vt_analysis *a = vt_analyze(f);
		struct vt_report *r = vt_report_new(a, NULL, NULL);
		const struct vt_mapping *m = &r->mappings.v[0];
		const char *domain = vt_mapping_domain(r, m), *uuid = vt_mapping_uuid(r, m);
		VT_BUF_OF(row);

		vt_buf_fmt(&row, "%s %s %d %d", domain ? domain : "-", uuid ? uuid : "-",
			   vt_mapping_proc(r, m)->pid, vt_device_vhost(r->inventory, m->device));
		is_str(row.p, rows[i].row, rows[i].what);
		vt_report_free(r);
		vt_analysis_free(a);
	}
}

static void test_traffic(void)
{
	static const struct {
		enum vt_kind kind;
		uint64_t rx_errors, from_bytes, errors;
		const char *what;
	} rows[] = {
		{ VT_KIND_TAP, 3, 100, 7, "a tap receives what the VM sends" },
		{ VT_KIND_MACVTAP, 3, 200, 4, "a macvtap sends it, and errors are drops" },
		{ VT_KIND_IPVTAP, 3, 200, 4, "an ipvtap, too" },
		{ VT_KIND_MACVTAP, 5, 200, 9, "but for those that are none" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct vt_link l = { .kind = rows[i].kind,
					   .stats = { .rx_bytes = 100,
						      .tx_bytes = 200,
						      .rx_dropped = 3,
						      .rx_errors = rows[i].rx_errors,
						      .tx_errors = 4 } };
		struct vt_traffic t = vt_link_traffic(&l);

		is_int((long long)t.from_bytes, (long long)rows[i].from_bytes, rows[i].what);
		is_int((long long)t.errors, (long long)rows[i].errors, "its errors");
	}
}

static void test_netns(void)
{
	static const struct {
		const char *what, *facts, *words;
	} rows[] = {
		{ "by name", "netns 2 name=blue; proc 100 netns=2", "blue" },
		{ "by a process in it", "netns 2; proc 100 netns=2", "2, PID 100" },
		{ "by one that was found before", "netns 2 path=/proc/77/ns/net", "2, PID 77" },
		{ "by none that has ended", "netns 2; proc 100 netns=2 alive=no", "2" },
		{ "of a user", "netns 2 owner_uid=1000", "2 of user 1000" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_CLEANUP(facts) struct vt_facts *f = scene(rows[i].facts);
		VT_BUF_OF(words);

		vt_netns_words(f, 2, &words);
		is_str(words.p, rows[i].words, rows[i].what);
	}
}

/* Of each table the first row, the last one, and one between them. */
static const char tables[] =
	"link l0 kind=other; link l1 kind=other; link l2 kind=other; ovs o0 bridge=o2;"
	"ovs o1 bridge=o2; ovs o2 bridge=o2; ovs o1x; netns 10 name=n0; netns 11 name=n1;"
	"netns 12 name=n2; domain d0 active=no id=-1; nic a mac=52:54:00:00:00:01; domain d1;"
	"domain d2 active=no id=-1; nic b mac=52:54:00:00:00:02; proc 1000 uuid=none;"
	"proc 1001 uuid=none; proc 1002 uuid=none; domain d1 pid=1003; proc 1003 uuid=d1;";

static void test_subjects(void)
{
	static const char *const rows[][2] = {
		{ "l0", "link l0" },
		{ "l1", "link l1" },
		{ "l2", "link l2" },
		{ "o0", "port o0" },
		{ "o1", "port o1" },
		{ "o2", "port o2" },
		{ "o1x", "" },
		{ "n0", "netns 10" },
		{ "n1", "netns 11" },
		{ "n2", "netns 12" },
		{ "d0", "VM d0" },
		{ "d1", "VM d1" },
		{ "d2", "VM d2" },
		{ "52:54:00:00:00:01", "VM d0" },
		{ "52:54:00:00:00:02", "VM d2" },
		{ "1000", "PID 1000" },
		{ "1001", "PID 1001" },
		{ "1003", "VM d1 PID 1003" },
	};
	VT_CLEANUP(facts) struct vt_facts *f = scene(tables);
	struct vt_analysis *a = vt_analyze(f);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct vt_question q = { .subjects = &rows[i][0], .n_subjects = 1 };
		struct vt_report *r = vt_report_new(a, NULL, &q);
		VT_BUF_OF(got);

		vt_buf_str(&got, "");
		for (size_t k = 0; k < r->subject_domains.n; k++)
			vt_buf_fmt(&got, " VM %s", f->domains.v[r->subject_domains.v[k]].name);
		for (size_t k = 0; k < r->subject_links.n; k++)
			vt_buf_fmt(&got, " link %s", f->links.v[r->subject_links.v[k]].ifname);
		for (size_t k = 0; k < r->subject_ovs.n; k++)
			vt_buf_fmt(&got, " port %s", f->ovs_ports.v[r->subject_ovs.v[k]].ifname);
		for (size_t k = 0; k < r->subject_procs.n; k++)
			vt_buf_fmt(&got, " PID %d", f->procs.v[r->subject_procs.v[k]].pid);
		for (size_t k = 0; k < r->subject_netnses.n; k++)
			vt_buf_fmt(&got, " netns %d",
				   (int)f->netnses.v[r->subject_netnses.v[k]].inode);
		is_str(got.p + (got.len > 0), rows[i][1], rows[i][0]);
		vt_report_free(r);
	}
	vt_analysis_free(a);
}

/* Whether all was seen, what is worst, and how long a second scan has to wait. */
static void test_doubt(void)
{
	static const struct {
		const char *what, *facts, *worst;
		bool open;
		enum vt_doubt doubt;
	} rows[] = {
		{ "a healthy host", VM, NULL, false, VT_DOUBT_NONE },
		{ "a gap", VM "gap hidepid", NULL, true, VT_DOUBT_NONE },
		{ "a connection that failed", "conn qemu:///system ok=no;" VM, NULL, true,
		  VT_DOUBT_NONE },
		{ "a fault", VM "link vnet0 up=no", "link-down", false, VT_DOUBT_SHORT },
		{ "a fault of no VM", "link tap9 persist=yes carrier=no", "stray-tap", false,
		  VT_DOUBT_SHORT },
		{ "what libvirt takes down",
		  VM "drop holder vnet0; drop proc 100; link vnet0 carrier=no persist=yes",
		  "no-process", false, VT_DOUBT_LONG },
		{ "and clears up in its own time", VM "record b1 ifname=vnet9", "stale-binding",
		  false, VT_DOUBT_LONG },
		{ "beside another fault", VM "link vnet0 master=none; record b1 ifname=vnet9",
		  "detached-bridge", false, VT_DOUBT_LONG },
		{ "before another fault",
		  VM "drop holder vnet0; drop proc 100; link vnet0 carrier=no persist=yes up=no",
		  "no-process", false, VT_DOUBT_LONG },
		{ "what it keeps of a VM",
		  "domain off1 active=no id=-1;"
		  "link vnet9 persist=yes carrier=no owner=5;"
		  "record b1 ifname=vnet9 owner_uuid=off1",
		  "stale-binding", false, VT_DOUBT_LONG },
		{ "what its daemon no longer says",
		  VM "drop holder vnet0; drop proc 100; link vnet0 carrier=no persist=yes;"
		     "conn qemu:///system ok=no",
		  "no-process", true, VT_DOUBT_SHORT },
		{ "a file of a VM that runs, not locked", VM "pidfile web1 pid=100",
		  "stale-pidfile", false, VT_DOUBT_SHORT },
		{ "a file of a VM that runs", VM "pidfile web1 owner=100 pid=99", "pid-mismatch",
		  false, VT_DOUBT_SHORT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_CLEANUP(facts) struct vt_facts *f = scene(rows[i].facts);
		const struct vt_question q = { 0 };
		struct vt_analysis *a = vt_analyze(f);
		struct vt_report *r = vt_report_new(a, NULL, &q);

		is_str(r->summary.worst ? vt_class(r->summary.worst->code)->code : NULL,
		       rows[i].worst, rows[i].what);
		is_int(r->open, rows[i].open, "open");
		is_int(vt_analysis_doubt(a, NULL, &q), rows[i].doubt, "its doubt");
		vt_report_free(r);
		vt_analysis_free(a);
	}
	vt_report_free(NULL);
	vt_analysis_free(NULL);
}

/* Three VMs of which it is not known whether they have a process. */
#define HIDDEN \
	"domain a; nic x target=v0; link v0 persist=yes carrier=no;" \
	"domain b; nic y target=v1; link v1 persist=yes carrier=no;" \
	"domain c; nic z target=v2; link v2 persist=yes carrier=no; gap hidepid"

static void flags(struct vt_buf *out, const bool *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		vt_buf_str(out, v[i] ? "1" : "0");
}

/* @later after a scan of @earlier: which NICs and devices it leaves open. */
static void confirm(const char *what, const char *earlier, const char *later, const char *open)
{
	VT_CLEANUP(facts) struct vt_facts *before = scene(earlier);
	VT_CLEANUP(facts) struct vt_facts *after = scene(later);
	struct vt_analysis *first = vt_analyze(before), *second = vt_analyze(after);
	struct vt_verdict *v = vt_verdict_confirm(second, vt_analysis_verdict(first));
	VT_BUF_OF(got);

	flags(&got, v->nic_open, after->nics.n);
	vt_buf_str(&got, "/");
	flags(&got, v->device_open, second->inv->devices.n);
	is_str(got.p, open, what);
	vt_verdict_free(v);
	vt_analysis_free(first);
	vt_analysis_free(second);
}

static void test_confirm(void)
{
	VT_BUF_OF(full);

	confirm("what is well is sure", "", VM, "0/0");
	confirm("a device that was none before", "", "link tap9 persist=yes carrier=no", "/1");
	confirm("a NIC with a fault that is new", "", VM "link vnet0 up=no", "1/0");
	confirm("one with a remark", "", VM "netns 1 drops_ip=f calls_ip=yes", "0/0");
	confirm("a record is no row", "", VM "record b1 ifname=vnet9", "0/0");
	confirm("what the scan itself left open stays so", HIDDEN, HIDDEN, "111/000");
	vt_buf_str(&full, VM);
	for (int i = 0; i < 922; i++)
		vt_buf_fmt(&full, "link p%d kind=other master=br0;", i);
	confirm("a bridge is no row", "", full.p, "0/0");
	vt_verdict_free(NULL);
}

int main(void)
{
	test_row();
	test_traffic();
	test_netns();
	test_subjects();
	test_doubt();
	test_confirm();
	return done();
}
