/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The screen of watch: every size, every key, hostile names, what changes. */
#include <config.h>

#include <locale.h>
#include <stdlib.h>

#include "commands/screen.h"
#include "render-fixture.h"
#include "tap.h"
#include "util/cleanup.h"

VT_DEFINE_CLEANUP(screen, struct vt_screen *, vt_screen_free)

static const struct vt_render_opts plain = { .headings = true, .width = 80 };

/* Nothing of a name drives the terminal: our own sequences are the only ones. */
static bool only_ours(const char *text)
{
	static const char *const ours[] = { "\033[H",  "\033[K",  "\033[J", "\033[7m",
					    "\033[1m", "\033[2m", "\033[0m" };

	for (; (text = strchr(text, '\033')) != NULL; text++) {
		size_t i = 0;

		while (i < 7 && strncmp(text, ours[i], strlen(ours[i])) != 0)
			i++;
		if (i == 7)
			return false;
	}
	return true;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

/* The screen at @now; borrowed until the next call. */
static const char *drawn(struct vt_screen *s, size_t columns, size_t rows, int64_t now)
{
	static struct vt_buf out;

	out.len = 0;
	vt_buf_str(&out, "");
	vt_screen_draw(s, columns, rows, now, &out);
	return out.p;
}

/* The line under the cursor begins with its name there. */
static bool selected(struct vt_screen *s, const char *what)
{
	const char *text = strstr(drawn(s, 120, 30, 1000), "\033[7m");
	const char *found = text ? strstr(text, what) : NULL;

	return found && found < strchr(text, '\r');
}

static void test_sizes(void)
{
	VT_CLEANUP(screen) struct vt_screen *s = vt_screen_new(&plain, NULL);
	size_t wrong = 0;
	struct fixture x;

	fixture_full(&x);
	ok(only_ours(drawn(s, 80, 24, 0)), "before the first scan");
	vt_screen_report(s, &x.report, 1000);
	for (size_t rows = 1; rows < 40; rows++)
		for (size_t columns = 1; columns < 130; columns += 3) {
			const char *text = drawn(s, columns, rows, 1000);

			wrong += !only_ours(text) || count(text, "\033[K") > rows;
		}
	is_int((long long)wrong, 0, "screens of any size");
	ok(strstr(drawn(s, 100, 30, 1000), "tap5") && strstr(drawn(s, 100, 30, 1000), "q quit"),
	   "all rows, and the keys");
	fixture_done(&x);
}

static void test_keys(void)
{
	VT_CLEANUP(screen) struct vt_screen *s = vt_screen_new(&plain, NULL);
	VT_CLEANUP(vt_free) char *subject = NULL;
	struct fixture x;

	fixture_full(&x);
	vt_screen_report(s, &x.report, 1000);
	ok(selected(s, "missing-device"), "the worst first");
	is_int(vt_screen_keys(s, "\033[B", 3), VT_WISH_DRAW, "Down");
	ok(!selected(s, "missing-device"), "it moves");
	vt_screen_keys(s, "\033OA\033[A", 6);
	ok(selected(s, "missing-device"), "both sorts of Up, and not beyond the first");
	vt_screen_keys(s, "\033[1;5Cz\033[200~", 13);
	ok(selected(s, "missing-device"), "unknown sequences are no keys");
	vt_screen_keys(s, "s", 1);
	vt_screen_keys(s, "g", 1);
	ok(selected(s, "ev\"il"), "sorted by VM");
	vt_screen_keys(s, "/TAP5", 5);
	ok(selected(s, "tap5") && !strstr(drawn(s, 120, 30, 1000), "web1"),
	   "a search, in any case");
	is_int(vt_screen_keys(s, "q", 1), VT_WISH_DRAW, "q is a letter there");
	ok(strstr(drawn(s, 120, 30, 1000), "no such rows") != NULL, "nothing is found");
	is_int(vt_screen_keys(s, "\r", 1) | vt_screen_keys(s, "\r", 1), VT_WISH_DRAW,
	       "Enter on nothing shows nothing");
	vt_screen_keys(s, "\033", 1);
	ok(strstr(drawn(s, 120, 30, 1000), "web1") != NULL, "Escape ends it");
	vt_screen_keys(s, "p", 1);
	ok(!strstr(drawn(s, 120, 30, 1000), " ok"), "problems only");
	vt_screen_keys(s, "pg", 2);
	is_int(vt_screen_keys(s, "\n", 1), VT_WISH_SHOW, "Enter asks for the row");
	subject = vt_screen_subject(s);
	is_str(subject, x.facts->domains.v[1].uuid, "by what is there once");
	is_int(vt_screen_keys(s, "r", 1), VT_WISH_SCAN, "r scans");
	is_int(vt_screen_keys(s, "q", 1), VT_WISH_QUIT, "q ends it");
	fixture_done(&x);
}

static void test_text(void)
{
	VT_CLEANUP(screen) struct vt_screen *s = vt_screen_new(&plain, NULL);
	struct fixture x;

	fixture_full(&x);
	vt_screen_report(s, &x.report, 1000);
	vt_screen_show(s, "one\ntwo\nthree\nfour\n");
	ok(strstr(drawn(s, 80, 4, 1000), "one") && !strstr(drawn(s, 80, 4, 1000), "three"),
	   "a text above the rows");
	vt_screen_keys(s, "jj", 2);
	ok(strstr(drawn(s, 80, 4, 1000), "four") != NULL, "is scrolled");
	ok(vt_screen_shows(s), "and is open");
	is_int(vt_screen_keys(s, "q", 1), VT_WISH_DRAW, "q closes it");
	ok(!vt_screen_shows(s) && strstr(drawn(s, 80, 24, 1000), "web1"), "the rows again");
	vt_screen_keys(s, "?", 1);
	ok(strstr(drawn(s, 80, 24, 1000), "Space") && !vt_screen_shows(s),
	   "the keys are explained");
	fixture_done(&x);
}

static void test_changes(void)
{
	VT_CLEANUP(screen) struct vt_screen *s = vt_screen_new(&plain, NULL);
	struct fixture x, y;

	fixture_full(&x);
	fixture_full(&y);
	vt_screen_report(s, &x.report, 1000);
	vt_screen_keys(s, "/stray0\r", 8);
	ok(strstr(drawn(s, 80, 24, 66000), ">1 min") != NULL, "as it was when watch began");
	ok(strstr(drawn(s, 80, 24, 7300000), ">2 h") && strstr(drawn(s, 80, 24, 200000000), ">2 d"),
	   "in words that people use");
	is_int(vt_screen_tick_ms(s, 66000), 60000, "minutes are drawn each minute");
	y.report.mappings.v[5].proc = 3;
	vt_screen_report(s, &y.report, 70000);
	ok(strstr(drawn(s, 80, 24, 75000), "*5 s") && selected(s, "stray0"),
	   "a row that has changed is marked, and stays selected");
	is_int(vt_screen_tick_ms(s, 75000), 1000, "seconds are drawn each second");
	ok(!strstr(drawn(s, 80, 24, 90000), "*"), "for a while");
	vt_screen_keys(s, "\033", 1);
	ok(count(drawn(s, 80, 24, 90000), ">1 min") >= 7, "the others are as they were");
	fixture_done(&x);
	fixture_done(&y);
}

/* A row that is in the next report no more. */
static void test_gone(void)
{
	VT_CLEANUP(screen) struct vt_screen *s = vt_screen_new(&plain, NULL);
	struct fixture x, y, z;
	size_t all;

	fixture_full(&x);
	fixture_full(&y);
	fixture_full(&z);
	vt_screen_report(s, &x.report, 1000);
	all = count(drawn(s, 120, 40, 1000), ">0 s");
	vt_screen_keys(s, "/stray0\r", 8);
	y.report.mappings.v[5] = y.report.mappings.v[--y.report.mappings.n];
	vt_screen_report(s, &y.report, 5000);
	fixture_done(&x);
	ok(strstr(drawn(s, 120, 24, 8000), "-3 s") && selected(s, "stray0") &&
		   strstr(drawn(s, 120, 24, 8000), "gone (was stray"),
	   "it stays, with what it was");
	ok(strstr(drawn(s, 120, 24, 8000), "This is gone") != NULL, "and says so");
	is_int(vt_screen_keys(s, "\r", 1), 0, "there is nothing to show");
	is_str(vt_screen_subject(s), NULL, "and no subject");
	is_int(vt_screen_tick_ms(s, 8000), 1000, "its age grows");
	vt_screen_report(s, &y.report, 20000);
	ok(strstr(drawn(s, 120, 24, 34999), "-29 s") != NULL, "also when more reports come");
	ok(!strstr(drawn(s, 120, 24, 35000), "gone (was"), "for half a minute");
	vt_screen_report(s, &z.report, 40000);
	ok(strstr(drawn(s, 120, 24, 41000), "*1 s") != NULL, "what comes back is new");
	vt_screen_report(s, &y.report, 42000);
	vt_screen_report(s, &z.report, 43000);
	vt_screen_keys(s, "\033", 1);
	is_int((long long)count(drawn(s, 120, 40, 44000), "(was stray)"), 0,
	       "and is not gone then");
	ok(count(drawn(s, 120, 40, 44000), ">43 s") >= all - 1, "the others never were");
	fixture_done(&y);
	fixture_done(&z);
}

/* --problems and --sort: how it begins; the keys change it. */
static void test_rows(void)
{
	const struct vt_rows rows = { .problems = true, .sort = "-DEVICE" };
	VT_CLEANUP(screen) struct vt_screen *s = vt_screen_new(&plain, &rows);
	struct fixture x;

	fixture_full(&x);
	vt_rows_choose(&x.report, &(struct vt_rows){ .sort = "-DEVICE" });
	vt_screen_report(s, &x.report, 1000);
	ok(strstr(drawn(s, 120, 30, 1000), "sort: -DEVICE") &&
		   !strstr(drawn(s, 120, 30, 1000), " ok"),
	   "the order and the rows that were asked for");
	vt_screen_keys(s, "p", 1);
	ok(strstr(drawn(s, 120, 30, 1000), " ok") != NULL, "p has all of them");
	vt_screen_keys(s, "sssss", 5);
	ok(strstr(drawn(s, 120, 30, 1000), "sort: age") != NULL, "s has the other orders");
	vt_screen_keys(s, "s", 1);
	ok(strstr(drawn(s, 120, 30, 1000), "sort: -DEVICE") != NULL, "and comes back to it");
	fixture_done(&x);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	test_sizes();
	test_keys();
	test_text();
	test_changes();
	test_gone();
	test_rows();
	return done();
}
