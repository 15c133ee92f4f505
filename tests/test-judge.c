/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules, a row per clause: facts, the codes that come of them in their
 * order, and the statuses of the rows. Each clause of a rule has a row that
 * fails without it.
 */
#include <config.h>

#include "analyze/analysis.h"

#include "judge-rows.h"
#include "scene.h"
#include "tap.h"
#include "util/str.h"

static void add_word(struct vt_buf *out, const char *word)
{
	vt_buf_fmt(out, "%s%s", out->len ? " " : "", word);
}

static void check(const struct vt_report *r, const char *what, const char *codes,
		  const char *status)
{
	VT_BUF_OF(found);
	VT_BUF_OF(rows_are);

	vt_buf_str(&found, "");
	vt_buf_str(&rows_are, "");
	for (size_t i = 0; i < r->findings->rows.n; i++)
		add_word(&found, vt_class(r->findings->rows.v[i].code)->code);
	for (size_t i = 0; i < r->mappings.n; i++)
		add_word(&rows_are, vt_status_name(r->mappings.v[i].status));
	is_str(found.p, codes, what);
	if (status)
		is_str(rows_are.p, status, "and the statuses");
}

static void test_rules(const struct judged *row)
{
	for (; row->what; row++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = scene(row->facts);
		struct vt_analysis *a = vt_analyze(f);
		struct vt_report *r = vt_report_new(a, NULL, NULL);

		check(r, row->what, row->codes, row->status);
		vt_report_free(r);
		vt_analysis_free(a);
	}
}

/* What the second of two scans leaves of the first. */
static const struct confirmed {
	const char *what, *first, *second, *codes, *status;
	uint32_t withdrawn;
} pairs[] = {
	{ "in both", VM "link vnet0 up=no", VM "link vnet0 up=no", "link-down", "mismatch", 0 },
	{ "in the first only", VM "link vnet0 up=no", VM, "", "ok", 1 },
	{ "in the second only", VM, VM "link vnet0 up=no", "", "unknown", 1 },
	{ "an info in the second only", VM, VM "pidfile web1 pid=100", "", "ok", 1 },
	{ "an info about a device in the second only", VM,
	  VM "domain db1 active=no id=-1; nic eth0 managed=no target=tap9; link tap9 " PERSISTENT,
	  "", "ok waiting", 1 },
	{ "another one", VM "link vnet0 up=no", VM "link vnet0 master=none", "", "unknown", 2 },
	{ "of a VM that was started again", VM "link vnet0 up=no",
	  VM "link vnet0 up=no; domain web1 id=9", "", "unknown", 2 },
	{ "of a device that was made again", VM "link vnet0 up=no",
	  VM "link vnet0 up=no ifindex=77", "", "unknown", 2 },
	{ "a tap without claim in the second only", VM, VM "link tap9 " PERSISTENT, "",
	  "ok unknown", 1 },
	{ "in a namespace that has the number of an earlier one",
	  VM "netns 2 cookie=5; link tap9 netns=2 " PERSISTENT,
	  VM "netns 2 cookie=6; link tap9 netns=2 " PERSISTENT, "", "ok unknown", 2 },
	{ "in one that is the same", VM "netns 2 cookie=5; link tap9 netns=2 " PERSISTENT,
	  VM "netns 2 cookie=5; link tap9 netns=2 " PERSISTENT, "stray-tap", "ok stray", 0 },
	{ "a device that is gone", VM "link tap9 " PERSISTENT, VM, "", "ok", 1 },
};

static void test_confirm(void)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(pairs[i].first);
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *g =
			scene(pairs[i].second);
		struct vt_analysis *first = vt_analyze(f), *second = vt_analyze(g);
		struct vt_verdict *v = vt_verdict_confirm(second, vt_analysis_verdict(first));
		struct vt_report *r = vt_report_new(second, v, NULL);

		check(r, pairs[i].what, pairs[i].codes, pairs[i].status);
		is_int(r->summary.withdrawn, pairs[i].withdrawn, "and what is withdrawn");
		vt_report_free(r);
		vt_verdict_free(v);
		vt_analysis_free(first);
		vt_analysis_free(second);
	}
}

/* A bridge with @n ports, of which the first is @port. */
static void full(const char *what, const char *bridge, int n, const char *port, const char *codes)
{
	struct vt_facts *f;
	VT_BUF_OF(text);
	struct vt_analysis *a;
	struct vt_report *r;

	vt_buf_fmt(&text, "link br0 %s; %s;", bridge, port);
	for (int i = 1; i < n; i++)
		vt_buf_fmt(&text, "link p%d kind=other master=br0;", i);
	f = scene(text.p);
	a = vt_analyze(f);
	r = vt_report_new(a, NULL, NULL);
	check(r, what, codes, NULL);
	vt_report_free(r);
	vt_analysis_free(a);
	vt_facts_free(f);
}

#define STRAY "link tap9 master=br0 " PERSISTENT

static void test_full_bridges(void)
{
	full("a bridge nearly full", "kind=bridge", 922, STRAY, "bridge-full stray-tap");
	full("one port less", "kind=bridge", 921, STRAY, "stray-tap");
	full("Open vSwitch has no such limit", "kind=openvswitch", 922, STRAY, "stray-tap");
	full("of containers", "kind=bridge", 922, "link veth9 kind=other master=br0", "");
	full("of containers and a VPN", "kind=bridge", 922,
	     "link tun9 master=br0; proc 300 hypervisor=no; holder tun9", "foreign-holder");
	full("with a VM's tap", "kind=bridge", 922,
	     "domain web1; nic net0 target=vnet0; link vnet0 master=br0; proc 100; holder vnet0",
	     "bridge-full");
	full("ports of another bridge", "kind=bridge", 921,
	     "link br1 kind=bridge; link p0 kind=other master=br1;" STRAY, "stray-tap");
	full("ports of another namespace", "kind=bridge", 921,
	     "link br1 kind=bridge netns=2 ifindex=1; link p0 kind=other netns=2 master=br1;" STRAY,
	     "stray-tap");
}

