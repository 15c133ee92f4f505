/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What watch says that devices carry per second: over which time, of which device, and where. */
#include <config.h>

#include "analyze/changes.h"
#include "analyze/rates.h"
#include "commands/screen.h"
#include "render/columns.h"
#include "render/event-lines.h"
#include "util/cleanup.h"

#include "render-fixture.h"
#include "scene.h"
#include "tap.h"

VT_DEFINE_CLEANUP(facts, struct vt_facts *, vt_facts_free)
VT_DEFINE_CLEANUP(rates, struct vt_rates *, vt_rates_free)
VT_DEFINE_CLEANUP(screen, struct vt_screen *, vt_screen_free)

static struct vt_stats stats_of(uint64_t bytes, uint64_t packets)
{
	return (struct vt_stats){ .rx_bytes = bytes,
				  .rx_packets = packets,
				  .tx_bytes = 10 * bytes,
				  .tx_packets = 10 * packets };
}

/* The rate of vnet0 in words, after its counters have become what they are. */
static const char *rate(struct vt_rates *rates, struct vt_facts *f, int64_t ms, uint64_t bytes,
			uint64_t packets)
{
	static char text[128];
	const struct vt_rate *r;

	f->links.v[0].stats = stats_of(bytes, packets);
	vt_rates_take(rates, f, ms);
	r = vt_rates_of(rates, &f->links.v[0]);
	if (!r)
		return "unknown";
	snprintf(text, sizeof(text), "%llu B %llu, %llu B %llu", (unsigned long long)r->from_bytes,
		 (unsigned long long)r->from_packets, (unsigned long long)r->to_bytes,
		 (unsigned long long)r->to_packets);
	return text;
}

static void test_scans(void)
{
	VT_CLEANUP(facts) struct vt_facts *f = scene("link vnet0;");
	VT_CLEANUP(facts) struct vt_facts *other = scene("link vnet0 ifindex=77;");
	VT_CLEANUP(rates) struct vt_rates *rates = vt_rates_new();

	f->links.v[0].has_stats = other->links.v[0].has_stats = true;
	is_str(rate(rates, f, 5000, 1000, 10), "unknown", "one scan alone says nothing");
	is_str(rate(rates, f, 5999, 2000, 20), "unknown", "nor does one too soon");
	is_str(rate(rates, f, 7000, 3000, 30), "1000 B 10, 10000 B 100",
	       "the first that counts is compared with the first, as the VM sees it");
	is_str(rate(rates, f, 7500, 9000, 90), "1000 B 10, 10000 B 100",
	       "one too soon leaves it as it was");
	is_str(rate(rates, f, 11000, 3001, 30), "0 B 0, 3 B 0",
	       "over the whole of the time, rounded");
	is_str(rate(rates, f, 12000, 3000, 30), "unknown", "counters that went back are another's");
	is_str(rate(rates, f, 13000, 3000, 30), "0 B 0, 0 B 0", "and nothing is a rate");
	is_str(rate(rates, other, 14000, 3000, 30), "unknown", "another device of the name");
	other->links.v[0].has_stats = false;
	is_str(rate(rates, other, 15000, 3000, 30), "unknown", "without counters there is none");
	ok(!vt_rates_of(NULL, &f->links.v[0]) && !vt_rates_of(rates, NULL), "nor of nothing");
}

/* Each counter that went back says that it is another device. */
static void test_back(void)
{
	static const struct vt_stats before = {
		.rx_bytes = 9, .rx_packets = 9, .tx_bytes = 9, .tx_packets = 9
	};

	for (int i = 0; i < 5; i++) {
		VT_CLEANUP(facts) struct vt_facts *f = scene("link vnet0;");
		VT_CLEANUP(rates) struct vt_rates *rates = vt_rates_new();
		struct vt_stats *s = &f->links.v[0].stats;
		uint64_t *const counters[] = { &s->rx_bytes, &s->rx_packets, &s->tx_bytes,
					       &s->tx_packets };

		f->links.v[0].has_stats = true;
		*s = before;
		vt_rates_take(rates, f, 0);
		if (i < 4)
			*counters[i] = 8;
		vt_rates_take(rates, f, 1000);
		ok(!vt_rates_of(rates, &f->links.v[0]) == (i < 4), "counter %d went back", i);
	}
	vt_rates_free(NULL);
}

/* By namespace and number, whatever is beside it. */
static void test_devices(void)
{
	VT_CLEANUP(facts)
	struct vt_facts *f = scene(
		"link a ifindex=2; link b ifindex=3; link c ifindex=4; link d ifindex=5;"
		"link e ifindex=2 netns=2; link g ifindex=2 netns=3; link h ifindex=3 netns=3");
	VT_CLEANUP(rates) struct vt_rates *rates = vt_rates_new();

	for (int ms = 0; ms <= 1000; ms += 1000) {
		for (size_t i = 0; i < f->links.n; i++) {
			f->links.v[i].has_stats = i != 2 && i != 4;
			f->links.v[i].stats.rx_bytes = ms ? 100 + i : 0;
		}
		vt_rates_take(rates, f, ms);
	}
	for (size_t i = 0; i < f->links.n; i++) {
		const struct vt_rate *r = vt_rates_of(rates, &f->links.v[i]);

		is_int(r ? (long long)r->from_bytes : -1,
		       f->links.v[i].has_stats ? (long long)(100 + i) : -1, f->links.v[i].ifname);
	}
}

