#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# watch beside guests, NICs, taps and namespaces that come and go as fast as
# they can: what its events make is what a look says at the end, nothing that
# was not planted has been raised, and it has not grown.
#
# churn-watch.sh [SECONDS]: default 20.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0" "$@"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/watch.sh
. "$lab/watch.sh"

seconds=${1:-${VT_CHURN_SECONDS:-20}}

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
		case $((n++ % 3)) in
		0) lab_virsh destroy "$name" ;;
		1) lab_virsh suspend "$name"; lab_virsh destroy "$name" --graceful ;;
		2) lab_kill "$name"; lab_wait sh -c "! virsh -c qemu:///system list --name | grep -qx $name" ;;
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

# Namespaces of both sorts, with a tap that goes with them.
namespaces()
{
	while [ $SECONDS -lt $end ]; do
		ip netns add moving
		ip -n moving tuntap add dev m0 mode tap
		unshare -n sleep 0.7 &
		sleep 0.5
		ip netns del moving
		wait $!
		echo netns >>"$VT_LAB_DIR/lives"
	done
} >>"$VT_LAB_DIR/churn.log" 2>&1

rss_kb()
{
	awk '/^RssAnon:/ { print $2 }' "/proc/$WATCH/status"
}

fds()
{
	find "/proc/$WATCH/fd" -mindepth 1 | wc -l
}

watch_start
lab_wait event '.event == "raised"'
sleep 1
fds_before=$(fds)
end=$((SECONDS + seconds))
churn=()
life churn1 "$(nic_bridge br0)" &
churn+=($!)
life churn2 "$(nic_network nat)$(nic_bridge br0 "<driver queues='4'/>")" &
churn+=($!)
life churn3 "$(nic_direct up0 bridge)" &
churn+=($!)
plug &
churn+=($!)
namespaces &
churn+=($!)
# What it needs at all, it has needed after a third of the time.
sleep $((seconds / 3))
early=$(rss_kb)
while [ $SECONDS -lt $end ]; do sleep 1; done
wait "${churn[@]}" 2>/dev/null
lab_virsh destroy plugged >/dev/null
sleep 2

echo "# $(wc -l <"$EVENTS") events beside $(wc -l <"$VT_LAB_DIR/lives") lives and plugs in $seconds s:" \
	"$(events_since 0)"
echo "# memory $early kB -> $(rss_kb) kB, descriptors $fds_before -> $(fds)," \
	"CPU $(awk '{ print ($14 + $15) / 100 }' "/proc/$WATCH/stat") s"
ok "the events make the state of a look" same_state
ok "nothing was raised that was not planted" is "$(jq -r 'select(.event == "raised") |
	select((.domain and .domain != "stable") or 
		(.code | IN("detached-bridge", "foreign-holder", "stray-tap") | not)) |
	"\(.code) \(.domain) \(.ifname)"' "$EVENTS" | sort | uniq -c)" ""
last='[.[] | select(.ifname == "left0" and .code)] | last.event'
ok "what was planted is raised" is "$(jq -rs "$last" "$EVENTS")" raised
ok "there was something to tell" test "$(wc -l <"$EVENTS")" -gt 20
ok "no more memory than after a third" test "$(rss_kb)" -le $((early + 1024))
ok "no more descriptors" is "$(fds)" "$fds_before"
watch_end
ok "and it ends well" is "$RC" 0
tap_done
