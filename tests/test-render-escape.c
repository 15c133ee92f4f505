/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hostile names through every format: nothing that drives a terminal, breaks a
 * line or a quoted string, and always valid UTF-8.
 */
#include <config.h>

#include <errno.h>
#include <locale.h>
#include <stdlib.h>

#include "render-fixture.h"
#include "render/formats.h"
#include "render/safe-text.h"
#include "tap.h"
#include "util/fd.h"
#include "util/json.h"

VT_DEFINE_CLEANUP(json, struct vt_json *, vt_json_free)

static char *render(const char *format, const struct fixture *x, enum vt_command command)
{
	struct vt_render_opts o = { .command = command, .headings = true, .width = 120 };
	struct vt_err err = { 0 };
	VT_BUF_OF(out);

	vt_buf_str(&out, "");
	if (vt_format_by_name(format)->render(&x->report, &o, &out, &err) < 0)
		ok(false, "%s: %s", format, err.msg);
	if (strlen(out.p) != out.len)
		ok(false, "%s: a NUL in the output", format);
	return VT_TAKE_PTR(out.p);
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

/* No control characters but line ends, and @tab where the format indents with it. */
static bool is_clean(const char *text, bool ascii, bool tab)
{
	uint32_t cp;

	while (*text) {
		size_t n = vt_utf8_next(text, &cp);

		if (!n || (cp < 0x20 && cp != '\n' && cp != '\r' && !(tab && cp == '\t')) ||
		    (cp >= 0x7f && cp < 0xa0) || (ascii && cp > 0x7e)) {
			printf("# U+%04X at %.20s\n", n ? cp : 0, n ? text + n : text + 1);
			return false;
		}
		text += n;
	}
	return true;
}

static bool is_for_audit(const char *format)
{
	return !strcmp(format, "monitoring") || !strcmp(format, "script") ||
	       !strcmp(format, "accept");
}

static void test_clean(const struct fixture *x, const char *locale)
{
	static const enum vt_command commands[] = { VT_CMD_LIST, VT_CMD_SHOW, VT_CMD_AUDIT };
	const struct vt_format *format;
	bool ascii = !strcmp(locale, "C");

	if (!setlocale(LC_ALL, locale)) {
		ok(true, "# SKIP no locale %s", locale);
		return;
	}
	for (size_t i = 0; (format = vt_format_at(i)) != NULL; i++) {
		for (size_t k = 0; k < 3; k++) {
			bool terminal = !strcmp(format->name, "table");
			bool tab = !strcmp(format->name, "dot") || !strcmp(format->name, "html");
			VT_CLEANUP(vt_free) char *text = NULL;

			if (is_for_audit(format->name) && commands[k] != VT_CMD_AUDIT)
				continue;
			text = render(format->name, x, commands[k]);
			ok(is_clean(text, ascii && terminal, tab),
			   "%s, command %zu, locale %s: clean", format->name, k, locale);
		}
	}
	setlocale(LC_ALL, "C");
}

/* Name, what people see in UTF-8, what they see in ASCII. */
static const struct {
	const char *name, *utf8, *ascii;
} texts[] = {
	{ "vnet0", "vnet0", "vnet0" },
	{ "a\nb", "a\\x0ab", "a\\x0ab" },
	{ "\033[31m", "\\x1b[31m", "\\x1b[31m" },
	{ "\x7f", "\\x7f", "\\x7f" },
	{ "\xc2\x9b", "\\xc2\\x9b", "\\xc2\\x9b" },
	{ "\x9b"
	  "1",
	  "\\x9b1", "\\x9b1" },
	{ "\xff", "\\xff", "\\xff" },
	{ "\\xff", "\\x5cxff", "\\x5cxff" },
	{ "\\\xff", "\\\\xff", "\\\\xff" },
	{ "\\\\x", "\\\\x5cx", "\\\\x5cx" },
	{ "\xc3\xa9", "\xc3\xa9", "\\xc3\\xa9" },
	{ "\xe2\x80\xae"
	  "x",
	  "\\xe2\\x80\\xaex", "\\xe2\\x80\\xaex" },
	{ "\xe2\x80\x8b", "\\xe2\\x80\\x8b", "\\xe2\\x80\\x8b" },
	{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "\\xf0\\x9f\\x98\\x80" },
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80" },
	{ "", "", "" },
};

static void test_text(void)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		VT_BUF_OF(utf8);
		VT_BUF_OF(ascii);

		vt_buf_str(&utf8, "");
		vt_buf_str(&ascii, "");
		vt_text_add(&utf8, texts[i].name, false);
		vt_text_add(&ascii, texts[i].name, true);
		is_str(utf8.p, texts[i].utf8, "as UTF-8");
		is_str(ascii.p, texts[i].ascii, "as ASCII");
	}
}

