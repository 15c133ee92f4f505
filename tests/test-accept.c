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
	{ "stray-tap device='a # x", "f:1: a quote is not closed" },
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

/* A tap that stays beside a VM whose device is on no bridge. */
static const char host[] =
	"link br0 kind=bridge; domain 'web 1' uuid=w; nic net0 target=vnet0;"
	"link vnet0 master=none; proc 100 uuid=w; holder vnet0;"
	"netns 7 name=blue; link left0 netns=7 persist=yes carrier=no;"
	"link vpn0; proc 200 uuid=none guest=none hypervisor=no comm=openvpn; holder vpn0;";

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

int main(void)
{
	test_wrong();
	test_rules();
	test_status();
	return done();
}
