/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The picture of dot and of the page beyond the devices: which hop stands in which column, how
 * they hang together, and where a way is cut. */
#include <config.h>

#include <inttypes.h>

#include "analyze/analysis.h"
#include "render/picture/picture.h"
#include "util/cleanup.h"
#include "util/str.h"

#include "scene.h"
#include "tap.h"

#define VM(name, device, pid) \
	"domain " name " uuid=" name ";nic net-" device " target=" device ";" \
	"proc " pid " uuid=" name "; link " device " master=br0; holder " device ";"
#define ONE "link br0 kind=bridge;" VM("web1", "vnet0", "100")
#define WIRE "link eth0 kind=other parent=p0 master=br0;"
/* Proxmox VE's for vnet1, as it makes them. */
#define FIREWALL \
	"link fw kind=bridge; link vnet1 master=fw; link ln kind=veth master=fw;" \
	"link pr kind=veth lower=ln master=br0; link ln lower=pr;"
#define ISOLATED "link vnet1 port.isolated=yes; link eth0 port.isolated=yes;"
#define OVS \
	"link ovs-system kind=openvswitch up=no; ovs br-int bridge=br-int type=internal;" \
	"domain web1; nic net0 target=vnet0 source_bridge=br-int virtualport=openvswitch;" \
	"link vnet0 master=ovs-system; ovs vnet0 bridge=br-int; proc 100; holder vnet0;"

/* Hops "COLUMN NAME (NOTE)", of bridges and the like in angles, bad ones with "!"; and lines
 * from devices on. */
static const struct {
	const char *what, *facts, *picture;
} rows[] = {
	{ "a card", ONE WIRE, "3 <br0> (bridge), 4 eth0 (wire); vnet0-br0 br0-eth0" },
	{ "two VMs share the way, and each line is there once", ONE VM("db1", "vnet1", "200") WIRE,
	  "3 <br0> (bridge), 4 eth0 (wire); vnet1-br0 br0-eth0 vnet0-br0" },
	{ "a bridge without a way off the host", ONE, "3 <br0> (bridge); vnet0-br0" },
	{ "a bridge is as far to the right as the longest way to it, whoever comes first",
	  ONE WIRE VM("zz1", "vnet1", "200") "nic net-vnet1 source_bridge=fw;" FIREWALL,
	  "6 <br0> (bridge), 7 eth0 (wire), 3 <fw> (bridge), 4 ln (veth), 5 pr (veth);"
	  " vnet0-br0 br0-eth0 vnet1-fw fw-ln ln-pr pr-br0" },
	{ "and the other way round", ONE WIRE VM("db1", "vnet1", "200") FIREWALL,
	  "3 <fw> (bridge), 4 ln (veth), 5 pr (veth), 6 <br0> (bridge), 7 eth0 (wire);"
	  " vnet1-fw fw-ln ln-pr pr-br0 br0-eth0 vnet0-br0" },
	{ "a VLAN of a bond of two cards",
	  ONE "link bond0 kind=bond; link bond0.7 kind=vlan vlan_id=7 lower=bond0 master=br0;"
	      "link eth0 kind=other parent=p0 master=bond0;"
	      "link eth1 kind=other parent=p1 master=bond0;",
	  "3 <br0> (bridge), 4 bond0.7 (vlan), 5 bond0 (bond), 6 eth0 (wire), 6 eth1 (wire);"
	  " vnet0-br0 br0-bond0.7 bond0.7-bond0 bond0-eth0 bond0-eth1" },
	{ "a VLAN on top of another bridge",
	  ONE "link br1 kind=bridge; link br1.7 kind=vlan vlan_id=7 lower=br1 master=br0;"
	      "link eth0 kind=other parent=p0 master=br1;",
	  "3 <br0> (bridge), 4 br1.7 (vlan), 5 <br1> (bridge), 6 eth0 (wire);"
	  " vnet0-br0 br0-br1.7 br1.7-br1 br1-eth0" },
	{ "a macvtap",
	  "domain web1; nic net0 target=mt0 type=direct source_dev=eth0 source_bridge=none;"
	  "link eth0 kind=other parent=p0; link mt0 kind=macvtap lower=eth0; proc 100;"
	  "holder mt0 by_macvtap=yes;",
	  "3 eth0 (wire); mt0-eth0" },
	{ "a VRF", ONE "link blue kind=vrf; link vnet0 master=blue;",
	  "3 <blue> (vrf, routed); vnet0-blue" },
	{ "a veth into routing",
	  ONE "link a kind=veth master=br0; link b kind=veth lower=a; link a lower=b;",
	  "3 <br0> (bridge), 4 a (veth), 5 b (veth, routed); vnet0-br0 br0-a a-b" },
	{ "Open vSwitch's bridge, not the link that all its bridges share",
	  OVS "link eth0 kind=other parent=p0 master=ovs-system; ovs eth0 bridge=br-int;",
	  "3 <br-int> (openvswitch), 4 eth0 (wire); vnet0-br-int br-int-eth0" },
	{ "a bridge of Open vSwitch that two come to by different ports is one",
	  OVS
	  "domain db1 uuid=db1; nic net1 target=vnet1 source_bridge=br-ex virtualport=openvswitch;"
	  "link vnet1 master=ovs-system; ovs vnet1 bridge=br-ex; proc 200 uuid=db1;"
	  "holder vnet1; ovs pi bridge=br-int type=patch peer=pe;"
	  "ovs pe bridge=br-ex type=patch peer=pi;"
	  "link eth0 kind=other parent=p0 master=ovs-system; ovs eth0 bridge=br-ex;",
	  "5 <br-ex> (openvswitch), 6 eth0 (wire), 3 <br-int> (openvswitch), 4 pi (patch);"
	  " vnet1-br-ex br-ex-eth0 vnet0-br-int br-int-pi pi-br-ex" },
	{ "the card is down", ONE WIRE "link eth0 up=no;",
	  "3 <br0> (bridge), 4 eth0! (wire, cut: down); vnet0-br0 br0-eth0!" },
	{ "the bridge is down", ONE WIRE "link br0 up=no;",
	  "3 <br0>! (bridge, cut: down), 4 eth0 (wire); vnet0-br0! br0-eth0" },
	{ "the card has no carrier", ONE WIRE "link eth0 carrier=no;",
	  "3 <br0> (bridge), 4 eth0! (wire, cut: no-carrier); vnet0-br0 br0-eth0!" },
	{ "one of two cards is down, and the other will do",
	  ONE WIRE "link eth0 up=no; link eth1 kind=other parent=p1 master=br0;",
	  "3 <br0> (bridge), 4 eth0 (wire), 4 eth1 (wire); vnet0-br0 br0-eth0 br0-eth1" },
	{ "a cut that only the second of two meets is on what both share, too",
	  ONE WIRE VM("db1", "vnet1", "200") ISOLATED,
	  "3 <br0> (bridge), 4 eth0! (wire, cut: isolated); vnet1-br0 br0-eth0! vnet0-br0" },
	{ "two bridges that lead to each other: the veth is one line, whichever way",
	  ONE
	  "link br1 kind=bridge; link a kind=veth master=br0; link b kind=veth lower=a master=br1;"
	  "link a lower=b;" VM("db1", "vnet1", "200") "link vnet1 master=br1;",
	  "3 <br1> (bridge), 4 b (veth), 5 a (veth), 6 <br0> (bridge);"
	  " vnet1-br1 br1-b b-a a-br0 vnet0-br0" },
};

