/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules, a row per clause: facts, the codes that come of them in their
 * order, and the statuses of the rows. Each clause of a rule has a row that
 * fails without it.
 */
#include <config.h>

#include "analyze/analysis.h"

#include "analyze/judge.h"
#include "analyze/status.h"
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
	full("the newest device of all", "kind=bridge ifindex=5000", 922, STRAY,
	     "bridge-full stray-tap");
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
	{ "of the longest number", "manager proxmox; link tap123456789i12 " PERSISTENT, "stray-tap",
	  VT_WARNING,
	  "tap123456789i12 of Proxmox VE's VM 123456789, which is not running, is persistent and "
	  "held by nobody" },
#define NOT_ITS(name) \
	{ \
		name ", which is no name of its", "manager proxmox; link " name " " PERSISTENT, \
			"stray-tap", VT_WARNING, \
			name " is persistent, held by nobody and claimed by no VM" \
	}
	NOT_ITS("tap12i0"),
	NOT_ITS("tap1234567890i0"),
	NOT_ITS("tap012i0"),
	NOT_ITS("tap101x0"),
	NOT_ITS("tap101i"),
	NOT_ITS("tap101i0x"),
	NOT_ITS("xap101i0"),
	NOT_ITS("tap101"),
	{ "where there is none", "link tap101i0 " PERSISTENT, "stray-tap", VT_WARNING,
	  "tap101i0 is persistent, held by nobody and claimed by no VM" },
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
	weigh_bridge("a user's bridge, whose last port is a VM's of a manager",
		     "domain web1; nic net0 target=zz0; link zz0 ifindex=5000 master=br0; proc 100;"
		     "holder zz0",
		     "bridge-full", VT_WARNING);
	weigh_bridge("with a VM of a manager's",
		     "domain web1; nic net0 target=vnet0; link vnet0 master=br0; proc 100;"
		     "holder vnet0",
		     "bridge-full", VT_WARNING);
}

/* What the first finding says of its subject, which outlives these facts. */
static const struct {
	const char *what, *facts, *identity;
} identities[] = {
	{ "a NIC", VM "link vnet0 up=no ifindex=7; netns 1 cookie=5",
	  "link-down web1/web1/1 qemu:///system net0 vnet0#7 1/5/- 100/100 -" },
	{ "a NIC whose device is not there", VM "drop holder vnet0; drop link vnet0",
	  "missing-device web1/web1/1 qemu:///system net0 vnet0#0 0/0/- 100/100 -" },
	{ "a device of a namespace that was not listed", "link tap9 ifindex=9 " PERSISTENT,
	  "stray-tap -/-/-1 - - tap9#9 1/0/- 0/0 -" },
	{ "a device of a namespace with a name",
	  "netns 2 cookie=5 name=blue; link tap9 netns=2 ifindex=9 " PERSISTENT,
	  "stray-tap -/-/-1 - - tap9#9 2/5/blue 0/0 -" },
	{ "a device in a user's namespace",
	  "netns 1 owner_uid=1000; link tap9 ifindex=9 " PERSISTENT,
	  "stray-tap -/-/-1 - - tap9#9 1/0/- 0/0 - netns_owner=1000" },
	{ "a tap of a shut-off VM of Proxmox VE's",
	  "manager proxmox; domain db1 active=no id=-1 conn=none manager=proxmox manager_id=101;"
	  "link tap101i0 ifindex=9 " PERSISTENT,
	  "stray-tap db1/db1/-1 - - tap101i0#9 1/0/- 0/0 -" },
	{ "of that number of another manager's",
	  "manager proxmox; manager x; link tap101i0 ifindex=9 " PERSISTENT
	  "; domain db1 active=no id=-1 conn=none manager=x manager_id=101",
	  "stray-tap -/-/-1 - - tap101i0#9 1/0/- 0/0 -" },
	{ "a process", "link tap9 ifindex=9; proc 300 hypervisor=no start=7; holder tap9",
	  "foreign-holder -/-/-1 - - tap9#9 1/0/- 300/7 -" },
	{ "a PID file", "pidfile old path=/run/old.pid pid=9",
	  "stale-pidfile -/-/-1 - - -#0 0/0/- 0/0 /run/old.pid 9" },
	{ "a record of a connection", "record b1 ifname=vnet9 owner_uuid=u owner_name=n",
	  "stale-binding n/u/-1 qemu:///system - vnet9#0 0/0/- 0/0 b1" },
};

