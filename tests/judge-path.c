/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of test-judge: the way of frames. */
#include <config.h>

#include <stddef.h>

#include "judge-rows.h"

/* The VM's device is routed. */
#define ON_VRF \
	"link vrf9 kind=vrf; domain web1; nic net0 target=vnet0 type=ethernet " \
	"source_bridge=none; link vnet0 master=vrf9; proc 100; holder vnet0;"

/* It is a macvtap. */
#define MACVTAP \
	"domain web1; nic net0 target=mv0 type=direct source_bridge=none; link mv0 kind=macvtap;" \
	"proc 100; holder mv0 by_macvtap=yes;"

const struct judged judge_path_rows[] = {
	/* bridge-down, uplink-down, port-blocked: which hop is blamed is test-path's matter */
	{ "the bridge is down", VM "link br0 up=no", "bridge-down", "mismatch" },
	{ "the device is down, too", VM "link br0 up=no; link vnet0 up=no", "link-down",
	  "mismatch" },
	{ "the bridge is down, and the VM in motion",
	  VM "link br0 up=no; domain web1 transitional=yes", "", "ok" },
	{ "the only uplink is down", VM UPLINK "link eth0 up=no", "bridge-down", "mismatch" },
	{ "it has no carrier", VM UPLINK "link eth0 carrier=no", "uplink-down", "mismatch" },
	{ "there are two uplinks",
	  VM UPLINK "link eth0 carrier=no; link eth1 kind=other parent=p1 master=br0", "", "ok" },
	{ "no uplink is no fault", VM, "", "ok" },
	{ "a pair of veths that a container left", VM DEAD_PAIR, "", "ok" },
	{ "it is no other way off the host", VM UPLINK DEAD_PAIR "link eth0 carrier=no",
	  "uplink-down", "mismatch" },
	{ "it leads to another bridge",
	  VM DEAD_PAIR "link br1 kind=bridge; link ve1 master=br1; link eth0 kind=other parent=p0 "
		       "master=br1;",
	  "bridge-down", "mismatch" },

	/* bridge-netfilter */
	{ "netfilter drops what the bridge passes", VM NF "netns 1 calls_ip=yes",
	  "bridge-netfilter", "ok" },
	{ "it drops, and sees nothing of the bridge", VM NF, "", "ok" },
	{ "it sees IPv6 alone, and drops IPv4", VM NF "netns 1 calls_ip6=yes", "", "ok" },
	{ "the bridge's own setting is enough", VM NF "link br0 bridge.calls_ip=yes",
	  "bridge-netfilter", "ok" },
	{ "the bridge's own no does not help",
	  VM NF "netns 1 calls_ip=yes; link br0 bridge.calls_ip=no", "bridge-netfilter", "ok" },
	{ "it sees the bridge, and drops nothing", VM "netns 1 calls_ip=yes calls_ip6=yes", "",
	  "ok" },
	{ "IPv6 is dropped", VM "netns 1 calls_ip6=yes drops_ip6='ip6 filter FORWARD'",
	  "bridge-netfilter", "ok" },
	{ "of the bridge's own, IPv6",
	  VM "netns 1 drops_ip6='ip6 f F'; link br0 bridge.calls_ip6=yes", "bridge-netfilter",
	  "ok" },
	{ "on another bridge",
	  VM NF "netns 1 calls_ip=no; link br1 kind=bridge bridge.calls_ip=yes", "", "ok" },
	{ "a bridge with a tap that no VM claims",
	  "netns 1 calls_ip=yes drops_ip='ip filter FORWARD'; link br0 kind=bridge;"
	  "link tun9 master=br0; proc 300 hypervisor=no; holder tun9",
	  "foreign-holder", "foreign" },
	{ "in another namespace", VM "netns 2 calls_ip=yes drops_ip='ip filter FORWARD'", "",
	  "ok" },
	{ "of IPv4 alone, where IPv6 is dropped", VM "netns 1 calls_ip=yes drops_ip6='ip6 f F'", "",
	  "ok" },
	{ "a bridge of the host's alone",
	  NF "netns 1 calls_ip=yes; link br1 kind=bridge; link eth1 kind=other parent=p1 "
	     "master=br1",
	  "", "" },
	{ "a bridge that was made last",
	  "domain web1; nic net0 target=vnet0; link vnet0; proc 100; holder vnet0;"
	  "link br0 kind=bridge; link vnet0 master=br0;" NF "netns 1 calls_ip=yes",
	  "bridge-netfilter", "ok" },
	{ "a VRF is none", ON_VRF NF "netns 1 calls_ip=yes", "", "ok" },
	{ "the port is blocked", VM "link vnet0 port.state=5", "port-blocked", "mismatch" },
	{ "its forward delay runs", VM "link vnet0 port.state=2 port.delay=yes", "", "ok" },
	{ "its forward delay still runs", VM "link vnet0 port.state=3 port.delay=yes", "", "ok" },
	{ "it is disabled, whatever runs", VM "link vnet0 port.state=1 port.delay=yes",
	  "port-blocked", "mismatch" },
	{ "it listens, and nobody works on it", VM "link vnet0 port.state=2", "port-blocked",
	  "mismatch" },
	{ "it listens, and a spanning tree works on it",
	  VM "link br0 bridge.stp=yes; link vnet0 port.state=2", "", "ok" },
	{ "a spanning tree blocks it", VM "link br0 bridge.stp=yes; link vnet0 port.state=5",
	  "port-blocked", "mismatch" },
	{ "disabled for want of a carrier", VM "link vnet0 port.state=1 carrier=no", "", "ok" },

	/* isolation-mismatch */
	{ "isolated by the XML alone", VM "nic net0 isolated=yes; link vnet0 port.isolated=no",
	  "isolation-mismatch", "mismatch" },
	{ "isolated by the bridge alone", VM "nic net0 isolated=no; link vnet0 port.isolated=yes",
	  "isolation-mismatch", "mismatch" },
	{ "isolated by both", VM "nic net0 isolated=yes; link vnet0 port.isolated=yes", "", "ok" },
	{ "the XML does not say", VM "link vnet0 port.isolated=yes", "", "ok" },
	{ "the kernel does not say", VM "nic net0 isolated=yes", "", "ok" },
	{ "there is no device", VM "nic net0 isolated=yes; drop holder vnet0; drop link vnet0",
	  "missing-device", "mismatch" },

	/* mac-elsewhere */
	{ "the NIC's address is on the uplink", ELSEWHERE "", "mac-elsewhere", "mismatch" },
	{ "on its own port", ELSEWHERE "fdb m port=vnet0", "", "ok" },
	{ "on another bridge", ELSEWHERE "link br1 kind=bridge; fdb m bridge=br1", "", "ok" },
	{ "of another namespace", ELSEWHERE "fdb m netns=2", "", "ok" },
	{ "of bridge and port with the same numbers in another namespace",
	  ELSEWHERE "fdb m netns=2; link x kind=other netns=2 ifindex=3", "", "ok" },
	{ "it is the uplink's own", ELSEWHERE "fdb m local=yes", "", "ok" },
	{ "the device is on no bridge", ELSEWHERE "link vnet0 master=none; fdb m bridge=none",
	  "detached-bridge", "mismatch" },
	{ "it was heard just in time", ELSEWHERE "fdb m age=1000", "mac-elsewhere", "mismatch" },
	{ "on a port that is gone", ELSEWHERE "fdb m port=none", "", "ok" },
	{ "a bond of XOR", ELSEWHERE "link eth0 kind=bond mode=2 parent=none", "", "ok" },
	{ "a bond that sends on all its ports", ELSEWHERE "link eth0 kind=bond mode=3 parent=none",
	  "", "ok" },
	{ "it was heard long ago", ELSEWHERE "fdb m age=1001", "", "ok" },
	{ "put there long ago", ELSEWHERE "fdb m age=1001 fixed=yes", "mac-elsewhere", "mismatch" },
	{ "of another NIC", ELSEWHERE "fdb m mac=52:54:00:00:00:99", "", "ok" },
	{ "written in capitals",
	  ELSEWHERE "nic net0 mac=52:54:00:AA:BB:01; link vnet0 mac=fe:54:00:aa:bb:01;"
		    "fdb m mac=52:54:00:aa:bb:01",
	  "mac-elsewhere", "mismatch" },
	{ "among others that bridges know",
	  ELSEWHERE
	  "fdb a mac=52:54:00:00:00:00 bridge=br0 port=vnet0; fdb z mac=fe:54:00:00:00:ff "
	  "bridge=br0 port=vnet0; fdb own mac=52:54:00:00:00:01 bridge=br0 port=vnet0",
	  "mac-elsewhere", "mismatch" },
	{ "of a second NIC there, too", ELSEWHERE SECOND "nic eth0 mac=52:54:00:00:00:01",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "of a second NIC, each behind a firewall's bridge",
	  VM SECOND FWBR FWBR2 CONFIG "domain db1 basis=config; nic net0 mac=52:54:00:00:00:01;"
				      "nic eth0 mac=52:54:00:00:00:01;"
				      "fdb m mac=52:54:00:00:00:01 bridge=fwbr port=fwln",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "of a second NIC on another bridge",
	  ELSEWHERE SECOND "nic eth0 mac=52:54:00:00:00:01 source_bridge=br1; link br1 kind=bridge;"
			   "link vnet1 master=br1",
	  "mac-elsewhere", "ok mismatch" },
	{ "of a second NIC in another namespace",
	  ELSEWHERE "domain db1; nic eth0 target=vnet1 mac=52:54:00:00:00:01 source_bridge=none;"
		    "link br9 kind=bridge netns=2 ifindex=1; link vnet1 netns=2 master=br9;"
		    "proc 200 netns=2; holder vnet1 netns=2",
	  "mac-elsewhere", "ok mismatch" },
	{ "beside a NIC of another address", ELSEWHERE SECOND "nic eth0 mac=52:54:00:00:00:00",
	  "mac-elsewhere", "ok mismatch" },
	{ "of a failover pair", ELSEWHERE "nic net0 teaming=yes", "", "ok" },
	{ "the VM is paused", ELSEWHERE "domain web1 state=paused", "", "ok" },
	{ "in another VLAN",
	  ELSEWHERE
	  "link br0 bridge.vlan_filtering=yes; vlan 20 ifindex=vnet0;"
	  "vlan 7 ifindex=eth0; vlan t ifindex=eth0 first=20 last=20 pvid=no; fdb m vlan=7",
	  "", "ok" },
	{ "in its VLAN",
	  ELSEWHERE "link br0 bridge.vlan_filtering=yes; vlan 20 ifindex=vnet0;"
		    "vlan t ifindex=eth0 first=20 last=20 pvid=no; fdb m vlan=20",
	  "mac-elsewhere", "mismatch" },
	{ "in no VLAN",
	  ELSEWHERE "link br0 bridge.vlan_filtering=yes; vlan 20 ifindex=vnet0;"
		    "vlan t ifindex=eth0 first=20 last=20 pvid=no",
	  "mac-elsewhere", "mismatch" },
	{ "a bond that sends frames back", ELSEWHERE "link eth0 kind=bond mode=0 parent=none", "",
	  "ok" },
	{ "a team, of whose mode the kernel says nothing here",
	  ELSEWHERE "link eth0 kind=team parent=none", "", "ok" },
	{ "a bond that does not", ELSEWHERE "link eth0 kind=bond mode=1 parent=none",
	  "mac-elsewhere", "mismatch" },

	/* mtu-mismatch on the path: what takes frames from there, no bridge */
	{ "a bond is narrow",
	  VM "link bond0 kind=bond master=br0 mtu=1400; link e0 kind=other parent=p0 master=bond0",
	  "mtu-mismatch", "mismatch" },
	{ "a VRF is", ON_VRF "link vrf9 mtu=1280", "", "ok" },
	{ "an uplink of whose MTU nothing is known", VM UPLINK "link eth0 mtu=0", "", "ok" },
	{ "the bridge below a macvtap is",
	  "link br0 kind=bridge mtu=1280;" MACVTAP "link mv0 lower=br0;" UPLINK, "", "ok" },
	{ "Open vSwitch's below it is",
	  "link ovs0 kind=openvswitch mtu=1280;" MACVTAP "link mv0 lower=ovs0", "", "ok" },
	{ "that behind a patch port is, in user space",
	  BY_NAME "ovs ovs0 type=internal bridge=ovs0; ovs vnet0 bridge=ovs0;"
		  "ovs p type=patch peer=q bridge=ovs0; ovs q type=patch peer=p bridge=ex;"
		  "ovs ex type=internal bridge=ex; ovs eth0 bridge=ex; link ex kind=other mtu=1280;"
		  "link eth0 kind=other parent=p0",
	  "", NULL },
	{ NULL, NULL, NULL, NULL },
};
