/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loop of watch: wait until something happens, look at all of the host,
 * tell what is different from before.
 *
 * A finding is told when two scans that are the settle time apart have it. So
 * a scan that brings a new one is followed by another after that time.
 */
#include <config.h>

#include "commands/commands.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "analyze/analysis.h"
#include "analyze/changes.h"
#include "analyze/coverage.h"
#include "analyze/rates.h"
#include "collect/decode.h"
#include "collect/libvirt/virevents.h"
#include "collect/wait/events.h"
#include "collect/waiting.h"
#include "commands/accept.h"
#include "commands/scan.h"
#include "commands/notify.h"
#include "commands/output.h"
#include "commands/screen.h"
#include "commands/terminal.h"
#include "render/event-lines.h"
#include "render/rows.h"
#include "render/shared.h"
#include "util/cleanup.h"
#include "util/fd.h"

/* How long nothing more must happen before a scan, at least. It is as long as a scan takes
 * where that is longer, so that scans never take all of a CPU. */
#define QUIET_MS 50

/* Where scans take longer than this, nothing is kept back to be confirmed first. */
#define PROMPT_MS 1000

/* Scans in a row that are not shown because of a new gap. */
#define CLOUDED_LOOKS 3

/* Pauses, of growing length, between scans because of a gap. */
#define GAP_FIRST_MS 1000
#define GAP_LAST_MS 64000

/* Scans in a row because of findings that come and go by themselves. */
#define RESTLESS_LOOKS 10

/**
 * struct scan - a scan, and what was made of it
 * @verdict: what the one before it confirmed, NULL = nothing was asked of it
 * @report:  made when it is shown
 * @began:  by vt_clock_ms()
 */
struct scan {
	struct vt_facts *facts;
	struct vt_analysis *analysis;
	struct vt_verdict *verdict;
	struct vt_report *report;
	char time[VT_CLOCK_TEXT];
	int64_t began;
};

enum output { OUTPUT_EVENTS, OUTPUT_LOG, OUTPUT_TABLE, OUTPUT_SCREEN };

/**
 * struct watch - state of the loop
 * @how:   how to scan
 * @accept: what is expected
 * @shown: what was told, NULL = nothing yet
 * @last:  the last scan, which may be @shown
 * @open:  @last had findings that are not confirmed
 * @restless: looks in a row with such
 * @clouded: looks in a row that had a gap which those before had not
 * @gap_ms: when to look again for the sake of a gap, 0 = there is none that may pass
 * @gaps:  those that were told of, a line each
 * @show:  how rows are shown; @screen: NULL unless that is where
 */
struct watch {
	const struct vt_options *o;
	const struct vt_scan_plan *how;
	struct vt_prober *prober;
	struct vt_accept accept;
	struct vt_events *events;
	struct scan *shown, *last;
	struct vt_rates *rates;
	bool open;
	unsigned int restless, clouded;
	int quiet_ms, gap_ms;
	struct vt_buf gaps;
	struct vt_terminal terminal;
	enum output output;
	struct vt_render_opts show;
	struct vt_screen *screen;
	int64_t scan_began; /* 0 = none is going on */
};

static void scan_free(struct scan *l)
{
	if (!l)
		return;
	vt_report_free(l->report);
	vt_verdict_free(l->verdict);
	vt_analysis_free(l->analysis);
	vt_facts_free(l->facts);
	free(l);
}

static void watch_done(struct watch *w)
{
	if (w->last != w->shown)
		scan_free(w->last);
	scan_free(w->shown);
	vt_rates_free(w->rates);
	vt_events_free(w->events);
	vt_prober_stop(w->prober);
	vt_buf_done(&w->gaps);
	vt_accept_done(&w->accept);
	vt_terminal_give_back(&w->terminal);
	vt_screen_free(w->screen);
}

/* --- output -------------------------------------------------------------- */

/*
 * At once, waiting only as long as the reader is slow: SIGTERM ends that. A pipe that is ready
 * takes PIPE_BUF bytes without blocking. Returns 1,
 * 0 when it was ended, or -errno.
 */
