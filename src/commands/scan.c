/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scans, the time between them, and recordings of them. */
#include <config.h>

#include "commands/scan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyze/coverage.h"
#include "collect/decode.h"
#include "collect/libvirt/libvirt.h"
#include "collect/libvirt/presence-acquire.h"
#include "collect/managers/claims-acquire.h"
#include "collect/waiting.h"
#include "collect/privilege.h"
#include "commands/accept.h"
#include "commands/output.h"
#include "commands/progress.h"
#include "util/cleanup.h"
#include "util/fd.h"

/* Of which two decide. */
#define SCANS_MAX 3

/* What takes the scans of a run. */
struct scanner {
	struct vt_prober *prober;
	int timeout_ms;
	bool keep; /* what came, undecoded */
};

static void scan_cleanup(struct vt_scan_result *l)
{
	vt_verdict_free(l->verdict);
	vt_analysis_free(l->analysis);
	vt_facts_free(l->facts);
	vt_raw_free(l->raw);
	free(l->trace);
}

struct vt_question vt_run_question(const struct vt_options *o, const struct vt_run *run)
{
	return (struct vt_question){ .subjects = o->subjects.v,
				     .n_subjects = o->subjects.n,
				     .accept = &run->accept,
				     .day = vt_accept_today(run->generated_at) };
}

void vt_run_cleanup(struct vt_run *run)
{
	scan_cleanup(&run->scan);
	vt_raw_free(run->earlier);
	vt_accept_done(&run->accept);
}

/* The raw facts are large, and are kept only for a recording. */
static void make_sense(struct vt_scan_result *l, bool keep)
{
	const int64_t begin = vt_clock_ns();
	int64_t decoded;

	l->facts = vt_decode(l->raw);
	l->trace = l->raw->trace ? vt_xstrdup(l->raw->trace) : NULL;
	if (!keep)
		vt_raw_free(VT_TAKE_PTR(l->raw));
	vt_coverage_find(l->facts);
	decoded = vt_clock_ns();
	l->analysis = vt_analyze(l->facts);
	l->decode_ns = decoded - begin;
	l->analyze_ns = vt_clock_ns() - decoded;
}

static int take_scan(const struct scanner *s, struct vt_scan_result *ret, struct vt_err *err)
{
	const struct vt_prober_patience patience = { .timeout_ms = s->timeout_ms, .fd = -1 };
	int r = vt_prober_scan(s->prober, &patience, &ret->raw, err);

	if (r == 0)
		make_sense(ret, s->keep);
	return r;
}

