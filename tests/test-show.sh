#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What show says of recorded hosts that no lab here can be: cards with virtual functions, Open
# vSwitch in user space, OpenStack. A line of shows: host, subjects, and what the whole text matches.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"

# says WANT: the whole of what was shown, in one line
says()
{
	tr '\n' '|' <"$t_tmp/out" | grep -qE "$1" || { cat "$t_tmp/out" "$t_tmp/err"; return 1; }
}

shows()
{
	# shellcheck disable=SC2086 # several subjects
	run "$VT_BIN" --replay "$VT_SRCDIR/tests/hosts/$1/host.json" show $2
	ok "$1: show $2" says "$3"
}

# The function of a card, by the VM, by the card, by its address on the bus.
vf='instead +VF 2 of enp3s0f0, 0000:03:10.2, vlan 20, trust off, spoof check on, link enable'
vf="$vf, representor enp3s0f0npf0vf2"
shows openstack-ovs qvo7d1e9a40-11 '^qvo7d1e9a40-11 +veth, up, mtu 1500, on br-int\|'
shows sriov passthrough \
	"^passthrough +VM.* net0 +virtio 52:54:00:00:aa:02, type hostdev\|  $vf\|  status +no-device\|"
shows sriov 0000:03:10.2 "^passthrough +VM.*  $vf"
shows sriov enp3s0f0 \
	'^enp3s0f0 +network card, up, mtu 1500, 0000:03:00.0\|  passthrough +net0 VF 2 of enp3s0f0, no-device\|$'
shows sriov enp3s0f0npf0vf2 \
	'^enp3s0f0npf0vf2 +network card, up.*\|  passthrough +net0 VF 2 of enp3s0f0, no-device\|$'
shows sriov enp3s0f0v1 '^enp3s0f0v1 +network card, up.*\|  passthrough +net1 macvtap0, ok\|'
shows sriov vdpa ' net0 .*type vdpa\|  instead +vhost-vdpa-0\|'
shows sriov whole-card ' net0 .*type hostdev\|  instead +PCI 0000:5e:00.0\|'

# A bridge of the database, whether the kernel has a link of that name or not.
shows ovs-both-datapaths br-dpdk '^br-dpdk +Open vSwitch bridge, no uplink, 1 port\|  vnf +net0 vnet0, ok\|$'
shows ovs-both-datapaths br-ex '^br-ex +Open vSwitch bridge, no uplink, 0 ports\|$'
shows proxmox vmbr0 '^vmbr0 +bridge, up, mtu 1500, uplink eth0, 3 of 1024 ports\|  mq .*, ok\|  web .*, ok\|$'
shows ovs-fake-bridge vlan10 '^vlan10 +Open vSwitch bridge, vlan 10 of br0, no uplink, 2 ports\|  vm0 '
card='eth0 \(vlan 30 native, trunks 10\)'
shows ovs-tags vm0 \
	" path +vnet0 -> ovs0 \(vlan 10\) -> patch-ex \(trunks 10,20\) -> br-ex -> $card\|  process "
shows ovs-tags vm1 \
	" path .* -> !! $card\|  cut +eth0 does not carry the device's VLAN: no frame gets past it\|"
shows ovs-tags vm2 " path +vnet2 -> ovs0 \(trunks 10,20\) -> patch-ex .* -> $card\|  process "
shows openstack-ovs br-int \
	'^br-int +Open vSwitch bridge, uplink vxlan-0a000002 \(vxlan\), 6 ports\|  instance-0000000a +net0 '
shows openstack-ovs vxlan-0a000002 '^vxlan-0a000002 +port of Open vSwitch, type vxlan, on br-'
shows ovs-port-lost ovsbr0 \
	'^ovsbr0 .* no uplink, 1 port\|  one-9 +net0 one-9-0, ok\|  missing +one-8 net0 one-8-0 should be here\|'

# vhost-user: the port at the other end of the socket, and from it to the VM.
shows dpdk-vhostuser vnf-a \
	' instead +vhost-user vhua1b2c3d4-00, socket /var/lib/vhost_sockets/vhua1b2c3d4-00, on br-int\|'
shows dpdk-vhostuser vnf-b ' instead +vhost-user, socket /var/lib/vhost_sockets/vhua1b2c3d5-01\|'
shows dpdk-vhostuser vhua1b2c3d4-00 \
	'^vhua1b2c3d4-00 +port of .*, on br-int\|  vnf-a +net0 vhost-user vhua1b2c3d4-00, no-device\|$'
shows dpdk-vhostuser br-int \
	'^br-int +Open vSwitch bridge, uplink dpdk0 \(dpdk\), 2 ports\|  vnf-a +net0 vhost-user [^|]*\|\|'

# What moves the frames, by the command line of the process.
shows openstack-ovs instance-0000000b \
	'  process +[0-9]+ [^|]*, 4 queues, vhost on \(threads named vhost-[0-9]+\)\|'
shows recorded-eight-guests mq '  process +[0-9]+ qemu-[^|]*, 4 queues, vhost off\|'

# Netfilter is named where it is the bridge's matter.
shows docker br0 '^br0 +bridge, up, .*info bridge-netfilter: .*chain ip filter FORWARD drops'

# audit --format script: nothing in it runs; the line at its head stops it after another boot.
run "$VT_BIN" -q --replay "$VT_SRCDIR/tests/hosts/recorded-planted-faults/host.json" audit -f script
ok "a script is comments only" eval '! grep -qvE "^(#|$)" "$t_tmp/out"'
sed 's/^#\[ "\$(cat/[ "$(cat/; $a echo more' "$t_tmp/out" >"$t_tmp/script"
run sh "$t_tmp/script"
is "its line for the boot ends it after another one" "$status $out" "1 "
sed -i "s/00000000-0000-4000-8000-00000000b007/$(cat /proc/sys/kernel/random/boot_id)/" "$t_tmp/script"
run sh "$t_tmp/script"
is "and not before" "$status $out" "0 more"

# An anonymised recording tells as much of a card.
"$VT_BIN" --replay "$VT_SRCDIR/tests/hosts/sriov/host.json" --anonymise --record "$t_tmp/anonymous" list \
	>"$t_tmp/list" 2>&1
run "$VT_BIN" --replay "$t_tmp/anonymous" show 0000:03:10.2
ok "sriov, anonymised: the function" says 'VF 2 of [^|]*, vlan 20, trust off, spoof check on, link enable'
