/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What came and went between two reports, and the lines that watch
 * makes of it: a consumer of the lines has the rows of the report.
 */
#include <config.h>

#include <locale.h>
#include <stdlib.h>

#include "analyze/changes.h"
#include "render-fixture.h"
#include "render/event-lines.h"
#include "tap.h"
#include "util/cleanup.h"
#include "util/json.h"

VT_DEFINE_CLEANUP(json, struct vt_json *, vt_json_free)

/* The events in short: "-web1/net0 gone" and the like, back to back. */
static char *changes(const struct vt_report *before, const struct vt_report *now)
{
	__attribute__((cleanup(vt_event_list_cleanup))) struct vt_event_list list = { 0 };
	VT_BUF_OF(out);

	vt_buf_str(&out, "");
	vt_changes_between(before, now, &list);
	for (size_t i = 0; i < list.rows.n; i++) {
		const struct vt_event *e = &list.rows.v[i];
		const char *name = e->mapping ? vt_mapping_ifname(e->report, e->mapping) :
						vt_class(e->finding->code)->code;

		vt_buf_fmt(&out, "%s%s %s %s", i ? ", " : "", vt_event_kind_name(e->kind),
			   vt_event_reason_name(e->reason), name ? name : "-");
	}
	return VT_TAKE_PTR(out.p);
}

static void is_change(const struct fixture *before, const struct fixture *now, const char *want,
		      const char *what)
{
	VT_CLEANUP(vt_free) char *got = changes(before ? &before->report : NULL, &now->report);

	is_str(got, want, what);
}

static void drop_mapping(struct fixture *x, size_t i)
{
	memmove(&x->report.mappings.v[i], &x->report.mappings.v[i + 1],
		(--x->report.mappings.n - i) * sizeof(*x->report.mappings.v));
}

static void test_rows(void)
{
	__attribute__((cleanup(fixture_done))) struct fixture a, b, empty;

	fixture_full(&a);
	fixture_full(&b);
	fixture_empty(&empty);
	is_change(&a, &b, "", "equal reports");
	is_change(NULL, &empty, "", "nothing at the start");
	b.report.mappings.n = 2;
	b.findings->rows.n = 1;
	is_change(NULL, &b, "mapped present vnet0, mapped present -, raised present missing-device",
		  "something at the start");
	is_change(&empty, &b, "mapped new vnet0, mapped new -, raised new missing-device",
		  "all of it is new");
	is_change(&b, &empty, "unmapped gone vnet0, unmapped gone -, cleared gone missing-device",
		  "all of it is gone");
	drop_mapping(&b, 0);
	b.findings->rows.n = 0;
	a.report.mappings.n = 2;
	a.findings->rows.n = 0;
	is_change(&a, &b, "unmapped gone vnet0", "one row is gone");
	is_change(&b, &a, "mapped new vnet0", "and comes");
}

/* Each value that a mapping is shown with makes an update. */
static void test_values(void)
{
	const char *want = "unmapped update vnet0, mapped update vnet0";
	__attribute__((cleanup(fixture_done))) struct fixture a, b;

	fixture_full(&a);
	fixture_full(&b);
	a.report.mappings.n = b.report.mappings.n = 1;
	a.findings->rows.n = b.findings->rows.n = 0;
	b.report.mappings.v[0].status = VT_STATUS_UNKNOWN;
	is_change(&a, &b, want, "its status");
	b.report.mappings.v[0].status = VT_STATUS_OK;
	b.facts->procs.v[0].pid++;
	is_change(&a, &b, want, "its process");
	b.facts->procs.v[0].pid--;
	b.facts->procs.v[0].start++;
	is_change(&a, &b, "", "what is not shown is no change");
	b.facts->links.v[2].master = 0;
	is_change(&a, &b, want, "its bridge");
	b.facts->links.v[2].master = 3;
	b.facts->links.v[2].ifindex = 50;
	is_change(&a, &b, want, "another device of its name");
	b.facts->links.v[2].ifindex = 5;
	b.facts->domains.v[0].name = "web2";
	is_change(&a, &b, want, "a new name of the domain");
	b.facts->domains.v[0].name = "web1";
	vt_vec_push(&b.report.mapping_findings, VT_F_MTU_MISMATCH);
	b.report.mappings.v[0].first_finding = (uint32_t)b.report.mapping_findings.n - 1;
	b.report.mappings.v[0].n_findings = 1;
	is_change(&a, &b, want, "its findings");
	b.report.mappings.v[0].n_findings = 0;
	b.report.mappings.v[0].device = VT_NONE;
	is_change(&a, &b, want, "its device");
	b.report.mappings.v[0] = a.report.mappings.v[0];
	b.facts->nics.v[0].alias = "net7";
	is_change(&a, &b, "unmapped gone vnet0, mapped new vnet0", "another NIC is no update");
}

