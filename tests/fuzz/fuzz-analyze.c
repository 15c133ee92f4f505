/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A random host through join, judge, report and every format. What must hold
 * of any host is checked: see the functions named check_...
 *
 * With VT_FUZZ_JSON=DIR the JSON of each host is written to a file there, for
 * the schema.
 */
#include <config.h>

#include <locale.h>
#include <stdio.h>

#include "analyze/analysis.h"
#include "analyze/backing.h"
#include "analyze/join.h"
#include "random-facts.h"
#include "render/formats.h"
#include "schema.h"
#include "util/fd.h"
#include "util/json.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setlocale(LC_ALL, "C.UTF-8");
	return 0;
}

/* The condition in the message is all that a crash report has to say. */
#define MUST(condition) ((condition) ? (void)0 : fail(#condition, __LINE__))

static void __attribute__((noreturn)) fail(const char *what, int line)
{
	fprintf(stderr, "fuzz-analyze.c:%d: violated: %s\n", line, what);
	abort();
}

/* The subject's rows exist, fit together, and are what the values say. */
static void check_subject(const struct vt_facts *f, const struct vt_finding *x)
{
	MUST(x->code < VT_CODE_N && x->message && *x->message && x->remedy && *x->remedy);
	MUST(x->domain == VT_NONE || x->domain < f->domains.n);
	MUST(x->nic == VT_NONE || x->nic < f->nics.n);
	MUST(x->link == VT_NONE || x->link < f->links.n);
	MUST(x->proc == VT_NONE || x->proc < f->procs.n);
	if (x->domain != VT_NONE)
		MUST(vt_streq(x->domain_name, f->domains.v[x->domain].name) &&
		     vt_streq(x->uuid, f->domains.v[x->domain].uuid) &&
		     x->domain_id == f->domains.v[x->domain].id);
	if (x->nic != VT_NONE)
		MUST(x->domain == f->nics.v[x->nic].domain &&
		     vt_streq(x->alias, f->nics.v[x->nic].alias));
	if (x->link != VT_NONE)
		MUST(vt_streq(x->ifname, f->links.v[x->link].ifname) &&
		     x->netns == f->links.v[x->link].netns &&
		     x->ifindex == f->links.v[x->link].ifindex);
	if (x->proc != VT_NONE)
		MUST(x->pid == f->procs.v[x->proc].pid && x->start == f->procs.v[x->proc].start);
	MUST(x->n_evidence <= VT_EVIDENCE_MAX);
	for (uint32_t i = 0; i < x->n_evidence; i++)
		MUST(x->evidence[i].key);
}

static bool says_the_same(const struct vt_finding *a, const struct vt_finding *b)
{
	return vt_finding_same(a, b) && a->nic == b->nic && a->domain == b->domain &&
	       !strcmp(a->message, b->message);
}

static void check_findings(const struct vt_facts *f, const struct vt_findings *list)
{
	for (size_t i = 0; i < list->rows.n; i++) {
		const struct vt_finding *x = &list->rows.v[i];

		check_subject(f, x);
		if (i)
			MUST(vt_finding_severity(&x[-1]) >= vt_finding_severity(x));
		for (size_t k = 0; k < i; k++)
			if (says_the_same(&list->rows.v[k], x))
				fail(x->message, __LINE__);
	}
}

/* Told apart from how the report itself ties findings to rows. */
static bool is_about(const struct vt_report *r, const struct vt_finding *x,
		     const struct vt_mapping *m)
{
	uint32_t link = m->device == VT_NONE ? VT_NONE : r->inventory->devices.v[m->device].link;

	if (x->nic != VT_NONE || m->nic == VT_NONE)
		return x->nic == m->nic && (x->nic != VT_NONE || (x->link == link));
	return x->link != VT_NONE ? x->link == link : x->domain == r->facts->nics.v[m->nic].domain;
}

