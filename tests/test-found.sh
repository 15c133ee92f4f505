#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each kind of subject on recorded hosts: list, show and audit agree that it is there, list has the
# rows of it and show a block. What is nothing's name: 1, nothing on standard output, one line with
# the nearest names.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires python3
hosts=$VT_SRCDIR/tests/hosts

# What no host under tests/hosts has: a title, an address that a bridge learned behind a port, a
# namespace with nothing of a VM's in it.
mkdir "$t_tmp/own"
PYTHONPATH=$hosts python3 -B - "$t_tmp/own/host.json" <<'END' || exit 99
import json, sys
from hostkit import Host, Nic, attr, pack

h = Host("own", "")
bridge = h.netns.bridge("br0")
h.add_netns(4026532778, "/run/netns/empty")
guest = h.conn().guest("web", Nic(bridge="br0", dev="vnet0"), extra_xml="  <title>Shop 7</title>\n")
recording = json.loads(h.recording())
body = pack("BBHiHBB", 7, 0, 0, guest.nics[0].link.ifindex, 2, 0, 0)
body += attr(2, bytes.fromhex("02aabbccddee")) + attr(9, pack("I", bridge.ifindex))
for look in recording["looks"]:
    look["netnses"][0]["neighbours"] = [(pack("IHHII", 16 + len(body), 28, 2, 1, 0) + body).hex()]
json.dump(recording, open(sys.argv[1], "w", encoding="utf-8"))
END

# host NAME: its recording
host()
{
	[ "$1" = own ] && echo "$t_tmp/own/host.json" || echo "$hosts/$1/host.json"
}

# agreed HOST SUBJECT ROWS BLOCK
agreed()
{
	local command recording

	recording=$(host "$1")
	for command in list show audit; do
		run "$VT_BIN" --replay "$recording" "$command" "$2"
		! grep -q 'no such' "$t_tmp/err" || { echo "$command: $err"; return 1; }
		case $command in
		list | show) [ "$status" = 0 ] || { echo "$command: $status"; return 1; } ;;
		esac
		[ "$command" != show ] || grep -qE "^$4" <<<"$out" || { echo "show: $out"; return 1; }
	done
	run "$VT_BIN" -q --replay "$recording" --noheadings -o DEVICE list "$2"
	t_same "$(sed -n '/^$/q; s/ *$//p' <<<"$out" | grep -v '^no such rows$' | xargs)" "$3"
}

# found HOST SUBJECT ROWS BLOCK: devices of list's rows in their order, how a block of show begins
found()
{
	ok "$1: $2" agreed "$@"
}

# Of VMs.
found recorded-eight-guests web vnet0 'web +VM, running'
found recorded-eight-guests off '' 'off +VM, shut off$'
found recorded-eight-guests 'n?t' 'vnet1 vnet3' 'nat +VM, running'
found recorded-eight-guests d892a694-7fbf-458a-a633-9ea677267712 vnet1 'nat +VM'
found recorded-eight-guests D892A694 vnet1 'nat +VM'
found recorded-eight-guests d892a6947fbf458aa633 vnet1 'nat +VM'
found recorded-eight-guests 4 vnet4 'mq +VM'
found recorded-eight-guests 236 'vnet2 vnet3' 'two +VM, running, id 3, pid 236'
found proxmox 100 'tap100i0' 'web +VM'
found incus test/web tap7c1d20aa 'web +VM'
found own 'Shop 7' vnet0 'web +VM'
found openstack-ovs web tap3f2a1b0c-9d 'instance-0000000a +VM'
found openstack-ovs fbda01f0-0765-4cff-9c70-e34d49c4411e tap3f2a1b0c-9d 'instance-0000000a +VM'

# Of devices and links.
found recorded-eight-guests vnet3 vnet3 'two +VM'
found renamed vnet3 app-lan 'altname +VM'
found recorded-eight-guests virbr7 'vnet1 vnet3' 'virbr7 +bridge, up'
found recorded-eight-guests up0 macvtap0 'up0 +veth'
found ovirt bond0 'vnet6 vnet4 vnet5' 'bond0 +bond'
found proxmox eth0.10 tap101i0 'eth0.10 +vlan'
found openstack-ovs br-int 'tap3f2a1b0c-9d tap90c3d7e1-55 tap7d1e9a40-11' 'br-int +Open vSwitch bridge'
found openstack-ovs vxlan-0a000002 'tap3f2a1b0c-9d tap90c3d7e1-55 tap7d1e9a40-11' 'vxlan-0a000002 +port of Open vSwitch'
found dpdk-vhostuser vhua1b2c3d4-00 '(vhost-user vhua1b2c3d4-00)' 'vhua1b2c3d4-00 +port of Open vSwitch'