/* What the first finding rests on. */
static const struct {
	const char *what, *facts, *evidence;
} proofs[] = {
	{ "a bridge", VM "link br0 up=no", "hop=br0 hop_kind=bridge" },
	{ "an uplink that its driver holds down", VM UPLINK "link eth0 carrier=no proto_down=yes",
	  "hop=eth0 hop_kind=other held_down_by=protocol" },
	{ "one without a carrier", VM UPLINK "link eth0 carrier=no", "hop=eth0 hop_kind=other" },
	{ "netfilter's chain for IPv6", VM "netns 1 calls_ip=yes calls_ip6=yes drops_ip6='ip6 f F'",
	  "chain=ip6 f F called_by=net.bridge.bridge-nf-call-ip6tables" },
	{ "an address in a VLAN",
	  ELSEWHERE "link br0 bridge.vlan_filtering=yes; vlan 20 ifindex=vnet0;"
		    "vlan t ifindex=eth0 first=20 last=20 pvid=no; fdb m vlan=20",
	  "mac=52:54:00:00:00:01 port=eth0 vlan=20" },
	{ "a bridge in another namespace",
	  "link br0 kind=bridge netns=2 up=no; domain web1; nic net0 target=vnet0 "
	  "source_bridge=none;"
	  "link vnet0 netns=2 master=br0; proc 100 netns=2; holder vnet0",
	  "hop=br0 hop_kind=bridge hop_netns=2" },
};

/* The codes of each row, and for each finding the rows that it is about. */
static const struct {
	const char *what, *facts, *told;
} abouts[] = {
	{ "a NIC, a device, and neither",
	  "link br0 kind=bridge; domain a; nic n0; domain b; nic n1 target=tap9;"
	  "link tap9 up=no master=br0; link tap8 persist=yes carrier=no; proc 1; holder tap9;"
	  "pidfile old path=/run/old.pid",
	  "a:no-process b:link-down -:stray-tap; no-process@a link-down@b stray-tap@- "
	  "stale-pidfile" },
	{ "all NICs of a VM", VM "nic net1; drop holder vnet0; drop proc 100",
	  "web1:no-process,hidden-holder web1:no-process; no-process@web1,web1 "
	  "hidden-holder@web1" },
	{ "two of one code about a NIC, and one more",
	  VM "link vnet0 up=no; proc 300 uuid=none hypervisor=no; holder h ifname=vnet0;"
	     "proc 301 uuid=none hypervisor=no; holder h2 ifname=vnet0",
	  "web1:extra-holder,link-down; extra-holder@web1 extra-holder@web1 link-down@web1" },
	{ "two of one code behind another",
	  VM "conn q; domain db1 conn=q; proc 200; holder h ifname=vnet0; domain db2 conn=q;"
	     "proc 300; holder h2 ifname=vnet0",
	  "web1:extra-holder,undeclared-device,cross-connection; extra-holder@web1 "
	  "extra-holder@web1 undeclared-device@web1 undeclared-device@web1 cross-connection@web1 "
	  "cross-connection@web1" },
	{ "two NICs of one device",
	  VM SECOND "nic eth0 target=vnet0; drop holder vnet1; drop link vnet1; link vnet0 up=no",
	  "db1:wrong-holder,duplicate-claim,link-down web1:duplicate-claim,link-down; "
	  "wrong-holder@db1 duplicate-claim@db1 duplicate-claim@web1 link-down@db1 "
	  "link-down@web1" },
	{ "a NIC without device, and the first of all links",
	  "link tap9 persist=yes carrier=no;" VM "drop holder vnet0; drop link vnet0",
	  "web1:missing-device -:stray-tap; missing-device@web1 stray-tap@-" },
};

static void tell_codes(const struct vt_report *r, const struct vt_mapping *m, struct vt_buf *out)
{
	const char *name =
		m->nic == VT_NONE ? "-" : r->facts->domains.v[r->facts->nics.v[m->nic].domain].name;

	vt_buf_fmt(out, "%s%s:", out->len ? " " : "", name);
	for (uint32_t i = 0; i < m->n_findings; i++)
		vt_buf_fmt(out, "%s%s", i ? "," : "",
			   vt_class(r->mapping_findings.v[m->first_finding + i])->code);
}

static void tell_rows(const struct vt_report *r, const struct vt_finding *row, struct vt_buf *out)
{
	char mark = '@';

	vt_buf_fmt(out, " %s", vt_class(row->code)->code);
	for (size_t i = 0; i < r->mappings.n; i++) {
		const struct vt_mapping *m = &r->mappings.v[i];

		if (!vt_finding_is_about(r->facts, r->inventory, row, m))
			continue;
		vt_buf_fmt(out, "%c%s", mark,
			   m->nic == VT_NONE ?
				   "-" :
				   r->facts->domains.v[r->facts->nics.v[m->nic].domain].name);
		mark = ',';
	}
}