static void shown(const struct vt_report *r, const char *name, struct vt_buf *ret)
{
	struct vt_err err = { 0 };
	struct vt_row row = vt_row_of_mapping(r, &r->mappings.v[0]);

	vt_column_shown(vt_column_by_name(name, strlen(name), &err), &row, ret);
}

/* The fixture's vnet0 after 2 seconds, in which it carried 3 MB from the VM. */
static struct vt_rates *rates_of(struct fixture *x)
{
	struct vt_rates *rates = vt_rates_new();

	vt_rates_take(rates, x->facts, 0);
	for (size_t i = 0; i < x->facts->links.n; i++)
		x->facts->links.v[i].stats.rx_bytes += x->facts->links.v[i].has_stats ? 3000000 : 0;
	vt_rates_take(rates, x->facts, 2000);
	x->report.rates = rates;
	return rates;
}

static void test_columns(void)
{
	VT_CLEANUP(rates) struct vt_rates *rates = NULL;
	struct fixture x;
	VT_BUF_OF(cell);

	fixture_full(&x);
	shown(&x.report, "FROM-RATE", &cell);
	is_str(cell.p, "", "no rate in a list");
	rates = rates_of(&x);
	shown(&x.report, "FROM-RATE", &cell);
	is_str(cell.p, "1.5 MB/s", "for people");
	shown(&x.report, "to_guest_bytes_per_second", &cell);
	is_str(cell.p, "0 B/s", "by its key");
	shown(&x.report, "FROM-PPS", &cell);
	is_str(cell.p, "0", "frames are a number");
	fixture_done(&x);
}

static void test_events(void)
{
	VT_CLEANUP(rates) struct vt_rates *rates = NULL;
	__attribute__((cleanup(vt_event_list_cleanup))) struct vt_event_list list = { 0 };
	struct vt_err err = { 0 };
	struct fixture x;
	VT_BUF_OF(line);

	fixture_full(&x);
	vt_changes_between(NULL, &x.report, &list);
	vt_watch_line(&list.rows.v[0], "now", &line, &err);
	ok(strstr(line.p, "\"rates\":null"), "an event before anything is known");
	rates = rates_of(&x);
	line.len = 0;
	vt_watch_line(&list.rows.v[0], "now", &line, &err);
	ok(strstr(line.p, "\"rates\":{\"from_guest_bytes\":1500000,\"from_guest_packets\":0,"
			  "\"to_guest_bytes\":0,\"to_guest_packets\":0}"),
	   "and when it is");
	line.len = 0;
	vt_watch_line(&list.rows.v[list.rows.n - 1], "now", &line, &err);
	ok(list.rows.v[list.rows.n - 1].finding && !strstr(line.p, "\"rates\""),
	   "a finding carries nothing");
	list.rows.n = 0;
	vt_changes_between(&x.report, &x.report, &list);
	is_int((long long)list.rows.n, 0, "a rate is no change");
	fixture_done(&x);
}

static bool screen_has(struct vt_screen *s, const char *what)
{
	VT_BUF_OF(out);

	vt_screen_draw(s, 160, 30, 2000, &out);
	return strstr(out.p, what);
}

static void test_screen(void)
{
	static const struct vt_render_opts plain = { .headings = true, .width = 160 };
	static const struct vt_render_opts chosen = { .headings = true,
						      .width = 160,
						      .columns = "VM,FROM-RATE" };
	VT_CLEANUP(screen) struct vt_screen *s = vt_screen_new(&plain, NULL);
	VT_CLEANUP(screen) struct vt_screen *t = vt_screen_new(&chosen, NULL);
	VT_CLEANUP(rates) struct vt_rates *rates = NULL;
	struct fixture x;

	fixture_full(&x);
	vt_screen_report(t, &x.report, 1000);
	rates = rates_of(&x);
	vt_screen_report(s, &x.report, 1000);
	ok(!screen_has(s, "FROM-RATE"), "not unless it is asked for");
	is_int(vt_screen_keys(s, "t", 1), VT_WISH_DRAW, "t asks");
	ok(screen_has(s, "FROM-RATE") && screen_has(s, "1.5 MB/s") && screen_has(s, "DROPPED"),
	   "then it is there");
	vt_screen_keys(s, "t", 1);
	ok(!screen_has(s, "FROM-RATE") && screen_has(s, "STATUS"),
	   "and then the columns of before");
	vt_screen_report(t, &x.report, 61000);
	ok(screen_has(t, "1.5 MB/s") && !screen_has(t, ">0 s"), "as -o has it");
	vt_screen_keys(t, "t", 1);
	ok(screen_has(t, "TO-RATE"), "and t adds to that");
	fixture_done(&x);
}

static void test_ages(void)
{
	static const struct vt_render_opts chosen = { .headings = true,
						      .width = 160,
						      .columns = "VM,NIC,FROM-VM,FROM-RATE" };
	VT_CLEANUP(screen) struct vt_screen *s = vt_screen_new(&chosen, NULL);
	struct fixture x;

	fixture_full(&x);
	vt_screen_report(s, &x.report, 1000);
	for (size_t i = 0; i < x.facts->links.n; i++)
		x.facts->links.v[i].stats.rx_bytes += 50000000;
	vt_screen_report(s, &x.report, 2000);
	ok(screen_has(s, "51 MB"), "a counter that moved");
	ok(!screen_has(s, "*"), "is no news of its row");
	fixture_done(&x);
}

int main(void)
{
	test_scans();
	test_back();
	test_devices();
	test_columns();
	test_events();
	test_screen();
	test_ages();
	return done();
}