# Namespaces, networks, processes.
found wrong-netns blue vnet0 'blue +network namespace 4026532777, /run/netns/blue, 2 links$'
found wrong-netns 4026532777 vnet0 'blue +network namespace 4026532777'
found own empty '' 'empty +network namespace 4026532778, /run/netns/empty, 1 link$'
found own 4026532778 '' 'empty +network namespace'
found recorded-eight-guests nat 'vnet1 vnet3' 'two +VM'
found guest-dead 2037 '' '2037 +hypervisor, qemu-system-x86$'
found kubevirt-pod 41150 '' '41150 +process, virt-launcher, /usr/bin/virt-launcher'

# Addresses: the NIC's in its four spellings, the device's, one behind a port, an IP address.
found recorded-eight-guests 52:54:00:37:90:2C vnet1 'nat +VM'
found recorded-eight-guests 52-54-00-37-90-2c vnet1 'nat +VM'
found recorded-eight-guests 5254.0037.902c vnet1 'nat +VM'
found recorded-eight-guests 52540037902c vnet1 'nat +VM'
found recorded-eight-guests fe:54:00:37:90:2c vnet1 'nat +VM'
found own 02aa.bbcc.ddee vnet0 'web +VM'
found proxmox 192.0.2.10 tap100i0 'web +VM'

kinds='VM, device, link, namespace, network, process or address'
# unfound HOST SUBJECT NEAREST: none of the three has it
unfound()
{
	local command

	for command in list show audit; do
		run "$VT_BIN" --replay "$(host "$1")" "$command" "$2"
		[ "$status" = 1 ] || { echo "$command: $status"; return 1; }
		t_same "$(grep -v '^virt-taps: [a-z-]*: ' "$t_tmp/err")" \
			"virt-taps: no such $kinds: '$2'$3" || return 1
	done
}
macs="'52:54:00:37:90:2c', '52:54:00:f4:cb:20' or '52:54:00:e9:24:24'"
for row in "tow|; did you mean 'two'?" "virbr8|; did you mean 'virbr7'?" "we|; did you mean 'web'?" \
	"52:54:00:37:90:2d|; did you mean $macs?" 'd892a69|' 'zz*|' '192.0.2.222|' '99999|'; do
	ok "nothing is called '${row%%|*}'" unfound recorded-eight-guests "${row%%|*}" "${row#*|}"
done

# One of two: what is there is shown, and the status says that the other is not.
for command in list show audit; do
	run "$VT_BIN" --replay "$hosts/recorded-eight-guests/host.json" "$command" web nosuch
	is "$command of one that is there and one that is not: status" "$status" 1
	ok "names it" grep -q "no such .*: 'nosuch'$" "$t_tmp/err"
	[ "$command" = audit ] || ok "prints the other" grep -q '^web ' <<<"$out"
done

# What is found to be wrong, and what could not be asked, weigh more.
run "$VT_BIN" -q --replay "$hosts/guest-dead/host.json" audit gone nosuch
is "audit of one with a critical finding and one that is not there" "$status" 2
run "$VT_BIN" -q --replay "$hosts/daemon-down/host.json" audit nosuch
is "audit where libvirt did not answer" "$status" 3
run "$VT_BIN" -q --replay "$hosts/daemon-down/host.json" list nosuch
is "list where libvirt did not answer" "$status" 3

# A monitoring system sees the state twice, and both are the same.
for row in guest-dead:2:CRITICAL hidepid:1:WARNING daemon-down:3:UNKNOWN; do
	IFS=: read -r host wanted word <<<"$row"
	run "$VT_BIN" -q --replay "$hosts/$host/host.json" audit -f monitoring gone nosuch
	is "$host, audit -f monitoring: status" "$status" "$wanted"
	ok "and in words" grep -q "^VIRT-TAPS $word - .*; not found: .*nosuch" <<<"$out"
done