static int write_out(const struct watch *w, const char *bytes, size_t n, struct vt_err *err)
{
	while (n) {
		int ready = vt_events_writable(w->events, STDOUT_FILENO);
		ssize_t done = ready > 0 ? write(STDOUT_FILENO, bytes, n < 4096 ? n : 4096) : 0;

		if (ready == 0)
			return 0;
		if (ready < 0)
			errno = -ready;
		if (ready < 0 || (done < 0 && errno != EINTR && errno != EAGAIN))
			return vt_err_set(err, errno, "cannot write to standard output: %s",
					  strerror(errno));
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		}
	}
	return 1;
}

static int write_text(const struct watch *w, const char *text, struct vt_err *err)
{
	return write_out(w, text, strlen(text), err);
}

/* A scan that takes longer than this is said to be slow. */
#define SLOW_MS 300

static int draw(struct watch *w, struct vt_err *err)
{
	int64_t now = vt_clock_ms();
	int tick = vt_screen_tick_ms(w->screen, now);
	char what[48], waiting[96];
	VT_BUF_OF(out);

	vt_waiting_read(what, sizeof(what));
	snprintf(waiting, sizeof(waiting), "%s%s, %d of %d s", *what ? "waiting for " : "scanning",
		 what, (int)((now - w->scan_began) / 1000), w->how->timeout_ms / 1000);
	vt_screen_waiting(w->screen, w->scan_began ? waiting : NULL);
	vt_screen_draw(w->screen, (size_t)vt_terminal_columns(), vt_terminal_rows(), now, &out);
	vt_events_tick(w->events, w->scan_began ? 1000 : tick);
	return write_out(w, out.p, out.len, err);
}

/* The whole table anew, for people who read a pipe. */
static int tell_table(const struct watch *w, struct vt_err *err)
{
	VT_BUF_OF(out);

	vt_buf_fmt(&out, "%s\n", w->shown->time);
	if (vt_render_table(w->shown->report, &w->show, &out, err) < 0)
		return -err->code;
	vt_buf_str(&out, "\n");
	return write_out(w, out.p, out.len, err);
}

static int tell_changes(const struct watch *w, const struct vt_report *before, struct vt_err *err)
{
	__attribute__((cleanup(vt_event_list_cleanup))) struct vt_event_list list = { 0 };
	char time[VT_CLOCK_TEXT];
	int r = 1;

	vt_clock_local(time);
	vt_changes_between(before, w->shown->report, &list);
	for (size_t i = 0; i < list.rows.n && r > 0; i++) {
		VT_BUF_OF(line);

		if (w->output == OUTPUT_LOG)
			vt_watch_log(&list.rows.v[i], time, w->show.color, &line);
		else
			r = vt_watch_line(&list.rows.v[i], w->shown->time, &line, err);
		if (r >= 0)
			r = write_out(w, line.p, line.len, err);
	}
	return r;
}

/* All about the selected row, as show has it. */
static void show_subject(struct watch *w)
{
	VT_CLEANUP(vt_free) char *subject = vt_screen_subject(w->screen);
	const char *const subjects[] = { subject };
	const struct vt_question q = { .subjects = subjects,
				       .n_subjects = 1,
				       .accept = &w->accept,
				       .day = vt_accept_today(w->shown->time) };
	__attribute__((cleanup(vt_report_cleanup))) struct vt_report *r = NULL;
	struct vt_render_opts how = w->show;
	VT_BUF_OF(text);

	if (!subject)
		return;
	r = vt_report_new(w->shown->analysis, w->shown->verdict, &q);
	how.command = VT_CMD_SHOW;
	how.columns = NULL;
	how.domains = r->subject_domains.v;
	how.n_domains = r->subject_domains.n;
	vt_buf_str(&text, "");
	vt_show_text(r, &how, &text);
	vt_screen_show(w->screen, text.p);
}

/* Gaps that are new; on a terminal they are on the screen. */
static void tell_gaps(struct watch *w)
{
	const struct vt_facts *f = w->shown->facts;
	struct vt_buf all = { 0 };

	bool told = !w->screen && !w->o->quiet && !w->o->verbose && vt_is_not_root(f);

	if (told && !w->gaps.p)
		vt_say_not_root(f);
	for (size_t i = 0; i < f->gaps.n && !w->screen && !w->o->quiet; i++) {
		const struct vt_gap *g = &f->gaps.v[i];
		VT_BUF_OF(line);

		vt_buf_fmt(&line, "%s: %s: %s", g->code, g->subject, g->detail ? g->detail : "");
		if (told && vt_gap_is_for_root(g)) {
			/* that line says it */
		} else if (!w->gaps.p || !memmem(w->gaps.p, w->gaps.len, line.p, line.len + 1))
			vt_say("", line.p);
		vt_buf_add(&all, line.p, line.len + 1);
	}
	vt_buf_done(&w->gaps);
	w->gaps = all;
}

