/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The html format: one self-contained page, findings first. It loads nothing;
 * its content security policy admits the one style sheet and the one script
 * that it brings, by their digests, so that no name can smuggle in another.
 */
#include <config.h>

#include <inttypes.h>

#include "render/html/page-css.h"
#include "render/html/page-js.h"
#include "render/html/html-parts.h"
#include "render/html/html-sections.h"
#include "render/safe-text.h"

static void add_head(const struct vt_report *r, struct vt_buf *out)
{
	const char *host = r->facts->host.hostname;

	vt_buf_str(out,
		   "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		   "base-uri 'none'; form-action 'none'; style-src 'sha256-");
	vt_buf_str(out, vt_html_css_sha256);
	vt_buf_str(out, "'; script-src 'sha256-");
	vt_buf_str(out, vt_html_js_sha256);
	vt_buf_str(out, "'\">\n<meta name=\"viewport\" content=\"width=device-width, "
			"initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
			"<title>virt-taps");
	if (host) {
		vt_buf_str(out, ": ");
		vt_html_text(out, host);
	}
	vt_buf_str(out, "</title>\n<style>");
	vt_buf_str(out, vt_html_css);
	vt_buf_str(out, "</style>\n</head>\n");
}

/* A part of the line below the title; nothing when there is none. */
static void add_detail(struct vt_buf *out, const char *word, const char *value)
{
	if (!value)
		return;
	vt_buf_fmt(out, "%s ", word);
	vt_html_text(out, value);
}

static const struct {
	const char *id, *title;
} sections[] = {
	{ "findings", "Findings" },   { "gaps", "Gaps" },
	{ "picture", "Picture" },     { "mapping", "Mapping" },
	{ "domains", "VMs" },         { "devices", "Devices" },
	{ "processes", "Processes" }, { "connections", "Connections" },
};

static void add_header(const struct vt_report *r, struct vt_buf *out)
{
	const struct vt_host *h = &r->facts->host;

	vt_buf_str(out, "<body>\n<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n"
			"<header>\n<h1>Network devices of VMs");
	add_detail(out, " on", h->hostname);
	vt_buf_str(out, "</h1>\n<p class=\"sub\">");
	add_detail(out, "As of", r->generated_at ? r->generated_at : "an unknown time");
	add_detail(out, ", kernel", h->kernel);
	vt_buf_fmt(out, ", %s</p>\n", r->replay ? "from a recording" : "seen live");
	vt_buf_str(out, "<nav aria-label=\"Sections\"><ul>");
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		vt_buf_fmt(out, "<li><a href=\"#%s\">%s</a></li>", sections[i].id,
			   sections[i].title);
	vt_buf_str(out, "</ul></nav>\n</header>\n<main>\n");
}

/* The answer in a word and a sentence. */
static void add_verdict(const struct vt_report *r, struct vt_buf *out)
{
	const uint32_t *n = r->summary.findings;
	const char *word = "ok", *says = "No contradiction was found.";

	if (n[VT_CRITICAL]) {
		word = "critical";
		says = "A VM has lost its network, or another process can see its traffic.";
	} else if (n[VT_WARNING]) {
		word = "warning";
		says = "Something is left over, or not as libvirt says.";
	} else if (r->open) {
		word = "unknown";
		says = "No contradiction was found, but not everything could be seen.";
	}
	vt_buf_fmt(out, "<p class=\"verdict %s\"><strong>%s</strong> <span>%s</span></p>\n", word,
		   word, says);
}

static void add_tile(struct vt_buf *out, const char *one, const char *many, uint32_t n,
		     const char *class)
{
	vt_buf_fmt(out, "<div><dt>%s</dt><dd", n == 1 ? one : many);
	if (n && class)
		vt_buf_fmt(out, " class=\"%s\"", class);
	vt_buf_fmt(out, ">%" PRIu32 "</dd></div>\n", n);
}

static void add_summary(const struct vt_report *r, struct vt_buf *out)
{
	const struct vt_summary *s = &r->summary;

	vt_buf_str(out, "<dl class=\"tiles\">\n");
	add_tile(out, "critical", "critical", s->findings[VT_CRITICAL], "critical");
	add_tile(out, "warning", "warnings", s->findings[VT_WARNING], "warning");
	add_tile(out, "informational", "informational", s->findings[VT_INFO], "info");
	add_tile(out, "NIC mapped", "NICs mapped", s->mapped, NULL);
	add_tile(out, "VM", "VMs", s->domains, NULL);
	add_tile(out, "device", "devices", s->devices, NULL);
	add_tile(out, "gap", "gaps", (uint32_t)r->facts->gaps.n, "unknown");
	vt_buf_str(out, "</dl>\n");
}

static void add_footer(const struct vt_report *r, struct vt_buf *out)
{
	const struct vt_facts *f = r->facts;

	vt_buf_fmt(out,
		   "</main>\n<footer><p>%" PRIu32 " processes seen, %" PRIu32 " not readable; ",
		   f->processes, f->unreadable);
	vt_buf_str(out, f->gaps.n ? "coverage " : "coverage complete");
	vt_coverage_line(out, r);
	vt_buf_str(out, ". Made by virt-taps.</p></footer>\n<script>");
	vt_buf_str(out, vt_html_js);
	vt_buf_str(out, "</script>\n</body>\n</html>\n");
}

int vt_render_html(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		   struct vt_err *err)
{
	struct vt_scope scope;
	int result;

	add_head(r, out);
	add_header(r, out);
	add_verdict(r, out);
	add_summary(r, out);
	vt_html_findings(r, out);
	vt_html_gaps(r, out);
	vt_html_picture(r, out);
	result = vt_html_mappings(r, o, out, err);
	if (result < 0)
		return result;
	scope = vt_scope_of(r, o);
	vt_html_domains(r, &scope, out);
	vt_html_devices(r, &scope, out);
	vt_html_processes(r, &scope, out);
	vt_html_connections(r, out);
	vt_scope_done(&scope);
	add_footer(r, out);
	return 0;
}
