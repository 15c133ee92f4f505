/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Forty ways in which frames of a VM legally go, or do not go: none of them is worth a warning,
 * and each leads where it says.
 */
#include <config.h>

#include "analyze/analysis.h"
#include "render/columns-parts.h"
#include "util/str.h"

#include "scene.h"
#include "tap.h"

/* The VM's NIC on br0. */
#define VM \
	"domain web1; nic net0 target=vnet0; link br0 kind=bridge; link vnet0 master=br0;" \
	"proc 100; holder vnet0;"
#define WIRE "link eth0 kind=other parent=p0 master=br0;"
/* On a card itself; its type decides. */
#define DIRECT(kind) \
	"domain web1; nic net0 target=mt0 type=direct source_dev=eth0 source_bridge=none;" \
	"link eth0 kind=other parent=p0;" \
	"link mt0 kind=" kind " lower=eth0; proc 100; holder mt0 by_macvtap=yes;"
#define OVS \
	"domain web1; nic net0 target=vnet0 source_bridge=br-int virtualport=openvswitch;" \
	"link ovs-system kind=openvswitch up=no; link vnet0 master=ovs-system;" \
	"proc 100; holder vnet0;" \
	"ovs vnet0 bridge=br-int; ovs br-int bridge=br-int type=internal;"
#define BOND \
	VM "link bond0 kind=bond mode=1 master=br0; link eth0 kind=other parent=p0 master=bond0;" \
	   "link eth1 kind=other parent=p1 master=bond0;"
#define VLANS VM WIRE "link br0 bridge.vlan_filtering=yes; vlan v ifindex=vnet0 first=20 last=20;"