/* --- looking ------------------------------------------------------------- */

static int serve_screen(struct watch *w, int wake, struct vt_err *err);

/* While a scan is waited for: a signal that ends us ends it at once, and keys are served. */
static bool is_over(void *arg)
{
	struct watch *w = arg;
	int wake = vt_events_poll(w->events,
				  VT_WAKE_STOP | VT_WAKE_KEYS | VT_WAKE_RESIZE | VT_WAKE_TICK);
	struct vt_err err = { 0 };
	int r = wake && w->screen && !(wake & VT_WAKE_STOP) ? serve_screen(w, wake, &err) : 1;

	/* A scan is under way: looking is what is being done. */
	return wake & VT_WAKE_STOP || r < 1;
}

static int take_scan(struct watch *w, struct scan **ret, struct vt_err *err)
{
	int64_t started = vt_clock_ms();
	struct vt_raw *raw = NULL;
	const struct vt_prober_patience patience = { .timeout_ms = w->how->timeout_ms,
						     .fd = vt_events_fd(w->events),
						     .stop = is_over,
						     .arg = w };
	int r = vt_prober_scan(w->prober, &patience, &raw, err);
	struct scan *l;

	if (r < 0)
		return r;
	l = vt_xrealloc(NULL, 1, sizeof(*l));
	memset(l, 0, sizeof(*l));
	l->facts = vt_decode(raw);
	vt_coverage_find(l->facts);
	vt_raw_free(raw);
	l->analysis = vt_analyze(l->facts);
	vt_clock_text(l->time, 3);
	l->began = started;
	w->quiet_ms = (int)(vt_clock_ms() - started);
	if (w->quiet_ms < QUIET_MS)
		w->quiet_ms = QUIET_MS;
	*ret = l;
	return 0;
}

/* Takes back what the last scan did not have, and notes whether there was anything. */
static void confirm(struct watch *w, struct scan *now)
{
	size_t all = vt_analysis_verdict(now->analysis)->findings->rows.n;

	w->open = false;
	if (!w->o->settle_ms || !all)
		return;
	if (w->last)
		now->verdict =
			vt_verdict_confirm(now->analysis, vt_analysis_verdict(w->last->analysis));
	w->open = !w->last || now->verdict->findings->rows.n < all;
}

static int show(struct watch *w, struct scan *now, struct vt_err *err)
{
	const struct vt_question q = { .subjects = w->o->subjects.v,
				       .n_subjects = w->o->subjects.n,
				       .accept = &w->accept,
				       .day = vt_accept_today(now->time) };
	struct vt_rows rows = w->o->rows;
	struct scan *before = w->shown;
	int r;

	now->report = vt_report_new(now->analysis, now->verdict, &q);
	/* It may come yet, and is waited for. */
	if (!w->shown && !w->screen)
		vt_say_not_found(now->report);
	now->report->generated_at = now->time;
	vt_rates_take(w->rates, now->facts, now->began);
	now->report->rates = w->rates;
	/* There it is a key. */
	rows.problems = rows.problems && !w->screen;
	vt_rows_choose(now->report, &rows);
	w->shown = now;
	tell_gaps(w);
	if (w->screen) {
		vt_screen_report(w->screen, now->report, vt_clock_ms());
		if (vt_screen_shows(w->screen))
			show_subject(w);
		r = draw(w, err);
	} else if (w->output == OUTPUT_TABLE)
		r = tell_table(w, err);
	else
		r = tell_changes(w, before ? before->report : NULL, err);
	scan_free(before);
	return r;
}

/* Before the first scan, and one that takes its time: say that we wait for it. */
static int say_scanning(struct watch *w, struct vt_err *err)
{
	w->scan_began = vt_clock_ms();
	return w->screen && (!w->shown || w->quiet_ms >= SLOW_MS) ? draw(w, err) : 1;
}

