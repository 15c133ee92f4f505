/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table on terminals of every width: no line is wider, no status and no code
 * is cut, in a pipe nothing is shortened. Names of 1 to 200 characters, narrow,
 * wide and with combining ones.
 */
#include <config.h>

#include <locale.h>

#include "render-fixture.h"
#include "render/formats.h"
#include "render/grid.h"
#include "render/rows.h"
#include "render/safe-text.h"
#include "tap.h"
#include "util/fd.h"

#define WIDE "\xe7\xb6\xb2"
#define COMBINED "e\xcc\x81"
#define MARK "\xe2\x80\xa6"

static void test_shorten(void)
{
	static const struct {
		const char *text;
		size_t width;
		bool ascii;
		const char *want;
	} rows[] = {
		{ "prod-eu-west-1", 14, false, "prod-eu-west-1" },
		{ "prod-eu-west-1", 13, false, "prod-e" MARK "west-1" },
		{ "prod-eu-west-1", 13, true, "prod-...est-1" },
		{ "prod", 3, false, "p" MARK "d" },
		{ "prod", 2, false, "pr" },
		{ "prod", 4, true, "prod" },
		{ "prods", 4, true, "prod" },
		{ WIDE WIDE WIDE WIDE, 7, false, WIDE MARK WIDE WIDE },
		{ WIDE WIDE WIDE WIDE, 6, false, WIDE MARK WIDE },
		{ WIDE WIDE WIDE, 5, false, WIDE MARK WIDE },
		{ COMBINED COMBINED COMBINED COMBINED, 3, false, COMBINED MARK COMBINED },
		{ "", 5, false, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_BUF_OF(out);

		vt_buf_str(&out, "");
		vt_text_shorten(&out, rows[i].text, rows[i].width, rows[i].ascii);
		is_str(out.p, rows[i].want, rows[i].text);
	}
}

static void test_wrap(void)
{
	VT_BUF_OF(out);

	vt_buf_str(&out, "ab ");
	vt_text_wrap(&out, "one two three-and-more x", 3, 2, 10);
	is_str(out.p, "ab one two\n  three-an\n  d-more x", "at blanks, and long words anywhere");
	out.len = 0;
	vt_text_wrap(&out, "abcdef", 8, 2, 10);
	is_str(out.p, "\n  abcdef", "a word that fits the next line is not broken");
	out.len = 0;
	vt_text_wrap(&out, WIDE WIDE WIDE, 0, 0, 5);
	is_str(out.p, WIDE WIDE "\n" WIDE, "wide characters");
	out.len = 0;
	vt_text_wrap(&out, "as it is", 0, 0, 0);
	is_str(out.p, "as it is", "in a pipe not at all");
}

/* No line of @text is wider than @width. */
static bool fits(const char *text, size_t width)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (vt_text_width(text, n) > width) {
			printf("# %zu columns: %.*s\n", vt_text_width(text, n), (int)n, text);
			return false;
		}
		text += n + (text[n] == '\n');
	}
	return true;
}

/* Every status and code of the rows stands whole somewhere in the table. */
static bool says_all(const struct fixture *x, const char *text)
{
	for (size_t i = 0; i < x->report.mappings.n; i++) {
		const struct vt_mapping *m = &x->report.mappings.v[i];
		const char *word = vt_status_name(m->status);

		if (m->status == VT_STATUS_MISMATCH)
			word = vt_class(x->report.mapping_findings.v[m->first_finding])->code;
		if (!strstr(text, word)) {
			printf("# '%s' is not there\n", word);
			return false;
		}
	}
	return true;
}

static void name_all(struct fixture *x, const char *unit, size_t n)
{
	static const char *const kinds[] = { "", "-x", "-end" };
	VT_BUF_OF(name);

	for (size_t i = 0; i < n; i++)
		vt_buf_str(&name, unit);
	for (size_t i = 0; i < x->facts->domains.n; i++)
		x->facts->domains.v[i].name =
			vt_arena_fmt(x->facts->arena, "%s%s", name.p, kinds[i % 3]);
	for (size_t i = 0; i < x->findings->rows.n; i++)
		if (x->findings->rows.v[i].domain_name)
			x->findings->rows.v[i].domain_name = x->facts->domains.v[0].name;
}

