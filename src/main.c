/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * virt-taps: options, looks, analysis, output, exit status. The only file that
 * prints and exits.
 */
#include <config.h>

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>

#include "analyze/build.h"
#include "collect/collect.h"
#include "collect/decode.h"
#include "collect/libvirt.h"
#include "collect/privilege.h"
#include "collect/xml.h"
#include "options.h"
#include "render/explain.h"
#include "util/cleanup.h"

enum status { STATUS_OK, STATUS_WARNING, STATUS_CRITICAL, STATUS_UNKNOWN };

/* Two looks at most, and what was made of them. */
struct look {
	struct vt_raw *raw;
	struct vt_facts *facts;
	struct vt_analysis *analysis;
};

VT_DEFINE_CLEANUP(arena, struct vt_arena *, vt_arena_free)

static void look_cleanup(struct look *l)
{
	vt_analysis_free(l->analysis);
	vt_facts_free(l->facts);
	vt_raw_free(l->raw);
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
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			vt_buf_fmt(&safe, "\\x%02x", c);
		else
			vt_buf_add(&safe, text, 1);
	}
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

static int take_look(const struct vt_look *how, struct look *ret, struct vt_err *err)
{
	int r = vt_collect(how, &ret->raw, err);

	if (r < 0)
		return r;
	ret->facts = vt_decode(ret->raw);
	ret->analysis = vt_analyze(ret->facts);
	return 0;
}

static void sleep_ms(double ms)
{
	struct timespec t = { (time_t)(ms / 1e3), (long)((ms - 1e3 * (double)(time_t)(ms / 1e3)) * 1e6) };

	while (ms > 0 && nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

/*
 * The second look, and the verdict of both in @first: only what held all the
 * time is reported. Without findings there is nothing to wait for.
 */
static int settle(const struct vt_options *o, const struct vt_look *how, struct look *first,
		  struct vt_err *err)
{
	__attribute__((cleanup(look_cleanup))) struct look earlier = { 0 };
	int r;

	if (!o->settle_ms || !vt_analysis_findings(first->analysis)->rows.n)
		return 0;
	earlier = *first;
	*first = (struct look){ 0 };
	sleep_ms(o->settle_ms);
	r = take_look(how, first, err);
	if (r < 0)
		return r;
	vt_analysis_confirm(first->analysis, earlier.analysis);
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

static bool connection_failed(const struct vt_report *r)
{
	for (size_t i = 0; i < r->facts->conns.n; i++)
		if (!r->facts->conns.v[i].ok)
			return true;
	return false;
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
	if (connection_failed(r))
		return STATUS_UNKNOWN;
	return all_found ? STATUS_OK : STATUS_WARNING;
}

static const char *timestamp(char *buf, size_t size)
{
	time_t now = time(NULL);
	struct tm tm;

	strftime(buf, size, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	return buf;
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

static int print_report(const struct vt_options *o, struct look *l, double started)
{
	struct vt_render_opts how = render_opts(o);
	struct vt_err err = { 0 };
	struct vt_report *r;
	VT_BUF_OF(out);
	char when[32];
	bool all_found;
	size_t found;

	r = vt_analysis_report(l->analysis, o->subjects.v, o->subjects.n, &found);
	r->generated_at = timestamp(when, sizeof(when));
	r->duration_ms = now_ms(CLOCK_MONOTONIC) - started;
	how.domains = r->subject_domains.v;
	how.n_domains = r->subject_domains.n;
	if (!o->quiet)
		say_gaps(l->facts);
	all_found = say_unknown(o, r, found);
	if (o->command == VT_CMD_SHOW && !found)
		return exit_status(o, r, false);
	if (o->format->render(r, &how, &out, &err) < 0 || write_out(&out, &err) < 0)
		return fail(&err);
	return exit_status(o, r, all_found);
}

static int run_report(const struct vt_options *o)
{
	VT_CLEANUP(arena) struct vt_arena *arena = vt_arena_new();
	__attribute__((cleanup(look_cleanup))) struct look l = { 0 };
	const char *default_uri[1];
	struct vt_look how = { .uris = o->uris.v,
			       .n_uris = o->uris.n,
			       .scan = o->scan,
			       .timeout_ms = (int)o->timeout_s * 1000 };
	double started = now_ms(CLOCK_MONOTONIC);
	struct vt_err err = { 0 };

	if (vt_privilege_drop(o->record) < 0)
		say("", "could not drop privileges");
	vt_libvirt_init();
	vt_xml_init();
	if (!o->uris.n && !o->no_libvirt) {
		default_uri[0] = vt_libvirt_default_uri(arena);
		how.uris = default_uri;
		how.n_uris = 1;
	}
	if (take_look(&how, &l, &err) < 0 || settle(o, &how, &l, &err) < 0)
		return fail(&err);
	return print_report(o, &l, started);
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
	return run_report(&o);
}
