/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of what is expected: how they are read, and what they accept. */
#include <config.h>

#include "analyze/analysis.h"

#include "scene.h"
#include "tap.h"

#define TODAY 20261125

static const struct {
	const char *text, *error;
} wrong[] = {
	{ "stray-tpa # x", "f:1: no finding has the code 'stray-tpa'; did you mean 'stray-tap'?" },
	{ "\n# a comment\n\nstray-tap", "f:4: a rule needs its reason: # why" },
	{ "stray-tap #  ", "f:1: a rule needs its reason: # why" },
	{ "stray-tap devcie=a # x", "f:1: unknown key 'devcie'; did you mean 'device'?" },
	{ "stray-tap left0 # x", "f:1: 'left0' is not KEY=GLOB" },
	{ "stray-tap device= # x", "f:1: device= has no value" },
	{ "stray-tap device=a device=b # x", "f:1: device= is there twice" },
	{ "stray-tap until=2026-13-01 # x", "f:1: '2026-13-01' is not a date like 2026-11-25" },
	{ "stray-tap until=2026-11-251 # x", "f:1: '2026-11-251' is not a date like 2026-11-25" },
	{ "stray-tap until=2026-11-25 until=2026-11-25 # x", "f:1: until= is there twice" },
	{ "stray-tpa # x\nstray-tap # y\nstray-tap",
	  "f:1: no finding has the code 'stray-tpa'; did you mean 'stray-tap'?" },
	{ "stray-tap device='a # x", "f:1: a quote is not closed" },
	{ "stray-tap device=\"a' # x", "f:1: a quote is not closed" },
	{ "stray-tap\0 # behind the end", "f:1: a rule needs its reason: # why" },
	{ "stray-tap until=2026-11-2 # x", "f:1: '2026-11-2' is not a date like 2026-11-25" },
	{ "stray-tap until=2027-02-30 # x", "f:1: '2027-02-30' is not a date like 2026-11-25" },
};

static void test_wrong(void)
{
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		__attribute__((cleanup(vt_accept_cleanup))) struct vt_accept a = { .path = "f" };
		struct vt_err err = { 0 };

		ok(vt_accept_parse(wrong[i].text, &a, &err) < 0, "refused: %s", wrong[i].text);
		is_str(err.msg, wrong[i].error, "and why");
	}
}