static char *table(const struct fixture *x, enum vt_command command, const char *columns, int width)
{
	const struct vt_render_opts o = { .command = command,
					  .columns = columns,
					  .headings = true,
					  .verbose = 1,
					  .width = width };
	struct vt_err err = { 0 };
	VT_BUF_OF(out);

	vt_format_by_name("table")->render(&x->report, &o, &out, &err);
	return VT_TAKE_PTR(out.p);
}

/* All names of @n times @unit, on terminals of 40 to 200 columns. */
static void test_width(const char *unit, size_t n, const char *what)
{
	static const char *const specs[] = { NULL, "+COMM,KIND,TYPE,MAC,EXE", "+UUID" };
	size_t narrow = 0, cut = 0, tables = 0;
	struct fixture x;

	fixture_full(&x);
	name_all(&x, unit, n);
	for (int width = 40; width <= 200; width += 4)
		for (size_t i = 0; i < 3; i++) {
			VT_CLEANUP(vt_free) char *list = table(&x, VT_CMD_LIST, specs[i], width);
			VT_CLEANUP(vt_free) char *audit = table(&x, VT_CMD_AUDIT, NULL, width);

			narrow += fits(list, (size_t)width) && fits(audit, (size_t)width);
			cut += !says_all(&x, list);
			tables++;
		}
	is_int((long long)narrow, (long long)tables, what);
	is_int((long long)cut, 0, "no status and no code is cut");
	fixture_done(&x);
}

static void test_pipe(void)
{
	VT_CLEANUP(vt_free) char *list = NULL;
	struct fixture x;

	fixture_full(&x);
	name_all(&x, "x", 200);
	list = table(&x, VT_CMD_LIST, "+COMM,KIND,TYPE,MAC,EXE", 0);
	ok(strstr(list, x.facts->domains.v[1].name) && !strstr(list, MARK),
	   "a pipe gets all of it");
	ok(strstr(list, "52:54:00:00:00:01") && strstr(list, " EXE "), "and every column");
	fixture_done(&x);
}

/* What there is no room for, as the terminal gets narrower. */
static void test_order(void)
{
	static const char *const wanted[] = { "", "COMM", "KIND, COMM", "TYPE, KIND, COMM" };
	size_t step = 0;
	struct fixture x;

	fixture_full(&x);
	name_all(&x, "vm", 4);
	for (int width = 160; width > 60 && step < 3; width--) {
		VT_CLEANUP(vt_free) char *list = table(&x, VT_CMD_LIST, "+TYPE,KIND,COMM", width);
		const char *said = strstr(list, "no room for ");
		size_t n = said ? strcspn(said + 12, "(") - 1 : 0;

		if (n == strlen(wanted[step]) && !strncmp(said ? said + 12 : "", wanted[step], n))
			continue;
		step++;
		ok(n == strlen(wanted[step]) && !strncmp(said + 12, wanted[step], n),
		   "%d columns: no room for %.*s, next is %s", width, (int)n, said + 12,
		   wanted[step]);
	}
	is_int((long long)step, 3, "COMM goes first, then KIND, then TYPE");
	fixture_done(&x);
}

int main(void)
{
	if (!setlocale(LC_ALL, "C.UTF-8")) {
		printf("1..0 # SKIP no locale C.UTF-8\n");
		return 0;
	}
	test_shorten();
	test_wrap();
	test_width("x", 1, "names of 1 character fit");
	test_width("x", 60, "names of 60 characters fit");
	test_width("ab ", 66, "names of 200 characters with blanks fit");
	test_width("x", 200, "names of 200 characters fit");
	test_width(WIDE, 100, "names of 100 wide characters fit");
	test_width(COMBINED, 100, "names of 100 combined characters fit");
	test_pipe();
	test_order();
	setlocale(LC_ALL, "C");
	test_width("x", 200, "in ASCII, too");
	return done();
}