static const struct {
	const char *what, *facts, *path;
} rows[] = {
	{ "a card", VM WIRE, "vnet0 -> br0 -> eth0" },
	{ "an isolated network", VM, "vnet0 -> br0" },
	{ "two cards", VM WIRE "link eth1 kind=other parent=p1 master=br0;",
	  "vnet0 -> br0 -> eth0, eth1" },
	{ "one of two cards without carrier",
	  VM WIRE "link eth1 kind=other parent=p1 master=br0 carrier=no;",
	  "vnet0 -> br0 -> eth0, eth1" },
	{ "one of two cards down", VM WIRE "link eth1 kind=other parent=p1 master=br0 up=no;",
	  "vnet0 -> br0 -> eth0, eth1" },
	{ "one of two ports blocked by the spanning tree",
	  VM WIRE
	  "link br0 bridge.stp=yes; link eth1 kind=other parent=p1 master=br0 port.state=5;",
	  "vnet0 -> br0 -> eth0, eth1" },
	{ "a port that still listens",
	  VM WIRE "link br0 bridge.stp=yes; link vnet0 port.state=2 port.delay=yes;",
	  "vnet0 -> br0 -> eth0" },
	{ "a card of virtio", VM "link eth0 kind=other parent=virtio0 master=br0;",
	  "vnet0 -> br0 -> eth0" },
	{ "a bond", BOND, "vnet0 -> br0 -> bond0 -> eth0, eth1" },
	{ "a bond with a dead port", BOND "link eth1 carrier=no;",
	  "vnet0 -> br0 -> bond0 -> eth0, eth1" },
	{ "a bond that balances", BOND "link bond0 mode=4;",
	  "vnet0 -> br0 -> bond0 -> eth0, eth1" },
	{ "a team",
	  VM "link team0 kind=team master=br0; link eth0 kind=other parent=p0 master=team0;",
	  "vnet0 -> br0 -> team0 -> eth0" },
	{ "a VLAN of a card",
	  VM
	  "link eth0 kind=other parent=p0; link eth0.7 kind=vlan vlan_id=7 lower=eth0 master=br0;",
	  "vnet0 -> br0 -> eth0.7 -> eth0" },
	{ "a VLAN of a bond",
	  VM "link bond0 kind=bond; link eth0 kind=other parent=p0 master=bond0;"
	     "link bond0.7 kind=vlan vlan_id=7 lower=bond0 master=br0;",
	  "vnet0 -> br0 -> bond0.7 -> bond0 -> eth0" },
	{ "a VLAN in a VLAN",
	  VM "link eth0 kind=other parent=p0; link o kind=vlan vlan_id=7 lower=eth0;"
	     "link i kind=vlan vlan_id=8 lower=o master=br0;",
	  "vnet0 -> br0 -> i -> o -> eth0" },
	{ "a VLAN of another bridge",
	  VM "link br1 kind=bridge; link br1.7 kind=vlan vlan_id=7 lower=br1 master=br0;"
	     "link eth0 kind=other parent=p0 master=br1;",
	  "vnet0 -> br0 -> br1.7 -> br1 -> eth0" },
	{ "VXLAN over whatever route", VM "link vx kind=vxlan kind_name=vxlan master=br0;",
	  "vnet0 -> br0 -> vx" },
	{ "VXLAN over a card",
	  VM "link eth0 kind=other parent=p0; link vx kind=vxlan kind_name=vxlan "
	     "lower=eth0 master=br0;",
	  "vnet0 -> br0 -> vx -> eth0" },
	{ "GRE", VM "link g kind=other kind_name=gretap master=br0;", "vnet0 -> br0 -> g" },
	{ "WireGuard below", VM "link wg kind=other kind_name=wireguard master=br0;",
	  "vnet0 -> br0 -> wg" },
	{ "Proxmox VE's firewall bridge",
	  "domain web1; nic net0 target=vnet0 source_bridge=fwbr; link fwbr kind=bridge;"
	  "link vnet0 master=fwbr; proc 100; holder vnet0; link fwln kind=veth master=fwbr;"
	  "link fwpr kind=veth lower=fwln; link fwln lower=fwpr; link vmbr0 kind=bridge;"
	  "link fwpr master=vmbr0; link eth0 kind=other parent=p0 master=vmbr0;",
	  "vnet0 -> fwbr -> fwln -> fwpr -> vmbr0 -> eth0" },
	{ "a veth that the host routes from",
	  VM "link a kind=veth master=br0; link b kind=veth lower=a; link a lower=b;",
	  "vnet0 -> br0 -> a -> b" },
	{ "a container beside it that is not seen, whose veth is dead",
	  VM WIRE "link c kind=veth master=br0 carrier=no far_lower=3;",
	  "vnet0 -> br0 -> eth0, c" },
	{ "another VM beside it",
	  VM WIRE
	  "domain db1; nic net9 target=vnet1; link vnet1 master=br0; proc 200; holder vnet1;",
	  "vnet0 -> br0 -> eth0" },
	{ "the dummy that keeps a bridge's address",
	  VM "link br0-nic kind=other kind_name=dummy master=br0 up=no;", "vnet0 -> br0" },
	{ "a VRF",
	  "domain web1; nic net0 target=vnet0 type=ethernet source_bridge=none;"
	  "link blue kind=vrf; link vnet0 master=blue; proc 100; holder vnet0;",
	  "vnet0 -> blue" },
	{ "a tap on nothing, as its XML has it",
	  "domain web1; nic net0 target=vnet0 type=ethernet source_bridge=none; link vnet0;"
	  "proc 100; holder vnet0;",
	  "vnet0" },
	{ "a macvtap", DIRECT("macvtap"), "mt0 -> eth0" },
	{ "an ipvtap", DIRECT("ipvtap"), "mt0 -> eth0" },
	{ "a macvtap on a VLAN",
	  DIRECT("macvtap") "link eth0.7 kind=vlan vlan_id=7 lower=eth0; link mt0 lower=eth0.7;"
			    "nic net0 source_dev=eth0.7;",
	  "mt0 -> eth0.7 -> eth0" },
	{ "a macvtap on a bond",
	  DIRECT("macvtap") "link bond0 kind=bond; link eth0 master=bond0; link mt0 lower=bond0;"
			    "nic net0 source_dev=bond0;",
	  "mt0 -> bond0 -> eth0" },
	{ "Open vSwitch with a card",
	  OVS "link eth0 kind=other parent=p0 master=ovs-system;"
	      "ovs eth0 bridge=br-int;",
	  "vnet0 -> br-int -> eth0" },
	{ "Open vSwitch alone", OVS, "vnet0 -> br-int" },
	{ "Open vSwitch, and a tunnel", OVS "ovs vx1 bridge=br-int type=geneve;",
	  "vnet0 -> br-int -> vx1" },
	{ "Open vSwitch, and DPDK", OVS "ovs dpdk0 bridge=br-int type=dpdk;",
	  "vnet0 -> br-int -> dpdk0" },
	{ "patch ports to a second bridge",
	  OVS "ovs pi bridge=br-int type=patch peer=pe; ovs pe bridge=br-ex type=patch peer=pi;"
	      "link eth0 kind=other parent=p0 master=ovs-system; ovs eth0 bridge=br-ex;",
	  "vnet0 -> br-int -> pi -> br-ex -> eth0" },
	{ "tags of Open vSwitch's that each port on the way carries, and a tunnel that does not",
	  "domain web1; nic net0 target=vnet0 source_bridge=ovs0 virtualport=openvswitch vlan=20;"
	  "link ovs-system kind=openvswitch up=no; link vnet0 master=ovs-system;"
	  "proc 100; holder vnet0; ovs ovs0 bridge=ovs0 type=internal;"
	  "ovs vnet0 bridge=ovs0 tag=20;"
	  "ovs pi bridge=ovs0 type=patch peer=pe trunks=10,20;"
	  "ovs pe bridge=br-ex type=patch peer=pi; ovs vx1 bridge=br-ex type=gre tag=30;"
	  "link eth0 kind=other parent=p0 master=ovs-system; ovs eth0 bridge=br-ex trunks=20;",
	  "vnet0 -> ovs0 -> pi -> br-ex -> eth0, vx1" },
	{ "VLANs that the bridge filters by",
	  VLANS "nic net0 vlan=20; vlan u ifindex=eth0 first=20 last=20 pvid=no;",
	  "vnet0 -> br0 -> eth0" },
	{ "a trunk on the card",
	  VLANS "nic net0 vlan=20; vlan u ifindex=eth0 first=1 last=4094 pvid=no;",
	  "vnet0 -> br0 -> eth0" },
	{ "a smaller MTU of the bridge itself", VM WIRE "link br0 mtu=1400;",
	  "vnet0 -> br0 -> eth0" },
	{ "a larger MTU of the card", VM WIRE "link eth0 mtu=9000;", "vnet0 -> br0 -> eth0" },
	{ "an isolated port, as its XML has it",
	  VM WIRE "nic net0 isolated=yes; link vnet0 port.isolated=yes;", "vnet0 -> br0 -> eth0" },
	{ "netfilter sees it, and accepts", VM WIRE "netns 1 calls_ip=yes calls_ip6=yes;",
	  "vnet0 -> br0 -> eth0" },
};