/* A month has all its days, and no more. */
static void test_months(void)
{
	static const struct {
		unsigned int year, month, days;
	} rows[] = {
		{ 2026, 1, 31 }, { 2026, 2, 28 },  { 2026, 3, 31 },  { 2026, 4, 30 },
		{ 2026, 5, 31 }, { 2026, 6, 30 },  { 2026, 7, 31 },  { 2026, 8, 31 },
		{ 2026, 9, 30 }, { 2026, 10, 31 }, { 2026, 11, 30 }, { 2026, 12, 31 },
		{ 2028, 2, 29 }, { 2028, 1, 31 },  { 2100, 2, 28 },  { 2000, 2, 29 },
		{ 2027, 2, 28 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (unsigned int day = rows[i].days; day <= rows[i].days + 1; day++) {
			VT_BUF_OF(text);

			vt_buf_fmt(&text, "%u-%02u-%02u", rows[i].year, rows[i].month, day);
			is_int(vt_accept_day(text.p) != 0, day == rows[i].days, text.p);
		}
}

static void test_days(void)
{
	static const struct {
		const char *text;
		uint32_t day;
	} rows[] = {
		{ "2026-11-25", 20261125 },
		{ "2026-01-01", 20260101 },
		{ "2090-12-31", 20901231 },
		{ "2019-09-30", 20190930 },
		{ "x026-11-25", 0 },
		{ "2026/11-25", 0 },
		{ "2026-11/25", 0 },
		{ "2026-0:-25", 0 },
		{ "2026-1.-25", 0 },
		{ "2026-11-2:", 0 },
		{ "2026-11-3.", 0 },
		{ "2026-00-25", 0 },
		{ "2026-13-25", 0 },
		{ "2026-11-00", 0 },
		{ "2026-11-32", 0 },
		{ "2026-11", 0 },
		{ "", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		is_int(vt_accept_day(rows[i].text), rows[i].day, rows[i].text);
}

/* A tap that stays beside a VM whose device is on no bridge. */
static const char host[] =
	"link vnet6 up=no; link br0 kind=bridge; domain 'web 1' uuid=w; nic net0 target=vnet0;"
	"link vnet0 master=none; proc 100 uuid=w; holder vnet0;"
	"netns 7 name=blue; link left0 netns=7 persist=yes carrier=no;"
	"link vpn0; proc 200 uuid=none guest=none hypervisor=no comm=openvpn manager=systemd;"
	"holder vpn0; netns 8; link wait8 netns=8 owner=5 persist=yes carrier=no;"
	"link br9 kind=bridge up=no; domain db9 uuid=d9; nic n9 target=vnet9 source_bridge=none;"
	"link vnet9 master=br9; proc 300 uuid=d9; holder vnet9;"
	"domain gone1 uuid=g1; nic n7 target=vnet7 source_bridge=br7; proc 400 uuid=g1;"
	"domain db6 uuid=d6; nic n6 target=vnet6 source_bridge=none; link vnet6 master=br0;"
	"proc 310 comm=thief uuid=none hypervisor=no; holder vnet6;"
	"domain db5 uuid=d5; nic n5 target=vnet5 mtu=9000; link vnet5 master=br0;"
	"proc 90 uuid=d5 comm=a/kvm; proc 311 comm=thief uuid=none hypervisor=no; holder vnet5;"
	"record b1 ifname=vnet8; netns 1 drops_ip='ip filter FORWARD' calls_ip=yes;";

/* Each accepts the one finding of its code, or nothing. */
static const struct {
	const char *rule, *reason;
} rules[] = {
	{ "stray-tap # all", "all" },
	{ "stray-tap device=left0 # by name", "by name" },
	{ "stray-tap device=left? netns=b* # two keys  ", "two keys" },
	{ "stray-tap device=left0 netns=red # no", NULL },
	{ "stray-tap domain=* # it has none", NULL },
	{ "stray-tap until=2026-11-25 # the last day", "the last day" },
	{ "stray-tap until=2026-11-24 # past", NULL },
	{ "foreign-holder holder=openvpn # a VPN", "a VPN" },
	{ "foreign-holder holder=openvp # no", NULL },
	{ "detached-bridge domain='web 1' bridge=br0 manager=libvirt # quoted", "quoted" },
	{ "detached-bridge bridge=br1 # no", NULL },
	{ "wrong-bridge # another code", NULL },
	{ "stray-tap device=x # one\nstray-tap # two", "two" },
	{ "\r\nstray-tap\tdevice=left0\r # lines of Windows\r\n", "lines of Windows" },
	{ "detached-bridge domain=\"web 1\" # double quotes", "double quotes" },
	{ "detached-bridge domain=web' '1 # a quote in a word", "a quote in a word" },
	{ "stray-tap device=left0# # a word with a #", NULL },
	{ "stray-tap # two # of them", "two # of them" },
	{ "foreign-holder manager=systemd # its process's", "its process's" },
	{ "inactive-claim netns=8 # by number", "by number" },
	{ "inactive-claim holder=* # nobody holds it", NULL },
	{ "inactive-claim manager=* # nobody's", NULL },
	{ "inactive-claim bridge=* # on none", NULL },
	{ "detached-bridge netns=1 # our own has a number", "our own has a number" },
	{ "missing-device netns=* # of no device", NULL },
	{ "bridge-netfilter bridge=br9 # the bridge itself", "the bridge itself" },
	{ "link-down bridge=br0 # a port of it", "a port of it" },
	{ "link-down holder=thief # of a VM without process", "of a VM without process" },
	{ "mtu-mismatch holder=*kvm # the VM's process", "the VM's process" },
	{ "stale-binding holder=* # of no device", NULL },
	{ "missing-device bridge=br7 # the claim's", "the claim's" },
	{ "missing-device holder=qemu-system-x86 # who would hold it", "who would hold it" },
};

static void test_rules(void)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = scene(host);
	struct vt_analysis *analysis = vt_analyze(f);
	size_t all = vt_analysis_verdict(analysis)->findings->rows.n;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		__attribute__((cleanup(vt_accept_cleanup))) struct vt_accept a = { .path = "f" };
		const struct vt_question q = { .accept = &a, .day = TODAY };
		struct vt_err err = { 0 };
		struct vt_report *r;
		size_t unused = 0;

		is_int(vt_accept_parse(rules[i].rule, &a, &err), 0, rules[i].rule);
		r = vt_report_new(analysis, NULL, &q);
		is_int((long long)r->accepted->rows.n, rules[i].reason != NULL, "accepted");
		is_str(r->accepted->rows.n ? r->accepted->rows.v[0].accepted : NULL,
		       rules[i].reason, "with the reason");
		for (size_t k = 0; k < r->findings->rows.n; k++)
			unused += r->findings->rows.v[k].code == VT_F_UNUSED_ACCEPT;
		is_int((long long)(r->findings->rows.n - unused + r->accepted->rows.n),
		       (long long)all, "the others stay");
		is_int((long long)unused, (long long)a.rules.n - (rules[i].reason != NULL),
		       "a rule without use is told");
		is_int(r->summary.accepted, rules[i].reason != NULL, "and the sum");
		vt_report_free(r);
	}
	vt_analysis_free(analysis);
}

static void test_codes(void)
{
	for (unsigned int i = 0; i < VT_CODE_N; i++) {
		__attribute__((cleanup(vt_accept_cleanup))) struct vt_accept a = { .path = "f" };
		const char *code = vt_class((enum vt_code)i)->code;
		struct vt_err err = { 0 };
		VT_BUF_OF(line);

		vt_buf_fmt(&line, "%s # x", code);
		vt_accept_parse(line.p, &a, &err);
		ok(a.rules.n == 1 && a.rules.v[0].code == (enum vt_code)i, "%s", code);
	}
}

/* By what manager, where there is one process and no VM. */
static void test_process(void)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
		scene("link vpn0; proc 5 uuid=none hypervisor=no manager=systemd; holder vpn0;");
	__attribute__((cleanup(vt_accept_cleanup))) struct vt_accept a = { .path = "f" };
	const struct vt_question q = { .accept = &a, .day = TODAY };
	struct vt_analysis *analysis = vt_analyze(f);
	struct vt_err err = { 0 };
	struct vt_report *r;

	vt_accept_parse("foreign-holder manager=systemd # a service", &a, &err);
	r = vt_report_new(analysis, NULL, &q);
	is_int((long long)r->accepted->rows.n, 1, "what its process belongs to");
	vt_report_free(r);
	vt_analysis_free(analysis);
}

/* It is not in the status of its row either, nor in the worst. */
static void test_status(void)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
		scene("link br0 kind=bridge; domain web1; nic net0 target=vnet0;"
		      "link vnet0 master=none; proc 100; holder vnet0;");
	__attribute__((cleanup(vt_accept_cleanup))) struct vt_accept a = { .path = "f" };
	const struct vt_question q = { .accept = &a, .day = TODAY };
	struct vt_analysis *analysis = vt_analyze(f);
	struct vt_err err = { 0 };
	struct vt_report *r;

	vt_accept_parse("detached-bridge # routed", &a, &err);
	r = vt_report_new(analysis, NULL, &q);
	is_int(r->mappings.v[0].status, VT_STATUS_OK, "the row is ok");
	is_int((long long)r->mappings.v[0].n_findings, 0, "without a code");
	is_int(r->summary.worst != NULL, 0, "nothing is the worst");
	vt_report_free(r);
	vt_analysis_free(analysis);
}