/*
 * A gap that was not there before, and keeps something back: what is not seen is not gone. A
 * few more scans will show whether it stays.
 */
static bool is_clouded(struct watch *w, const struct scan *now)
{
	bool clouded = w->last && vt_analysis_verdict(now->analysis)->withheld &&
		       vt_facts_new_gap(now->facts, w->last->facts);

	w->clouded = clouded ? w->clouded + 1 : 0;
	return clouded && w->clouded <= CLOUDED_LOOKS;
}

/* While there is a passing gap, no event tells when it goes. */
static void plan_for_gaps(struct watch *w, const struct vt_facts *f)
{
	if (!vt_facts_passing_gaps(f))
		w->gap_ms = 0;
	else if (w->gap_ms < GAP_FIRST_MS)
		w->gap_ms = GAP_FIRST_MS;
	else if (w->gap_ms < GAP_LAST_MS)
		w->gap_ms *= 2;
}

/*
 * Scan, and report. The first scan with something to be confirmed is only kept: the next will
 * tell. Returns 1, 0 = ended by a signal, or -errno for what
 * ends the watch.
 */
static int scan_and_tell(struct watch *w, struct vt_err *err)
{
	struct scan *now = NULL, *old = w->last;
	bool first = !w->shown;
	int r = say_scanning(w, err);

	if (r <= 0)
		return r;
	r = take_scan(w, &now, err);
	w->scan_began = 0;
	if (r == -EINTR)
		return 0;
	if (r < 0 && first)
		return r;
	if (r < 0) {
		vt_say("", err->msg);
		*err = (struct vt_err){ 0 };
		w->restless++;
		return 1;
	}
	plan_for_gaps(w, now->facts);
	if (is_clouded(w, now)) {
		vt_events_follow(w->events, now->facts);
		scan_free(now);
		w->open = true;
		w->restless++;
		return 1;
	}
	confirm(w, now);
	w->restless = w->open ? w->restless + 1 : 0;
	vt_events_follow(w->events, now->facts);
	w->last = now;
	if (old != w->shown)
		scan_free(old);
	if (w->open && w->restless == 1 && w->quiet_ms < PROMPT_MS)
		return 1;
	r = show(w, now, err);
	if (r > 0 && first)
		vt_notify_manager("READY=1");
	return r;
}

/* --- the loop ------------------------------------------------------------ */

static int enter_screen(struct watch *w, struct vt_err *err)
{
	vt_terminal_take(&w->terminal);
	return write_text(w, VT_SCREEN_ENTER, err);
}

static int suspend(struct watch *w, struct vt_err *err)
{
	int r = write_text(w, VT_SCREEN_LEAVE, err);

	vt_terminal_give_back(&w->terminal);
	if (r <= 0)
		return r;
	kill(getpid(), SIGSTOP);
	return enter_screen(w, err);
}

/* What was typed. Returns 1, 2 = look, 0 = the end, -errno. */
static int take_keys(struct watch *w, struct vt_err *err)
{
	char keys[256];
	size_t n = vt_events_keys(w->events, keys, sizeof(keys));
	int wishes = vt_screen_keys(w->screen, keys, n), r = 1;

	if (wishes & VT_WISH_QUIT)
		return 0;
	if (wishes & VT_WISH_SHOW && w->shown)
		show_subject(w);
	if (wishes)
		r = draw(w, err);
	return r > 0 && wishes & VT_WISH_SCAN ? 2 : r;
}

/* Whatever is no reason to look. Returns 1, 2 = look after all, 0 = the end, -errno. */
static int serve_screen(struct watch *w, int wake, struct vt_err *err)
{
	int r = wake & VT_WAKE_SUSPEND ? suspend(w, err) : 1;

	if (r > 0 && wake & (VT_WAKE_SUSPEND | VT_WAKE_RESIZE | VT_WAKE_TICK))
		r = draw(w, err);
	if (r > 0 && wake & VT_WAKE_KEYS)
		r = take_keys(w, err);
	return r;
}

