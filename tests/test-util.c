/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util: numbers, UTF-8, JSON text, errors. */
#include <config.h>

#include <errno.h>
#include <stdlib.h>

#include "tests/tap.h"
#include "util/json.h"
#include "util/nearest.h"
#include "util/str.h"

static void test_numbers(void)
{
	uint64_t u64 = 7;
	uint32_t u32 = 7;
	int32_t pid = 7;

	ok(vt_parse_u64("18446744073709551615", &u64) == 0 && u64 == UINT64_MAX, "the largest u64");
	ok(vt_parse_u64("18446744073709551616", &u64) == -EBADMSG, "one more is refused");
	ok(vt_parse_u64("", &u64) == -EBADMSG, "nothing is no number");
	ok(vt_parse_u64("-1", &u64) == -EBADMSG, "no sign");
	ok(vt_parse_u64(" 1", &u64) == -EBADMSG, "no space");
	ok(vt_parse_u32("4294967296", &u32) == -EBADMSG && u32 == 7, "u32 untouched by failure");
	ok(vt_parse_pid("0", &pid) == -EBADMSG, "0 is no PID");
	ok(vt_parse_pid("2147483647", &pid) == 0 && pid == INT32_MAX, "the largest PID");
}

static void test_utf8(void)
{
	VT_BUF_OF(b);
	uint32_t cp;

	is_int((long long)vt_utf8_next("\xc3\xa9", &cp), 2, "two bytes");
	is_int(cp, 0xe9, "their code point");
	is_int((long long)vt_utf8_next("\xc0\x80", &cp), 0, "overlong NUL");
	is_int((long long)vt_utf8_next("\xed\xa0\x80", &cp), 0, "surrogate");
	is_int((long long)vt_utf8_next("\xf4\x90\x80\x80", &cp), 0, "above U+10FFFF");
	is_int((long long)vt_utf8_next("\xe2\x82", &cp), 0, "cut short");
	vt_utf8_add(&b, "a\xff\xc3\xa9");
	is_str(b.p, "a\xc3\xbf\xc3\xa9", "a bad byte becomes its code point");
}

static void test_plain(void)
{
	static const char special[] = "\\\"'&<>\x1f\x7f\x80\xff";
	char text[] = " a~?";

	is_int((long long)vt_plain(text), 4, "printable ASCII is plain");
	for (const char *p = special; *p; p++) {
		text[3] = *p;
		ok(vt_plain(text) == 3, "up to byte 0x%02x", (unsigned char)*p);
	}
}

static void test_fmt(void)
{
	VT_BUF_OF(b);

	vt_buf_fmt(&b, "%s", "");
	is_int((long long)b.len, 0, "nothing, formatted");
	vt_buf_fmt(&b, "%0100d", 7);
	is_int((long long)b.len, 100, "more than a new buffer holds");
	while (b.len < b.cap - 1)
		vt_buf_fmt(&b, "%c", 'x');
	vt_buf_fmt(&b, "%s", "yz");
	is_str(b.p + b.len - 3, "xyz", "more than the room that is left");
	is_int(b.p[99], '7', "what was there before is there");
}

static void test_json(void)
{
	struct vt_json *o = vt_json_object(), *back = NULL;
	struct vt_err err = { 0 };
	size_t len;

	vt_json_set_str(o, "a", "\xff\x1b[31m\xc2\x9b\x7f\"\\");
	vt_json_set_str(o, "none", NULL);
	is_str(vt_json_text(o, false, &len),
	       "{\"a\":\"\\u00ff\\u001b[31m\\u009b\\u007f\\\"\\\\\",\"none\":null}",
	       "no control character of any sort is raw");
	ok(vt_json_parse("{\"x\":1} \n", 9, &back, &err) == 0, "white space behind is fine");
	is_int(vt_json_get_int(back, "x", 0), 1, "a number comes back");
	vt_json_free(back);
	ok(vt_json_parse("{} x", 4, &back, &err) < 0, "anything else is not");
	ok(vt_json_parse("{\"x\":", 5, &back, &err) < 0, "nor a cut text");
	ok(vt_json_parse("", 0, &back, &err) < 0, "nor an empty one");
	vt_json_free(o);
}

