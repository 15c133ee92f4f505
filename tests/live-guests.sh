#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The main job on a real libvirtd with real guests: eight of them mapped, then
# seven things planted, each found with its code and nothing else.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/guests.sh
. "$lab/guests.sh"
# shellcheck source=lab.d/scans.sh
. "$lab/scans.sh"

schema=$VT_SRCDIR/data/virt-taps.schema.json

# row DOMAIN ALIAS CONDITION: of a mapping
row()
{
	json "[.mappings[] | select(.domain == \"$1\" and .alias == \"$2\")] |
		length == 1 and (.[0] | $3)"
}

held_ok()
{
	row "$1" "$2" ".status == \"ok\" and .pid == $(lab_pid "$1") and
		.ifname == \"$(lab_tap "$1" "$2")\" and $3"
}

narrow()
{
	awk 'length > 100 { print; bad = 1 } END { exit bad }' "$OUT"
}

eight_guests >/dev/null
vt -j
ok "list ends with 0" is "$RC" 0
ok "a gap is nowhere" json '.coverage.complete and .coverage.gaps == []'
ok "the JSON is valid" "$VT_SRCDIR/tests/validate-json" "$schema" "$OUT"
ok "a guest on a bridge" held_ok web net0 '.type == "bridge" and .kind == "tap" and .master == "br0"'
ok "a guest on a NAT network" held_ok nat net0 '.type == "network" and .master == "virbr7"'
ok "two NICs, the first" held_ok two net0 '.master == "br0"'
ok "two NICs, the second" held_ok two net1 '.master == "virbr7"'
ok "four queues" held_ok mq net0 '.kind == "tap"'
ok "four queues are four open files" json '.devices[] | select(.claims[0].domain == "mq") |
	.holders[0].queues == 4 and .holders[0].fds == 4 and .queues_enabled + .queues_disabled == 4'
ok "a macvtap" held_ok direct net0 '.kind == "macvtap" and .type == "direct"'
ok "user networking has no device" row user net0 '.status == "no-device" and .ifname == null'
ok "a tap of the admin's" held_ok eth net0 '.ifname == "tapeth"'
ok "a shut-off guest is listed and maps nothing" json \
	'(.domains[] | select(.name == "off") | .state == "shut off" and .id == null) and
	all(.mappings[]; .domain != "off")'
ok "every process is found by its locked PID file" json \
	'all(.domains[] | select(.id); .pid_source == "pidfile" and .start_time > 0)'
vt
ok "the table fits 100 columns" narrow
vt audit -j
ok "audit ends with 0" is "$RC" 0
ok "and finds nothing" codes

lab_tap_persistent left0
lab_macvtap leftv0 up0
lab_qemu_outside rogue rogue0 >/dev/null 2>&1
ip link set rogue0 up
lab_situate VPN hold-tap vpn0
web=$(lab_tap web net0)
ip link set "$web" nomaster
lab_bridge br1
two=$(lab_tap two net0)
ip link set "$two" master br1
vt audit -j
ok "audit ends with 2" is "$RC" 2
ok "what was planted is found, nothing else" codes stray-tap stray-macvtap unmanaged-hypervisor \
	foreign-holder detached-bridge wrong-bridge
ok "the JSON of findings is valid" "$VT_SRCDIR/tests/validate-json" "$schema" "$OUT"
found()
{
	json "[.findings[] | select(.code == \"$1\" and ($2))] | length == 1"
}
ok "the stray tap" found stray-tap '.ifname == "left0"'
ok "the stray macvtap" found stray-macvtap '.ifname == "leftv0"'
ok "QEMU outside libvirt, by its guest's name" found unmanaged-hypervisor \
	'.ifname == "rogue0" and .evidence.guest == "rogue"'