static void test_json(const struct fixture *x)
{
	VT_CLEANUP(vt_free) char *text = render("json", x, VT_CMD_LIST);
	VT_CLEANUP(json) struct vt_json *j = NULL;
	const struct vt_json *row;
	struct vt_err err = { 0 };

	is_int(vt_json_parse(text, strlen(text), &j, &err), 0, "it is JSON");
	row = vt_json_at(vt_json_get_array(j, "mappings"), 2);
	is_str(vt_json_get_str(row, "domain", NULL), EVIL_DOMAIN, "a hostile name comes back");
	is_str(vt_json_get_str(row, "ifname", NULL),
	       "v\xc3\xbf\xc2\x9b"
	       "1",
	       "bytes as code points");
	is_str(vt_json_get_str(row, "ifname_hex", NULL), "76ff9b31", "and as hex digits");
	is_int(count(text, "\"ifname_hex\""), 8 + 6 + 11 + 1 + 5, "the key is always there");
	row = vt_json_at(vt_json_get_array(j, "mappings"), 5);
	ok(!vt_json_get(row, "domain") && strstr(text, "\"domain\": null"), "absent is null");
}

/* How many lines are records of this kind; each line is an object, also with newlines in names. */
static size_t records(const char *ndjson, const char *kind, bool *ret_subset)
{
	VT_CLEANUP(vt_free) char *text = strdup(ndjson);
	char *save = NULL;
	size_t n = 0;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		VT_CLEANUP(json) struct vt_json *j = NULL;
		struct vt_err err = { 0 };
		const char *record;

		if (vt_json_parse(line, strlen(line), &j, &err) < 0)
			return 0;
		record = vt_json_get_str(j, "record", "");
		n += !kind || !strcmp(record, kind);
		if (!strcmp(record, "summary")) {
			*ret_subset = vt_json_get_bool(j, "subset", false);
			if (vt_json_get_int(j, "records", -1) != (int64_t)count(ndjson, "\n") - 1)
				return 0;
		}
	}
	return n;
}

static void test_ndjson(struct fixture *x)
{
	VT_CLEANUP(vt_free) char *list = render("ndjson", x, VT_CMD_LIST);
	VT_CLEANUP(vt_free) char *audit = render("ndjson", x, VT_CMD_AUDIT);
	VT_CLEANUP(vt_free) char *part = NULL;
	bool subset = true;

	is_int((long long)records(list, "mapping", &subset), 8, "mappings");
	is_int((long long)records(list, "domain", &subset), (long long)x->facts->domains.n,
	       "domains");
	is_int((long long)records(list, "device", &subset), (long long)x->inventory.devices.n,
	       "devices");
	is_int((long long)records(list, "finding", &subset), 5, "findings");
	is_int((long long)records(list, "gap", &subset), 2, "gaps");
	is_int((long long)records(list, NULL, &subset), (long long)count(list, "\n"),
	       "each line is a record, and the summary counts them");
	ok(!subset, "list has all");
	is_int((long long)records(audit, NULL, &subset), 5 + 2 + 1, "audit: findings and gaps");
	ok(subset, "which is a part");
	x->report.subset = true;
	part = render("ndjson", x, VT_CMD_LIST);
	x->report.subset = subset = false;
	records(part, NULL, &subset);
	ok(subset, "and so is what was asked for");
}