/* Which rows are one NIC, or one device that no NIC claims. */
static void test_identity(void)
{
	const char *other = "unmapped gone vnet0, mapped new vnet0";
	const char *stray = "unmapped gone stray0, mapped new stray0";
	__attribute__((cleanup(fixture_done))) struct fixture a, b;
	const size_t unclaimed = 5;

	fixture_full(&a);
	fixture_full(&b);
	a.findings->rows.n = b.findings->rows.n = 0;
	a.report.mappings.v[1] = b.report.mappings.v[1] = a.report.mappings.v[unclaimed];
	a.report.mappings.n = b.report.mappings.n = 1;
	b.facts->nics.v[0].index = 5;
	is_change(&a, &b, other, "another NIC of its domain");
	b.facts->nics.v[0].index = 0;
	b.facts->domains.v[0].conn = 1;
	is_change(&a, &b, other, "of another connection");
	b.facts->domains.v[0].conn = 0;
	b.report.mappings.v[0].nic = VT_NONE;
	is_change(&a, &b, other, "it is claimed no more");
	is_change(&b, &a, other, "it is claimed");
	a.report.mappings.v[0] = b.report.mappings.v[0] = a.report.mappings.v[1];
	is_change(&a, &b, "", "a device that no NIC claims");
	b.facts->links.v[5].ifindex++;
	is_change(&a, &b, stray, "another of its name");
	b.facts->links.v[5].ifindex--;
	b.facts->links.v[5].netns++;
	is_change(&a, &b, stray, "one elsewhere");
	b.report.mappings.v[0].device = VT_NONE;
	is_change(&a, &b, "unmapped gone stray0, mapped new -", "none");
	is_change(&b, &a, "unmapped gone -, mapped new stray0", "and one again");
}

/* More of what a mapping is shown with. */
static void test_values_more(void)
{
	const char *want = "unmapped update vnet0, mapped update vnet0";
	__attribute__((cleanup(fixture_done))) struct fixture a, b;
	enum vt_code *codes;

	fixture_full(&a);
	fixture_full(&b);
	a.report.mappings.n = b.report.mappings.n = 1;
	a.findings->rows.n = b.findings->rows.n = 0;
	b.facts->procs.v[0].comm = "kvm";
	is_change(&a, &b, want, "another program");
	b.facts->procs.v[0].comm = a.facts->procs.v[0].comm;
	b.report.mappings.v[0].proc = VT_NONE;
	is_change(&a, &b, want, "no process");
	is_change(&b, &a, want, "and one again");
	b.report.mappings.v[0].proc = a.report.mappings.v[0].proc;
	a.facts->links.v[2].master = b.facts->links.v[2].master = 0;
	b.facts->links.v[2].netns++;
	is_change(&a, &b, want, "its namespace");
	b.facts->links.v[2].netns--;
	a.report.mappings.v[0].first_finding = b.report.mappings.v[0].first_finding = 0;
	a.report.mappings.v[0].n_findings = b.report.mappings.v[0].n_findings = 2;
	is_change(&a, &b, "", "two findings");
	codes = b.report.mapping_findings.v;
	codes[0] = VT_F_MTU_MISMATCH;
	is_change(&a, &b, want, "another one and the second");
	codes[0] = a.report.mapping_findings.v[0];
	codes[1] = VT_F_MTU_MISMATCH;
	is_change(&a, &b, want, "the first and another one");
}

/* A finding is its words and what it rests on. */
static void test_evidence(void)
{
	const char *want = "cleared update stray-tap, raised update stray-tap";
	__attribute__((cleanup(fixture_done))) struct fixture a, b;
	struct vt_finding *was, *row;

	fixture_full(&a);
	fixture_full(&b);
	a.report.mappings.n = b.report.mappings.n = 0;
	was = &a.findings->rows.v[2];
	row = &b.findings->rows.v[2];
	row->remedy = "look elsewhere";
	is_change(&a, &b, want, "another remedy");
	*row = *was;
	row->n_evidence = 1;
	is_change(&a, &b, want, "less evidence");
	*row = *was;
	row->evidence[0].key = "held";
	is_change(&a, &b, want, "of another kind");
	*row = *was;
	row->evidence[0].text = "something else";
	is_change(&a, &b, want, "other evidence");
	*row = *was;
	row->evidence[0].number = 7;
	is_change(&a, &b, "", "a text is no number");
	/* Two that the same is about keep their order. */
	a.findings->rows.v[3] = *was;
	a.findings->rows.v[3].message = "another";
	*row = *was;
	b.findings->rows.v[3] = a.findings->rows.v[3];
	is_change(&a, &b, "", "two about one device");
	for (int i = 0; i < 2; i++) {
		a.findings->rows.v[i] = a.findings->rows.v[i + 2];
		b.findings->rows.v[i] = b.findings->rows.v[i + 2];
	}
	a.findings->rows.n = b.findings->rows.n = 2;
	is_change(&a, &b, "", "and nothing else");
}

