/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of test-judge: bridges, VLANs and MAC addresses. */
#include <config.h>

#include <stddef.h>

#include "judge-rows.h"

/* The NIC's tag is 7, and the bridge has a way off the host. */
#define OVS_UPLINK \
	BY_NAME "nic net0 vlan=7; ovs vnet0 bridge=ovs0 tag=7;" \
		"link eth0 kind=other parent=p0 master=ovs-system; ovs eth0 bridge=ovs0;"

/* Two NICs of one address on one bridge of Open vSwitch, whose database was not read. */
#define TWO_OVS \
	VM SECOND "nic net0 virtualport=openvswitch source_bridge=ovs1 mac=52:54:00:00:00:aa;" \
		  "nic eth0 virtualport=openvswitch source_bridge=ovs1 mac=52:54:00:00:00:aa;" \
		  "link vnet0 master=none; link vnet1 master=none;"

const struct judged judge_bridge_rows[] = {
	/* detached-bridge, wrong-bridge */
	{ "on no bridge", VM "link vnet0 master=none", "detached-bridge", "mismatch" },
	{ "a virtual port that is none of a bridge",
	  VM "link vnet0 master=none; nic net0 virtualport=802.1Qbh", "", "ok" },
	{ "on another bridge", VM "link br1 kind=bridge; link vnet0 master=br1", "wrong-bridge",
	  "mismatch" },
	{ "by the bridge's alternative name",
	  VM "link br0 altnames='lan front'; nic net0 source_bridge=front", "", "ok" },
	{ "by the end of an alternative name",
	  VM "link br0 altnames='lan front'; nic net0 source_bridge=ront", "wrong-bridge",
	  "mismatch" },

	/* detached-bridge, wrong-bridge, further */
	{ "no bridge is named", VM "link vnet0 master=none; nic net0 source_bridge=none", "",
	  "ok" },
	{ "an ethernet NIC", VM "link vnet0 master=none; nic net0 type=ethernet", "", "ok" },
	{ "of a network, on no bridge", VM "link vnet0 master=none; nic net0 type=network",
	  "detached-bridge", "mismatch" },
	{ "of Open vSwitch, and its database has no port of it", VM OVS "link vnet0 master=none",
	  "detached-bridge", "mismatch" },
	{ "of Open vSwitch, and the master says nothing", VM OVS "ovs vnet0 bridge=br0", "", "ok" },
	{ "of Open vSwitch, and the bridge is not in this database",
	  VM OVS "nic net0 source_bridge=br9", "", "ok" },
	{ "of Open vSwitch, and the database is another namespace's",
	  VM OVS "link vnet0 netns=2 master=none; holder vnet0 netns=2; proc 100 netns=2;"
		 "link vnet0 netns=2",
	  "", "ok" },
	{ "of Open vSwitch, whose datapath is another's",
	  VM "link vnet0 master=none; nic net0 virtualport=openvswitch;"
	     "link ovs-system kind=openvswitch netns=2",
	  "", "ok" },
	{ "of Open vSwitch in user space",
	  VM "link vnet0 master=none; nic net0 virtualport=openvswitch", "", "ok" },
	{ "something else is called ovs-system",
	  VM
	  "link vnet0 master=none; nic net0 virtualport=openvswitch; link ovs-system kind=bridge",
	  "", "ok" },
	{ "of Open vSwitch, on its datapath",
	  VM
	  "nic net0 virtualport=openvswitch source_bridge=ovsbr0; link ovs-system kind=openvswitch;"
	  "link vnet0 master=ovs-system",
	  "", "ok" },
	{ "of Open vSwitch, and the port is on another bridge",
	  VM OVS "ovs br1 type=internal bridge=br1; ovs vnet0 bridge=br1", "wrong-bridge",
	  "mismatch" },
	{ "of Open vSwitch, and on which bridge is not known", VM OVS "ovs vnet0 bridge=none", "",
	  "ok" },

	{ "of Open vSwitch by the bridge's name", BY_NAME "ovs vnet0 bridge=ovs0", "", "ok" },
	{ "by its name, and the port is on another bridge",
	  BY_NAME "ovs ovs1 type=internal bridge=ovs1; ovs vnet0 bridge=ovs1", "wrong-bridge",
	  "mismatch" },
	{ "by its name, and there is no port", BY_NAME "link vnet0 master=none", "detached-bridge",
	  "mismatch" },
	{ "by its name, and the master is left", BY_NAME, "detached-bridge", "mismatch" },
	{ "by its name, and the device is on a bridge of the kernel's",
	  BY_NAME "link vnet0 master=br0", "wrong-bridge", "mismatch" },
	{ "by its name, in another namespace",
	  BY_NAME "link vnet0 netns=2 master=none; holder vnet0 netns=2; proc 100 netns=2",
	  "detached-bridge", "mismatch" },
	{ "by its name, but the virtualport is another",
	  BY_NAME "nic net0 virtualport=midonet; link vnet0 master=none", "", "ok" },
	{ "by its name, a tag that nothing is said of", BY_NAME "ovs vnet0 bridge=ovs0 tag=8", "",
	  "ok" },
	{ "by its name, the dead VLAN", BY_NAME "ovs vnet0 bridge=ovs0 tag=4095", "vlan-mismatch",
	  "mismatch" },
	{ "by its name, another tag", BY_NAME "nic net0 vlan=7; ovs vnet0 bridge=ovs0 tag=8",
	  "vlan-mismatch", "mismatch" },

	/* vlan-mismatch of Open vSwitch */
	{ "a trunk of one", VM OVS "nic net0 vlan=7 vlan_trunk=yes; ovs vnet0 bridge=br0 trunks=7",
	  "", "ok" },
	{ "two that nobody calls a trunk",
	  VM OVS "nic net0 vlan='7,8'; ovs vnet0 bridge=br0 trunks='7,8'", "", "ok" },
	{ "a trunk of one that begins like another",
	  VM OVS "nic net0 vlan='7,77' vlan_trunk=yes; ovs vnet0 bridge=br0 trunks=77",
	  "vlan-mismatch", "mismatch" },
	{ "the tag, and a trunk that nobody asked for",
	  VM OVS "nic net0 vlan=7; ovs vnet0 bridge=br0 tag=7 trunks=8", "vlan-mismatch",
	  "mismatch" },
	{ "a mode that the claim leaves open",
	  VM OVS "nic net0 vlan=7; ovs vnet0 bridge=br0 tag=7 vlan_mode=access", "", "ok" },
	{ "the tag of the claim", VM OVS "nic net0 vlan=7; ovs vnet0 bridge=br0 tag=7", "", "ok" },
	{ "another tag", VM OVS "nic net0 vlan=7; ovs vnet0 bridge=br0 tag=8", "vlan-mismatch",
	  "mismatch" },
	{ "no tag any more", VM OVS "nic net0 vlan=7; ovs vnet0 bridge=br0", "vlan-mismatch",
	  "mismatch" },
	{ "an uplink that has the tag among its trunks", OVS_UPLINK "ovs eth0 trunks=6,7", "",
	  "ok" },
	{ "an uplink that does not", OVS_UPLINK "ovs eth0 trunks=6,70", "vlan-mismatch",
	  "mismatch" },
	{ "by a claim that is a configuration's", OVS_UPLINK CONFIG "ovs eth0 trunks=6,70", "",
	  "ok" },
	{ "and the claim names no VLAN", OVS_UPLINK "nic net0 vlan=none; ovs eth0 trunks=6,70", "",
	  "ok" },
	{ "of a bridge that a controller runs",
	  OVS_UPLINK "ovs vnet0 secure=yes; ovs eth0 trunks=6,70 secure=yes", "", "ok" },
	{ "a tag that nobody asked for", VM OVS "ovs vnet0 bridge=br0 tag=8", "vlan-mismatch",
	  "mismatch" },
	{ "a tag that the controller chose", VM OVS "ovs vnet0 bridge=br0 tag=8 secure=yes", "",
	  "ok" },
	{ "a tag of Neutron's bridge",
	  VM OVS "nic net0 source_bridge=br-int; ovs br-int type=internal bridge=br-int;"
		 "ovs vnet0 bridge=br-int tag=8",
	  "", "ok" },
	{ "the dead VLAN", VM OVS "ovs vnet0 bridge=br0 tag=4095 secure=yes", "vlan-mismatch",
	  "mismatch" },
	{ "trunks in another order",
	  VM OVS "nic net0 vlan='7,8' vlan_trunk=yes; ovs vnet0 bridge=br0 trunks='8,7'", "",
	  "ok" },
	{ "a trunk is missing",
	  VM OVS "nic net0 vlan='7,8' vlan_trunk=yes; ovs vnet0 bridge=br0 trunks=7",
	  "vlan-mismatch", "mismatch" },
	{ "a trunk too many",
	  VM OVS "nic net0 vlan=7 vlan_trunk=yes; ovs vnet0 bridge=br0 trunks='7,77'",
	  "vlan-mismatch", "mismatch" },
	{ "a tag beside trunks, of which a configuration tells only that there are some",
	  VM OVS CONFIG "nic net0 vlan=7 vlan_trunk=yes vlan_native=7;"
			"ovs vnet0 bridge=br0 trunks='8,9' tag=7 vlan_mode=native-untagged",
	  "", "ok" },
	{ "and another tag",
	  VM OVS CONFIG "nic net0 vlan=7 vlan_trunk=yes vlan_native=7;"
			"ovs vnet0 bridge=br0 trunks='8,9' tag=6 vlan_mode=native-untagged",
	  "vlan-mismatch", "mismatch" },
	{ "a native tag",
	  VM OVS "nic net0 vlan='7,8' vlan_trunk=yes vlan_native=8 vlan_tagged=yes;"
		 "ovs vnet0 bridge=br0 trunks='7,8' tag=8 vlan_mode=native-tagged",
	  "", "ok" },
	{ "another than its fake bridge has",
	  VM OVS "nic net0 source_bridge=fake0 vlan=8;"
		 "ovs fake0 type=internal bridge=br0 fake_bridge=fake0 tag=7;"
		 "ovs vnet0 bridge=br0 fake_bridge=fake0 tag=7",
	  "vlan-mismatch", "mismatch" },
	{ "of another mode",
	  VM OVS "nic net0 vlan='7,8' vlan_trunk=yes vlan_native=8 vlan_tagged=yes;"
		 "ovs vnet0 bridge=br0 trunks='7,8' tag=8 vlan_mode=native-untagged",
	  "vlan-mismatch", "mismatch" },
	{ "an ethernet NIC on a bridge", VM "nic net0 type=ethernet source_bridge=br9", "", "ok" },

	/* duplicate-mac */
	{ "two NICs on one bridge",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:AA",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "on two bridges",
	  VM SECOND
	  "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa source_bridge=br1;"
	  "link br1 kind=bridge; link vnet1 master=br1",
	  "", "ok ok" },
	{ "in two VLANs",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa vlan=7; nic eth0 mac=52:54:00:00:00:aa vlan=8",
	  "", "ok ok" },
	{ "in a VRF",
	  VM SECOND "link vrf0 kind=other kind_name=vrf; link vnet0 master=vrf0;"
		    "link vnet1 master=vrf0; nic net0 mac=52:54:00:00:00:aa type=ethernet;"
		    "nic eth0 mac=52:54:00:00:00:aa type=ethernet",
	  "", "ok ok" },
	{ "of one VM: a bond of the guest's",
	  VM "nic net0 mac=52:54:00:00:00:aa; nic net1 target=vnet1 mac=52:54:00:00:00:aa;"
	     "link vnet1 master=br0; holder vnet1",
	  "", "ok ok" },
	{ "the bridge's own address",
	  VM "link br0 mac=52:54:00:00:00:aa; nic net0 mac=52:54:00:00:00:AA", "duplicate-mac",
	  "mismatch" },
	{ "the uplink's",
	  VM "link eth0 kind=other master=br0 mac=52:54:00:00:00:aa;"
	     "nic net0 mac=52:54:00:00:00:aa",
	  "duplicate-mac", "mismatch" },
	{ "two NICs of one VM, and nobody else",
	  VM "nic net0 mac=52:54:00:00:00:aa; nic net1 target=vnet5 mac=52:54:00:00:00:aa;"
	     "link vnet5 master=br0; holder vnet5",
	  "", "ok ok" },
	{ "in two VLANs of a bridge that may not filter",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
		    "link br0 bridge.vlan_filtering=unknown; vlan a ifindex=vnet0 first=10 last=10;"
		    "vlan b ifindex=vnet1 first=20 last=20",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "in one VLAN, and tagged in others",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
		    "link br0 bridge.vlan_filtering=yes;"
		    "vlan a ifindex=vnet0 first=5 last=5 pvid=no;"
		    "vlan b ifindex=vnet0 first=10 last=10;"
		    "vlan c ifindex=vnet0 first=15 last=15 pvid=no;"
		    "vlan d ifindex=vnet1 first=10 last=10",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "in none untagged",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
		    "link br0 bridge.vlan_filtering=yes;"
		    "vlan a ifindex=vnet0 first=5 last=5 pvid=no;"
		    "vlan d ifindex=vnet1 first=5 last=5 pvid=no",
	  "", NULL },
	{ "another bridge's own",
	  VM "nic net0 mac=52:54:00:00:00:aa; link br1 kind=bridge mac=52:54:00:00:00:aa", "",
	  "ok" },
	{ "a tap's that nobody claims",
	  VM
	  "nic net0 mac=52:54:00:00:00:aa; link tapz master=br0 mac=52:54:00:00:00:aa " PERSISTENT,
	  "stray-tap", "ok stray" },
	{ "a container's on the host's side",
	  VM "nic net0 mac=52:54:00:00:00:aa; domain c1; nic n target=veth9;"
	     "proc 200; link veth9 kind=veth master=br0 mac=52:54:00:00:00:aa",
	  "", "ok ok" },
	{ "of a link that is no port",
	  VM "nic net0 mac=52:54:00:00:00:aa; link d0 kind=other mac=52:54:00:00:00:aa", "", "ok" },
	{ "the bridge's, which has it from the device",
	  VM "nic net0 mac=52:54:00:00:00:aa; link vnet0 mac=52:54:00:00:00:AA;"
	     "link br0 mac=52:54:00:00:00:aa",
	  "mac-mismatch", "mismatch" },
	{ "the bridge's, and the device's is not known",
	  VM "nic net0 mac=52:54:00:00:00:aa; link vnet0 mac=none; link br0 mac=52:54:00:00:00:aa",
	  "duplicate-mac", "mismatch" },
	{ "the uplink's, and the device has it, too",
	  VM "nic net0 mac=52:54:00:00:00:aa; link vnet0 mac=52:54:00:00:00:aa;"
	     "link eth0 kind=other master=br0 mac=52:54:00:00:00:aa",
	  "duplicate-mac mac-mismatch", "mismatch" },
	{ "in no VLAN and in VLAN 1, of a bridge that does not filter",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa vlan=1; nic eth0 mac=52:54:00:00:00:aa", "",
	  "ok ok" },
	{ "the bridge's, and the device has one of libvirt's",
	  VM "nic net0 mac=52:54:00:00:00:aa; link vnet0 mac=fe:54:00:00:00:aa;"
	     "link br0 mac=52:54:00:00:00:aa",
	  "duplicate-mac", "mismatch" },
	{ "a link's that is on no bridge, and the NIC is on one of Open vSwitch",
	  VM "nic net0 virtualport=openvswitch mac=52:54:00:00:00:aa;"
	     "link d0 kind=other mac=52:54:00:00:00:aa",
	  "", "ok" },
	{ "on one bridge of Open vSwitch", TWO_OVS, "duplicate-mac duplicate-mac",
	  "mismatch mismatch" },
	{ "whose bridges were not asked for", TWO_OVS "ovs vnet0; ovs vnet1",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "on bridges that nobody names",
	  TWO_OVS "nic net0 source_bridge=none; nic eth0 source_bridge=none", "", "ok ok" },
	{ "on one of that name in another namespace",
	  TWO_OVS "link vnet1 netns=2 master=none; holder vnet1 netns=2; proc 200 netns=2", "",
	  NULL },
	{ "a Linux bridge's, and the NIC is on one of Open vSwitch",
	  BY_NAME "ovs vnet0 bridge=ovs0; nic net0 mac=52:54:00:00:00:aa;"
		  "link br0 mac=52:54:00:00:00:aa",
	  "", "ok" },
	{ "in two VLANs of its database",
	  TWO_OVS "ovs vnet0 bridge=ovs1 tag=10; ovs vnet1 bridge=ovs1 tag=20", "", "ok ok" },
	{ "in one of them", TWO_OVS "ovs vnet0 bridge=ovs1 tag=10; ovs vnet1 bridge=ovs1 tag=10",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "in two VLANs of the XML", TWO_OVS "nic net0 vlan=10; nic eth0 vlan=20", "", "ok ok" },
	{ "and the database does not say",
	  TWO_OVS "nic net0 vlan=10; nic eth0 vlan=20; ovs vnet0 bridge=ovs1 port=none;"
		  "ovs vnet1 bridge=ovs1 port=none",
	  "", "ok ok" },
	{ "in trunks", TWO_OVS "nic net0 vlan=10 vlan_trunk=yes; nic eth0 vlan=20 vlan_trunk=yes",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "on a bridge that a controller rules",
	  TWO_OVS "ovs vnet0 bridge=ovs1 secure=yes; ovs vnet1 bridge=ovs1 secure=yes", "",
	  "ok ok" },
	{ "two logical networks of OVN",
	  VM SECOND "nic net0 virtualport=openvswitch source_bridge=br-int mac=52:54:00:00:00:aa;"
		    "nic eth0 virtualport=openvswitch source_bridge=br-int mac=52:54:00:00:00:aa",
	  "", "ok ok" },
	{ "on no bridge",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa type=ethernet; link vnet0 master=none;"
		    "nic eth0 mac=52:54:00:00:00:aa type=ethernet; link vnet1 master=none",
	  "", "ok ok" },
	{ "on two bridges of Open vSwitch",
	  VM SECOND
	  "link ovs-system kind=openvswitch; link vnet0 master=ovs-system;"
	  "link vnet1 master=ovs-system; nic net0 virtualport=openvswitch mac=52:54:00:00:00:aa;"
	  "nic eth0 virtualport=openvswitch mac=52:54:00:00:00:aa source_bridge=br1",
	  "", "ok ok" },
	{ "on one of Open vSwitch",
	  VM SECOND
	  "link ovs-system kind=openvswitch; link vnet0 master=ovs-system;"
	  "link vnet1 master=ovs-system; nic net0 virtualport=openvswitch mac=52:54:00:00:00:aa;"
	  "nic eth0 virtualport=openvswitch mac=52:54:00:00:00:aa",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "each behind a firewall's bridge of its own",
	  VM SECOND FWBR FWBR2 "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
			       "domain web1 basis=config; domain db1 basis=config",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "one of them on the bridge itself",
	  VM SECOND FWBR "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
			 "domain web1 basis=config; domain db1 basis=config",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "behind firewalls' bridges in two VLANs",
	  VM SECOND FWBR FWBR2 "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
			       "domain web1 basis=config; domain db1 basis=config;"
			       "link br0 bridge.vlan_filtering=yes; vlan d first=10 last=10;"
			       "vlan e ifindex=fwpr2 first=20 last=20",
	  "", "ok ok" },
	{ "and in one VLAN",
	  VM SECOND FWBR FWBR2 "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
			       "domain web1 basis=config; domain db1 basis=config;"
			       "link br0 bridge.vlan_filtering=yes; vlan d first=10 last=10;"
			       "vlan e ifindex=fwpr2 first=10 last=10",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "and one of them behind two bridges",
	  VM SECOND "link mid kind=bridge; link in kind=veth master=br0;"
		    "link out kind=veth master=mid lower=in; link in lower=out;" FWBR FWBR2
		    "link fwpr master=mid; nic net0 source_bridge=mid;"
		    "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
		    "domain web1 basis=config; domain db1 basis=config;"
		    "link br0 bridge.vlan_filtering=yes; vlan d ifindex=in first=10 last=10;"
		    "vlan e ifindex=fwpr2 first=10 last=10",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "the address of the bridge behind the firewall's",
	  VM FWBR CONFIG "nic net0 mac=52:54:00:00:00:aa; link br0 mac=52:54:00:00:00:aa",
	  "duplicate-mac", "mismatch" },
	{ "the same, and the veth of one is the first link",
	  "link fwln kind=veth;" VM SECOND FWBR FWBR2
	  "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
	  "domain web1 basis=config; domain db1 basis=config;"
	  "link br0 bridge.vlan_filtering=yes; vlan d first=10 last=10;"
	  "vlan e ifindex=fwpr2 first=10 last=10",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "on a bridge, and on that of a VLAN of its uplink",
	  VM SECOND UPLINK "nic net0 mac=52:54:00:00:00:aa;"
			   "nic eth0 mac=52:54:00:00:00:aa source_bridge=brv;"
			   "link brv kind=bridge; link vnet1 master=brv;"
			   "link eth0.5 kind=vlan lower=eth0 master=brv",
	  "", "ok ok" },
	{ "on inner bridges that know VLANs",
	  VM SECOND FWBR FWBR2
	  "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
	  "domain web1 basis=config; domain db1 basis=config;"
	  "link fwbr bridge.vlan_filtering=yes; link fwbr2 bridge.vlan_filtering=yes;"
	  "vlan v ifindex=vnet0 first=1 last=1; vlan w ifindex=vnet1 first=1 last=1",
	  "", "ok ok" },
	{ "behind bridges whose pairs end in another namespace",
	  VM SECOND FWBR FWBR2
	  "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
	  "domain web1 basis=config; domain db1 basis=config; netns 2;"
	  "link brx kind=bridge netns=2; nic net0 source_bridge=fwbr;"
	  "nic eth0 source_bridge=fwbr2;"
	  "link fwpr netns=2 ifindex=77 master=brx; link fwpr2 netns=2 ifindex=78 master=brx;"
	  "link fwln lower=none far_lower=77; link fwln2 lower=none far_lower=78",
	  "", "ok ok" },
	{ "behind bridges that Open vSwitch connects",
	  VM SECOND FWBR FWBR2 "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
			       "nic net0 source_bridge=fwbr; nic eth0 source_bridge=fwbr2;"
			       "link ovs-system kind=openvswitch; link fwpr master=ovs-system;"
			       "link fwpr2 master=ovs-system; ovs fwpr bridge=ovs0 tag=1;"
			       "ovs fwpr2 bridge=ovs0 tag=2",
	  "", "ok ok" },
	{ "on bridges of one number in two namespaces",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
		    "link br9 ifname=br0 kind=bridge netns=2 ifindex=1; proc 200 netns=2;"
		    "link vnet1 netns=2 master=br9; holder vnet1 netns=2",
	  "", "ok ok" },
	{ "both without", VM SECOND "nic net0 mac=none; nic eth0 mac=none", "", "ok ok" },

	/* wrong-bridge, where a configuration names the one behind others */
	{ "a firewall's bridge before the configuration's", VM CONFIG FWBR, "", "ok" },
	{ "the same, and libvirt's XML names the other", VM FWBR, "wrong-bridge", "mismatch" },
	{ "a firewall's bridge before another one",
	  VM CONFIG FWBR "link br1 kind=bridge; link fwpr master=br1", "wrong-bridge", "mismatch" },
	{ "a firewall's bridge whose pair has no other end here",
	  VM CONFIG FWBR "link fwln lower=none", "wrong-bridge", "mismatch" },
	{ "a bridge on a VLAN of the card of the configuration's",
	  VM UPLINK CONFIG "link brv kind=bridge; link eth0.5 kind=vlan lower=eth0 master=brv;"
			   "link vnet0 master=brv",
	  "wrong-bridge", "mismatch" },
	{ "a bridge made for another VLAN", VM CONFIG "nic net0 vlan=20; link br0 ifname=br0v21",
	  "wrong-bridge", "mismatch" },
	{ "a bridge of a longer name", VM CONFIG "nic net0 vlan=20; link br0 ifname=br0x20",
	  "wrong-bridge", "mismatch" },
	{ "a bridge made for a VLAN, and no VLAN is said", VM CONFIG "link br0 ifname=br0v20",
	  "wrong-bridge", "mismatch" },
	{ "the other end of a firewall's pair is Open vSwitch's, of a fake bridge",
	  VM CONFIG FWBR "link ovs-system kind=openvswitch; link fwpr master=ovs-system;"
			 "nic net0 source_bridge=fake0; ovs fwpr bridge=ovs0 fake_bridge=fake0",
	  "", "ok" },
	{ "of the bridge that has a fake one",
	  VM CONFIG FWBR "link ovs-system kind=openvswitch; link fwpr master=ovs-system;"
			 "nic net0 source_bridge=ovs0; ovs fwpr bridge=ovs0 fake_bridge=fake0",
	  "", "ok" },
	{ "the other end is on no bridge", VM CONFIG FWBR "link fwpr master=none", "wrong-bridge",
	  "mismatch" },
	{ "of another one",
	  VM CONFIG FWBR "link ovs-system kind=openvswitch; link fwpr master=ovs-system;"
			 "nic net0 source_bridge=fake0; ovs fwpr bridge=ovs0 fake_bridge=fake1",
	  "wrong-bridge", "mismatch" },
	{ "behind the firewall's bridge is Open vSwitch, whose bridge is not known",
	  "link br0 kind=openvswitch; domain web1 basis=config; nic net0 target=vnet0;"
	  "link fwbr kind=bridge; link vnet0 master=fwbr; link fwln kind=openvswitch master=fwbr;"
	  "ovs fwln type=internal; proc 100; holder vnet0;",
	  "", "ok" },

	/* vlan-mismatch on a bridge */
	{ "a configuration: the port has its tag for untagged frames", VLANS CONFIG, "", "ok" },
	{ "a configuration: the port has more tags", VLANS CONFIG "vlan 30 ifindex=vnet0 pvid=no",
	  "", "ok" },
	{ "a configuration: the port has another", VLANS CONFIG "vlan d first=21 last=21",
	  "vlan-mismatch", "mismatch" },
	{ "a configuration: the bridge does not filter",
	  VLANS CONFIG "link br0 bridge.vlan_filtering=no", "vlan-mismatch", "mismatch" },
	{ "a configuration: the bridge is one made for the VLAN",
	  VLANS CONFIG "link br0 ifname=br0v20 bridge.vlan_filtering=no", "", "ok" },
	{ "a configuration: the table was not read", VLANS CONFIG "drop vlan d; drop vlan u", "",
	  "ok" },
	{ "a configuration without a tag", VLANS CONFIG "nic net0 vlan=none; vlan d first=7 last=7",
	  "", "ok" },
	{ "a configuration's bridge is Open vSwitch's, behind the firewall's",
	  "link br0 kind=openvswitch; domain web1 basis=config; nic net0 target=vnet0 vlan=20;"
	  "link fwbr kind=bridge; link vnet0 master=fwbr; link fwln kind=openvswitch master=fwbr;"
	  "ovs fwln type=internal bridge=br0 tag=20; proc 100; holder vnet0;",
	  "", "ok" },
	{ "and has another tag there",
	  "link br0 kind=openvswitch; domain web1 basis=config; nic net0 target=vnet0 vlan=20;"
	  "link fwbr kind=bridge; link vnet0 master=fwbr; link fwln kind=openvswitch master=fwbr;"
	  "ovs br0 type=internal bridge=br0; ovs fwln type=internal bridge=br0 tag=30;"
	  "proc 100; holder vnet0;",
	  "vlan-mismatch", "mismatch" },
	{ "the same by libvirt's XML",
	  "link br0 kind=openvswitch; domain web1; nic net0 target=vnet0 vlan=20;"
	  "link fwbr kind=bridge; link vnet0 master=fwbr; link fwln kind=openvswitch master=fwbr;"
	  "ovs br0 type=internal bridge=br0; ovs fwln type=internal bridge=br0 tag=30;"
	  "proc 100; holder vnet0;",
	  "wrong-bridge", "mismatch" },
	{ "a patch port leads to the configuration's, whose tag is not the claim's",
	  "link br0 kind=bridge; domain web1 basis=config; nic net0 target=vnet0 vlan=20;"
	  "link br9 kind=bridge ifname=brx; link vnet0 master=br9;"
	  "link o kind=openvswitch master=br9; ovs o type=internal bridge=ovs1;"
	  "ovs br0 type=internal bridge=br0; ovs p type=patch bridge=ovs1 peer=q;"
	  "ovs q type=patch bridge=br0 peer=p tag=30;"
	  "ovs eth0 bridge=br0; link eth0 kind=other parent=p0; proc 100; holder vnet0;",
	  "wrong-bridge", "mismatch" },
	{ "and is another one",
	  "link br0 kind=openvswitch; domain web1 basis=config;"
	  "nic net0 target=vnet0 vlan=20; link fwbr kind=bridge; link vnet0 master=fwbr;"
	  "link fwln kind=openvswitch master=fwbr; ovs fwln type=internal bridge=br1 tag=20;"
	  "proc 100; holder vnet0;",
	  "wrong-bridge", "mismatch" },
	{ "and is not known",
	  "link br0 kind=openvswitch; domain web1 basis=config; nic net0 target=vnet0 vlan=20;"
	  "link fwbr kind=bridge; link vnet0 master=fwbr; link fwln kind=openvswitch master=fwbr;"
	  "proc 100; holder vnet0;",
	  "", "ok" },
	{ "a configuration's tag is behind the firewall's bridge", VLANS CONFIG FWBR, "", "ok" },
	{ "and that is a port of Open vSwitch's",
	  VLANS CONFIG FWBR "link fwpr master=none; ovs fwpr bridge=ovs0", "wrong-bridge",
	  "mismatch" },
	{ "and is another one there", VLANS CONFIG FWBR "vlan d first=21 last=21", "vlan-mismatch",
	  "mismatch" },
	{ "the port has the claim's VLAN", VLANS "", "", "ok" },
	{ "it has another", VLANS "vlan d first=21 last=21; vlan u first=21 last=21",
	  "vlan-mismatch", "mismatch" },
	{ "it has the VLAN, and not for untagged frames", VLANS "vlan d pvid=no", "vlan-mismatch",
	  "mismatch" },
	{ "it has one more", VLANS "vlan 30 ifindex=vnet0 pvid=no", "vlan-mismatch", "mismatch" },
	{ "it has none", VLANS "drop vlan d", "vlan-mismatch", "mismatch" },
	{ "it has none, and the table was not read", VLANS "drop vlan d; drop vlan u", "", "ok" },
	{ "the bridge does not filter", VLANS "link br0 bridge.vlan_filtering=no", "vlan-mismatch",
	  "mismatch" },
	{ "it is not known whether it does", VLANS "link br0 bridge.vlan_filtering=unknown", "",
	  "ok" },
	{ "the uplink does not carry it", VLANS "vlan u first=21 last=21", "vlan-mismatch",
	  "mismatch" },
	{ "no claim of a VLAN, whatever the port has",
	  VLANS "nic net0 vlan=none; vlan d first=7 last=7", "", "ok" },
	{ "no claim, and the port has none", VLANS "nic net0 vlan=none; drop vlan d",
	  "vlan-mismatch", "mismatch" },
	{ "a trunk of two",
	  VLANS "nic net0 vlan=20,30 vlan_trunk=yes; vlan d pvid=no; vlan 30 ifindex=vnet0 pvid=no",
	  "", "ok" },
	{ "a trunk that lacks one", VLANS "nic net0 vlan=20,30 vlan_trunk=yes; vlan d pvid=no",
	  "vlan-mismatch", "mismatch" },
	{ "a trunk that has another instead",
	  VLANS "nic net0 vlan=20,30 vlan_trunk=yes; vlan d pvid=no; vlan 31 ifindex=vnet0 pvid=no",
	  "vlan-mismatch", "mismatch" },
	{ "a trunk of one", VLANS "nic net0 vlan=20 vlan_trunk=yes; vlan d pvid=no", "", "ok" },
	{ "two that nobody calls a trunk",
	  VLANS "nic net0 vlan=20,30; vlan d pvid=no; vlan 30 ifindex=vnet0 pvid=no", "", "ok" },
	{ "it is not known whether the bridge filters, and the port has another",
	  VLANS "link br0 bridge.vlan_filtering=unknown; vlan d first=21 last=21", "", "ok" },
	{ "a configuration, and it is not known",
	  VLANS CONFIG "link br0 bridge.vlan_filtering=unknown; vlan d first=21 last=21", "",
	  "ok" },
	{ "no claim, and the port is down", VLANS "nic net0 vlan=none; link vnet0 up=no",
	  "link-down", "mismatch" },
	{ "the VLAN is right, and the uplink has no carrier", VLANS "link eth0 carrier=no",
	  "uplink-down", "mismatch" },
	{ "a native VLAN of a trunk",
	  VLANS "nic net0 vlan=20,30 vlan_native=20; vlan 30 ifindex=vnet0 pvid=no", "", "ok" },
	{ NULL, NULL, NULL, NULL },
};
