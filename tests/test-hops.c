/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a link is on any way: what cuts it, in which role, and where nothing leads on. */
#include <config.h>

#include "analyze/path-parts.h"

#include "tap.h"

enum { WITH_VLAN = 1, WITHOUT_VLAN };

/* What is different from a link that is up, with a carrier and one VLAN. */
struct odd {
	bool down, dead, no_vlan;
	enum vt_kind kind;
	enum vt_tri mii_up, isolated;
	enum vt_port_state state;
};

static const struct vt_link bridge = { .kind = VT_KIND_BRIDGE, .up = true };
static const struct vt_link filtering = { .kind = VT_KIND_BRIDGE,
					  .up = true,
					  .bridge.vlan_filtering = VT_YES };

static const struct {
	const char *what;
	struct odd odd;
	const struct vt_link *master;
	enum vt_hop_role role;
	struct vt_passage passage;
	enum vt_cut want;
} rows[] = {
	{ "a port", { 0 }, &bridge, VT_HOP_PORT, { 0 }, VT_CUT_NOT },
	{ "a port that is down", { .down = true }, &bridge, VT_HOP_PORT, { 0 }, VT_CUT_DOWN },
	{ "Open vSwitch's datapath is",
	  { .down = true, .kind = VT_KIND_OVS },
	  NULL,
	  VT_HOP_MASTER,
	  { 0 },
	  VT_CUT_NOT },
	{ "a port of its own is",
	  { .down = true, .kind = VT_KIND_OVS },
	  NULL,
	  VT_HOP_PORT,
	  { 0 },
	  VT_CUT_DOWN },
	/* A carrier is looked for where the link is none of the VM's, and no master. */
	{ "a port without a carrier",
	  { .dead = true },
	  &bridge,
	  VT_HOP_PORT,
	  { 0 },
	  VT_CUT_CARRIER },
	{ "a device without one", { .dead = true }, &bridge, VT_HOP_DEVICE, { 0 }, VT_CUT_NOT },
	{ "a bond above without one",
	  { .dead = true, .kind = VT_KIND_BOND },
	  NULL,
	  VT_HOP_MASTER,
	  { 0 },
	  VT_CUT_NOT },
	{ "a bridge below without one",
	  { .dead = true, .kind = VT_KIND_BRIDGE },
	  NULL,
	  VT_HOP_LOWER,
	  { 0 },
	  VT_CUT_NOT },
	{ "another link below without one",
	  { .dead = true, .kind = VT_KIND_OVS },
	  NULL,
	  VT_HOP_LOWER,
	  { 0 },
	  VT_CUT_CARRIER },
	{ "a bond's member by its monitor",
	  { .mii_up = VT_NO },
	  NULL,
	  VT_HOP_MEMBER,
	  { 0 },
	  VT_CUT_CARRIER },
	{ "a member that is well", { .mii_up = VT_YES }, NULL, VT_HOP_MEMBER, { 0 }, VT_CUT_NOT },
	{ "what is no member of one here",
	  { .mii_up = VT_NO },
	  NULL,
	  VT_HOP_LOWER,
	  { 0 },
	  VT_CUT_NOT },
	/* The state of a port counts for the way into a bridge, or out of one. */
	{ "a blocked port",
	  { .state = VT_PORT_BLOCKING },
	  &bridge,
	  VT_HOP_PORT,
	  { 0 },
	  VT_CUT_BLOCKED },
	{ "a blocked device",
	  { .state = VT_PORT_BLOCKING },
	  &bridge,
	  VT_HOP_DEVICE,
	  { 0 },
	  VT_CUT_BLOCKED },
	{ "a blocked end of a pair",
	  { .state = VT_PORT_BLOCKING },
	  &bridge,
	  VT_HOP_PEER,
	  { 0 },
	  VT_CUT_BLOCKED },
	{ "a blocked link below another",
	  { .state = VT_PORT_BLOCKING },
	  &bridge,
	  VT_HOP_LOWER,
	  { 0 },
	  VT_CUT_NOT },
	{ "blocked, on what is not seen",
	  { .state = VT_PORT_BLOCKING },
	  NULL,
	  VT_HOP_PORT,
	  { 0 },
	  VT_CUT_NOT },
	{ "a port without any VLAN",
	  { .no_vlan = true },
	  &filtering,
	  VT_HOP_PORT,
	  { 0 },
	  VT_CUT_VLAN },
	{ "on a bridge that does not filter",
	  { .no_vlan = true },
	  &bridge,
	  VT_HOP_PORT,
	  { 0 },
	  VT_CUT_NOT },
	{ "a link below another without any",
	  { .no_vlan = true },
	  &filtering,
	  VT_HOP_LOWER,
	  { 0 },
	  VT_CUT_NOT },
	{ "a port with another VLAN", { 0 }, &filtering, VT_HOP_PORT, { .vlan = 20 }, VT_CUT_VLAN },
	{ "a port with the VLAN", { 0 }, &filtering, VT_HOP_PORT, { .vlan = 5 }, VT_CUT_NOT },
	{ "a device, whose own it is",
	  { 0 },
	  &filtering,
	  VT_HOP_DEVICE,
	  { .vlan = 20 },
	  VT_CUT_NOT },
	{ "an isolated port from another",
	  { .isolated = VT_YES },
	  &bridge,
	  VT_HOP_PORT,
	  { .isolated = true },
	  VT_CUT_ISOLATED },
	{ "one from a port that is not",
	  { .isolated = VT_YES },
	  &bridge,
	  VT_HOP_PORT,
	  { 0 },
	  VT_CUT_NOT },
	{ "one that is come in by",
	  { .isolated = VT_YES },
	  &bridge,
	  VT_HOP_PEER,
	  { .isolated = true },
	  VT_CUT_NOT },
};