static void sleep_ms(double ms)
{
	struct timespec t = { (time_t)(ms / 1e3),
			      (long)((ms - 1e3 * (double)(time_t)(ms / 1e3)) * 1e6) };

	while (ms > 0 && nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

static enum vt_doubt doubt(const struct vt_options *o, const struct vt_run *run)
{
	const struct vt_question q = vt_run_question(o, run);

	return vt_analysis_doubt(run->scan.analysis, run->scan.verdict, &q);
}

/* What was said of a scan before the one that confirms it. */
static const struct vt_verdict *said(const struct vt_scan_result *l)
{
	return l->verdict ? l->verdict : vt_analysis_verdict(l->analysis);
}

/* Of a run: first to last. */
struct scans {
	struct vt_scan_result v[SCANS_MAX];
	size_t n;
};

static void scans_cleanup(struct scans *s)
{
	for (size_t i = 0; i < s->n; i++)
		scan_cleanup(&s->v[i]);
}

/* One scan more, unless there are enough. */
static int scan_again(const struct scanner *how, struct scans *s, double wait_ms,
		      struct vt_err *err)
{
	int r;

	sleep_ms(wait_ms);
	r = take_scan(how, &s->v[s->n], err);
	s->n += r == 0;
	return r;
}

/* Something was withheld for the sake of a gap that may pass. */
static bool is_clouded(const struct vt_scan_result *l)
{
	return said(l)->withheld && vt_facts_passing_gaps(l->facts);
}

/* Makes the verdict of two scans that of the run: only what both have is reported. */
static void conclude(const struct vt_options *o, struct scans *s, struct vt_run *run)
{
	const struct vt_facts *facts[SCANS_MAX] = { 0 };
	size_t earlier, later;

	for (size_t i = 0; i < s->n; i++)
		facts[i] = s->v[i].facts;
	vt_scans_decide(facts, s->n, &earlier, &later);
	run->scan = s->v[later];
	s->v[later] = (struct vt_scan_result){ 0 };
	run->scan.verdict = vt_verdict_confirm(run->scan.analysis, said(&s->v[earlier]));
	if (o->record)
		run->earlier = VT_TAKE_PTR(s->v[earlier].raw);
}

/*
 * A second scan, where the first one found something that will be shown, or a
 * gap that may pass kept something back. A third one where only one of the two had such a gap,
 * which must neither hide a finding nor make one.
 */
static int settle(const struct vt_options *o, const struct scanner *how, struct vt_run *run,
		  struct vt_err *err)
{
	__attribute__((cleanup(scans_cleanup))) struct scans s = { .v = { { 0 } } };
	int r;

	if (!o->settle_ms || (doubt(o, run) == VT_DOUBT_NONE && !is_clouded(&run->scan)))
		return 0;
	s.v[s.n++] = run->scan;
	run->scan = (struct vt_scan_result){ 0 };
	r = scan_again(how, &s, o->settle_ms, err);
	if (r == 0 && vt_scans_differ(s.v[0].facts, s.v[1].facts))
		r = scan_again(how, &s, o->settle_ms, err);
	if (r == 0)
		conclude(o, &s, run);
	return r;
}

/* Once more after a longer time, where what is left is a record of a VM that has ended. */
static int settle_long(const struct vt_options *o, const struct scanner *how, struct vt_run *run,
		       struct vt_err *err)
{
	__attribute__((cleanup(scan_cleanup))) struct vt_scan_result earlier = { 0 };
	int r;

	if (!o->settle_ms || doubt(o, run) != VT_DOUBT_LONG)
		return 0;
	earlier = run->scan;
	run->scan = (struct vt_scan_result){ 0 };
	sleep_ms(o->settle_ms * 5.0);
	r = take_scan(how, &run->scan, err);
	if (r == 0)
		run->scan.verdict = vt_verdict_confirm(run->scan.analysis, said(&earlier));
	return r;
}

/* A URI that names a socket may name another user's. */
static bool has_socket(const struct vt_options *o)
{
	for (size_t i = 0; i < o->uris.n; i++)
		if (strstr(o->uris.v[i], "socket="))
			return true;
	return false;
}

void vt_drop_privileges(const struct vt_options *o)
{
	if (vt_privilege_drop(o->record ? VT_PRIVILEGE_WRITE : VT_PRIVILEGE_READ) < 0)
		vt_say("", "could not drop privileges");
}

struct vt_prober *vt_start_prober(const struct vt_options *o, const struct vt_scan_plan *plan,
				  struct vt_err *err)
{
	enum vt_privilege probe = has_socket(o) ? VT_PRIVILEGE_SESSIONS : VT_PRIVILEGE_LOOK;
	enum vt_privilege own = o->record ? VT_PRIVILEGE_WRITE : VT_PRIVILEGE_NONE;
	struct vt_prober *p = NULL;

	vt_waiting_share();
	return vt_prober_start(plan, probe, own, &p, err) < 0 ? NULL : p;
}

/* @default_uri has room for one, and is borrowed by the result like @arena. */
struct vt_scan_plan vt_plan_scan(const struct vt_options *o, struct vt_arena *arena,
				 const char **default_uri)
{
	struct vt_scan_plan how = { .uris = o->uris.v,
				    .n_uris = o->uris.n,
				    .scan = o->scan,
				    .timeout_ms = (int)o->timeout_s * 1000,
				    .wanted = { o->subjects.v, o->subjects.n },
				    .managers = { .names = o->managers.v,
						  .n_names = o->managers.n,
						  .none = o->no_managers },
				    .record = o->record,
				    .trace = o->verbose > 1 };

	/* audit shows all of the facts in its JSON, and a recording has all of them. */
	if (o->command == VT_CMD_SHOW && !o->record)
		how.subjects = (struct vt_subjects){ o->subjects.v, o->subjects.n };
	vt_libvirt_init();
	if (!o->uris.n) {
		const char *uri = vt_libvirt_default_uri(arena);

		/* Whoever chose another one gets it. */
		how.no_libvirt_here = !strcmp(uri, "qemu:///system") && !vt_libvirt_is_here();
		if (!o->no_libvirt && !how.no_libvirt_here) {
			*default_uri = uri;
			how.uris = default_uri;
			how.n_uris = 1;
		}
	}
	return how;
}

int vt_read_claims(const struct vt_options *o, struct vt_arena *arena, struct vt_scan_plan *plan,
		   struct vt_raw_source **ret, struct vt_err *err)
{
	struct vt_raw_source *rows = vt_xrealloc(NULL, o->claims.n, sizeof(*rows));
	int r = 0;

	*ret = rows;
	for (size_t i = 0; i < o->claims.n && r == 0; i++) {
		VT_BUF_OF(text);

		r = vt_claims_read(o->claims.v[i], &text, err);
		rows[i] = (struct vt_raw_source){ .manager = "claims", .path = o->claims.v[i] };
		rows[i].text = r < 0 ? NULL : vt_arena_strn(arena, text.p, text.len);
	}
	plan->managers.claims = rows;
	plan->managers.n_claims = o->claims.n;
	return r;
}

int vt_run_scan(const struct vt_options *o, struct vt_run *run, struct vt_err *err)
{
	VT_CLEANUP(vt_arena) struct vt_arena *arena = vt_arena_new();
	const char *default_uri = NULL;
	struct vt_scan_plan how = vt_plan_scan(o, arena, &default_uri);
	VT_CLEANUP(vt_free) struct vt_raw_source *claims = NULL;
	VT_CLEANUP(vt_prober)
	struct vt_prober *prober = vt_read_claims(o, arena, &how, &claims, err) < 0 ?
					   NULL :
					   vt_start_prober(o, &how, err);
	const struct scanner scanner = { prober, how.timeout_ms, o->record };
	VT_CLEANUP(vt_progress)
	struct vt_progress *progress = o->quiet || !prober ? NULL : vt_progress_start(o->timeout_s);
	int r;

	if (!prober)
		return -err->code;
	r = take_scan(&scanner, &run->scan, err);
	if (r == 0)
		r = settle(o, &scanner, run, err);
	if (r == 0)
		r = settle_long(o, &scanner, run, err);
	vt_clock_text(run->generated_at, 0);
	return r;
}

/* The same scans again, without the wait between them. */
static void repeat_scans(const struct vt_options *o, struct vt_recording *rec, struct vt_run *ret)
{
	__attribute__((cleanup(scan_cleanup))) struct vt_scan_result earlier = { 0 };

	memcpy(ret->generated_at, rec->generated_at, sizeof(ret->generated_at));
	ret->scan.raw = VT_TAKE_PTR(rec->scans[0]);
	make_sense(&ret->scan, o->record);
	if (rec->n_scans < 2 || !o->settle_ms)
		return;
	earlier = ret->scan;
	ret->scan = (struct vt_scan_result){ 0 };
	ret->scan.raw = VT_TAKE_PTR(rec->scans[1]);
	make_sense(&ret->scan, o->record);
	ret->scan.verdict = vt_verdict_confirm(ret->scan.analysis, said(&earlier));
	if (o->record)
		ret->earlier = VT_TAKE_PTR(earlier.raw);
}

int vt_run_replay(const struct vt_options *o, const char *path, const struct vt_json *doc,
		  struct vt_run *ret, struct vt_err *err)
{
	__attribute__((cleanup(vt_recording_done))) struct vt_recording rec = { 0 };

	if (vt_record_read(doc, &rec, err) < 0)
		return vt_err_prefix(err, "cannot replay '%s'", path);
	repeat_scans(o, &rec, ret);
	return 0;
}

int vt_run_replay_file(const struct vt_options *o, struct vt_run *run, struct vt_err *err)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	int r = vt_record_document(o->replay, &doc, err);

	return r < 0 ? r : vt_run_replay(o, o->replay, doc, run, err);
}

/* Always said, since the file will be shown to others. */
int vt_run_record(const struct vt_options *o, const struct vt_run *run, struct vt_err *err)
{
	struct vt_recording rec = { .anonymise = o->anonymise };
	const char *names = o->anonymise ?
				    "all names, addresses and command lines replaced" :
				    "this host's names, addresses and command lines are in it";
	size_t scrubbed = 0;
	VT_BUF_OF(text);
	int r;

	memcpy(rec.generated_at, run->generated_at, sizeof(rec.generated_at));
	if (run->earlier)
		rec.scans[rec.n_scans++] = run->earlier;
	rec.scans[rec.n_scans++] = run->scan.raw;
	r = vt_record_write(o->record, &rec, &scrubbed, err);
	if (r < 0 || o->quiet)
		return r;
	vt_buf_fmt(&text, "recorded in '%s': %zu known secret%s scrubbed; %s", o->record, scrubbed,
		   scrubbed == 1 ? "" : "s", names);
	vt_say("", text.p);
	return 0;
}
