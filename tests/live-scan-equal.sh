#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# BPF and /proc show one truth: guests and every situation at once, both ways.

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

why=$(scans_possible 2>&1) || { echo "1..0 # SKIP no BPF scan here: ${why##*$'\n'}"; exit 0; }

# both DESCRIPTION ARG...: the two scans give one answer
both()
{
	local what=$1

	shift
	ok "$what" scans_agree "$@"
}

eight_guests >/dev/null
both "eight guests"
lab_tap_persistent left0
lab_macvtap leftv0 up0
lab_macvtap heldv0 up0
lab_macvtap movedv0 up0
lab_macvtap gonev0 up0
lab_qemu_outside rogue rogue0 >/dev/null 2>&1
for situation in 'hold-tap one0' 'hold-tap mq0 --multi-queue 4 --detach 2' 'hold-tap tun0 --tun' \
	'hold-tap-netns other0' 'move-tap moved0' 'netns-by-fd alone0' 'rename-tap old0 new0' \
	'unattached' 'deleted-tap gone0' 'fork-share share0' 'thread-table thread0' \
	'zombie-leader zombie0' 'inflight fly0' 'io-uring ring0' 'hold-pidns deep0' \
	'hold-macvtap heldv0 2' 'macvtap-moved movedv0' 'macvtap-deleted gonev0' 'uid 65534 hold-tap user0'; do
	# shellcheck disable=SC2086
	lab_situate S $situation
	both "and $situation"
done
both "audit" audit
both "without libvirt" -c none
tap_done