static void test_cuts(void)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = vt_facts_new();

	vt_vec_push(&f->vlans,
		    ((struct vt_vlan){ .netns = 1, .ifindex = WITH_VLAN, .first = 5, .last = 5 }));
	vt_facts_freeze(f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct odd *odd = &rows[i].odd;
		const struct vt_link l = { .netns = 1,
					   .ifindex = odd->no_vlan ? WITHOUT_VLAN : WITH_VLAN,
					   .kind = odd->kind,
					   .up = !odd->down,
					   .carrier = odd->dead ? VT_NO : VT_YES,
					   .mii_up = odd->mii_up,
					   .port = { .state = odd->state,
						     .isolated = odd->isolated } };

		is_int(vt_link_cut(f, &l, rows[i].master, rows[i].role, &rows[i].passage),
		       rows[i].want, rows[i].what);
	}
}

static void test_ends(void)
{
	static const struct {
		struct vt_link link;
		bool tunnel, nowhere;
	} links[] = {
		{ { .ifname = "lo" }, false, true },
		{ { .ifname = "eth0" }, false, false },
		{ { .ifname = "tap0", .kind = VT_KIND_TAP, .kind_name = "tun" }, false, true },
		{ { .ifname = "d", .kind_name = "dummy" }, false, true },
		{ { .ifname = "d", .kind_name = "vcan" }, false, true },
		{ { .ifname = "d", .kind_name = "vxlan" }, true, false },
		{ { .ifname = "d", .kind_name = "wireguard" }, true, false },
		{ { .ifname = "d", .kind_name = "veth" }, false, false },
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		const char *kind = links[i].link.kind_name;

		is_int(vt_link_is_tunnel(&links[i].link), links[i].tunnel, kind ? kind : "none");
		is_int(vt_link_leads_nowhere(&links[i].link), links[i].nowhere,
		       links[i].link.ifname);
	}
}

/* Frames that a port of Open vSwitch refuses are in no VLAN behind it. */
static void test_inside(void)
{
	static const struct {
		const char *what, *mode;
		uint32_t port, tag, inside;
	} ports[] = {
		{ "an access port: untagged frames are in its VLAN", "access", 10, 0, 10 },
		{ "it refuses those with a tag", "access", 10, 20, 0 },
		{ "one without a VLAN", "access", VT_NONE, 0, 0 },
		{ "a tunnel takes them into its VLAN", "dot1q-tunnel", 10, 20, 10 },
		{ "a trunk leaves them theirs", "trunk", VT_NONE, 20, 20 },
	};

	for (size_t i = 0; i < sizeof(ports) / sizeof(*ports); i++) {
		const struct vt_ovs_port p = { .bridge = "br0",
					       .vlan_mode = ports[i].mode,
					       .tag = ports[i].port };

		is_int(vt_ovs_vlan_inside(&p, ports[i].tag), ports[i].inside, ports[i].what);
	}
}

/* Of a bridge and a patch port that only the database tells of. */
static void test_kinds(void)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = vt_facts_new();
	struct vt_hop hop = { .link = VT_NONE, .role = VT_HOP_PORT };

	vt_vec_push(&f->ovs_ports, ((struct vt_ovs_port){ .ifname = "p", .type = "patch" }));
	vt_facts_freeze(f);
	is_str(vt_hop_kind(f, &hop), "patch", "a patch port");
	hop.role = VT_HOP_PATCH;
	is_str(vt_hop_kind(f, &hop), "openvswitch", "the bridge behind it");
	hop.role = VT_HOP_MASTER;
	is_str(vt_hop_kind(f, &hop), "openvswitch", "the bridge that a link is a port of");
}

int main(void)
{
	test_cuts();
	test_kinds();
	test_ends();
	test_inside();
	return done();
}
