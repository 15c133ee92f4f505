/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ovs-vsctl's tables to rows. */
#include <config.h>

#include "collect/ovs/ovs-decode.h"

#include "tap.h"
#include "util/str.h"

/* What ovs-vsctl 3.1.0 wrote, with the UUIDs made shorter. */
static const char *tables(void)
{
	const char *srcdir = getenv("VT_SRCDIR");
	static char text[8192];
	char path[4096];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/data/ovs-tables.json", srcdir ? srcdir : ".");
	f = fopen(path, "r");
	if (f) {
		n = fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
	}
	text[n] = '\0';
	return text;
}

static const struct vt_ovs_port want[] = {
	{ .ifname = "br-ex",
	  .bridge = "br-ex",
	  .port = "br-ex",
	  .datapath = "",
	  .type = "internal",
	  .tag = VT_NONE },
	{ .ifname = "br-int",
	  .bridge = "br-int",
	  .port = "br-int",
	  .datapath = "netdev",
	  .type = "internal",
	  .tag = VT_NONE },
	{ .ifname = "eth6",
	  .bridge = "br-int",
	  .port = "bond0",
	  .datapath = "netdev",
	  .type = "",
	  .tag = VT_NONE,
	  .trunks = "7" },
	{ .ifname = "eth7",
	  .bridge = "br-int",
	  .port = "bond0",
	  .datapath = "netdev",
	  .type = "",
	  .tag = VT_NONE,
	  .trunks = "7" },
	{ .ifname = "lost", .type = "", .tag = VT_NONE },
	{ .ifname = "patch1",
	  .bridge = "br-int",
	  .port = "patch1",
	  .datapath = "netdev",
	  .type = "patch",
	  .peer = "patch2",
	  .tag = VT_NONE },
	{ .ifname = "vnet0",
	  .bridge = "br-int",
	  .port = "vnet0",
	  .datapath = "netdev",
	  .type = "",
	  .tag = 5,
	  .vm_uuid = "x",
	  .iface_id = "y",
	  .mac = "52:54:00:00:00:01" },
	{ .ifname = "vnet1",
	  .bridge = "br-int",
	  .port = "vnet1",
	  .datapath = "netdev",
	  .type = "",
	  .tag = VT_NONE,
	  .trunks = "1,2,3",
	  .vlan_mode = "trunk",
	  .error = "could not open network device vnet1" },
};

#define SAME(member) is_str(got->member, want[i].member, #member)

static void test_tables(void)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	const char *text = tables();

	is_int(vt_ovs_decode(text, strlen(text), f, &err), 0, "decoded");
	vt_facts_freeze(f);
	is_int((long long)f->ovs_ports.n, sizeof(want) / sizeof(*want), "a row an interface");
	for (size_t i = 0; i < f->ovs_ports.n && i < sizeof(want) / sizeof(*want); i++) {
		const struct vt_ovs_port *got = &f->ovs_ports.v[i];

		SAME(ifname);
		SAME(bridge);
		SAME(datapath);
		SAME(port);
		SAME(type);
		SAME(peer);
		SAME(error);
		SAME(vlan_mode);
		SAME(trunks);
		SAME(vm_uuid);
		SAME(iface_id);
		SAME(mac);
		is_int(got->tag, want[i].tag, "tag");
	}
	is_int((long long)f->registrations.n, 1, "one is a VM's");
	ok(f->registrations.v[0].conn == VT_NONE, "which no connection told");
	ok(vt_facts_ovs_bridge(f, "br-int"), "a bridge");
	ok(!vt_facts_ovs_bridge(f, "vnet0") && !vt_facts_ovs_bridge(f, "bond0"), "none");
	ok(vt_facts_ovs_port(f, "bond0") == VT_NONE, "a port's name is no interface's");
}