static void test_abouts(void)
{
	for (size_t i = 0; i < sizeof(abouts) / sizeof(*abouts); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(abouts[i].facts);
		struct vt_analysis *a = vt_analyze(f);
		struct vt_report *r = vt_report_new(a, NULL, NULL);
		VT_BUF_OF(told);

		for (size_t k = 0; k < r->mappings.n; k++)
			tell_codes(r, &r->mappings.v[k], &told);
		vt_buf_str(&told, ";");
		for (size_t k = 0; k < r->findings->rows.n; k++)
			tell_rows(r, &r->findings->rows.v[k], &told);
		is_str(told.p, abouts[i].told, abouts[i].what);
		vt_report_free(r);
		vt_analysis_free(a);
	}
}

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static void test_proofs(void)
{
	for (size_t i = 0; i < sizeof(proofs) / sizeof(*proofs); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(proofs[i].facts);
		struct vt_analysis *a = vt_analyze(f);
		const struct vt_findings *found = vt_analysis_verdict(a)->findings;
		const struct vt_finding *row = found->rows.n ? &found->rows.v[0] : NULL;
		VT_BUF_OF(told);

		vt_buf_str(&told, "");
		for (uint32_t k = 0; row && k < row->n_evidence; k++) {
			const struct vt_evidence *e = &row->evidence[k];

			vt_buf_fmt(&told, "%s%s=", k ? " " : "", e->key);
			if (e->text)
				vt_buf_str(&told, e->text);
			else
				vt_buf_fmt(&told, "%d", (int)e->number);
		}
		is_str(told.p, proofs[i].evidence, proofs[i].what);
		vt_analysis_free(a);
	}
}

static void test_identities(void)
{
	for (size_t i = 0; i < sizeof(identities) / sizeof(*identities); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(identities[i].facts);
		struct vt_analysis *a = vt_analyze(f);
		const struct vt_findings *found = vt_analysis_verdict(a)->findings;
		const struct vt_finding *row = found->rows.n ? &found->rows.v[0] : NULL;
		VT_BUF_OF(told);

		vt_buf_str(&told, "");
		if (row)
			vt_buf_fmt(&told, "%s %s/%s/%d %s %s %s#%u %d/%d/%s %d/%d %s",
				   vt_class(row->code)->code, or_dash(row->domain_name),
				   or_dash(row->uuid), row->domain_id, or_dash(row->conn_uri),
				   or_dash(row->alias), or_dash(row->ifname), row->ifindex,
				   (int)row->netns, (int)row->netns_cookie,
				   or_dash(row->netns_name), row->pid, (int)row->start,
				   or_dash(row->object));
		for (uint32_t k = 0; row && k < row->n_evidence; k++)
			if (!strcmp(row->evidence[k].key, "netns_owner"))
				vt_buf_fmt(&told, " netns_owner=%d", (int)row->evidence[k].number);
		is_str(told.p, identities[i].identity, identities[i].what);
		vt_analysis_free(a);
	}
}

static void test_cures(void)
{
	for (const struct cured *c = judge_cure_rows; c->what; c++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = scene(c->facts);
		struct vt_analysis *a = vt_analyze(f);
		const struct vt_findings *found = vt_analysis_verdict(a)->findings;
		const struct vt_finding *row = NULL;
		VT_BUF_OF(told);

		vt_buf_str(&told, "");
		for (size_t i = 0; i < found->rows.n && !row; i++)
			if (!strcmp(vt_class(found->rows.v[i].code)->code, c->code))
				row = &found->rows.v[i];
		if (row)
			vt_buf_str(&told, row->message);
		for (uint32_t i = 0; row && i < row->n_commands; i++)
			vt_buf_fmt(&told, "\n%s", row->commands[i]);
		is_str(told.p, c->told, c->what);
		vt_analysis_free(a);
	}
}

static void test_evidence(void)
{
	struct vt_finding row = { .n_evidence = 0 };

	for (int i = 0; i <= VT_EVIDENCE_MAX; i++)
		vt_evidence_int(&row, "key", i);
	is_int(row.n_evidence, VT_EVIDENCE_MAX, "no more evidence than there is room for");
	is_int(row.evidence[VT_EVIDENCE_MAX - 1].number, VT_EVIDENCE_MAX - 1, "and the last of it");
	vt_evidence_int(NULL, "key", 1);
	ok(true, "none of a finding that is withheld");
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
	test_abouts();
	test_identities();
	test_proofs();
	test_cures();
	test_evidence();
	return done();
}