static void check_mapping(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_inventory *inv = r->inventory;
	bool bad = false, listed = m->n_findings && m->worst != VT_INFO;

	MUST(m->nic != VT_NONE || m->device != VT_NONE);
	MUST(m->nic == VT_NONE || m->nic < r->facts->nics.n);
	MUST(m->device == VT_NONE || m->device < inv->devices.n);
	MUST(m->proc == VT_NONE || m->proc < r->facts->procs.n);
	MUST(m->first_finding + m->n_findings <= r->mapping_findings.n);
	for (size_t i = 0; i < r->findings->rows.n; i++)
		bad = bad || (vt_finding_severity(&r->findings->rows.v[i]) != VT_INFO &&
			      is_about(r, &r->findings->rows.v[i], m));
	MUST(m->status != VT_STATUS_OK || (!bad && !listed && m->nic != VT_NONE));
	MUST(m->status != VT_STATUS_MISMATCH || (bad && listed));
	MUST((m->nic == VT_NONE) ==
		     (m->status == VT_STATUS_STRAY || m->status == VT_STATUS_WAITING ||
		      m->status == VT_STATUS_FOREIGN) ||
	     m->status == VT_STATUS_UNKNOWN || m->status == VT_STATUS_UNMANAGED);
	MUST(m->status != VT_STATUS_NO_DEVICE || !vt_nic_wants_device(&r->facts->nics.v[m->nic]));
	if (m->status == VT_STATUS_STRAY)
		MUST(!inv->devices.v[m->device].n_uses && !inv->devices.v[m->device].n_claims);
}

/* Every device and every NIC of a running domain has one row. */
static void check_complete(const struct vt_report *r)
{
	size_t nics = 0, devices = 0, rows = 0;

	for (size_t i = 0; i < r->facts->nics.n; i++) {
		uint32_t domain = r->facts->nics.v[i].domain;

		nics += r->facts->domains.v[domain].active &&
			r->inventory->domains[domain].twin == VT_NONE;
	}
	for (size_t i = 0; i < r->inventory->devices.n; i++)
		devices += !r->inventory->devices.v[i].n_claims;
	for (size_t i = 0; i < r->mappings.n; i++)
		rows += r->mappings.v[i].nic != VT_NONE;
	MUST(rows == nics && r->mappings.n - rows == devices);
}

/* The claims of a device are the NICs that are tied to it, and no others; its
 * holders the processes whose descriptors are, with as many of them. */
static void check_device(const struct vt_inventory *inv, uint32_t row)
{
	const struct vt_facts *f = inv->facts;
	const struct vt_device *d = &inv->devices.v[row];
	uint32_t claims = 0, fds = 0;

	for (size_t i = 0; i < f->nics.n; i++)
		claims += inv->nics[i].device == row;
	MUST(claims == d->n_claims && d->first_claim + claims <= inv->claims.n);
	for (uint32_t i = 0; i < claims; i++)
		MUST(inv->nics[inv->claims.v[d->first_claim + i]].device == row);
	for (size_t i = 0; i < f->holders.n; i++)
		fds += inv->holder_device[i] == row;
	for (uint32_t i = 0; i < d->n_uses; i++) {
		const struct vt_use *use = &inv->uses.v[d->first_use + i];
		uint32_t own = 0;

		for (size_t k = 0; k < f->holders.n; k++)
			own += inv->holder_device[k] == row && f->holders.v[k].proc == use->proc;
		MUST(own == use->fds && use->queues >= 1 && use->queues <= own);
		MUST(use->domain == inv->proc_domain[use->proc]);
		fds -= own;
	}
	MUST(fds == 0);
}

static void check_report(const struct vt_report *r, bool all)
{
	uint32_t counted = 0;

	for (uint32_t i = 0; i < r->inventory->devices.n; i++)
		check_device(r->inventory, i);
	check_findings(r->facts, r->findings);
	for (size_t i = 0; i < r->mappings.n; i++)
		check_mapping(r, &r->mappings.v[i]);
	if (all)
		check_complete(r);
	for (unsigned int i = 0; i < VT_SEVERITY_N; i++)
		counted += r->summary.findings[i];
	MUST(counted == r->findings->rows.n && (counted > 0) == (r->summary.worst != NULL));
}