/* A namespace of some user's; the next rows are in it. */
#define USERS "netns 1 owner_uid=1000;"

/* What is of a user's own making alone is no alarm. */
static const struct weighed {
	const char *what, *facts, *codes;
	enum vt_severity worst;
	const char *message; /* of the first finding; NULL = not looked at */
} weights[] = {
	{ "a tap in a namespace of root's", "netns 2; link tap9 netns=2 " PERSISTENT, "stray-tap",
	  VT_WARNING,
	  "tap9 is persistent, held by nobody and claimed by no VM (in network namespace 2)" },
	{ "in a user's", "netns 2 owner_uid=1000; link tap9 netns=2 " PERSISTENT, "stray-tap",
	  VT_INFO,
	  "tap9 is persistent, held by nobody and claimed by no VM (in network namespace 2 of "
	  "user 1000)" },
	{ "in the own one, which is a user's", USERS "link tap9 " PERSISTENT, "stray-tap", VT_INFO,
	  "tap9 is persistent, held by nobody and claimed by no VM (in network namespace 1 of "
	  "user 1000)" },
	{ "beside a user's", "netns 2 owner_uid=1000; netns 1; link tap9 " PERSISTENT, "stray-tap",
	  VT_WARNING, "tap9 is persistent, held by nobody and claimed by no VM" },
	{ "a macvtap in a user's", USERS "link tap9 kind=macvtap addressed=no", "stray-macvtap",
	  VT_INFO, NULL },
	{ "a false VMM in a user's", USERS "link tap9; proc 300; holder tap9",
	  "unmanaged-hypervisor", VT_INFO, NULL },
	{ "one that claims the tap, in a user's",
	  USERS VM "domain web1 basis=self; nic net0 source_bridge=none", "unmanaged-hypervisor",
	  VT_INFO, NULL },
	{ "the same in root's", VM "domain web1 basis=self; nic net0 source_bridge=none",
	  "unmanaged-hypervisor", VT_WARNING, NULL },
	{ "a holder that a user hides", USERS "link tap9 persist=no", "hidden-holder", VT_INFO,
	  NULL },
	{ "of a VM of a manager's in a user's", USERS VM "drop holder vnet0", "hidden-holder",
	  VT_WARNING, NULL },
	{ "that a VMM claims before it",
	  USERS VM "drop holder vnet0; domain db1 basis=self; nic eth0 target=vnet0; proc 200",
	  "hidden-holder duplicate-claim", VT_WARNING, NULL },
	{ "a manager's VM in a user's", USERS VM "link vnet0 up=no", "link-down", VT_WARNING,
	  "vnet0 (web1) is administratively down (in network namespace 1 of user 1000, PID 100)" },
	{ "a device that only such a VM holds",
	  USERS VM "link tap9; holder h2 ifname=tap9 proc=100", "undeclared-device", VT_WARNING,
	  NULL },
	{ "a name of Proxmox VE's in root's", "manager proxmox; link tap101i0 " PERSISTENT,
	  "stray-tap", VT_WARNING,
	  "tap101i0 of Proxmox VE's VM 101, which is not running, is persistent and held by "
	  "nobody" },
	{ "in a user's", USERS "manager proxmox; link tap101i0 " PERSISTENT, "stray-tap", VT_INFO,
	  "tap101i0 is persistent, held by nobody and claimed by no VM (in network namespace 1 of "
	  "user 1000)" },
	{ 0 },
};

static void weigh(const struct weighed *row, const char *facts)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = scene(facts);
	struct vt_analysis *a = vt_analyze(f);
	struct vt_report *r = vt_report_new(a, NULL, NULL);

	check(r, row->what, row->codes, NULL);
	is_int(r->summary.worst ? (int)vt_finding_severity(r->summary.worst) : -1, row->worst,
	       "the worst");
	if (row->message)
		is_str(r->findings->rows.n ? r->findings->rows.v[0].message : NULL, row->message,
		       "what it says");
	vt_report_free(r);
	vt_analysis_free(a);
}

/* A bridge with too many ports. */
static void weigh_bridge(const char *what, const char *port, const char *codes,
			 enum vt_severity worst)
{
	const struct weighed row = { what, NULL, codes, worst, NULL };
	VT_BUF_OF(text);

	vt_buf_fmt(&text, USERS "link br0 kind=bridge; %s;", port);
	for (int i = 1; i < 922; i++)
		vt_buf_fmt(&text, "link p%d kind=other master=br0;", i);
	weigh(&row, text.p);
}

static void test_weights(void)
{
	for (const struct weighed *row = weights; row->what; row++)
		weigh(row, row->facts);
	weigh_bridge("a user's bridge", STRAY, "bridge-full stray-tap", VT_INFO);
	weigh_bridge("with a VM of a manager's",
		     "domain web1; nic net0 target=vnet0; link vnet0 master=br0; proc 100;"
		     "holder vnet0",
		     "bridge-full", VT_WARNING);
}

int main(void)
{
	test_rules(judge_claim_rows);
	test_rules(judge_bridge_rows);
	test_rules(judge_device_rows);
	test_rules(judge_leftover_rows);
	test_rules(judge_path_rows);
	test_confirm();
	test_full_bridges();
	test_weights();
	return done();
}
