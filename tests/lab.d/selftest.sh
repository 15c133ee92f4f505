#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Proves the lab by looking at the kernel and at libvirt, with none of the
# project's own code: tests/lab run -- tests/lab.d/selftest.sh. Output is TAP.

set -u

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"

count=0
failed=0
declare -A S

# ok DESCRIPTION COMMAND...
ok()
{
	local what=$1 verdict=ok

	shift
	count=$((count + 1))
	"$@" >"$VT_LAB_DIR/stderr" 2>&1 || {
		verdict="not ok"
		failed=$((failed + 1))
		sed 's/^/# /' "$VT_LAB_DIR/stderr"
	}
	echo "$verdict $count - $what"
}

not()
{
	! "$@"
}

is()
{
	[ "$1" = "$2" ] || lab_fail "'$1', not '$2'"
}

# --- what the kernel says ---------------------------------------------------

# holders DEV: "PID:TID:FD" of each descriptor that names it, all threads
holders()
{
	grep -lsax "iff:	$1" /proc/[0-9]*/task/*/fdinfo/* | awk -F / '{ print $3 ":" $5 ":" $7 }'
}

held_by()
{
	is "$(holders "$1")" "$2"
}

# One line per process: threads share the table of their leader.
held_by_process()
{
	is "$(holders "$1" | cut -d : -f 1 | sort -un | xargs)" "$2"
}

iff_of()
{
	is "$(sed -n 's/^iff:	//p' "/proc/$1/fdinfo/$2")" "$3"
}

link_exists()
{
	ip link show dev "$1" >/dev/null
}

link_gone()
{
	! ip link show dev "$1" >/dev/null 2>&1
}

master_is()
{
	is "$(ip -j link show dev "$1" | jq -r '.[0].master')" "$2"
}

queues_are()
{
	is "$(ip -d -j link show dev "$1" |
		jq -r '.[0].linkinfo.info_data | "\(.numqueues) \(.numdisabled)"')" "$2"
}

in_netns_of()
{
	nsenter -t "$1" -n ip link show dev "$2" >/dev/null
}

ended()
{
	lab_situate_end S && lab_proc_gone "${S[pid]}" &&
		{ [ -z "${S[pid2]-}" ] || lab_proc_gone "${S[pid2]}"; }
}

# --- the world --------------------------------------------------------------

world_is_private()
{
	is "${LIBVIRT_DEFAULT_URI-unset}" unset && is "$VT_LAB" 1 && [ -d "$VT_LAB_DIR" ] &&
		is "$(ip -j link | jq -r 'map(.ifname) | join(" ")')" lo &&
		is "$(ls /sys/class/net)" lo && not grep -q cgroup /proc/mounts &&
		is "$(tr '\0' ' ' </proc/1/cmdline | grep -c init.sh)" 1
}

orphans_are_reaped()
{
	local pid

	pid=$(sh -c 'sh -c "exec sleep 100" >/dev/null & echo $!')
	kill -KILL "$pid" && lab_wait [ ! -e "/proc/$pid" ]
}

nodes_are_usable()
{
	setpriv --reuid nobody --clear-groups sh -c ': <>/dev/net/tun' || return 1
	[ -e /dev/kvm ] || return 0
	setpriv --reuid nobody --clear-groups sh -c ': <>/dev/kvm' && is "$(lab_accel)" kvm
}

waits_end()
{
	local LAB_TIMEOUT=0

	not lab_wait false
}

test_world()
{
	ok "the world is private" world_is_private
	ok "orphans are reaped" orphans_are_reaped
	ok "any user can open KVM and tun" nodes_are_usable
	ok "lab_wait gives up" waits_end
	ok "lab_bridge" lab_bridge br0
	ok "lab_veth" lab_veth va vb
	ok "lab_netns" lab_netns other
	ok "lab_netns made it in here" in_netns other
	ok "lab_tap_persistent" lab_tap_persistent pt0
	ok "a persistent tap has no holder" held_by pt0 ""
	ok "lab_tap_persistent multi_queue" lab_tap_persistent pt1 multi_queue
	ok "it has no queues" queues_are pt1 "0 0"
	ok "lab_macvtap" lab_macvtap mv0 va
	ok "it is a macvtap" is "$(ip -d -j link show mv0 | jq -r '.[0].linkinfo.info_kind')" macvtap
}

in_netns()
{
	ip -n "$1" link show lo >/dev/null
}

# --- guests -----------------------------------------------------------------

# shellcheck disable=SC2119 # nic_user without its argument
guest_on_bridge()
{
	local tap

	lab_guest plain --nic "$(nic_bridge br0)" --nic "$(nic_user)" && tap=$(lab_tap plain net0) &&
		master_is "$tap" br0 && held_by_process "$tap" "$(lab_pid plain)" &&
		is "$(lab_virsh domstate plain)" running && not lab_tap plain net1
}

# Old QEMUs (5.2, 6.2) attach all queues until the driver of the guest says how many it wants.
guest_multi_queue()
{
	local tap

	lab_guest mq --nic "$(nic_bridge br0 "<driver queues='4'/>")" && tap=$(lab_tap mq net0) &&
		is "$(holders "$tap" | awk -F : '$1 == $2' | wc -l)" 4 &&
		{ queues_are "$tap" "1 3" || queues_are "$tap" "4 0"; }
}

guest_on_networks()
{
	lab_network nat virbr7 192.168.77 && lab_network_forward_bridge fwd br0 &&
		lab_guest nets --nic "$(nic_network nat)" --nic "$(nic_network fwd)" &&
		master_is "$(lab_tap nets net0)" virbr7 && master_is "$(lab_tap nets net1)" br0 &&
		lab_wait pgrep -f dnsmasq/nat.conf >/dev/null
}

guest_macvtap()
{
	local tap

	lab_guest direct --nic "$(nic_direct va bridge)" && tap=$(lab_tap direct net0) &&
		is "$(ip -d -j link show "$tap" | jq -r '.[0].linkinfo.info_kind')" macvtap &&
		find "/proc/$(lab_pid direct)/fd" -lname '/dev/tap*' | grep -q .
}

guest_ethernet()
{
	local name='e <&>"'\''\ é'

	lab_guest "$name" --nic "$(nic_ethernet mytap)" --nic "$(nic_ethernet pt0 no)" &&
		is "$(lab_tap "$name" net0)" mytap && is "$(lab_tap "$name" net1)" pt0 &&
		held_by_process mytap "$(lab_pid "$name")" && held_by_process pt0 "$(lab_pid "$name")"
}

guest_ends()
{
	local tap pid

	tap=$(lab_tap plain net0) && pid=$(lab_pid plain) && lab_stop plain &&
		lab_wait link_gone "$tap" && lab_proc_gone "$pid" && lab_undefine plain &&
		not lab_virsh dominfo plain
}

guest_killed()
{
	lab_guest passing --transient --nic "$(nic_bridge br0)" && lab_kill passing &&
		lab_wait not lab_virsh dominfo passing
}

guest_defined_only()
{
	lab_guest later --define-only --nic "$(nic_bridge br0)" &&
		is "$(lab_virsh domstate later)" "shut off"
}

qemu_outside()
{
	local pid uuid=01234567-89ab-cdef-0123-456789abcdef

	pid=$(lab_qemu_outside 'out,side' otap "$uuid") && held_by_process otap "$pid" &&
		tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q "guest=out,,side -uuid $uuid" &&
		kill "$pid" && lab_wait link_gone otap
}

# shellcheck disable=SC2119
session_guest()
{
	lab_session_libvirtd >/dev/null && lab_guest mine --user --nic "$(nic_user)" &&
		is "$(lab_session_virsh domstate mine)" running &&
		is "$(stat -c %U "/proc/$(lab_pid --user mine)")" nobody &&
		is "$(virsh -q -r -c "$(lab_session_uri)" domstate mine)" running &&
		lab_as_user virsh -q -r -c qemu:///system list >/dev/null && lab_stop --user mine &&
		lab_undefine --user mine
}

session_guest_on_bridge()
{
	local tap

	lab_bridge_helper br0
	case $? in
	0) ;;
	77) return 0 ;;
	*) return 1 ;;
	esac
	lab_guest mine --user --nic "$(nic_bridge br0)" && tap=$(lab_tap --user mine net0) &&
		held_by_process "$tap" "$(lab_pid --user mine)" && master_is "$tap" br0
}

libvirtd_stops_and_starts()
{
	local pid

	pid=$(lab_libvirtd_pid) && lab_libvirtd_stop && lab_proc_gone "$pid" &&
		not lab_virsh uri && lab_proc_state_is "$(lab_pid mq)" RSD && lab_libvirtd_start &&
		is "$(lab_virsh domstate mq)" running
}

libvirtd_freezes()
{
	lab_libvirtd_freeze && lab_proc_state_is "$(lab_libvirtd_pid)" T &&
		not timeout 0.3 virsh -q -c qemu:///system uri && lab_libvirtd_thaw &&
		lab_virsh uri >/dev/null
}

test_guests()
{
	ok "a guest on a bridge, with lab_pid and lab_tap" guest_on_bridge
	ok "a guest with four queues" guest_multi_queue
	ok "guests on a NAT and on a bridge network" guest_on_networks
	ok "a guest on a macvtap" guest_macvtap
	ok "a guest with unmanaged and odd names" guest_ethernet
	ok "lab_stop and lab_undefine" guest_ends
	ok "a transient guest, lab_kill" guest_killed
	ok "a guest that is only defined" guest_defined_only
	ok "a QEMU outside of libvirt" qemu_outside
	ok "libvirtd frozen and thawed" libvirtd_freezes
	ok "libvirtd stopped and started, guests stay" libvirtd_stops_and_starts
	ok "a guest of a session daemon" session_guest
	ok "one on a bridge" session_guest_on_bridge
}

# --- situations -------------------------------------------------------------

# shellcheck source=selftest-situations.sh
. "$(dirname -- "$0")/selftest-situations.sh"

lab_situate_build || exit 1
test_world
test_situations
if [ -e /run/libvirt/libvirt-sock ] || [ -e /run/libvirt/virtqemud-sock ]; then
	test_guests
else
	echo "# no libvirtd: guests are not tested"
fi
echo "1..$count"
[ "$failed" = 0 ]