static void test_errors(void)
{
	struct vt_err err = { 0 };

	is_int(vt_err_set(&err, ENOENT, "bad MAC '%s'", "xx"), -ENOENT, "-errno comes back");
	vt_err_prefix(&err, "domain %s", "web1");
	is_str(err.msg, "domain web1: bad MAC 'xx'", "the prefix is in front");
	vt_err_prefix(&err, "%0500d", 1);
	is_int((long long)strlen(err.msg), sizeof(err.msg) - 1, "a long one is cut");
}

static void test_distance(void)
{
	is_int((long long)vt_nearest_distance("show", "show", 3), 0, "no error");
	is_int((long long)vt_nearest_distance("shw", "show", 3), 1, "a byte too few");
	is_int((long long)vt_nearest_distance("shoow", "show", 3), 1, "a byte too many");
	is_int((long long)vt_nearest_distance("shaw", "show", 3), 1, "another byte");
	is_int((long long)vt_nearest_distance("sohw", "show", 3), 1, "two changed places");
	is_int((long long)vt_nearest_distance("SHOW", "show", 3), 0, "case does not count");
	is_int((long long)vt_nearest_distance("audit", "watch", 3), 4, "beyond the limit");
	is_int((long long)vt_nearest_distance("abcdef", "badcfe", 6), 3, "three pairs");
	is_int((long long)vt_nearest_distance("", "ab", 2), 2, "from nothing");
}

/* The hint that @word gets among the commands. */
static const char *hint(const char *word, struct vt_buf *out)
{
	static const char *const words[] = { "list", "show", "audit",       "watch",
					     "diff", "help", "show",        "explain",
					     "shop", "shot", "mac-mismatch" };
	struct vt_nearest n = { .word = word };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		vt_nearest_offer(&n, words[i]);
	out->len = 0;
	vt_buf_str(out, "");
	vt_nearest_hint(&n, "", out);
	return out->p;
}

static void test_nearest(void)
{
	VT_BUF_OF(out);
	char longer[400];

	is_str(hint("shw", &out), "; did you mean 'show'?", "one is near");
	is_str(hint("expl", &out), "; did you mean 'explain'?", "a beginning is");
	is_str(hint("shox", &out), "; did you mean 'show', 'shop' or 'shot'?",
	       "three, and none of them twice");
	is_str(hint("sho", &out), "; did you mean 'show', 'shop' or 'shot'?", "no more than three");
	is_str(hint("autid", &out), "; did you mean 'audit'?", "the nearest first");
	is_str(hint("frobnicate", &out), "", "nothing is near");
	is_str(hint("x", &out), "", "nor to one letter");
	is_str(hint("mismtch", &out), "; did you mean 'mac-mismatch'?", "a part is near");
	is_str(hint("mca", &out), "; did you mean 'mac-mismatch'?", "the first part, too");
	is_str(hint("mc", &out), "", "but not for two letters");
	is_str(hint("mca-", &out), "", "nor where it is more than a part");
	is_str(hint("", &out), "", "nor to nothing");
	memset(longer, 's', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	is_str(hint(longer, &out), "", "nor to a very long word");
}

/* In this order, each before all that follow. */
static void test_natural(void)
{
	static const char *const sorted[] = { NULL,
					      "",
					      "-",
					      "VM",
					      "vm",
					      "vm-2",
					      "vm-10",
					      "vm0",
					      "vm1",
					      "vm1a",
					      "vm002",
					      "vm02",
					      "vm2",
					      "vm2b",
					      "vm10",
					      "vm10.2",
					      "vm10.10",
					      "vm99999999999999999999998",
					      "vm99999999999999999999999",
					      "vmx",
					      "\xc3\xa9" };
	size_t n = sizeof(sorted) / sizeof(*sorted), wrong = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++) {
			int c = vt_natural_cmp(sorted[i], sorted[k]);

			if ((c > 0) - (c < 0) == (i > k) - (i < k))
				continue;
			printf("# %s and %s: %d\n", sorted[i] ? sorted[i] : "(null)",
			       sorted[k] ? sorted[k] : "(null)", c);
			wrong++;
		}
	is_int((long long)wrong, 0, "natural order");
}

int main(void)
{
	test_natural();
	test_distance();
	test_nearest();
	test_numbers();
	test_utf8();
	test_plain();
	test_fmt();
	test_json();
	test_errors();
	return done();
}