static void test_findings(void)
{
	__attribute__((cleanup(fixture_done))) struct fixture a, b;

	fixture_full(&a);
	fixture_full(&b);
	a.report.mappings.n = b.report.mappings.n = 0;
	b.findings->rows.v[2].evidence[1].number = 4;
	is_change(&a, &b, "cleared update stray-tap, raised update stray-tap", "another number");
	b.findings->rows.v[2].evidence[1].number = 3;
	b.findings->rows.v[2].message = "something else";
	is_change(&a, &b, "cleared update stray-tap, raised update stray-tap", "other words");
	b.findings->rows.v[2] = a.findings->rows.v[2];
	b.findings->rows.v[2].ifindex++;
	is_change(&a, &b, "cleared gone stray-tap, raised new stray-tap", "another device");
	/* Two that nothing but the order tells apart are two. */
	b.findings->rows.v[3] = b.findings->rows.v[2] = a.findings->rows.v[2];
	is_change(&a, &b, "cleared gone unmanaged-hypervisor, raised new stray-tap", "one more");
}

static void test_large(void)
{
	__attribute__((cleanup(fixture_done))) struct fixture a, b;

	fixture_large(&a, 5000);
	fixture_large(&b, 5000);
	drop_mapping(&a, 4000);
	drop_mapping(&b, 10);
	is_change(&a, &b, "unmapped gone vnet10, mapped new vnet4000", "two of five thousand");
}

/* The lines against what the JSON format says of the same rows. */
static void test_lines(void)
{
	__attribute__((cleanup(vt_event_list_cleanup))) struct vt_event_list list = { 0 };
	__attribute__((cleanup(fixture_done))) struct fixture x;
	struct vt_err err = { 0 };
	size_t good = 0;

	fixture_full(&x);
	vt_changes_between(NULL, &x.report, &list);
	for (size_t i = 0; i < list.rows.n; i++) {
		VT_CLEANUP(json) struct vt_json *o = NULL;
		VT_BUF_OF(line);

		if (vt_watch_line(&list.rows.v[i], "2024-05-06T07:08:09.123Z", &line, &err) < 0 ||
		    vt_json_parse(line.p, line.len, &o, &err) < 0)
			continue;
		good += strchr(line.p, '\n') == line.p + line.len - 1 &&
			!strcmp(vt_json_get_str(o, "host", ""), "host1") &&
			!strcmp(vt_json_get_str(o, "reason", ""), "present") &&
			!strcmp(vt_json_get_str(o, "event", ""),
				list.rows.v[i].mapping ? "mapped" : "raised") &&
			vt_json_get_str(o, list.rows.v[i].mapping ? "status" : "code", NULL);
	}
	is_int((long long)good, 13, "a line each, with hostile names, and it is JSON");
}

/* The lines for people: one each for what is news, and no name drives a terminal. */
static void test_log(void)
{
	__attribute__((cleanup(vt_event_list_cleanup))) struct vt_event_list list = { 0 };
	__attribute__((cleanup(fixture_done))) struct fixture x;
	VT_BUF_OF(all);
	size_t lines = 0;

	fixture_full(&x);
	vt_changes_between(NULL, &x.report, &list);
	for (size_t i = 0; i < list.rows.n; i++)
		vt_watch_log(&list.rows.v[i], "14:39:32", false, &all);
	for (const char *p = all.p; *p; p += strcspn(p, "\n") + 1, lines++)
		if (strncmp(p, "14:39:32 raised ", 16) != 0)
			ok(false, "%.40s", p);
	is_int((long long)lines, 5, "at first the findings only");
	ok(!strchr(all.p, '\033'), "and nothing that drives a terminal");
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	test_rows();
	test_values();
	test_values_more();
	test_identity();
	test_evidence();
	test_findings();
	test_large();
	test_lines();
	test_log();
	return done();
}