/* Valid UTF-8, and nothing that a terminal obeys. */
static void check_text(const struct vt_buf *out)
{
	const char *p = out->p ? out->p : "";
	uint32_t cp;

	MUST(strlen(p) == out->len);
	while (*p) {
		size_t n = vt_utf8_next(p, &cp);

		MUST(n > 0);
		MUST((cp >= 0x20 || cp == '\n' || cp == '\r' || cp == '\t') &&
		     !(cp >= 0x7f && cp < 0xa0));
		p += n;
	}
}

static void check_lines_parse(const struct vt_buf *out)
{
	const char *line = out->p ? out->p : "", *end;

	for (; *line; line = *end ? end + 1 : end) {
		struct vt_json *doc = NULL;
		struct vt_err err = { 0 };

		end = strchrnul(line, '\n');
		MUST(vt_json_parse(line, (size_t)(end - line), &doc, &err) == 0);
		MUST(vt_json_is_object(doc));
		vt_json_free(doc);
	}
}

static void dump(const struct vt_buf *json)
{
	static unsigned int number;
	const char *dir = getenv("VT_FUZZ_JSON");
	VT_BUF_OF(path);

	if (!dir)
		return;
	vt_buf_fmt(&path, "%s/%d-%u.json", dir, (int)getpid(), number++);
	{
		VT_CLEANUP(vt_file) FILE *f = fopen(path.p, "we");

		MUST(f && fwrite(json->p, 1, json->len, f) == json->len);
	}
}

static void render(const struct vt_report *r, const char *format, struct vt_render_opts o,
		   struct vt_buf *out)
{
	struct vt_err err = { 0 };
	int result = vt_format_by_name(format)->render(r, &o, out, &err);

	MUST((result < 0) == (err.code != 0));
	check_text(out);
	if (!strcmp(format, "json"))
		check_schema(out->p, out->len);
	if (!strcmp(format, "ndjson"))
		check_lines_parse(out);
}

/* One format, chosen by the input: all of them would be slow. */
static void render_some(const struct vt_report *r, struct vt_render_opts o, struct input *in)
{
	size_t n = 0;
	VT_BUF_OF(out);

	while (vt_format_at(n))
		n++;
	render(r, vt_format_at(take(in, (uint32_t)n))->name, o, &out);
}

/* Every finding of @a is one of @b, too. */
static void check_subset(const struct vt_findings *a, const struct vt_findings *b)
{
	MUST(a->rows.n <= b->rows.n);
	for (size_t i = 0; i < a->rows.n; i++) {
		bool there = false;

		for (size_t k = 0; k < b->rows.n; k++)
			there = there || vt_finding_same(&a->rows.v[i], &b->rows.v[k]);
		MUST(there);
	}
}

static const struct vt_findings *findings_of(const struct vt_analysis *a)
{
	return vt_analysis_verdict(a)->findings;
}

/* The rows in another order: the same text, and everything confirmed. */
static void check_order(const struct vt_facts *f, struct vt_analysis *a,
			const struct vt_report *report, struct vt_render_opts o)
{
	struct vt_analysis *b = vt_analyze(f);
	struct vt_verdict *both = vt_verdict_confirm(b, vt_analysis_verdict(a));
	struct vt_report *other = vt_report_new(b, both, NULL);
	VT_BUF_OF(text);
	VT_BUF_OF(other_text);

	MUST(both->findings->rows.n == findings_of(b)->rows.n);
	MUST(other->summary.withdrawn == 0);
	other->generated_at = report->generated_at;
	render(report, "json", o, &text);
	render(other, "json", o, &other_text);
	dump(&text);
	MUST(!strcmp(text.p, other_text.p));
	vt_report_free(other);
	vt_verdict_free(both);
	vt_analysis_free(b);
}