static void add_hops(const struct vt_picture *p, struct vt_buf *ret)
{
	vt_buf_str(ret, "");
	for (size_t i = 0; i < p->nodes.n; i++) {
		const struct vt_node *n = &p->nodes.v[i];
		VT_BUF_OF(note);

		if (n->column < VT_COLUMN_HOP)
			continue;
		vt_node_note(&note, n, false);
		vt_buf_fmt(ret, "%s%" PRIu32 " %s%s%s%s (%s)", ret->len ? ", " : "", n->column,
			   n->joins ? "<" : "", n->name, n->joins ? ">" : "", n->bad ? "!" : "",
			   note.p);
	}
}

static void add_lines(const struct vt_picture *p, struct vt_buf *ret)
{
	vt_buf_str(ret, ";");
	for (size_t i = 0; i < p->edges.n; i++) {
		const struct vt_edge *e = &p->edges.v[i];

		if (p->nodes.v[e->from].column < VT_COLUMN_DEVICE)
			continue;
		vt_buf_fmt(ret, " %s-%s%s", p->nodes.v[e->from].name, p->nodes.v[e->to].name,
			   e->bad ? "!" : "");
	}
}

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_facts *f = scene(rows[i].facts);
		struct vt_analysis *a = vt_analyze(f);
		struct vt_report *r = vt_report_new(a, NULL, NULL);
		VT_CLEANUP(vt_picture) struct vt_picture p = { 0 };
		VT_BUF_OF(text);

		vt_picture_make(&p, r, SIZE_MAX);
		add_hops(&p, &text);
		add_lines(&p, &text);
		is_str(text.p, rows[i].picture, rows[i].what);
		vt_report_free(r);
		vt_analysis_free(a);
		vt_facts_free(f);
	}
}

int main(void)
{
	test_rows();
	return done();
}
