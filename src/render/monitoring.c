/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The monitoring format: what Nagios, Icinga and their like take from a
 * plugin. One status line with performance data; with -v a line a finding.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "render/shared.h"
#include "render/safe-text.h"

/* The status line goes into text messages; the rest is for the page. */
#define MAX_NAMED 3

/* '|' begins performance data, wherever it stands. */
static void add_plain(struct vt_buf *out, const char *s)
{
	size_t from = out->len;

	vt_text_add(out, s, false);
	for (size_t i = from; i < out->len; i++)
		if (out->p[i] == '|')
			out->p[i] = '/';
}

/* What the finding is about, with a blank in front; nothing where it is about the host. */
static void add_subject(struct vt_buf *out, const struct vt_finding *f)
{
	bool some = f->ifname || f->domain_name || f->pid > 0;

	vt_buf_str(out, some ? " " : "");
	if (f->ifname)
		add_plain(out, f->ifname);
	if (f->domain_name) {
		vt_buf_str(out, f->ifname ? " (" : "");
		add_plain(out, f->domain_name);
		vt_buf_str(out, f->ifname ? ")" : "");
	}
	if (!f->ifname && !f->domain_name && f->pid > 0)
		vt_buf_fmt(out, "pid %" PRId32, f->pid);
}

static const char *state_word(const struct vt_report *r)
{
	static const char *const words[] = {
		[VT_OUTCOME_OK] = "OK",
		[VT_OUTCOME_WARNING] = "WARNING",
		[VT_OUTCOME_CRITICAL] = "CRITICAL",
		[VT_OUTCOME_UNKNOWN] = "UNKNOWN",
	};

	return words[vt_report_outcome(r)];
}

/* Whoever reads the line does not see standard error. */
static void add_not_found(struct vt_buf *out, const struct vt_report *r)
{
	bool some = false;

	for (size_t i = 0; i < r->n_subjects; i++) {
		if (r->subject_found[i])
			continue;
		vt_buf_str(out, some ? ", " : "; not found: ");
		add_plain(out, r->subjects[i]);
		some = true;
	}
}

static void add_counts(struct vt_buf *out, const struct vt_summary *s)
{
	bool some = false;

	for (int i = VT_CRITICAL; i > VT_INFO; i--) {
		if (!s->findings[i])
			continue;
		vt_buf_fmt(out, "%s%" PRIu32 " %s", some ? ", " : "", s->findings[i],
			   vt_severity_name((enum vt_severity)i));
		some = true;
	}
	if (!some)
		vt_buf_fmt(out, "%" PRIu32 " NIC%s mapped, no warning", s->mapped,
			   s->mapped == 1 ? "" : "s");
}

/* "not-held vnet3 (vm1), ..."; informational findings do not count. */
static void add_named(struct vt_buf *out, const struct vt_report *r)
{
	size_t named = 0, all = 0;

	for (size_t i = 0; i < r->findings->rows.n; i++) {
		const struct vt_finding *f = &r->findings->rows.v[i];

		if (vt_finding_severity(f) == VT_INFO || ++all > MAX_NAMED)
			continue;
		vt_buf_str(out, named++ ? ", " : ": ");
		vt_buf_str(out, vt_class(f->code)->code);
		add_subject(out, f);
	}
	if (all > named)
		vt_buf_fmt(out, ", and %zu more", all - named);
}

static void add_perfdata(struct vt_buf *out, const struct vt_report *r)
{
	const struct vt_summary *s = &r->summary;

	vt_buf_fmt(out,
		   " | critical=%" PRIu32 ";;0;0 warning=%" PRIu32 ";0;;0 info=%" PRIu32
		   ";;;0 mapped=%" PRIu32 ";;;0 domains=%" PRIu32 ";;;0 devices=%" PRIu32
		   ";;;0 unreadable=%" PRIu32 ";;;0 gaps=%zu;;;0\n",
		   s->findings[VT_CRITICAL], s->findings[VT_WARNING], s->findings[VT_INFO],
		   s->mapped, s->domains, s->devices, r->facts->unreadable, r->facts->gaps.n);
}

static void add_line(struct vt_buf *out, const char *word, const struct vt_finding *f)
{
	const struct vt_class *class = vt_class(f->code);

	vt_buf_fmt(out, "%s %s", word, class->code);
	add_subject(out, f);
	vt_buf_str(out, ": ");
	add_plain(out, f->message ? f->message : class->summary);
}

static void add_long_output(struct vt_buf *out, const struct vt_report *r)
{
	static const char *const words[] = { "INFO", "WARNING", "CRITICAL" };

	for (size_t i = 0; i < r->findings->rows.n; i++) {
		const struct vt_finding *f = &r->findings->rows.v[i];

		add_line(out, words[vt_finding_severity(f)], f);
		vt_buf_str(out, "\n");
	}
	for (size_t i = 0; r->accepted && i < r->accepted->rows.n; i++) {
		add_line(out, "ACCEPTED", &r->accepted->rows.v[i]);
		vt_buf_str(out, " (");
		add_plain(out, r->accepted->rows.v[i].accepted);
		vt_buf_str(out, ")\n");
	}
	for (size_t i = 0; i < r->facts->gaps.n; i++) {
		const struct vt_gap *gap = &r->facts->gaps.v[i];

		vt_buf_str(out, "GAP ");
		add_plain(out, gap->code ? gap->code : "-");
		vt_buf_str(out, " ");
		add_plain(out, gap->subject ? gap->subject : "-");
		vt_buf_str(out, ": ");
		add_plain(out, gap->detail ? gap->detail : "-");
		vt_buf_str(out, "\n");
	}
}

int vt_render_monitoring(const struct vt_report *r, const struct vt_render_opts *o,
			 struct vt_buf *out, struct vt_err *err)
{
	if (o->command != VT_CMD_AUDIT)
		return vt_err_set(err, EINVAL, "format 'monitoring' is for audit only");
	vt_buf_fmt(out, "VIRT-TAPS %s - ", state_word(r));
	add_counts(out, &r->summary);
	add_named(out, r);
	add_not_found(out, r);
	if (r->facts->gaps.n) {
		vt_buf_str(out, "; coverage ");
		vt_coverage_line(out, r);
	}
	add_perfdata(out, r);
	if (o->verbose)
		add_long_output(out, r);
	return 0;
}