ok "the program that is no hypervisor" found foreign-holder ".ifname == \"vpn0\" and .pid == ${VPN[pid]}"
ok "the tap off its bridge" found detached-bridge ".ifname == \"$web\" and .domain == \"web\""
ok "the tap on another bridge" found wrong-bridge ".ifname == \"$two\" and .domain == \"two\""
ok "statuses" json '[.mappings[] | select(.status != "ok" and .status != "no-device") |
	"\(.ifname) \(.status)"] | sort == (["left0 stray", "leftv0 stray", "rogue0 unmanaged",
	"vpn0 foreign", "'"$web"' mismatch", "'"$two"' mismatch"] | sort)'

lab_libvirtd_stop
vt -j list nat
printf '[{"ip-address":"192.168.122.77","mac-address":"%s","expiry-time":0}]' "$(jq -r '.mappings[0].mac' "$OUT")" \
	>"/var/lib/libvirt/dnsmasq/$(jq -r '.mappings[0].bridge' "$OUT").status"
vt -j list
ok "its leases are read from their files then" json '.mappings[] | select(.domain == "nat") |
	.addresses[0] | .ip == "192.168.122.77" and .source == "lease"'
lab_kill nat
vt audit -j
ok "a guest killed while libvirtd was stopped" found no-process '.domain == "nat"'
ok "and beside it only its PID file" codes stray-tap stray-macvtap unmanaged-hypervisor \
	foreign-holder detached-bridge wrong-bridge no-process stale-pidfile
! scans_possible 2>/dev/null || ok "both scans give one answer" scans_agree
vt -j list
ok "list without libvirt ends with 3" is "$RC" 3
ok "and says why" json '.coverage.gaps | length == 1 and .[0].code == "connection-failed"'
ok "the connection is told as failed" json '.connections[0].status == "failed" and .connections[0].error'
lab_libvirtd_start

# Without libvirt hypervisors are named by their command lines.
vt -j -c none
ok "list -c none ends with 0" is "$RC" 0
ok "hypervisors are named by their own command lines" json \
	'any(.mappings[]; .domain == "web" and .ifname == "'"$web"'" and .status == "unknown" and .uuid)'
ok "and the gap is stated" json 'any(.coverage.gaps[]; .code == "no-libvirt")'
vt -c none audit
ok "audit -c none leaves the answer open" is "$RC" 3

# One name in two namespaces is two devices with their own holders.
lab_netns blue
lab_situate A hold-tap same0
lab_situate B hold-tap-netns same0
vt -j
ok "one name in two namespaces" json '[.devices[] | select(.ifname == "same0")] |
	length == 2 and .[0].netns != .[1].netns and
	([.[].holders[0].pid] | sort) == ([ '"${A[pid]}, ${B[pid]}"' ] | sort)'

for subject in web "$web" "$(lab_pid web)" "$(lab_virsh domuuid web)" "$(lab_virsh domid web)"; do
	vt show "$subject"
	ok "show $subject ends with 0" is "$RC" 0
	ok "show $subject names the guest" grep -q '^web  VM, running' "$OUT"
done
vt show nosuch
ok "show of nothing ends with 1" is "$RC" 1
ok "and says so in one line" is "$(wc -l <"$ERR")" 1

# As an ordinary user: gaps, and nothing claimed to be absent.
chmod 0755 "$VT_LAB_DIR"
as_nobody()
{
	setpriv --reuid nobody --regid nogroup --clear-groups "$VT_BIN" "$@" >"$OUT" 2>"$ERR"
	RC=$?
}
as_nobody audit -j
ok "as an ordinary user nothing is found missing" json \
	'all(.findings[]; .code | IN("not-held", "stray-macvtap", "hidden-holder", "missing-device",
	"no-process", "unmanaged-hypervisor", "foreign-holder") | not)'
ok "as an ordinary user gaps are stated" json 'any(.coverage.gaps[]; .code == "process-unreadable") and
	.coverage.unreadable > 0'
ok "as an ordinary user the JSON is valid" "$VT_SRCDIR/tests/validate-json" "$schema" "$OUT"
ok "as an ordinary user what the kernel itself says is found" codes stray-tap
lab_situate_end VPN
lab_situate_end A
lab_situate_end B
tap_done
