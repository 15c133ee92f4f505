#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What misleads a naive reader of /proc, netlink or libvirt, each made on the
# real kernel; and what is legal and must stay silent.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/scans.sh
. "$lab/scans.sh"

schema=$VT_SRCDIR/data/virt-taps.schema.json

# With one scan chosen for all of it, the run beside this one compares them.
compare=
if [ -z "${VT_OPTIONS-}" ]; then
	scans_possible 2>/dev/null && compare=yes
fi

# finds DESCRIPTION CODE...: audit finds exactly these, by either scan
finds()
{
	local what=$1

	shift
	vt -j audit
	ok "$what" codes "$@"
	[ -z "$compare" ] || ok "$what, with one answer of both scans" scans_agree
}

# device CONDITION: of exactly one device
device()
{
	json "[.devices[] | select($1)] | length == 1"
}

clean()
{
	local link

	for link in $(ip -j link | jq -r '.[] | select(.ifname != "lo") | .ifname'); do
		ip link del "$link" 2>/dev/null
	done
	return 0
}

# --- descriptors --------------------------------------------------------------

lab_veth up0 up1
lab_macvtap mv0 up0
lab_macvtap mv1 up0
lab_situate OLD macvtap-deleted mv0
lab_macvtap mv2 up0
finds "a macvtap's minor used again: the old descriptor holds nothing" stray-macvtap
ok "neither the new device nor another one" json 'all(.devices[]; .holders == [])'
lab_situate_end OLD
ip link del mv1
ip link del mv2

lab_macvtap mv3 up0
lab_situate MOVED macvtap-moved mv3
finds "a macvtap moved to another namespace is still held" foreign-holder
ok "by the one that holds it, there" device \
	".ifname == \"mv3\" and .netns == ${MOVED[netns]} and .holders[0].pid == ${MOVED[pid]}"
lab_situate_end MOVED
clean

lab_situate EMPTY unattached
lab_situate GONE deleted-tap gone0
finds "a descriptor of no device is nobody's"
lab_situate_end EMPTY
lab_situate_end GONE

# shellcheck disable=SC1003
lab_situate BYTES hold-tap 'a\x01\x1b\xff\x22,'
vt -j
ok "a name of control bytes and bad UTF-8 is held" device ".holders[0].pid == ${BYTES[pid]}"
ok "and has its bytes in hex" device '.ifname_hex == "61011bff222c"'
ok "as valid JSON" "$VT_SRCDIR/tests/validate-json" "$schema" "$OUT"
for format in table csv prometheus dot html ndjson; do
	vt -f "$format"
	ok "nothing of it is raw in $format" sh -c "! LC_ALL=C grep -q '[[:cntrl:]]' '$OUT' || \
		LC_ALL=C tr -d '\n\r\t' <'$OUT' | LC_ALL=C grep -c '[[:cntrl:]]' | grep -qx 0"
	ok "$format is UTF-8" iconv -f UTF-8 -t UTF-8 "$OUT" -o /dev/null
done
lab_situate_end BYTES

lab_situate THREAD thread-table th0
lab_situate LEADER zombie-leader zl0
finds "a thread's own table, and one behind a zombie leader" foreign-holder
ok "the thread's process" device ".ifname == \"th0\" and .holders[0].pid == ${THREAD[pid]}"
ok "the zombie's process" device ".ifname == \"zl0\" and .holders[0].pid == ${LEADER[pid]}"
lab_situate_end THREAD
lab_situate_end LEADER

lab_situate FLY inflight fly0 --multi-queue 4
finds "four queues, in flight over a socket" hidden-holder
ok "and where they may be" json '.findings[0].evidence.maybe == "PID '"${FLY[pid]}"': 4 in flight over a unix socket"'
lab_situate_end FLY
lab_wait sh -c '! ip link show fly0'
lab_situate RING io-uring ring0
finds "registered in an io_uring, the descriptor closed" hidden-holder
ok "and where it may be" json '.findings[0].evidence.maybe == "PID '"${RING[pid]}"': 1 registered in an io_uring"'
lab_situate_end RING
lab_wait sh -c '! ip link show ring0'

lab_situate SHARE fork-share sh0
vt -j
ok "a descriptor shared by fork is one queue with two holders" device \
	'.ifname == "sh0" and (.holders | length == 2 and all(.[]; .queues == 1 and .fds == 1))'
lab_situate_end SHARE

lab_situate QUEUES hold-tap mq0 --multi-queue 4 --detach 2
vt -j
ok "detached queues are held" device '.ifname == "mq0" and .queues_enabled == 2 and
	.queues_disabled == 2 and .holders[0].queues == 4'
finds "and nothing is hidden" foreign-holder
lab_situate_end QUEUES