/* "add-br vlan10 br0 10": a port with that tag is on it, on this bridge alone. */
static void test_fake_bridge(void)
{
#define UUID(name) "[\"uuid\",\"" name "\"]"
#define PORT_ROW(name, tag, fake) \
	"[" UUID("p" name) ",\"" name "\"," UUID("i" name) "," tag "," fake "]"
#define IFACE_ROW(name, type) "[" UUID("i" name) ",\"" name "\",\"" type "\"]"
	/* clang-format off */
	static const char text[] =
		"{\"data\":["
		"[\"br0\",\"\",[\"set\",[" UUID("pbr0") "," UUID("pvlan10") "," UUID("pa") ","
		UUID("pb") "," UUID("pc") "," UUID("pnone") "]]],"
		"[\"br1\",\"\",[\"set\",[" UUID("pd") "," UUID("pvlan20") "]]]],"
		"\"headings\":[\"name\",\"datapath_type\",\"ports\"]}\n"
		"{\"data\":["
		PORT_ROW("vlan10", "10", "true") ","
		PORT_ROW("br0", "[\"set\",[]]", "false") ","
		PORT_ROW("nobody's", "11", "true") ","
		PORT_ROW("a", "10", "false") ","
		PORT_ROW("b", "11", "false") ","
		PORT_ROW("c", "[\"set\",[]]", "false") ","
		PORT_ROW("d", "10", "false") ","
		PORT_ROW("none", "[\"set\",[]]", "true") ","
		PORT_ROW("vlan20", "10", "true") "],"
		"\"headings\":[\"_uuid\",\"name\",\"interfaces\",\"tag\",\"fake_bridge\"]}\n"
		"{\"data\":["
		IFACE_ROW("a", "") "," IFACE_ROW("b", "") ","
		IFACE_ROW("br0", "internal") "," IFACE_ROW("c", "") ","
		IFACE_ROW("d", "") "," IFACE_ROW("none", "internal") ","
		IFACE_ROW("vlan10", "internal") "],"
		"\"headings\":[\"_uuid\",\"name\",\"type\"]}\n";
	/* clang-format on */
	static const char *const fakes[] = { "vlan10", NULL, NULL, NULL, "vlan20", NULL, "vlan10" };
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };

	is_int(vt_ovs_decode(text, sizeof(text) - 1, f, &err), 0, "decoded");
	vt_facts_freeze(f);
	is_int((long long)f->ovs_ports.n, 7, "seven interfaces");
	for (size_t i = 0; i < f->ovs_ports.n; i++)
		is_str(f->ovs_ports.v[i].fake_bridge, fakes[i], f->ovs_ports.v[i].ifname);
	ok(vt_facts_ovs_bridge(f, "vlan10") && vt_facts_ovs_bridge(f, "br0"), "both are bridges");
	ok(!vt_facts_ovs_bridge(f, "a") && !vt_facts_ovs_bridge(f, "none"), "these are not");
	ok(vt_ovs_port_is_on(&f->ovs_ports.v[0], "vlan10") &&
		   vt_ovs_port_is_on(&f->ovs_ports.v[0], "br0"),
	   "its port is on both");
	is_str(vt_ovs_port_bridge(&f->ovs_ports.v[0]), "vlan10", "and called by the fake one");
	is_str(vt_ovs_port_bridge(&f->ovs_ports.v[1]), "br0", "another by the real one");
}

/* A port's VLANs, where the database has odd ones. */
static void test_vlans(void)
{
	static const struct {
		const char *tag, *trunks, *want;
		uint32_t want_tag;
	} rows[] = {
		{ "[\"set\",[]]", "[\"set\",[]]", NULL, VT_NONE },
		{ "0", "0", "0", 0 },
		{ "4095", "[\"set\",[0,4095]]", "0,4095", 4095 },
		{ "4096", "[\"set\",[4096,1]]", "1", VT_NONE },
		{ "-2", "[\"set\",[-2,1]]", "1", VT_NONE },
		{ "[\"set\",[5]]", "[\"set\",[5]]", "5", 5 },
		{ "[\"set\",[5,6]]", "\"5\"", NULL, VT_NONE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };
		VT_BUF_OF(text);

		/* clang-format off */
		vt_buf_fmt(&text,
			   "{\"data\":[[" UUID("pa") "," UUID("ia") ",%s,%s]],"
			   "\"headings\":[\"_uuid\",\"interfaces\",\"tag\",\"trunks\"]}\n"
			   "{\"data\":[" IFACE_ROW("a", "") "],"
			   "\"headings\":[\"_uuid\",\"name\",\"type\"]}\n",
			   rows[i].tag, rows[i].trunks);
		/* clang-format on */
		is_int(vt_ovs_decode(text.p, text.len, f, &err), 0, "decoded");
		ok(f->ovs_ports.n == 1 && f->ovs_ports.v[0].tag == rows[i].want_tag, "tag %s",
		   rows[i].tag);
		is_str(f->ovs_ports.v[0].trunks, rows[i].want, "trunks");
	}
}

