/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MAC addresses in whatever text names the NICs of VMs. */
#include <config.h>

#include "collect/macs.h"

#include "guard.h"
#include "tap.h"

static void test_macs(void)
{
	static const char text[] =
		"<mac address='52:54:00:00:00:02'/> mac=52:54:00:00:00:01,x "
		"macro mac='no' <mac address=\"52:54:00:00:00:02\"/> mac 52:54:00:0";
	struct vt_macs m = { 0 };
	struct vt_mac first;

	vt_macs_add_text(&m, text, strlen(text));
	vt_macs_add(&m, "525400000003");
	vt_macs_add(&m, "");
	vt_macs_add(&m, "5254000000");
	vt_macs_sort(&m);
	is_int((long long)m.list.n, 3, "three addresses in a text, each once");
	ok(vt_mac_parse("52:54:00:00:00:01", &first) && !memcmp(&m.list.v[0], &first, 6) &&
		   vt_macs_has(&m, first.b),
	   "in order");
	ok(vt_mac_parse("52:54:00:00:00:04", &first) && !vt_macs_has(&m, first.b),
	   "and not another");
	ok(!vt_mac_parse("52:54:00:00:00", &first) && !vt_mac_parse("52-54-00-00-00-01", &first),
	   "what is none");
	vt_macs_done(&m);
}

/* What is next to the digits of either case in ASCII, and what is far from them. */
static const char strangers[] = "/;@G`gz -";

static void test_parse(void)
{
	static const char good[] = "09:af:AF:90:1e:E1";
	static const unsigned char want[] = { 0x09, 0xaf, 0xaf, 0x90, 0x1e, 0xe1 };
	struct vt_mac mac;
	bool all = true;

	ok(vt_mac_parse(good, &mac) && !memcmp(mac.b, want, 6), "digits of both cases");
	ok(vt_mac_parse("09:af:AF:90:1e:E1:", &mac), "whatever is behind it");
	for (size_t i = 0; i < sizeof(good) - 1; i++)
		for (const char *c = strangers; c <= strangers + strlen(strangers); c++) {
			char text[sizeof(good)];

			memcpy(text, good, sizeof(text));
			text[i] = *c;
			all = all && !vt_mac_parse(text, &mac);
		}
	ok(all, "not with any other byte at any place");
}

static void test_digits(void)
{
	static const char good[] = "09afAF901eE1";
	struct vt_macs m = { 0 };

	for (size_t i = 0; i < sizeof(good) - 1; i++)
		for (const char *c = strangers; *c; c++) {
			char text[sizeof(good)];

			memcpy(text, good, sizeof(text));
			text[i] = *c;
			vt_macs_add(&m, text);
		}
	ok(!m.list.n, "not with any other byte at any place");
	vt_macs_add(&m, "09afAF901eE11");
	ok(!m.list.n, "nor with a digit more");
	vt_macs_sort(&m);
	ok(!m.list.n && !vt_macs_has(&m, "\x09\xaf\xaf\x90\x1e\xe1"), "none is none of them");
	vt_macs_add(&m, good);
	ok(m.list.n == 1 && vt_macs_has(&m, "\x09\xaf\xaf\x90\x1e\xe1"), "twelve digits");
	vt_macs_done(&m);
}

#define ONE "52:54:00:00:00:01"

/* How far from the word an address may be. */
static void test_reach(void)
{
	static const struct {
		const char *what, *text;
		size_t n;
	} rows[] = {
		{ "right behind it", "mac" ONE, 1 },
		{ "fifteen bytes on", "mac               " ONE, 1 },
		{ "sixteen", "mac                " ONE, 0 },
		{ "cut off", "mac 52:54:00:00:00:0", 0 },
		{ "two of them", "mac " ONE ONE, 1 },
		{ "the word alone", "mac", 0 },
		{ "another word", "max " ONE, 0 },
		{ "nothing", "", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_macs m = { 0 };
		size_t n = strlen(rows[i].text);

		vt_macs_add_text(&m, guarded(rows[i].text, n), n);
		is_int((long long)m.list.n, (long long)rows[i].n, rows[i].what);
		vt_macs_done(&m);
	}
}

static void test_functions(void)
{
	static const char none[] = "<interface type='bridge'>",
			  hostdev[] = "<interface type='hostdev' managed='yes'>",
			  actual[] = "<interface type='network'><actual type='hostdev'>";
	struct vt_macs m = { 0 };

	vt_macs_add_text(&m, none, strlen(none));
	ok(!m.functions, "no function of PCI");
	vt_macs_add_text(&m, hostdev, strlen(hostdev));
	ok(m.functions, "one as a NIC");
	vt_macs_add_text(&m, none, strlen(none));
	ok(m.functions, "and another VM without");
	m.functions = false;
	vt_macs_add_text(&m, actual, strlen(actual));
	ok(m.functions, "one of a network's");
	vt_macs_done(&m);
}

/* As many as the limit, by either way, and then none. */
static void test_many(void)
{
	struct vt_macs m = { 0 };
	char digits[13];

	for (unsigned int i = 0; i <= VT_MACS_MAX; i++) {
		snprintf(digits, sizeof(digits), "525400%06x", i);
		vt_macs_add(&m, digits);
	}
	is_int((long long)m.list.n, VT_MACS_MAX, "not one more than the limit");
	vt_macs_add_text(&m, "mac " ONE, 4 + strlen(ONE));
	is_int((long long)m.list.n, VT_MACS_MAX, "nor by a text");
	vt_macs_sort(&m);
	is_int((long long)m.list.n, VT_MACS_MAX, "and each of them is kept");
	vt_macs_done(&m);
}

int main(void)
{
	test_macs();
	test_parse();
	test_digits();
	test_reach();
	test_functions();
	test_many();
	return done();
}