/* Until there is a reason to look. Returns 1, 0 = ended, -errno. */
static int sleep_well(struct watch *w, struct vt_err *err)
{
	for (;;) {
		int r, wake;

		if (w->open && w->restless < RESTLESS_LOOKS)
			wake = vt_events_pause(w->events, (int)w->o->settle_ms,
					       VT_WAKE_STOP | VT_WAKE_CLOSED, err);
		else if (w->gap_ms)
			wake = vt_events_pause(w->events, w->gap_ms, VT_WAKE_ALL, err);
		else
			wake = vt_events_wait(w->events, w->quiet_ms, err);

		if (wake < 0 || wake & VT_WAKE_STOP)
			return wake < 0 ? wake : 0;
		if (wake & VT_WAKE_CLOSED)
			return vt_err_set(err, EPIPE, "cannot write to standard output: %s",
					  strerror(EPIPE));
		if (wake == 0 || wake & VT_WAKE_LOOK)
			return 1;
		r = w->screen ? serve_screen(w, wake, err) : 1;
		if (r != 1)
			return r > 1 ? 1 : r;
	}
}

static int loop(struct watch *w, struct vt_err *err)
{
	int r = 1;

	while (r > 0) {
		r = scan_and_tell(w, err);
		if (r > 0)
			r = sleep_well(w, err);
	}
	return r;
}

/* The table is for a terminal that can show it, or for whoever asks for it. */
static enum output output_of(const struct vt_options *o, const struct vt_render_opts *show)
{
	bool able = show->width > 0 && vt_terminal_is_able();

	if (o->log)
		return OUTPUT_LOG;
	if (strcmp(o->format->name, "table") != 0)
		return OUTPUT_EVENTS;
	if (able)
		return OUTPUT_SCREEN;
	if (show->width > 0)
		return OUTPUT_LOG;
	return o->format_given ? OUTPUT_TABLE : OUTPUT_EVENTS;
}

static int watch(const struct vt_options *o, const struct vt_scan_plan *how, struct vt_err *err)
{
	__attribute__((cleanup(watch_done))) struct watch w = {
		.o = o, .how = how, .quiet_ms = QUIET_MS, .show = vt_show_options(o)
	};
	int r = vt_read_accept(o, &w.accept, err);

	if (r < 0)
		return r;
	w.show.command = VT_CMD_LIST;
	w.output = output_of(o, &w.show);
	if (w.output == OUTPUT_EVENTS && vt_rows_given(&o->rows))
		return vt_err_set(err, EINVAL,
				  "rows are chosen from a table, and this is no terminal "
				  "(virt-taps watch -f table)");
	w.rates = vt_rates_new();
	w.prober = vt_start_prober(o, how, err);
	if (!w.prober)
		return -err->code;
	vt_libvirt_events_init();
	r = vt_events_new(how->uris, how->n_uris, STDOUT_FILENO, w.output == OUTPUT_SCREEN,
			  w.prober, &w.events, err);
	if (r < 0)
		return r;
	w.screen = w.output == OUTPUT_SCREEN ? vt_screen_new(&w.show, &o->rows) : NULL;
	r = w.screen ? enter_screen(&w, err) : 1;
	if (r > 0)
		r = loop(&w, err);
	vt_notify_manager("STOPPING=1");
	/* Not through write_out(): the signal that ended us would end that, too. */
	if (w.screen)
		(void)!write(STDOUT_FILENO, VT_SCREEN_LEAVE, strlen(VT_SCREEN_LEAVE));
	return r;
}

/* A reader that has gone ends us as it ends ls, unless whoever started us wants to hear of it. */
static int end(bool quietly, const struct vt_err *err)
{
	if (quietly && err->code == EPIPE) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	return vt_fail(err);
}

int vt_command_watch(const struct vt_options *o)
{
	VT_CLEANUP(vt_arena) struct vt_arena *arena = vt_arena_new();
	const char *default_uri = NULL;
	VT_CLEANUP(vt_free) struct vt_raw_source *claims = NULL;
	struct vt_err err = { 0 };
	struct sigaction on_pipe;
	struct vt_scan_plan how;

	sigaction(SIGPIPE, NULL, &on_pipe);
	how = vt_plan_scan(o, arena, &default_uri);
	if (vt_read_claims(o, arena, &how, &claims, &err) < 0)
		return vt_fail(&err);
	return watch(o, &how, &err) < 0 ? end(on_pipe.sa_handler == SIG_DFL, &err) : VT_EXIT_OK;
}