/* Another look: confirming only takes away, and the rows still agree. */
static void check_confirm(const struct vt_facts *now, const struct vt_facts *earlier)
{
	struct vt_analysis *a = vt_analyze(now), *b = vt_analyze(earlier);
	struct vt_verdict *both = vt_verdict_confirm(a, vt_analysis_verdict(b));
	struct vt_report *r = vt_report_new(a, both, NULL);

	check_subset(both->findings, findings_of(a));
	check_subset(both->findings, findings_of(b));
	check_report(r, true);
	vt_report_free(r);
	vt_verdict_free(both);
	vt_analysis_free(a);
	vt_analysis_free(b);
}

/* Less that can be seen: nothing new is found, and nothing is still claimed to
 * be absent. */
static void check_gap(struct vt_facts *f, const struct vt_analysis *whole)
{
	const struct vt_findings *list;
	struct vt_analysis *a;
	struct vt_report *r;

	vt_facts_gap(f, VT_GAP_TIMEOUT, "all", NULL)->hides = 0x1f;
	vt_facts_freeze(f);
	a = vt_analyze(f);
	list = findings_of(a);
	check_subset(list, findings_of(whole));
	for (size_t i = 0; i < list->rows.n; i++)
		MUST(!(vt_class(list->rows.v[i].code)->needs & ~(uint32_t)VT_NEED_HOLDERS));
	r = vt_report_new(a, NULL, NULL);
	MUST(r->open);
	check_report(r, true);
	vt_report_free(r);
	vt_analysis_free(a);
}

/* Only what is about one of two names. */
static void check_subjects(const struct vt_facts *f, struct input *in, struct vt_render_opts o)
{
	const char *const subjects[] = { take_text(in, f->arena), take_text(in, f->arena) };
	const struct vt_question q = { .subjects = subjects, .n_subjects = 2 };
	struct vt_analysis *a = vt_analyze(f);
	struct vt_report *r = vt_report_new(a, NULL, &q);

	r->generated_at = "2024-05-06T07:08:09Z";
	MUST(r->subjects_found == (size_t)r->subject_found[0] + r->subject_found[1]);
	check_report(r, false);
	o.domains = r->subject_domains.v;
	o.n_domains = r->subject_domains.n;
	o.command = VT_CMD_SHOW;
	render_some(r, o, in);
	vt_report_free(r);
	vt_analysis_free(a);
}

static void examine(struct vt_facts *f, struct vt_facts *shuffled, struct vt_facts *later,
		    struct input *in)
{
	struct vt_render_opts o = { .command = take(in, 2) ? VT_CMD_AUDIT : VT_CMD_LIST,
				    .columns = take(in, 4) ? NULL : "+pid,comm,netns",
				    .headings = take(in, 8) > 0,
				    .width = (int)take(in, 256) };
	struct vt_analysis *a = vt_analyze(f);
	struct vt_report *r = vt_report_new(a, NULL, NULL);

	o.verbose = (int)take(in, 3);
	r->generated_at = "2024-05-06T07:08:09Z";
	check_report(r, true);
	render_some(r, o, in);
	check_order(shuffled, a, r, o);
	check_subjects(f, in, o);
	check_confirm(f, later);
	check_confirm(later, f);
	check_gap(shuffled, a);
	vt_report_free(r);
	vt_analysis_free(a);
}

/* What may be gone, or otherwise, at a second scan. */
static void change(struct vt_facts *f, struct input *in)
{
	f->holders.n -= f->holders.n * take(in, 4) / 4;
	f->links.n -= f->links.n * take(in, 4) / 4;
	f->pidfiles.n -= f->pidfiles.n * take(in, 2);
	f->registrations.n -= f->registrations.n * take(in, 2);
	for (size_t i = 0; i < f->links.n; i++)
		if (!take(in, 4))
			f->links.v[i].master = take(in, 6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .p = data, .n = size };
	struct vt_facts *f = random_facts(&in);
	struct vt_facts *shuffled = shuffled_facts(f, take(&in, 256));
	struct vt_facts *later = shuffled_facts(f, 1);

	change(later, &in);
	vt_facts_freeze(f);
	vt_facts_freeze(shuffled);
	vt_facts_freeze(later);
	examine(f, shuffled, later, &in);
	vt_facts_free(later);
	vt_facts_free(shuffled);
	vt_facts_free(f);
	return 0;
}