static void test_csv(const struct fixture *x)
{
	VT_CLEANUP(vt_free) char *list = render("csv", x, VT_CMD_LIST);
	VT_CLEANUP(vt_free) char *audit = render("csv", x, VT_CMD_AUDIT);

	ok(strstr(list, "\r\n\"ev\"\"il,<script>") != NULL, "a quote is doubled");
	ok(strstr(list, ",'@openvpn,") != NULL, "a formula is defused");
	ok(strstr(list, "</script>\n\\u001b[31m|") != NULL, "an escape is written out");
	is_int(count(list, "\r\n"), 9, "a line a row");
	is_int(count(audit, "\r\n"), 6, "audit: a line a finding");
}

static void test_monitoring(struct fixture *x)
{
	VT_CLEANUP(vt_free) char *text = render("monitoring", x, VT_CMD_AUDIT);
	VT_CLEANUP(vt_free) char *open = NULL;
	struct vt_render_opts list = { .command = VT_CMD_LIST };
	struct vt_render_opts verbose = { .command = VT_CMD_AUDIT, .verbose = 1 };
	struct vt_err err = { 0 };
	struct fixture empty;
	VT_BUF_OF(out);

	ok(!strncmp(text, "VIRT-TAPS CRITICAL - 1 critical, 3 warning: missing-device ", 59),
	   "%.59s", text);
	is_int(count(text, "|"), 1, "one bar, in front of the numbers");
	is_int(count(text, "\n"), 1, "one line");
	vt_format_by_name("monitoring")->render(&x->report, &verbose, &out, &err);
	ok(!strncmp(out.p, text, strlen(text)), "verbose: the same line first");
	is_int(count(out.p, "\n"), 1 + 5 + 2, "then a line for each finding and gap");
	ok(strstr(text, " | critical=1;;0;0 warning=3;0;;0 ") != NULL, "perfdata");
	is_int(vt_format_by_name("monitoring")->render(&x->report, &list, &out, &err), -EINVAL,
	       "only for audit");
	fixture_empty(&empty);
	empty.report.open = true;
	open = render("monitoring", &empty, VT_CMD_AUDIT);
	ok(!strncmp(open, "VIRT-TAPS UNKNOWN - ", 20), "an open answer is unknown");
	fixture_done(&empty);
}

/* The line of @r from behind "VIRT-TAPS " up to the numbers. */
static void is_line(const struct vt_report *r, const char *want, const char *what)
{
	struct vt_render_opts audit = { .command = VT_CMD_AUDIT };
	struct vt_err err = { 0 };
	VT_BUF_OF(out);

	vt_format_by_name("monitoring")->render(r, &audit, &out, &err);
	*strstr(out.p, " |") = '\0';
	is_str(out.p + strlen("VIRT-TAPS "), want, what);
}

static void test_monitoring_not_found(void)
{
	static const char *const subjects[] = { "web1", "a|b", "db\n1" };
	bool found[] = { true, false, false };
	struct fixture x;

	fixture_empty(&x);
	vt_vec_push(&x.facts->conns, ((struct vt_conn){ .uri = "qemu:///system", .ok = true }));
	x.report.subjects = subjects;
	x.report.subject_found = found;
	x.report.n_subjects = 3;
	x.report.subjects_found = 1;
	is_line(&x.report, "WARNING - 0 NICs mapped, no warning; not found: a/b, db\\x0a1",
		"a subject that is not there");
	x.report.open = true;
	is_line(&x.report, "WARNING - 0 NICs mapped, no warning; not found: a/b, db\\x0a1",
		"which an open answer does not outweigh");
	x.facts->conns.v[0].ok = false;
	is_line(&x.report, "UNKNOWN - 0 NICs mapped, no warning; not found: a/b, db\\x0a1",
		"but it may be there where a connection failed");
	x.report.n_subjects = 1;
	x.facts->conns.v[0].ok = true;
	is_line(&x.report, "UNKNOWN - 0 NICs mapped, no warning", "all were found");
	fixture_done(&x);
}