lab_situate MOVE move-tap mv0
vt -j
ok "a tap moved while held" device ".ifname == \"mv0\" and .netns == ${MOVE[netns]} and
	.holders[0].pid == ${MOVE[pid]}"
lab_situate_end MOVE
lab_situate ALONE netns-by-fd al0
vt -j
ok "a namespace that only a descriptor keeps" device ".ifname == \"al0\" and
	.holders[0].pid == ${ALONE[pid]}"
ok "is entered" json '.coverage.complete'
lab_situate_end ALONE
lab_situate RENAME rename-tap old0 new0
vt -j
ok "a renamed tap" device ".ifname == \"new0\" and .holders[0].pid == ${RENAME[pid]}"
lab_situate_end RENAME
clean

# --- domains ------------------------------------------------------------------

lab_bridge br0
long=$(printf 'n%.0s' $(seq 200))
for name in 'comma,comma' "quote\"'" driver "$long" vm1 vm10 'a<&>b' '-dash' 'ünï'; do
	lab_guest "$name" --nic "$(nic_bridge br0)"
done
lab_guest $'new\nline' --transient --nic "$(nic_bridge br0)" || :
finds "names with comma, quotes, dash, markup, 200 bytes, driver"
ok "each has its process" json '[.domains[] | select(.id)] | length >= 9 and all(.[]; .pid)'
ok "and its tap" json 'all(.mappings[]; .status == "ok")'
ok "as valid JSON" "$VT_SRCDIR/tests/validate-json" "$schema" "$OUT"
ok "vm1 is not vm10" json '[.mappings[] | select(.domain == "vm1")] | length == 1'
vt show vm1
ok "show vm1 is not vm10" sh -c "! grep -q vm10 '$OUT'"

uuid=$(lab_virsh domuuid vm1)
lab_situate FAKE fake-cmdline --hold fk0 -- qemu-system-x86_64 -name guest=vm1 -uuid "$uuid"
finds "a program with another guest's UUID on its command line" foreign-holder
ok "is not that guest" json "all(.domains[]; .pid != ${FAKE[pid]})"
lab_situate_end FAKE

rm /run/libvirt/qemu/vm1.pid
vt -j audit
ok "without PID file the status file leads to the process" json \
	'any(.domains[]; .name == "vm1" and .pid_source == "status" and .pid == '"$(pgrep -f 'guest=vm1,')"')'
ok "silently" codes
mv /run/libvirt/qemu/vm10.xml "$VT_LAB_DIR/vm10.xml"
mv /run/libvirt/qemu/vm10.pid "$VT_LAB_DIR/vm10.pid"
vt -j audit
ok "without either the UUID does" json 'any(.domains[]; .name == "vm10" and .pid_source == "uuid")'
mv "$VT_LAB_DIR/vm10.xml" "$VT_LAB_DIR/vm10.pid" /run/libvirt/qemu/
echo $$ >/run/libvirt/qemu/vm1.pid
vt -j audit
ok "a stale PID file with a reused PID misleads nobody" json \
	'any(.domains[]; .name == "vm1" and .pid_source == "status")'
ok "and is told" codes pid-mismatch stale-pidfile
for id in $(lab_virsh list --id); do lab_virsh destroy "$id"; done >/dev/null

# --- legal --------------------------------------------------------------------

lab_network nat virbr7 192.168.77.0/24
lab_guest fresh --nic "$(nic_network nat)" --nic "$(nic_bridge br0)"
tap=$(lab_tap fresh net0)
lab_virsh net-destroy nat
lab_virsh net-start nat
# Its port of the network went with the network.
finds "a network destroyed and started under a running guest" detached-bridge stale-binding
lab_libvirtd_stop
lab_libvirtd_start
mended()
{
	vt -j audit
	codes
}
# It takes the guests up one by one while it answers already.
lab_wait mended
finds "libvirtd restarted under running guests mends it"
ok "and the guest is still mapped" json 'all(.mappings[]; .status == "ok")'
lab_virsh suspend fresh
finds "a paused guest"
lab_virsh detach-interface fresh bridge --live || :
finds "a pending unplug"
ok "of a NIC that is still there" json '[.mappings[] | select(.status == "ok")] | length == 2'
lab_virsh resume fresh
lab_wait sh -c '! virsh -c qemu:///system domiflist fresh | grep -q bridge'
finds "a NIC unplugged"
lab_virsh attach-interface fresh bridge br0 --model virtio --live
finds "a plugged NIC"
lab_virsh domif-setlink fresh "$(lab_tap fresh net0)" down
finds "a link that is down by the XML"
lab_situate SLIRP hold-tap-netns tap0
finds "a container's tap0, held from outside" foreign-holder
lab_situate_end SLIRP
tap_done
