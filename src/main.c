/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * virt-taps: options, looks, analysis, output, exit status. The only file that
 * prints and exits.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>

#include "analyze/analysis.h"
#include "collect/collect.h"
#include "collect/decode.h"
#include "collect/libvirt/libvirt.h"
#include "collect/privilege.h"
#include "collect/recording/recording.h"
#include "options.h"
#include "render/diff.h"
#include "commands/progress.h"
#include "render/explain.h"
#include "render/safe-text.h"
#include "util/cleanup.h"
#include "commands/watch.h"

enum status { STATUS_OK, STATUS_WARNING, STATUS_CRITICAL, STATUS_UNKNOWN };

/* A look, and what was made of it. */
struct look {
	struct vt_raw *raw;
	struct vt_facts *facts;
	struct vt_analysis *analysis;
};

/*
 * The look that is reported, and the undecoded one before it where that is
 * kept for a recording.
 */
struct run {
	struct look look;
	struct vt_raw *earlier;
	char generated_at[32];
	double started;
};

VT_DEFINE_CLEANUP(arena, struct vt_arena *, vt_arena_free)

static void look_cleanup(struct look *l)
{
	vt_analysis_free(l->analysis);
	vt_facts_free(l->facts);
	vt_raw_free(l->raw);
}

static void run_cleanup(struct run *run)
{
	look_cleanup(&run->look);
	vt_raw_free(run->earlier);
}