/* Of two rules that accept one finding the first one's reason counts; neither is without use. */
static void test_twice(void)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = scene(host);
	__attribute__((cleanup(vt_accept_cleanup))) struct vt_accept a = { .path = "f" };
	const struct vt_question q = { .accept = &a, .day = TODAY };
	struct vt_analysis *analysis = vt_analyze(f);
	struct vt_err err = { 0 };
	struct vt_report *r;
	VT_BUF_OF(unused);

	vt_accept_parse("stray-tap device=left0 # one\nstray-tap # two\nstray-tap device=x # no",
			&a, &err);
	r = vt_report_new(analysis, NULL, &q);
	is_int((long long)r->accepted->rows.n, 1, "one is accepted");
	is_str(r->accepted->rows.v[0].accepted, "one", "by the first rule");
	for (size_t i = 0; i < r->findings->rows.n; i++)
		if (r->findings->rows.v[i].code == VT_F_UNUSED_ACCEPT)
			vt_buf_fmt(&unused, " %s", r->findings->rows.v[i].object);
	is_str(unused.p, " f:3", "without use is only the third");
	vt_report_free(r);
	vt_analysis_free(analysis);
}

/* What accepts nothing is told where everything was seen, and nothing of it is about a VM. */
static void test_unused(void)
{
	static const struct {
		const char *what, *facts, *subject;
		bool told;
	} rows[] = {
		{ "a rule without use", "", NULL, true },
		{ "beside a gap", "gap hidepid;", NULL, false },
		{ "where only a VM is asked for", "", "web1", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		__attribute__((cleanup(vt_accept_cleanup))) struct vt_accept a = { .path = "f" };
		VT_BUF_OF(facts);
		struct vt_question q = { .accept = &a, .day = TODAY, .subjects = &rows[i].subject };
		struct vt_analysis *analysis;
		struct vt_err err = { 0 };
		struct vt_facts *f;
		struct vt_report *r;

		vt_buf_fmt(&facts,
			   "%s link br0 kind=bridge; domain web1; nic net0 target=vnet0;"
			   "link vnet0 master=br0; proc 100; holder vnet0;",
			   rows[i].facts);
		f = scene(facts.p);
		q.n_subjects = rows[i].subject != NULL;
		vt_accept_parse("stray-tap # x", &a, &err);
		analysis = vt_analyze(f);
		r = vt_report_new(analysis, NULL, &q);
		is_int((long long)r->findings->rows.n, rows[i].told, rows[i].what);
		is_int((long long)r->mappings.v[0].n_findings, 0, "no row has it");
		if (rows[i].told) {
			const struct vt_finding *row = &r->findings->rows.v[0];

			is_str(row->message, "line 1 of f accepts no finding stray-tap",
			       "its words");
			ok(row->domain_id == -1 && row->record == VT_NONE && row->file == VT_NONE,
			   "it is about no VM, no record and no file");
		}
		vt_report_free(r);
		vt_analysis_free(analysis);
		vt_facts_free(f);
	}
}

int main(void)
{
	test_wrong();
	test_days();
	test_months();
	test_codes();
	test_rules();
	test_process();
	test_status();
	test_twice();
	test_unused();
	return done();
}