static void test_monitoring_accepted(void)
{
	struct vt_render_opts verbose = { .command = VT_CMD_AUDIT, .verbose = 1 };
	struct vt_finding row = { .code = VT_F_UNUSED_ACCEPT, .message = "why", .accepted = "a|b" };
	struct vt_findings *accepted = vt_findings_new();
	struct vt_err err = { 0 };
	struct fixture x;
	VT_BUF_OF(out);

	fixture_empty(&x);
	vt_vec_push(&accepted->rows, row);
	row.ifname = "vnet0";
	vt_vec_push(&accepted->rows, row);
	x.report.accepted = accepted;
	vt_format_by_name("monitoring")->render(&x.report, &verbose, &out, &err);
	is_str(strchr(out.p, '\n') + 1,
	       "ACCEPTED unused-accept: why (a/b)\nACCEPTED unused-accept vnet0: why (a/b)\n",
	       "verbose: what is accepted, and why");
	x.report.accepted = NULL;
	vt_findings_free(accepted);
	fixture_done(&x);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void test_prometheus(struct fixture *x)
{
	const struct vt_mapping mapping = x->report.mappings.v[0];
	const struct vt_finding finding = x->findings->rows.v[0];
	VT_CLEANUP(vt_free) char *text = NULL;
	VT_VEC(char *) lines = { 0 };
	size_t same = 0;
	char *save = NULL;

	/* The same thing said twice must not make the file unreadable. */
	vt_vec_push(&x->report.mappings, mapping);
	vt_vec_push(&x->findings->rows, finding);
	text = render("prometheus", x, VT_CMD_LIST);
	x->report.mappings.n--;
	x->findings->rows.n--;
	is_int(count(text, "virt_taps_mapping_info{"), 8, "a series a mapping");
	is_int(count(text, "virt_taps_finding_info{"), 5, "a series a finding");
	is_int(count(text, "virt_taps_findings{"), VT_CODE_N, "every code, also at 0");
	ok(strstr(text, "virt_taps_last_run_timestamp_seconds 1714979289\n"), "time");
	ok(strstr(text, "domain=\"ev\\\"il,<script>alert('1')</script>\\\\x0a\\\\x1b"), "escaped");
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		vt_vec_push(&lines, line);
	vt_vec_sort(&lines, compare_lines);
	for (size_t i = 1; i < lines.n; i++)
		same += !strcmp(lines.v[i - 1], lines.v[i]);
	is_int((long long)same, 0, "no line twice");
	vt_vec_done(&lines);
}

static void test_html(const struct fixture *x)
{
	VT_CLEANUP(vt_free) char *text = render("html", x, VT_CMD_LIST);

	is_int(count(text, "<script"), 1, "only our own script");
	is_int(count(text, "http:") + count(text, "https:") + count(text, "src="), 0,
	       "nothing is loaded");
	is_int(count(text, "<table"), count(text, "<caption"), "every table has a caption");
	is_int(count(text, "<th scope=\""), count(text, "<th "), "every th has a scope");
}

static void test_deterministic(const struct fixture *x)
{
	const struct vt_format *format;

	for (size_t i = 0; (format = vt_format_at(i)) != NULL; i++) {
		VT_CLEANUP(vt_free) char *a = render(format->name, x, VT_CMD_AUDIT);
		VT_CLEANUP(vt_free) char *b = render(format->name, x, VT_CMD_AUDIT);

		ok(!strcmp(a, b), "%s: twice the same", format->name);
	}
}

int main(void)
{
	struct fixture x, empty, large;

	fixture_full(&x);
	fixture_empty(&empty);
	fixture_large(&large, 600);
	test_text();
	test_clean(&x, "C");
	test_clean(&x, "C.UTF-8");
	test_clean(&empty, "C");
	test_clean(&large, "C");
	test_json(&x);
	test_ndjson(&x);
	test_csv(&x);
	test_monitoring(&x);
	test_monitoring_not_found();
	test_monitoring_accepted();
	test_prometheus(&x);
	test_html(&x);
	test_deterministic(&x);
	fixture_done(&x);
	fixture_done(&empty);
	fixture_done(&large);
	return done();
}
