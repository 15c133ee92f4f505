#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Guests started, stopped, destroyed, NICs plugged and unplugged as fast as
# libvirt allows, beside a loop of audit: no finding that is not planted, and
# every planted one in every look.
#
# churn.sh [SECONDS]: default 20; `make check-churn` runs five minutes.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0" "$@"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

seconds=${1:-${VT_CHURN_SECONDS:-20}}
end=$((SECONDS + seconds))
planted="detached-bridge foreign-holder stray-tap"
looks=0 wrong=0 missed=0 withdrawn=0

lab_bridge br0
lab_veth up0 up1
lab_network nat virbr7 192.168.77.0/24
lab_tap_persistent left0
lab_situate VPN hold-tap vpn0
lab_guest stable --nic "$(nic_bridge br0)"
ip link set "$(lab_tap stable net0)" nomaster

# One guest started and taken down again, each time another way.
life()
{
	local name=$1 nic=$2 n=0

	lab_guest "$name" --define-only --nic "$nic"
	while [ $SECONDS -lt $end ]; do
		lab_virsh start "$name"
		case $((n++ % 4)) in
		0) lab_virsh destroy "$name" ;;
		1) lab_virsh suspend "$name"; lab_virsh destroy "$name" ;;
		2) lab_kill "$name"; lab_wait sh -c "! virsh -c qemu:///system list --name | grep -qx $name" ;;
		3) lab_virsh reset "$name"; lab_virsh destroy "$name" --graceful ;;
		esac
		echo "$name" >>"$VT_LAB_DIR/lives"
	done
} >>"$VT_LAB_DIR/churn.log" 2>&1

plug()
{
	lab_guest plugged --nic "$(nic_network nat)"
	while [ $SECONDS -lt $end ]; do
		lab_virsh attach-interface plugged bridge br0 --model virtio --live --mac 52:54:00:00:00:09
		lab_virsh detach-interface plugged bridge --live --mac 52:54:00:00:00:09
		echo plug >>"$VT_LAB_DIR/lives"
	done
} >>"$VT_LAB_DIR/churn.log" 2>&1

life churn1 "$(nic_bridge br0)" &
life churn2 "$(nic_network nat)$(nic_bridge br0 "<driver queues='4'/>")" &
life churn3 "$(nic_direct up0 bridge)" &
plug &
while [ $SECONDS -lt $end ]; do
	vt -j audit
	looks=$((looks + 1))
	found=$(jq -r '.findings[].code' "$OUT" | sort -u)
	withdrawn=$((withdrawn + $(jq '.summary.withdrawn' "$OUT")))
	for code in $planted; do
		grep -qx "$code" <<<"$found" || { missed=$((missed + 1)); cp "$OUT" "$VT_LAB_DIR/missed.json"; }
	done
	jq -e --arg planted "$planted" '($planted | split(" ")) as $p |
		all(.findings[]; .code | IN($p[])) and
		([.findings[] | select(.domain and .domain != "stable")] | length == 0)' "$OUT" >/dev/null || {
		wrong=$((wrong + 1))
		jq -c '.findings[] | select(.code != "stray-tap" and .code != "foreign-holder" and
			.domain != "stable")' "$OUT" |
			sed 's/^/# /'
	}
done
wait %2 %3 %4 %5 2>/dev/null
echo "# $looks looks in $seconds s beside $(wc -l <"$VT_LAB_DIR/lives") lives and plugs; $withdrawn findings withdrawn"
ok "no look found what was not planted" is "$wrong" 0
ok "no look missed what was" is "$missed" 0
ok "there was something to look at" test "$looks" -gt 5 -a "$(wc -l <"$VT_LAB_DIR/lives")" -gt 10
tap_done
