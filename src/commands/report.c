/* SPDX-License-Identifier: GPL-2.0-or-later */
/* list, show, audit: scan, analyze, print. */
#include <config.h>

#include "commands/commands.h"

#include <inttypes.h>
#include <unistd.h>

#include "commands/accept.h"
#include "commands/scan.h"
#include "commands/output.h"
#include "util/cleanup.h"

static void say_gaps(const struct vt_facts *f, bool replay, int verbose)
{
	bool said = !replay && !verbose && vt_is_not_root(f);

	if (said)
		vt_say_not_root(f);
	for (size_t i = 0; i < f->gaps.n; i++) {
		const struct vt_gap *g = &f->gaps.v[i];
		VT_BUF_OF(text);

		/* We chose that ourselves, and it hides nothing that is shown. */
		if (!verbose && vt_streq(g->code, vt_gap_class(VT_GAP_NOT_ASKED)->code))
			continue;
		if (said && vt_gap_is_for_root(g))
			continue;
		vt_buf_fmt(&text, "%s: %s: %s", g->code, g->subject, g->detail ? g->detail : "");
		vt_say("", text.p);
	}
}

/* -v: what was looked at; -vv: each connection and namespace, too. */
static void say_more(const struct vt_options *o, const struct vt_report *r)
{
	const struct vt_facts *f = r->facts;
	VT_BUF_OF(text);

	vt_buf_fmt(&text,
		   "%s scan: %u processes, %zu descriptors, %zu namespaces, %zu links, %zu VMs; "
		   "%u findings withdrawn; %.1f ms",
		   f->scan == VT_SCAN_BPF ? "bpf" : "proc", f->processes, f->holders.n,
		   f->netnses.n, f->links.n, f->domains.n, r->summary.withdrawn, r->duration_ms);
	vt_say("", text.p);
	if (f->slower) {
		text.len = 0;
		vt_buf_fmt(&text, "a faster scan was not possible, so this is %s", f->slower);
		vt_say("", text.p);
	}
	for (size_t i = 0; o->verbose > 1 && i < f->conns.n; i++) {
		text.len = 0;
		vt_buf_fmt(&text, "%s: %s, %s %s", f->conns.v[i].uri,
			   f->conns.v[i].ok ? "ok" : "failed",
			   f->conns.v[i].driver ? f->conns.v[i].driver : "-",
			   f->conns.v[i].version ? f->conns.v[i].version : "-");
		vt_say("", text.p);
	}
	for (size_t i = 0; o->verbose > 1 && i < f->netnses.n; i++) {
		text.len = 0;
		vt_buf_fmt(&text, "network namespace %" PRIu64 ": %s", f->netnses.v[i].inode,
			   f->netnses.v[i].path ? f->netnses.v[i].path : "-");
		vt_say("", text.p);
	}
}

/* What was done when: lines of the scan, and what was made of it. */
static void say_trace(const struct vt_run *run)
{
	const char *line = run->scan.trace;
	VT_BUF_OF(text);

	for (; line && *line; line += strcspn(line, "\n"), line += *line == '\n') {
		text.len = 0;
		vt_buf_add(&text, line, strcspn(line, "\n"));
		vt_say("", text.p);
	}
	text.len = 0;
	vt_buf_fmt(&text, "%8.1f ms to decode, %.1f ms to join and judge",
		   (double)run->scan.decode_ns / 1e6, (double)run->scan.analyze_ns / 1e6);
	vt_say("", text.p);
}

static int exit_status(const struct vt_options *o, const struct vt_report *r, bool all_found)
{
	static const enum vt_exit of_outcome[] = {
		[VT_OUTCOME_OK] = VT_EXIT_OK,
		[VT_OUTCOME_WARNING] = VT_EXIT_WARNING,
		[VT_OUTCOME_CRITICAL] = VT_EXIT_CRITICAL,
		[VT_OUTCOME_UNKNOWN] = VT_EXIT_UNKNOWN,
	};

	if (o->command == VT_CMD_AUDIT)
		return of_outcome[vt_report_outcome(r)];
	if (vt_facts_connection_failed(r->facts))
		return VT_EXIT_UNKNOWN;
	return all_found ? VT_EXIT_OK : VT_EXIT_WARNING;
}

static int print_report(const struct vt_options *o, struct vt_run *run)
{
	const struct vt_question q = vt_run_question(o, run);
	__attribute__((cleanup(vt_report_cleanup))) struct vt_report *r =
		vt_report_new(run->scan.analysis, run->scan.verdict, &q);
	struct vt_render_opts how = vt_show_options(o);
	struct vt_err err = { 0 };
	VT_BUF_OF(out);
	bool all_found;

	vt_rows_choose(r, &o->rows);
	r->generated_at = run->generated_at;
	r->replay = o->replay;
	r->subset = o->subjects.n > 0 || o->rows.bridge || o->rows.status || o->rows.problems;
	r->duration_ms = (double)(vt_clock_ns() - run->started) / 1e6;
	how.domains = r->subject_domains.v;
	how.n_domains = r->subject_domains.n;
	if (!o->quiet)
		say_gaps(run->scan.facts, o->replay, o->verbose);
	if (o->verbose && !o->quiet)
		say_more(o, r);
	if (o->verbose > 1 && !o->quiet)
		say_trace(run);
	all_found = vt_say_not_found(r);
	if (o->command != VT_CMD_AUDIT && o->subjects.n && !r->subjects_found)
		return exit_status(o, r, false);
	if (o->format->render(r, &how, &out, &err) < 0 || vt_write_out(&out, &err) < 0)
		return vt_fail(&err);
	return exit_status(o, r, all_found);
}

int vt_command_report(const struct vt_options *o)
{
	__attribute__((cleanup(vt_run_cleanup))) struct vt_run run = { 0 };
	struct vt_err err = { 0 };
	int r;

	run.started = vt_clock_ns();
	if (o->replay)
		vt_drop_privileges(o);
	if (vt_read_accept(o, &run.accept, &err) < 0)
		return vt_fail(&err);
	r = o->replay ? vt_run_replay_file(o, &run, &err) : vt_run_scan(o, &run, &err);
	if (r == 0 && o->record)
		r = vt_run_record(o, &run, &err);
	return r < 0 ? vt_fail(&err) : print_report(o, &run);
}