/* With a controller, or where nothing passes without one, flows say where frames go. */
static void test_controllers(void)
{
	static const struct {
		const char *fail_mode, *controller;
		bool secure;
	} rows[] = {
		{ "[\"set\",[]]", "[\"set\",[]]", false },
		{ "\"standalone\"", "[\"set\",[]]", false },
		{ "\"secure\"", "[\"set\",[]]", true },
		{ "[\"set\",[]]", UUID("ctl"), true },
		{ "\"standalone\"", "[\"set\",[" UUID("one") "," UUID("two") "]]", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };
		VT_BUF_OF(text);

		/* clang-format off */
		vt_buf_fmt(&text,
			   "{\"data\":[[\"br0\",\"\"," UUID("pa") ",%s,%s]],"
			   "\"headings\":[\"name\",\"datapath_type\",\"ports\",\"fail_mode\","
			   "\"controller\"]}\n"
			   "{\"data\":[" PORT_ROW("a", "10", "false") "],"
			   "\"headings\":[\"_uuid\",\"name\",\"interfaces\",\"tag\","
			   "\"fake_bridge\"]}\n"
			   "{\"data\":[" IFACE_ROW("a", "") "],"
			   "\"headings\":[\"_uuid\",\"name\",\"type\"]}\n",
			   rows[i].fail_mode, rows[i].controller);
		/* clang-format on */
		is_int(vt_ovs_decode(text.p, text.len, f, &err), 0, "decoded");
		ok(f->ovs_ports.n == 1 && f->ovs_ports.v[0].secure == rows[i].secure,
		   "fail_mode %s, controller %s", rows[i].fail_mode, rows[i].controller);
	}
}

/* As recordings of before have it. */
static void test_interfaces_alone(void)
{
	static const char alone[] =
		"{\"data\":[[\"br0\",\"internal\",[\"map\",[]]],[\"vnet0\",\"\","
		"[\"map\",[[\"vm-id\",\"x\"]]]]],"
		"\"headings\":[\"name\",\"type\",\"external_ids\"]}";
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };

	is_int(vt_ovs_decode(alone, sizeof(alone) - 1, f, &err), 0, "decoded");
	vt_facts_freeze(f);
	is_int((long long)f->ovs_ports.n, 2, "two interfaces");
	is_str(f->ovs_ports.v[1].bridge, NULL, "on which bridge is not known");
	ok(vt_facts_ovs_bridge(f, "br0"), "a bridge, by its own interface");
}

/* An interface without a name or a type is none, whosever it says it is. */
static void test_half(void)
{
	static const char half[] = "{\"data\":[[[\"set\",[]],\"\",[\"map\",[[\"vm-id\",\"x\"]]]],"
				   "[\"a\",[\"set\",[]],[\"map\",[[\"vm-id\",\"x\"]]]],[\"b\"],7],"
				   "\"headings\":[\"name\",\"type\",\"external_ids\"]}";
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };

	is_int(vt_ovs_decode(half, sizeof(half) - 1, f, &err), 0, "decoded");
	ok(!f->ovs_ports.n && !f->registrations.n, "no interface, and nothing of a VM's");
}

static void test_wrong(void)
{
	static const char good[] = "{\"data\":[[\"a\",\"\"]],\"headings\":[\"name\",\"type\"]}\n{",
			  *const wrong[] = { "{", "{\"data\":[[]]}\n{", "nothing",
					     "{\n{\"data\":[[]]}", good };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };

		ok(vt_ovs_decode(wrong[i], strlen(wrong[i]), f, &err) < 0, "refused: %s", wrong[i]);
		is_int((long long)f->ovs_ports.n, 0, "and nothing is added");
	}
}

int main(void)
{
	test_tables();
	test_fake_bridge();
	test_vlans();
	test_controllers();
	test_interfaces_alone();
	test_half();
	test_wrong();
	return done();
}
