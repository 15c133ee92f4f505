/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ovs-vsctl's tables to rows. */
#include <config.h>

#include "collect/ovs/ovs-decode.h"

#include "tap.h"

#define U(name) "[\"uuid\",\"" name "\"]"
#define NONE "[\"set\",[]]"
#define EMPTY "[\"map\",[]]"

/* Of ovs-vsctl 3.1.0, with the UUIDs made shorter. */
static const char text[] = "{\"data\":[[\"br-int\",\"netdev\",[\"set\",[" U("p0") "," U("p1") "," U("p2") "," U("p3") "," U("p4") "]]],[\"br-ex\",\"\"," U(
	"p5") "]],\"headings\":[\"name\",\"datapath_type\",\"ports\"]}"
	      "\n"
	      "{\"data\":[[" U("p5") ",\"br-ex\"," U("i5") "," NONE "," NONE "," NONE "],[" U("p0") ",\"br-int\"," U(
		      "i0") "," NONE "," NONE "," NONE
			    "],[" U("p2") ",\"vnet1\"," U("i2") "," NONE ",[\"set\",[1,2,4096,3]],\"trunk\"],[" U("p3") ",\"patch1\"," U(
				    "i3") "," NONE "," NONE "," NONE
					  "],[" U("p4") ",\"bond0\",[\"set\",[" U("i6") "," U(
						  "i7") "]]," NONE ",7," NONE
							"],[" U("p1") ",\"vnet0\"," U(
								"i1") ",5," NONE "," NONE
								      "]],\"headings\":[\"_uuid\",\"name\",\"interfaces\",\"tag\",\"trunks\",\"v"
								      "lan_mode\"]}"
								      "\n"
								      "{\"data\":[[" U("i5") ",\"br-ex\",\"internal\"," EMPTY "," EMPTY "," NONE "],[" U(
									      "i0") ",\"br-int\",\"internal\"," EMPTY
										    "," EMPTY
										    "," NONE
										    "],[" U("i1") ",\"vnet0\",\"\"," EMPTY
												  ",[\"map\",[[\"attached-mac\",\"52:54:00:00:00:01\"],[\"iface-id\",\"y"
												  "\"],[\"vm-id\",\"x\"]]]," NONE
												  "],[" U("i2") ",\"vnet1\",\"\"," EMPTY "," EMPTY ",\"could not open network device vnet1\"],[" U(
													  "i3") ",\"patch1\",\"patch\",[\"map\",[[\"peer\",\"patch2\"]]]," EMPTY
														"," NONE
														"],[" U("i6") ",\"eth6\",\"\"," EMPTY "," EMPTY "," NONE "],[" U(
															"i7") ",\"eth7\",\"\"," EMPTY
															      "," EMPTY
															      "," NONE
															      "],[" U("i9") ",\"lost\",\"\"," EMPTY
																	    "," EMPTY
																	    "," NONE
																	    "]],\"headings\":[\"_uuid\",\"name\",\"type\",\"options\",\"external_ids"
																	    "\",\"error\"]}"
																	    "\n";

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

	is_int(vt_ovs_decode(text, sizeof(text) - 1, f, &err), 0, "decoded");
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
	is_int((long long)f->leftovers.n, 1, "one is a VM's");
	ok(vt_facts_ovs_bridge(f, "br-int"), "a bridge");
	ok(!vt_facts_ovs_bridge(f, "vnet0") && !vt_facts_ovs_bridge(f, "bond0"), "none");
	ok(vt_facts_ovs_port(f, "bond0") == VT_NONE, "a port's name is no interface's");
}

/* As recordings of before have it. */
static void test_interfaces_alone(void)
{
	static const char alone[] = "{\"data\":[[\"br0\",\"internal\"," EMPTY "],[\"vnet0\",\"\","
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

static void test_wrong(void)
{
	static const char *const wrong[] = { "{", "{\"data\":[[]]}\n{", "nothing" };

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
	test_interfaces_alone();
	test_wrong();
	return done();
}