static double now_ms(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void say(const char *what, const char *text)
{
	VT_BUF_OF(safe);

	/* Names of others must not reach the terminal with their escapes. */
	vt_buf_str(&safe, "");
	vt_text_add(&safe, text, vt_text_ascii());
	fprintf(stderr, "virt-taps: %s%s\n", what, safe.p);
}

static int fail(const struct vt_err *err)
{
	say("", err->msg);
	return STATUS_UNKNOWN;
}

/* All of it or an error; a full disk is one. */
static int write_out(const struct vt_buf *out, struct vt_err *err)
{
	if (fwrite(out->p ? out->p : "", 1, out->len, stdout) != out->len || fflush(stdout) != 0 ||
	    ferror(stdout))
		return vt_err_set(err, errno, "cannot write to standard output: %s",
				  strerror(errno));
	if (fclose(stdout) != 0 && errno != EBADF)
		return vt_err_set(err, errno, "cannot write to standard output: %s",
				  strerror(errno));
	return 0;
}

static void make_sense(struct look *l)
{
	l->facts = vt_decode(l->raw);
	l->analysis = vt_analyze(l->facts);
}

static int take_look(const struct vt_look *how, struct look *ret, struct vt_err *err)
{
	int r = vt_collect(how, &ret->raw, err);

	if (r == 0)
		make_sense(ret);
	return r;
}

static void sleep_ms(double ms)
{
	struct timespec t = { (time_t)(ms / 1e3),
			      (long)((ms - 1e3 * (double)(time_t)(ms / 1e3)) * 1e6) };

	while (ms > 0 && nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

static enum vt_doubt doubt(const struct vt_options *o, const struct run *run)
{
	return vt_analysis_doubt(run->look.analysis, o->subjects.v, o->subjects.n);
}

/*
 * The second look, and the verdict of both in the run's: only what held all
 * the time is reported.
 */
static int look_again(const struct vt_options *o, const struct vt_look *how, struct run *run,
		      double wait_ms, struct vt_err *err)
{
	__attribute__((cleanup(look_cleanup))) struct look earlier = { 0 };
	int r;

	earlier = run->look;
	run->look = (struct look){ 0 };
	sleep_ms(wait_ms);
	r = take_look(how, &run->look, err);
	if (r < 0)
		return r;
	vt_analysis_confirm(run->look.analysis, earlier.analysis);
	if (o->record && !run->earlier)
		run->earlier = VT_TAKE_PTR(earlier.raw);
	return 0;
}

/*
 * The second look, where the first one found something that will be shown; and
 * a third one, after a longer time, where what is left is a record of a domain
 * that has ended.
 */
static int settle(const struct vt_options *o, const struct vt_look *how, struct run *run,
		  struct vt_err *err)
{
	int r;

	if (!o->settle_ms || doubt(o, run) == VT_DOUBT_NONE)
		return 0;
	r = look_again(o, how, run, o->settle_ms, err);
	if (r < 0 || doubt(o, run) != VT_DOUBT_LONG)
		return r;
	return look_again(o, how, run, o->settle_ms * 5.0, err);
}

static void timestamp(char *buf, size_t size)
{
	time_t now = time(NULL);
	struct tm tm;

	strftime(buf, size, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
}

/* A URI that names a socket may name another user's. */
static bool has_socket(const struct vt_options *o)
{
	for (size_t i = 0; i < o->uris.n; i++)
		if (strstr(o->uris.v[i], "socket="))
			return true;
	return false;
}

/* @default_uri has room for one, and is borrowed by the result like @arena. */
static struct vt_look plan_look(const struct vt_options *o, struct vt_arena *arena,
				const char **default_uri)
{
	struct vt_look how = { .uris = o->uris.v,
			       .n_uris = o->uris.n,
			       .scan = o->scan,
			       .timeout_ms = (int)o->timeout_s * 1000,
			       .record = o->record };

	/* audit shows all of the facts in its JSON, and a recording has all of them. */
	if (o->command == VT_CMD_SHOW && !o->record)
		how.subjects = (struct vt_subjects){ o->subjects.v, o->subjects.n };
	vt_libvirt_init();
	if (!o->uris.n && !o->no_libvirt) {
		*default_uri = vt_libvirt_default_uri(arena);
		how.uris = default_uri;
		how.n_uris = 1;
	}
	return how;
}

static int look_at_host(const struct vt_options *o, struct run *run, struct vt_err *err)
{
	VT_CLEANUP(arena) struct vt_arena *arena = vt_arena_new();
	const char *default_uri = NULL;
	struct vt_look how = plan_look(o, arena, &default_uri);
	VT_CLEANUP(vt_progress)
	struct vt_progress *progress = o->quiet ? NULL : vt_progress_start();
	int r;

	r = take_look(&how, &run->look, err);
	if (r == 0)
		r = settle(o, &how, run, err);
	timestamp(run->generated_at, sizeof(run->generated_at));
	return r;
}

/* The same looks again, without the wait between them. */
static void repeat_looks(const struct vt_options *o, struct vt_recording *rec, struct run *ret)
{
	__attribute__((cleanup(look_cleanup))) struct look earlier = { 0 };

	memcpy(ret->generated_at, rec->generated_at, sizeof(ret->generated_at));
	ret->look.raw = VT_TAKE_PTR(rec->looks[0]);
	make_sense(&ret->look);
	if (rec->n_looks < 2 || !o->settle_ms)
		return;
	earlier = ret->look;
	ret->look = (struct look){ 0 };
	ret->look.raw = VT_TAKE_PTR(rec->looks[1]);
	make_sense(&ret->look);
	vt_analysis_confirm(ret->look.analysis, earlier.analysis);
}

static int replay(const struct vt_options *o, const char *path, const struct vt_json *doc,
		  struct run *ret, struct vt_err *err)
{
	__attribute__((cleanup(vt_recording_done))) struct vt_recording rec = { 0 };

	if (vt_record_read(doc, &rec, err) < 0)
		return vt_err_prefix(err, "cannot replay '%s'", path);
	repeat_looks(o, &rec, ret);
	return 0;
}

static int replay_file(const struct vt_options *o, struct run *run, struct vt_err *err)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	int r = vt_record_document(o->replay, &doc, err);

	return r < 0 ? r : replay(o, o->replay, doc, run, err);
}

/* Always said, since the file will be shown to others. */
static int record(const struct vt_options *o, const struct run *run, struct vt_err *err)
{
	struct vt_recording rec = { 0 };
	size_t scrubbed = 0;
	VT_BUF_OF(text);
	int r;

	memcpy(rec.generated_at, run->generated_at, sizeof(rec.generated_at));
	if (run->earlier)
		rec.looks[rec.n_looks++] = run->earlier;
	rec.looks[rec.n_looks++] = run->look.raw;
	r = vt_record_write(o->record, &rec, &scrubbed, err);
	if (r < 0 || o->quiet)
		return r;
	vt_buf_fmt(&text,
		   "recorded in '%s': %zu known secret%s scrubbed; this host's names, "
		   "addresses and command lines are in it",
		   o->record, scrubbed, scrubbed == 1 ? "" : "s");
	say("", text.p);
	return 0;
}

static void say_gaps(const struct vt_facts *f)
{
	for (size_t i = 0; i < f->gaps.n; i++) {
		const struct vt_gap *g = &f->gaps.v[i];
		VT_BUF_OF(text);

		vt_buf_fmt(&text, "%s: %s: %s", g->code, g->subject, g->detail ? g->detail : "");
		say("", text.p);
	}
}

/* -v: what was looked at; -vv: each connection and namespace, too. */
static void say_more(const struct vt_options *o, const struct vt_report *r)
{
	const struct vt_facts *f = r->facts;
	VT_BUF_OF(text);

	vt_buf_fmt(
		&text,
		"%s scan: %u processes, %zu descriptors, %zu namespaces, %zu links, %zu domains; "
		"%u findings withdrawn; %.1f ms",
		f->scan == VT_SCAN_BPF ? "bpf" : "proc", f->processes, f->holders.n, f->netnses.n,
		f->links.n, f->domains.n, r->summary.withdrawn, r->duration_ms);
	say("", text.p);
	for (size_t i = 0; o->verbose > 1 && i < f->conns.n; i++) {
		text.len = 0;
		vt_buf_fmt(&text, "%s: %s, %s %s", f->conns.v[i].uri,
			   f->conns.v[i].ok ? "ok" : "failed",
			   f->conns.v[i].driver ? f->conns.v[i].driver : "-",
			   f->conns.v[i].version ? f->conns.v[i].version : "-");
		say("", text.p);
	}
	for (size_t i = 0; o->verbose > 1 && i < f->netnses.n; i++) {
		text.len = 0;
		vt_buf_fmt(&text, "network namespace %" PRIu64 ": %s", f->netnses.v[i].inode,
			   f->netnses.v[i].path ? f->netnses.v[i].path : "-");
		say("", text.p);
	}
}

static int exit_status(const struct vt_options *o, const struct vt_report *r, bool all_found)
{
	if (o->command == VT_CMD_AUDIT) {
		if (r->summary.findings[VT_CRITICAL])
			return STATUS_CRITICAL;
		if (r->summary.findings[VT_WARNING])
			return STATUS_WARNING;
		return r->open || !all_found ? STATUS_UNKNOWN : STATUS_OK;
	}
	if (vt_facts_connection_failed(r->facts))
		return STATUS_UNKNOWN;
	return all_found ? STATUS_OK : STATUS_WARNING;
}

static int terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

static struct vt_render_opts render_opts(const struct vt_options *o)
{
	int width = terminal_width();

	return (struct vt_render_opts){
		.command = o->command,
		.columns = o->columns,
		.headings = o->headings,
		.color = o->color == VT_COLOR_ALWAYS ||
			 (o->color == VT_COLOR_AUTO && width && !getenv("NO_COLOR")),
		.width = width,
		.verbose = o->verbose,
		.quiet = o->quiet,
	};
}

/* A subject that nobody knows: a line for each on standard error. */
static bool say_unknown(const struct vt_options *o, const struct vt_report *r, size_t found)
{
	VT_BUF_OF(text);

	if (found == o->subjects.n)
		return true;
	vt_buf_fmt(&text, "no such VM, device, process or MAC address:");
	for (size_t i = 0; i < o->subjects.n; i++)
		if (!r->subject_found[i])
			vt_buf_fmt(&text, " '%s'", o->subjects.v[i]);
	say("", text.p);
	return false;
}

static int print_report(const struct vt_options *o, struct run *run)
{
	struct vt_render_opts how = render_opts(o);
	struct vt_err err = { 0 };
	struct vt_report *r;
	VT_BUF_OF(out);
	bool all_found;
	size_t found;

	r = vt_analysis_report(run->look.analysis, o->subjects.v, o->subjects.n, &found);
	r->generated_at = run->generated_at;
	r->replay = o->replay;
	r->duration_ms = now_ms(CLOCK_MONOTONIC) - run->started;
	how.domains = r->subject_domains.v;
	how.n_domains = r->subject_domains.n;
	if (!o->quiet)
		say_gaps(run->look.facts);
	if (o->verbose && !o->quiet)
		say_more(o, r);
	all_found = say_unknown(o, r, found);
	if (o->command == VT_CMD_SHOW && !found)
		return exit_status(o, r, false);
	if (o->format->render(r, &how, &out, &err) < 0 || write_out(&out, &err) < 0)
		return fail(&err);
	return exit_status(o, r, all_found);
}

static void drop_privileges(const struct vt_options *o)
{
	enum vt_privilege what = VT_PRIVILEGE_LOOK;

	if (o->replay || o->command == VT_CMD_DIFF)
		what = VT_PRIVILEGE_READ;
	else if (o->record || has_socket(o))
		what = VT_PRIVILEGE_FILES;
	if (vt_privilege_drop(what) < 0)
		say("", "could not drop privileges");
}

static int run_report(const struct vt_options *o)
{
	__attribute__((cleanup(run_cleanup))) struct run run = { 0 };
	struct vt_err err = { 0 };
	int r;

	run.started = now_ms(CLOCK_MONOTONIC);
	drop_privileges(o);
	r = o->replay ? replay_file(o, &run, &err) : look_at_host(o, &run, &err);
	if (r == 0 && o->record)
		r = record(o, &run, &err);
	return r < 0 ? fail(&err) : print_report(o, &run);
}

static void say_line(const char *text)
{
	say("", text);
}

static int run_watch(const struct vt_options *o)
{
	VT_CLEANUP(arena) struct vt_arena *arena = vt_arena_new();
	const char *default_uri = NULL;
	struct vt_err err = { 0 };
	struct vt_look how;

	drop_privileges(o);
	how = plan_look(o, arena, &default_uri);
	return vt_watch(o, &(struct vt_watch_env){ &how, render_opts, say_line }, &err) < 0 ?
		       fail(&err) :
		       STATUS_OK;
}

/* A recording as the inventory that it gives. */
static int inventory_of(const struct vt_options *o, const char *path, struct vt_json **doc,
			struct vt_err *err)
{
	__attribute__((cleanup(run_cleanup))) struct run run = { 0 };
	const struct vt_render_opts how = { .command = VT_CMD_LIST };
	struct vt_report *r;
	VT_BUF_OF(text);

	if (replay(o, path, *doc, &run, err) < 0)
		return -err->code;
	vt_json_free(VT_TAKE_PTR(*doc));
	r = vt_analysis_report(run.look.analysis, NULL, 0, NULL);
	r->generated_at = run.generated_at;
	r->replay = true;
	if (vt_format_by_name("json")->render(r, &how, &text, err) < 0)
		return -err->code;
	return vt_json_parse(text.p, text.len, doc, err);
}

static int load_inventory(const struct vt_options *o, const char *path, struct vt_json **ret,
			  struct vt_err *err)
{
	int r = vt_record_document(path, ret, err);

	if (r == 0 && vt_record_is(*ret))
		return inventory_of(o, path, ret, err);
	if (r == 0 && vt_diff_check(*ret, err) < 0)
		return vt_err_prefix(err, "cannot compare '%s'", path);
	return r;
}

/* What the reader of a difference must know. */
static void say_caveats(const struct vt_options *o, const struct vt_diff *d)
{
	const struct vt_diff_side *const sides[] = { &d->old, &d->new };

	if (!vt_streq(d->old.machine_id, d->new.machine_id))
		say("", "these are two hosts, by their machine IDs");
	else if (!d->same_boot)
		say("",
		    "the host was booted in between: ids, PIDs and namespaces are not compared");
	for (size_t i = 0; i < 2; i++) {
		VT_BUF_OF(text);

		vt_buf_fmt(&text, "%s: not everything could be seen (%zu gap%s)", o->subjects.v[i],
			   sides[i]->gaps, sides[i]->gaps == 1 ? "" : "s");
		if (sides[i]->gaps)
			say("", text.p);
	}
}

static int run_diff(const struct vt_options *o)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *old = NULL;
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *new = NULL;
	__attribute__((cleanup(vt_diff_cleanup))) struct vt_diff *d = NULL;
	struct vt_render_opts how = render_opts(o);
	struct vt_err err = { 0 };
	VT_BUF_OF(out);

	drop_privileges(o);
	if (load_inventory(o, o->subjects.v[0], &old, &err) < 0 ||
	    load_inventory(o, o->subjects.v[1], &new, &err) < 0)
		return fail(&err);
	d = vt_diff_new(old, new);
	if (!o->quiet)
		say_caveats(o, d);
	if (vt_render_diff(d, !strcmp(o->format->name, "json"), &how, &out, &err) < 0 ||
	    write_out(&out, &err) < 0)
		return fail(&err);
	return d->changes.n ? STATUS_WARNING : STATUS_OK;
}

static int run_explain(const struct vt_options *o)
{
	struct vt_render_opts how = render_opts(o);
	struct vt_err err = { 0 };
	VT_BUF_OF(out);

	if (vt_explain(o->subjects.v, o->subjects.n, !strcmp(o->format->name, "json"), &how, &out,
		       &err) < 0 ||
	    write_out(&out, &err) < 0)
		return fail(&err);
	return STATUS_OK;
}

int main(int argc, char **argv)
{
	__attribute__((cleanup(vt_options_done))) struct vt_options o;
	struct vt_err err = { 0 };

	setlocale(LC_CTYPE, "");
	if (vt_options_parse(argc, argv, &o, &err) < 0)
		return fail(&err);
	if (o.info.len)
		return write_out(&o.info, &err) < 0 ? fail(&err) : STATUS_OK;
	if (o.command == VT_CMD_EXPLAIN)
		return run_explain(&o);
	if (o.command == VT_CMD_DIFF)
		return run_diff(&o);
	if (o.command == VT_CMD_WATCH)
		return run_watch(&o);
	return run_report(&o);
}
