/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is to be typed where a finding has a cure: the commands, an empty line where there is
 * none, of the first finding of a code.
 */
#include <config.h>

#include <stddef.h>

#include "judge-rows.h"

#define MOVED \
	VM "netns 2 name=blue path=/run/netns/blue;" \
	   "conn qemu:///system uri=qemu+unix:///x?socket=/x;" \
	   "link vnet0 netns=2 master=none; holder vnet0 netns=2;"
#define RENAMED \
	VM "link vnet0 ifname=x mac=fe:54:00:00:00:00; holder vnet0 ifname=x;" \
	   "netdev hostnet0 fd=20; nic net0 mac=52:54:00:00:00:00;"
#define GONE VM "drop holder vnet0; drop proc 100;"
#define PORT VM "nic net0 portid=p1 type=network source_network=lan;"
#define FILTER VM "conn qemu:///system bindings_ok=yes; nic net0 filter=clean;"

#define ODD_NAME(name) \
	VM "link vnet0 up=no ifname='" name "'; holder vnet0 ifname='" name \
	   "'; nic net0 target='" name "'"

const struct cured judge_cure_rows[] = {
	{ "the bridge of the XML", VM "link br1 kind=bridge; link vnet0 master=br1", "wrong-bridge",
	  "vnet0 (web1) is on br1; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -qF '\"master\":\"br1\",' "
	  "&& ip link set dev vnet0 master br0" },
	{ "isolated there", VM "link br1 kind=bridge; link vnet0 master=br1; nic net0 isolated=yes",
	  "wrong-bridge",
	  "vnet0 (web1) is on br1; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -qF '\"master\":\"br1\",' "
	  "&& ip link set dev vnet0 master br0 && ip link set dev vnet0 type bridge_slave "
	  "isolated on" },
	{ "not isolated there",
	  VM "link br1 kind=bridge; link vnet0 master=br1; nic net0 isolated=no", "wrong-bridge",
	  "vnet0 (web1) is on br1; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -qF '\"master\":\"br1\",' "
	  "&& ip link set dev vnet0 master br0" },
	{ "a bridge that does not exist", VM "nic net0 source_bridge=brx", "wrong-bridge",
	  "vnet0 (web1) is on br0; its XML says brx" },
	{ "what is no bridge", VM "nic net0 source_bridge=d0; link d0 kind=other", "wrong-bridge",
	  "vnet0 (web1) is on br0; its XML says d0" },
	{ "no bridge at all", VM "link vnet0 master=none", "detached-bridge",
	  "vnet0 (web1) is not on any bridge; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -vq '\"master\":' && ip "
	  "link set dev vnet0 master br0" },
	{ "a firewall's bridge, which leads to another than the configuration's",
	  VM CONFIG FWBR "link br1 kind=bridge; link fwpr master=br1", "wrong-bridge",
	  "vnet0 (web1) is on br1 by fwpr; its configuration says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev fwpr | grep -a '\"ifindex\":4,' | grep -qF '\"master\":\"br1\",' "
	  "&& ip link set dev fwpr master br0" },
	{ "which leads nowhere", VM CONFIG FWBR "link fwpr master=none", "wrong-bridge",
	  "vnet0 (web1) is on no bridge by fwpr; its configuration says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev fwpr | grep -a '\"ifindex\":4,' | grep -vq '\"master\":' && ip "
	  "link set dev fwpr master br0" },
	{ "which leads to Open vSwitch",
	  VM CONFIG FWBR "link ovs-system kind=openvswitch; link fwpr master=ovs-system;"
			 "ovs fwpr bridge=ovs1",
	  "wrong-bridge", "vnet0 (web1) is on ovs1 by fwpr; its configuration says br0" },
	{ "which another VM is on, too",
	  VM SECOND CONFIG FWBR
	  "link br1 kind=bridge; link fwpr master=br1; link vnet1 master=fwbr;"
	  "nic eth0 source_bridge=fwbr",
	  "wrong-bridge",
	  "vnet0 (web1) is on fwbr; its configuration says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -qF "
	  "'\"master\":\"fwbr\",' && ip link set dev vnet0 master br0" },
	{ "another VM's, which leads nowhere",
	  VM SECOND CONFIG "link fwbr kind=bridge; link vnet0 master=fwbr; link vnet1 master=fwbr;"
			   "nic eth0 source_bridge=fwbr",
	  "wrong-bridge",
	  "vnet0 (web1) is on fwbr; its configuration says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -qF "
	  "'\"master\":\"fwbr\",' && ip link set dev vnet0 master br0" },
	{ "by what is no veth",
	  VM CONFIG FWBR "link fwpr master=none; link fwln kind=other lower=none", "wrong-bridge",
	  "vnet0 (web1) is on fwbr; its configuration says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -qF "
	  "'\"master\":\"fwbr\",' && ip link set dev vnet0 master br0" },
	{ "the other end of which is not here", VM CONFIG FWBR "link fwln lower=none",
	  "wrong-bridge",
	  "vnet0 (web1) is on fwbr; its configuration says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -qF "
	  "'\"master\":\"fwbr\",' && ip link set dev vnet0 master br0" },
	{ "the same by libvirt's XML", VM FWBR, "wrong-bridge",
	  "vnet0 (web1) is on fwbr; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -qF "
	  "'\"master\":\"fwbr\",' && ip link set dev vnet0 master br0" },
	{ "the bridge, and its VLAN", VLANS "link vnet0 master=none", "detached-bridge",
	  "vnet0 (web1) is not on any bridge; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -vq '\"master\":' && ip "
	  "link set dev vnet0 master br0 && bridge vlan del dev vnet0 vid 1-4094 && bridge "
	  "vlan add dev vnet0 vid 20 pvid untagged" },
	{ "and the VLANs of a trunk",
	  VLANS "link vnet0 master=none; nic net0 vlan=20,30 vlan_trunk=yes vlan_native=30",
	  "detached-bridge",
	  "vnet0 (web1) is not on any bridge; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -vq '\"master\":' && ip "
	  "link set dev vnet0 master br0 && bridge vlan del dev vnet0 vid 1-4094 && bridge "
	  "vlan add dev vnet0 vid 20 && bridge vlan add dev vnet0 vid 30 pvid untagged" },
	{ "a bridge that filters, and the claim names no VLAN",
	  VLANS "link vnet0 master=none; nic net0 vlan=none", "detached-bridge",
	  "vnet0 (web1) is not on any bridge; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -vq '\"master\":' && ip "
	  "link set dev vnet0 master br0" },
	{ "a bridge that does not filter",
	  VLANS "link vnet0 master=none; link br0 bridge.vlan_filtering=no", "detached-bridge",
	  "vnet0 (web1) is not on any bridge; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -vq '\"master\":' && ip "
	  "link set dev vnet0 master br0" },
	{ "the VLAN of a configuration", VLANS CONFIG "link vnet0 master=none", "detached-bridge",
	  "vnet0 (web1) is not on any bridge; its configuration says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -vq '\"master\":' && ip "
	  "link set dev vnet0 master br0 && bridge vlan del dev vnet0 vid 1-4094 && bridge "
	  "vlan add dev vnet0 vid 20 pvid untagged" },
	{ "of a trunk in a configuration",
	  VLANS CONFIG "link vnet0 master=none; nic net0 vlan_trunk=yes", "detached-bridge",
	  "vnet0 (web1) is not on any bridge; its configuration says br0" },
	{ "the bridge that was made for the VLAN",
	  VLANS CONFIG "link vnet0 master=none; link br0 bridge.vlan_filtering=no;"
		       "link br0v20 kind=bridge bridge.vlan_filtering=no",
	  "detached-bridge",
	  "vnet0 (web1) is not on any bridge; its configuration says br0\n"
	  "ip -j -d link show dev br0v20 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -vq '\"master\":' && ip "
	  "link set dev vnet0 master br0v20" },
	{ "which is not there",
	  VLANS CONFIG "link vnet0 master=none; link br0 bridge.vlan_filtering=no",
	  "detached-bridge", "vnet0 (web1) is not on any bridge; its configuration says br0" },
	{ "the switch, with trunks that a configuration does not tell",
	  VM CONFIG "nic net0 vlan=7 vlan_trunk=yes vlan_native=7; link vnet0 master=none;"
		    "link br0 kind=openvswitch; ovs br0 type=internal bridge=br0",
	  "detached-bridge",
	  "vnet0 (web1) is not on any bridge by Open vSwitch's database; its "
	  "configuration says br0" },
	{ "the bridge of Open vSwitch",
	  VM OVS "ovs br1 type=internal bridge=br1; ovs vnet0 bridge=br1;"
		 "nic net0 source_bridge=br0; link vnet0 master=none",
	  "wrong-bridge",
	  "vnet0 (web1) is on br1; its XML says br0\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && [ \"$(ovs-vsctl "
	  "--timeout=10 iface-to-br vnet0 )\" = br1 ] && ovs-vsctl --timeout=10 "
	  "--if-exists del-port br1 vnet0 -- --may-exist add-port br0 vnet0 -- set "
	  "Interface vnet0 'external_ids:attached-mac=\"52:54:00:00:00:00\"' "
	  "'external_ids:vm-id=\"web1\"' 'external_ids:iface-status=\"active\"'" },
	{ "that has the device in a bond of its own",
	  VM OVS "ovs br1 type=internal bridge=br1; ovs vnet0 bridge=br1 port=bond1;"
		 "nic net0 source_bridge=br0; link vnet0 master=none",
	  "wrong-bridge", "vnet0 (web1) is on br1; its XML says br0" },
	{ "of a device whose name ovs-vsctl takes for the end of a command",
	  "link br0 kind=bridge; domain web1; nic net0 target=--; link --; proc 100;"
	  "holder --;" OVS,
	  "detached-bridge",
	  "-- (web1) is not on any bridge by Open vSwitch's database; its XML says br0" },
	{ "the namespace of the process", MOVED, "wrong-netns",
	  "vnet0 (web1) is not in the network namespace of its process (in network "
	  "namespace blue)\n"
	  "[ \"$(virsh -c 'qemu+unix:///x?socket=/x' domid web1)\" = 1 ] && [ \"$(stat -Lc "
	  "%i /run/netns/blue)\" = 2 ] && ip -n blue -j link show dev vnet0 | grep -q "
	  "'\"ifindex\":2,' && ip -n blue link set dev vnet0 netns 100 && ip link set dev "
	  "vnet0 master br0 up" },
	{ "that has no such bridge", MOVED "nic net0 source_bridge=brx", "wrong-netns",
	  "vnet0 (web1) is not in the network namespace of its process (in network "
	  "namespace blue)\n"
	  "[ \"$(virsh -c 'qemu+unix:///x?socket=/x' domid web1)\" = 1 ] && [ \"$(stat -Lc "
	  "%i /run/netns/blue)\" = 2 ] && ip -n blue -j link show dev vnet0 | grep -q "
	  "'\"ifindex\":2,' && ip -n blue link set dev vnet0 netns 100 && ip link set dev "
	  "vnet0 up" },
	{ "whose link is to be down", MOVED "nic net0 link_up=no", "wrong-netns",
	  "vnet0 (web1) is not in the network namespace of its process (in network "
	  "namespace blue)\n"
	  "[ \"$(virsh -c 'qemu+unix:///x?socket=/x' domid web1)\" = 1 ] && [ \"$(stat -Lc "
	  "%i /run/netns/blue)\" = 2 ] && ip -n blue -j link show dev vnet0 | grep -q "
	  "'\"ifindex\":2,' && ip -n blue link set dev vnet0 netns 100 && ip link set dev "
	  "vnet0 master br0" },
	{ "the namespace of the claim", VM "nic net0 netns=2", "wrong-netns",
	  "vnet0 (web1) is not in the network namespace of its claim" },
	{ "the name of the XML", RENAMED, "renamed-device",
	  "vnet0 (web1) is now named x\n"
	  "ip -j link show dev x | grep -q '\"ifindex\":2,' && { ip link set dev x down ; "
	  "ip link set dev x name vnet0 && ip link set dev vnet0 up || ip link set dev x "
	  "up ; }" },
	{ "of a device that is down", RENAMED "link vnet0 up=no", "renamed-device",
	  "vnet0 (web1) is now named x\n"
	  "ip -j link show dev x | grep -q '\"ifindex\":2,' && { ip link set dev x down ; "
	  "ip link set dev x name vnet0 ; }" },
	{ "a name that is another's", RENAMED "link w ifname=vnet0 master=br0", "renamed-device",
	  "vnet0 (web1) is now named x" },
	{ "the address of the guest", VM "link vnet0 mac=fe:54:00:00:00:77", "mac-mismatch",
	  "vnet0 carries fe:54:00:00:00:77, which is not made of the MAC address of guest "
	  "'web1'\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && ip link set dev vnet0 "
	  "address fe:54:00:00:00:00" },
	{ "of a guest whose own begins like that",
	  VM "nic net0 mac=fe:54:00:00:00:01; link vnet0 mac=fe:54:00:00:00:01", "mac-mismatch",
	  "vnet0 has fe:54:00:00:00:01, the MAC address of guest 'web1' itself\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && ip link set dev vnet0 "
	  "address fa:54:00:00:00:01" },
	{ "in capitals", VM "nic net0 mac=FE:54:00:00:00:01; link vnet0 mac=fe:54:00:00:00:01",
	  "mac-mismatch",
	  "vnet0 has fe:54:00:00:00:01, the MAC address of guest 'web1' itself\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && ip link set dev vnet0 "
	  "address fa:54:00:00:00:01" },
	{ "of a guest whose own begins with fe only at first sight",
	  VM "nic net0 mac=f0:54:00:00:00:01; link vnet0 mac=fe:54:00:00:00:77", "mac-mismatch",
	  "vnet0 carries fe:54:00:00:00:77, which is not made of the MAC address of guest "
	  "'web1'\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && ip link set dev vnet0 "
	  "address fe:54:00:00:00:01" },
	{ "an address that is none", VM "nic net0 mac=52:54:00; link vnet0 mac=fe:54:00:00:00:77",
	  "mac-mismatch",
	  "vnet0 carries fe:54:00:00:00:77, which is not made of the MAC address of guest "
	  "'web1'" },
	{ "a VM without process", GONE, "no-process",
	  "qemu:///system lists 'web1' as running, but it has no live process\n"
	  "[ \"$(virsh -c qemu:///system domid web1)\" = 1 ] && ! pgrep -f -- '[-]uuid web1' "
	  ">/dev/null && virsh -c qemu:///system destroy web1" },
	{ "and its daemon does not answer", GONE "conn qemu:///system ok=no", "no-process",
	  "qemu:///system lists 'web1' as running, but it has no live process" },
	{ "and its UUID is not known", GONE "domain web1 uuid=none", "no-process",
	  "qemu:///system lists 'web1' as running, but it has no live process" },
	{ "a link that is down", VM "link vnet0 up=no", "link-down",
	  "vnet0 (web1) is administratively down\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && ip link set dev vnet0 up" },
	{ "a link whose kind is known", VM "link vnet0 up=no kind_name=tun", "link-down",
	  "vnet0 (web1) is administratively down\n"
	  "ip -j -d link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -q "
	  "'\"info_kind\":\"tun\"' && ip link set dev vnet0 up" },
	{ "which is no word", VM "link vnet0 up=no kind_name='a$(b)'", "link-down",
	  "vnet0 (web1) is administratively down\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && ip link set dev vnet0 up" },
	{ "which is empty", VM "link vnet0 up=no kind_name=''", "link-down",
	  "vnet0 (web1) is administratively down\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && ip link set dev vnet0 up" },
	{ "a bridge for a link whose kind is known",
	  VM "link br1 kind=bridge; link vnet0 master=br1 kind_name=tun", "wrong-bridge",
	  "vnet0 (web1) is on br1; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -a "
	  "'\"info_kind\":\"tun\"' | grep -qF '\"master\":\"br1\",' && ip link set dev "
	  "vnet0 master br0" },
	{ "a name for shells", ODD_NAME("-$(reboot);`x`"), "link-down",
	  "-$(reboot);`x` (web1) is administratively down\n"
	  "ip -j link show dev '-$(reboot);`x`' | grep -q '\"ifindex\":2,' && ip link set "
	  "dev '-$(reboot);`x`' up" },
	{ "bytes that are no ASCII", ODD_NAME("-\xff%"), "link-down",
	  "-\xff% (web1) is administratively down\n"
	  "ip -j link show dev \"$(printf '\\055\\377%%')\" | grep -q '\"ifindex\":2,' && "
	  "ip link set dev \"$(printf '\\055\\377%%')\" up" },
	{ "an end that a shell would cut off", ODD_NAME("a\n"), "link-down",
	  "a\n (web1) is administratively down" },
	{ "one that is not isolated", VM "nic net0 isolated=yes; link vnet0 port.isolated=no",
	  "isolation-mismatch",
	  "vnet0 (web1) is not isolated on its bridge; its XML says isolated\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && bridge link set dev "
	  "vnet0 isolated on" },
	{ "one that is", VM "nic net0 isolated=no; link vnet0 port.isolated=yes",
	  "isolation-mismatch",
	  "vnet0 (web1) is isolated on its bridge; its XML says not isolated\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && bridge link set dev "
	  "vnet0 isolated off" },
	{ "a VLAN and what it is on, down",
	  VM "link v5 kind=vlan master=br0 up=no; link e0 kind=other parent=p0 up=no;"
	     "link v5 lower=e0",
	  "bridge-down",
	  "e0, on the path of vnet0 (web1), is administratively down\n"
	  "ip -j link show dev e0 | grep -q '\"ifindex\":4,' && ip link set dev e0 up\n"
	  "ip -j link show dev v5 | grep -q '\"ifindex\":3,' && ip link set dev v5 up" },
	{ "a macvtap and what it is on, down",
	  VM "link vnet0 kind=macvtap master=none up=no; link e0 kind=other parent=p0 up=no;"
	     "link vnet0 lower=e0; nic net0 type=direct",
	  "bridge-down",
	  "e0, on the path of vnet0 (web1), is administratively down\n"
	  "ip -j link show dev e0 | grep -q '\"ifindex\":3,' && ip link set dev e0 up\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && ip link set dev vnet0 up" },
	{ "what it is on alone",
	  VM "link v5 kind=vlan master=br0 carrier=no; link e0 kind=other parent=p0 up=no;"
	     "link v5 lower=e0",
	  "bridge-down",
	  "e0, on the path of vnet0 (web1), is administratively down\n"
	  "ip -j link show dev e0 | grep -q '\"ifindex\":4,' && ip link set dev e0 up" },
	{ "a port that blocks", VM "link vnet0 port.state=5", "port-blocked",
	  "port vnet0, on the path of vnet0 (web1), is blocking\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && bridge link set dev "
	  "vnet0 state 3" },
	{ "by its spanning tree", VM "link vnet0 port.state=5; link br0 bridge.stp=yes",
	  "port-blocked", "port vnet0, on the path of vnet0 (web1), is blocking" },
	{ "a binding without its device", VM "record b1 ifname=vnet9 owner_uuid=u", "stale-binding",
	  "nwfilter binding vnet9: its device does not exist\n"
	  "! ip link show dev vnet9 >/dev/null 2>&1 && ! virsh -c qemu:///system domid u "
	  "2>/dev/null | grep -q '[0-9]' && virsh -c qemu:///system "
	  "nwfilter-binding-dumpxml vnet9 | grep -qF '<uuid>u</uuid>' && virsh -c "
	  "qemu:///system nwfilter-binding-delete vnet9" },
	{ "of nobody", VM "record b1 ifname=vnet9", "stale-binding",
	  "nwfilter binding vnet9: its device does not exist\n"
	  "! ip link show dev vnet9 >/dev/null 2>&1 && virsh -c qemu:///system "
	  "nwfilter-binding-delete vnet9" },
	{ "whose device is there",
	  VM "domain off1 active=no id=-1;"
	     "link vnet9 persist=yes carrier=no; record b1 ifname=vnet9 owner_uuid=off1",
	  "stale-binding",
	  "nwfilter binding vnet9: its VM is not running\n"
	  "! virsh -c qemu:///system domid off1 2>/dev/null | grep -q '[0-9]' && virsh -c "
	  "qemu:///system nwfilter-binding-dumpxml vnet9 | grep -qF '<uuid>off1</uuid>' && "
	  "virsh -c qemu:///system nwfilter-binding-delete vnet9" },
	{ "a port of a network", VM "record p1 kind=port ifname=vnet9 owner_uuid=u network=lan",
	  "stale-binding",
	  "network port vnet9: its device does not exist\n"
	  "! ip link show dev vnet9 >/dev/null 2>&1 && ! virsh -c qemu:///system domid u "
	  "2>/dev/null | grep -q '[0-9]' && virsh -c qemu:///system net-port-delete lan p1" },
	{ "of a network that is not known", VM "record p1 kind=port ifname=vnet9 owner_uuid=u",
	  "stale-binding", "network port vnet9: its device does not exist" },
	{ "a port of Open vSwitch", VM "record o1 kind=ovs conn=none ifname=vnet9 owner_uuid=u",
	  "stale-binding",
	  "Open vSwitch interface vnet9: its device does not exist\n"
	  "! ip link show dev vnet9 >/dev/null 2>&1 && ovs-vsctl --timeout=10 get Interface "
	  "vnet9 external_ids:vm-id | grep -qF u && ovs-vsctl --timeout=10 --if-exists "
	  "del-port vnet9" },
	{ "an interface among others of its port",
	  VM "ovs vnet9 port=bond0; record o1 kind=ovs conn=none ifname=vnet9 owner_uuid=u",
	  "stale-binding", "Open vSwitch interface vnet9: its device does not exist" },
	{ "what ovs-vsctl takes for the end of a command",
	  VM "record o1 kind=ovs conn=none ifname=-- owner_uuid=u", "stale-binding",
	  "Open vSwitch interface --: its device does not exist" },
	{ "names like options",
	  VM "record p1 kind=port ifname=vnet9 owner_uuid=--version network=-lan", "stale-binding",
	  "network port vnet9: its device does not exist\n"
	  "! ip link show dev vnet9 >/dev/null 2>&1 && ! virsh -c qemu:///system domid -- "
	  "--version 2>/dev/null | grep -q '[0-9]' && virsh -c qemu:///system "
	  "net-port-delete -- -lan p1" },
	{ "a NIC's port that is gone", PORT, "stale-binding",
	  "net0 of 'web1' names a port of network lan that is gone\n"
	  "[ \"$(virsh -c qemu:///system domid web1)\" = 1 ] && printf %s "
	  "'<networkport><uuid>p1</uuid><owner><name>web1</name><uuid>web1</uuid></owner><mac "
	  "address=\"52:54:00:00:00:00\"/></networkport>' | virsh -c qemu:///system "
	  "net-port-create lan /dev/stdin" },
	{ "of a group", PORT "nic net0 portgroup=g", "stale-binding",
	  "net0 of 'web1' names a port of network lan that is gone\n"
	  "[ \"$(virsh -c qemu:///system domid web1)\" = 1 ] && printf %s "
	  "'<networkport><uuid>p1</uuid><owner><name>web1</name><uuid>web1</uuid></owner><group"
	  ">g</group><mac address=\"52:54:00:00:00:00\"/></networkport>' | virsh -c "
	  "qemu:///system net-port-create lan /dev/stdin" },
	{ "of a pool of devices", PORT "nic net0 source_bridge=none; link vnet0 master=none",
	  "stale-binding", "net0 of 'web1' names a port of network lan that is gone" },
	{ "without address", PORT "nic net0 mac=none", "stale-binding",
	  "net0 of 'web1' names a port of network lan that is gone" },
	{ "of a VM without UUID",
	  VM "domain web1 uuid=none pid=100; proc 100 uuid=none cmdline_ok=no;"
	     "nic net0 portid=p1 type=network source_network=lan",
	  "stale-binding", "net0 of 'web1' names a port of network lan that is gone" },
	{ "of no network", VM "nic net0 portid=p1 type=network", "stale-binding",
	  "net0 of 'web1' names a port of network - that is gone" },
	{ "a filter", FILTER, "missing-filter",
	  "vnet0 (web1) is not filtered; its XML says clean\n"
	  "[ \"$(virsh -c qemu:///system domid web1)\" = 1 ] && ip -j link show dev vnet0 "
	  "| grep -q '\"ifindex\":2,' && printf %s "
	  "'<filterbinding><owner><name>web1</name><uuid>web1</uuid></owner><portdev "
	  "name=\"vnet0\"/><mac address=\"52:54:00:00:00:00\"/><filterref "
	  "filter=\"clean\"></filterref></filterbinding>' | virsh -c qemu:///system "
	  "nwfilter-binding-create /dev/stdin" },
	{ "with parameters",
	  FILTER "nic net0 "
		 "filter_parameters='IP=192.0.2.7\nMASK=24'",
	  "missing-filter",
	  "vnet0 (web1) is not filtered; its XML says clean\n"
	  "[ \"$(virsh -c qemu:///system domid web1)\" = 1 ] && ip -j link show dev vnet0 "
	  "| grep -q '\"ifindex\":2,' && printf %s "
	  "'<filterbinding><owner><name>web1</name><uuid>web1</uuid></owner><portdev "
	  "name=\"vnet0\"/><mac address=\"52:54:00:00:00:00\"/><filterref "
	  "filter=\"clean\"><parameter name=\"IP\" value=\"192.0.2.7\"/><parameter "
	  "name=\"MASK\" value=\"24\"/></filterref></filterbinding>' | virsh -c "
	  "qemu:///system nwfilter-binding-create /dev/stdin" },
	{ "with parameters for a document",
	  FILTER "nic net0 "
		 "filter_parameters='A=\"/><x a=\"\nB\n'",
	  "missing-filter",
	  "vnet0 (web1) is not filtered; its XML says clean\n"
	  "[ \"$(virsh -c qemu:///system domid web1)\" = 1 ] && ip -j link show dev vnet0 "
	  "| grep -q '\"ifindex\":2,' && printf %s "
	  "'<filterbinding><owner><name>web1</name><uuid>web1</uuid></owner><portdev "
	  "name=\"vnet0\"/><mac address=\"52:54:00:00:00:00\"/><filterref "
	  "filter=\"clean\"><parameter name=\"A\" value=\"&#34;/&#62;&#60;x "
	  "a=&#34;\"/></filterref></filterbinding>' | virsh -c qemu:///system "
	  "nwfilter-binding-create /dev/stdin" },
	{ "of a NIC without address", FILTER "nic net0 mac=none", "missing-filter",
	  "vnet0 (web1) is not filtered; its XML says clean" },
	{ "in another namespace", FILTER "link vnet0 netns=2 master=none; holder vnet0 netns=2",
	  "missing-filter",
	  "vnet0 (web1) is not filtered; its XML says clean (in network namespace 2)" },
	{ "a device of another connection's VM",
	  VM "conn q; domain db1 conn=q; proc 200; holder h ifname=vnet0", "cross-connection",
	  "vnet0 (web1) is held by 'db1' of another connection" },
	{ "of another manager's",
	  VM "manager m; domain db1 conn=none manager=m pid=200; proc 200; holder h ifname=vnet0",
	  "cross-connection", "vnet0 (web1) is held by 'db1' of another manager" },
	{ "and the other way round",
	  VM "manager m; domain web1 conn=none manager=m pid=100; domain db1; proc 200;"
	     "holder h ifname=vnet0",
	  "cross-connection", "vnet0 (web1) is held by 'db1' of another manager" },
	{ "of the first connection's",
	  VM "conn q; domain web1 conn=q; domain db1; proc 200; holder h ifname=vnet0",
	  "cross-connection", "vnet0 (web1) is held by 'db1' of another connection" },
	{ "a port of Open vSwitch that is nobody's", "record o1 kind=ovs conn=none ifname=vnet9",
	  "stale-binding",
	  "Open vSwitch interface vnet9: its device does not exist\n"
	  "! ip link show dev vnet9 >/dev/null 2>&1 && ovs-vsctl --timeout=10 --if-exists "
	  "del-port vnet9" },
	{ "a port of a network that no connection has",
	  "record p1 kind=port conn=none ifname=vnet9 network=lan", "stale-binding",
	  "network port vnet9: its device does not exist" },
	{ "a filter of a VM without UUID",
	  FILTER "domain web1 uuid=none pid=100; proc 100 uuid=none cmdline_ok=no",
	  "missing-filter", "vnet0 (web1) is not filtered; its XML says clean" },
	{ "in a namespace with a name",
	  FILTER "netns 2 name=blue path=/run/netns/blue;"
		 "link vnet0 netns=2 master=none; holder vnet0 netns=2",
	  "missing-filter",
	  "vnet0 (web1) is not filtered; its XML says clean (in network namespace blue)" },
	{ "a tap that stays, whose kernel keeps it while it is held", "link tap9 " PERSISTENT,
	  "stray-tap",
	  "tap9 is persistent, held by nobody and claimed by no VM\n"
	  "ip -j link show dev tap9 | grep -q '\"ifindex\":1,' && "
	  "ip tuntap del dev tap9 mode tap" },
	{ "one of several queues",
	  "link tap9 multi_queue=yes queues_enabled=0 queues_disabled=0 kind_name=tun " PERSISTENT,
	  "stray-tap",
	  "tap9 is persistent, held by nobody and claimed by no VM\n"
	  "ip -j -d link show dev tap9 | grep -a '\"ifindex\":1,' | grep -a "
	  "'\"info_kind\":\"tun\"' | grep -q '\"numqueues\":0,\"numdisabled\":0' && ip tuntap "
	  "del dev tap9 mode tap multi_queue" },
	{ "a macvtap, by each way to its node", "link tap9 kind=macvtap addressed=no",
	  "stray-macvtap",
	  "macvtap tap9 is held by nobody and claimed by no VM\n"
	  "ip -j link show dev tap9 | grep -q '\"ifindex\":1,' && "
	  "! ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q '/tap1\\( (deleted)\\)*$' && "
	  "n=$(ls -l /sys/dev/char | "
	  "sed -n 's|.* \\([0-9]*\\):\\([0-9]*\\) -> .*/tap1$| \\1, *\\2 |p') && "
	  "! ls -lL /proc/[0-9]*/fd 2>/dev/null | grep -q \"^c.*$n\" && ip link del dev tap9" },
	{ "a bridge whose name JSON quotes",
	  VM "link br1 kind=bridge ifname='a\"\\b'; link vnet0 master=br1", "wrong-bridge",
	  "vnet0 (web1) is on a\"\\b; its XML says br0\n"
	  "ip -j -d link show dev br0 | grep -q '\"info_kind\":\"bridge\"' && ip -j -d "
	  "link show dev vnet0 | grep -a '\"ifindex\":2,' | grep -qF "
	  "'\"master\":\"a\\\"\\\\b\",' && ip link set dev vnet0 master br0" },
	{ "a tap of root's programs", "link tap9 owner=0 " PERSISTENT, "inactive-claim",
	  "tap9 waits for a program of user 0" },
	{ "of a group's", "link tap9 group=5 " PERSISTENT, "inactive-claim",
	  "tap9 waits for a program of group 5" },
	{ "an MTU that the XML says", VM "nic net0 mtu=9000", "mtu-mismatch",
	  "vnet0 (web1) has MTU 1500; its XML says 9000\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && ip link set dev vnet0 "
	  "mtu 9000" },
	{ "an uplink that is too narrow", VM UPLINK "link vnet0 mtu=9000", "mtu-mismatch",
	  "eth0, on the path of vnet0 (web1), has MTU 1500, below the device's 9000\n"
	  "ip -j link show dev eth0 | grep -q '\"ifindex\":3,' && ip link set dev eth0 mtu "
	  "9000" },
	{ "that can just take it", VM UPLINK "link vnet0 mtu=9000; link eth0 max_mtu=9000",
	  "mtu-mismatch",
	  "eth0, on the path of vnet0 (web1), has MTU 1500, below the device's 9000\n"
	  "ip -j link show dev eth0 | grep -q '\"ifindex\":3,' && ip link set dev eth0 mtu "
	  "9000" },
	{ "a tunnel, which has what the network below it leaves",
	  VM "link vx kind=other kind_name=vxlan master=br0 mtu=1450", "mtu-mismatch",
	  "vx, on the path of vnet0 (web1), has MTU 1450, below the device's 1500" },
	{ "that cannot", VM UPLINK "link vnet0 mtu=9000; link eth0 max_mtu=8999", "mtu-mismatch",
	  "eth0, on the path of vnet0 (web1), has MTU 1500, below the device's 9000" },
	{ "a VLAN, and what it is on",
	  VM "link vnet0 mtu=9000; link v5 kind=vlan master=br0;"
	     "link e0 kind=other parent=p0; link v5 lower=e0",
	  "mtu-mismatch",
	  "v5, on the path of vnet0 (web1), has MTU 1500, below the device's 9000\n"
	  "ip -j link show dev e0 | grep -q '\"ifindex\":4,' && ip link set dev e0 mtu "
	  "9000\n"
	  "ip -j link show dev v5 | grep -q '\"ifindex\":3,' && ip link set dev v5 mtu 9000" },
	{ "of which one is wide and has its limit",
	  VM "link vnet0 mtu=9000; link v5 kind=vlan master=br0;"
	     "link e0 kind=other parent=p0 mtu=9000 max_mtu=1500; link v5 lower=e0",
	  "mtu-mismatch",
	  "v5, on the path of vnet0 (web1), has MTU 1500, below the device's 9000\n"
	  "ip -j link show dev v5 | grep -q '\"ifindex\":3,' && ip link set dev v5 mtu 9000" },
	{ "a PID file that says nothing, and a status file",
	  VM "pidfile web1 owner=100 status_pid=7", "pid-mismatch",
	  "the status file of 'web1' says PID 7, but PID 100 is its process" },
	{ "a PID file that says another", VM "pidfile web1 owner=100 pid=7 status_pid=8",
	  "pid-mismatch", "the PID file of 'web1' says PID 7, but PID 100 is its process" },
	{ "a trunk that lacks a VLAN", VLANS "nic net0 vlan=20,30 vlan_trunk=yes; vlan d pvid=no",
	  "vlan-mismatch",
	  "vnet0 (web1) has VLANs 20 on its bridge; its XML says 20,30\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && bridge vlan del dev "
	  "vnet0 vid 20-20 && bridge vlan add dev vnet0 vid 20 && bridge vlan add dev "
	  "vnet0 vid 30" },
	{ "a range and more, for one VLAN",
	  VLANS "vlan d first=21 last=23; vlan 30 ifindex=vnet0 pvid=no", "vlan-mismatch",
	  "vnet0 (web1) has VLANs 21-23 pvid,30 on its bridge; its XML says 20\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && bridge vlan del dev "
	  "vnet0 vid 21-23 && bridge vlan del dev vnet0 vid 30-30 && bridge vlan add dev "
	  "vnet0 vid 20 pvid untagged" },
	{ "a trunk whose own frames are tagged, on a port without any",
	  VLANS "nic net0 vlan=20,30 vlan_native=20 vlan_tagged=yes; drop vlan d", "vlan-mismatch",
	  "vnet0 (web1) has VLANs none on its bridge; its XML says 20,30\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && bridge vlan add dev "
	  "vnet0 vid 20 pvid && bridge vlan add dev vnet0 vid 30" },
	{ "a VLAN in a configuration", VLANS CONFIG "vlan d first=21 last=21", "vlan-mismatch",
	  "vnet0 (web1) has VLANs 21 pvid on its bridge; its configuration says 20\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && bridge vlan del dev "
	  "vnet0 vid 21-21 && bridge vlan add dev vnet0 vid 20 pvid untagged" },
	{ "a trunk in a configuration, whose other VLANs are not known",
	  VLANS CONFIG "nic net0 vlan_trunk=yes; vlan d first=21 last=21", "vlan-mismatch",
	  "vnet0 (web1) has VLANs 21 pvid on its bridge; its configuration says 20" },
	{ "no VLAN in the XML, and none on the port", VLANS "nic net0 vlan=none; drop vlan d",
	  "vlan-mismatch",
	  "vnet0 (web1) has VLANs none on its bridge; its XML says nothing: no frame passes" },
	{ "the uplink lacks it", VLANS "vlan u first=21 last=21", "vlan-mismatch",
	  "eth0, on the path of vnet0 (web1), does not carry VLAN 20" },
	{ "another tag in Open vSwitch", VM OVS "nic net0 vlan=7; ovs vnet0 bridge=br0 tag=8",
	  "vlan-mismatch",
	  "vnet0 (web1) has tag 8 in Open vSwitch; its XML says tag 7\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && [ \"$(ovs-vsctl "
	  "--timeout=10 iface-to-br vnet0 )\" = br0 ] && ovs-vsctl --timeout=10 clear Port "
	  "vnet0 tag trunks vlan_mode -- set Port vnet0 tag=7" },
	{ "all that a port there may have",
	  VM OVS "nic net0 vlan='7,8' vlan_trunk=yes vlan_native=8 vlan_tagged=yes;"
		 "ovs vnet0 bridge=br0 tag=7 trunks=9 vlan_mode=native-untagged",
	  "vlan-mismatch",
	  "vnet0 (web1) has tag 7, trunks 9, native-untagged in Open vSwitch; its XML says "
	  "tag 8, trunks 7,8, native-tagged\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && [ \"$(ovs-vsctl "
	  "--timeout=10 iface-to-br vnet0 )\" = br0 ] && ovs-vsctl --timeout=10 clear Port "
	  "vnet0 tag trunks vlan_mode -- set Port vnet0 tag=8 trunks=7,8 "
	  "vlan_mode=native-tagged" },
	{ "trunks alone, and no tag",
	  VM OVS "nic net0 vlan='7,8' vlan_trunk=yes; ovs vnet0 bridge=br0", "vlan-mismatch",
	  "vnet0 (web1) has no tag in Open vSwitch; its XML says trunks 7,8\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && [ \"$(ovs-vsctl "
	  "--timeout=10 iface-to-br vnet0 )\" = br0 ] && ovs-vsctl --timeout=10 clear Port "
	  "vnet0 tag trunks vlan_mode -- set Port vnet0 trunks=7,8" },
	{ "a tag for none", VM OVS "ovs vnet0 bridge=br0 tag=8", "vlan-mismatch",
	  "vnet0 (web1) has tag 8 in Open vSwitch; its XML says no tag\n"
	  "ip -j link show dev vnet0 | grep -q '\"ifindex\":2,' && [ \"$(ovs-vsctl "
	  "--timeout=10 iface-to-br vnet0 )\" = br0 ] && ovs-vsctl --timeout=10 clear Port "
	  "vnet0 tag trunks vlan_mode" },
	{ "the dead VLAN", VM OVS "ovs vnet0 bridge=br0 tag=4095 secure=yes", "vlan-mismatch",
	  "vnet0 (web1) has tag 4095 (the dead VLAN: the port is cut off) in Open vSwitch; "
	  "its XML says no tag" },
	{ "a port of another name", VM OVS "nic net0 vlan=7; ovs vnet0 bridge=br0 port=b tag=8",
	  "vlan-mismatch", "vnet0 (web1) has tag 8 in Open vSwitch; its XML says tag 7" },
	{ NULL, NULL, NULL, NULL },
};