/* Codes of findings above info. */
static void add_codes(const struct vt_report *r, struct vt_buf *ret)
{
	vt_buf_str(ret, "");
	for (size_t i = 0; i < r->findings->rows.n; i++)
		if (vt_finding_severity(&r->findings->rows.v[i]) > VT_INFO)
			vt_buf_fmt(ret, "%s ", vt_class(r->findings->rows.v[i].code)->code);
}

static void check(const char *what, const char *path, const struct vt_report *r)
{
	const struct vt_mapping *m = r->mappings.n ? &r->mappings.v[0] : NULL;
	VT_BUF_OF(codes);
	VT_BUF_OF(text);

	add_codes(r, &codes);
	is_str(codes.p, "", what);
	for (size_t i = 0; i < r->mappings.n; i++)
		if (vt_streq(vt_mapping_domain(r, &r->mappings.v[i]), "web1"))
			m = &r->mappings.v[i];
	ok(m && m->status == VT_STATUS_OK, "%s: the row is ok", what);
	vt_buf_str(&text, "");
	vt_path_add_text(&text, r, m ? m->device : VT_NONE);
	is_str(text.p, path, what);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_facts *f = scene(rows[i].facts);
		struct vt_analysis *a = vt_analyze(f);
		struct vt_report *r = vt_report_new(a, NULL, NULL);

		check(rows[i].what, rows[i].path, r);
		vt_report_free(r);
		vt_analysis_free(a);
		vt_facts_free(f);
	}
	ok(sizeof(rows) / sizeof(*rows) >= 40, "forty of them");
	return done();
}
