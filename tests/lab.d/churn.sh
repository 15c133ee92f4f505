# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Guests that live and die, and NICs that come and go, as fast as libvirt
# allows, until churn_end(); beside them three faults that stay. Sourced behind
# lib.sh.

# What churn_plant() planted: code and device, a line each.
CHURN_PLANTED=
CHURN_PIDS=()
CHURN_LIVES=$VT_LAB_DIR/lives
CHURN_ENDS=$VT_LAB_DIR/churn-ends

churn_plant()
{
	local tap

	lab_bridge br0 &&
		lab_veth up0 up1 &&
		lab_network nat virbr7 192.168.77.0/24 &&
		lab_tap_persistent left0 &&
		lab_situate VPN hold-tap vpn0 &&
		lab_guest stable --nic "$(nic_bridge br0)" &&
		tap=$(lab_tap stable net0) &&
		ip link set "$tap" nomaster || exit 1
	CHURN_PLANTED=$(printf '%s\n' "detached-bridge $tap" "foreign-holder vpn0" "stray-tap left0")
}

churn_goes_on()
{
	[ ! -e "$CHURN_ENDS" ]
}

# One guest started and taken down again, each time another way.
churn_guest()
{
	local name=$1 nic=$2 n=0

	lab_guest "$name" --define-only --nic "$nic"
	while churn_goes_on; do
		lab_virsh start "$name"
		case $((n++ % 4)) in
		0) lab_virsh destroy "$name" ;;
		1) lab_virsh suspend "$name"; lab_virsh destroy "$name" ;;
		2) lab_kill "$name"; lab_wait sh -c "! virsh -c qemu:///system list --name | grep -qx $name" ;;
		3) lab_virsh reset "$name"; lab_virsh destroy "$name" --graceful ;;
		esac
		echo "$name" >>"$CHURN_LIVES"
	done
}

churn_plug()
{
	lab_guest plugged --nic "$(nic_network nat)"
	while churn_goes_on; do
		lab_virsh attach-interface plugged bridge br0 --model virtio --live --mac 52:54:00:00:00:09
		lab_virsh detach-interface plugged bridge --live --mac 52:54:00:00:00:09
		echo plug >>"$CHURN_LIVES"
	done
}

# Namespaces of both sorts, with a tap that goes with them.
churn_namespaces()
{
	while churn_goes_on; do
		ip netns add moving
		ip -n moving tuntap add dev m0 mode tap
		unshare -n sleep 0.7 &
		sleep 0.5
		ip netns del moving
		wait $!
		echo netns >>"$CHURN_LIVES"
	done
}

# churn_start COMMAND...: in the background, until churn_end()
churn_start()
{
	"$@" >>"$VT_LAB_DIR/churn.log" 2>&1 &
	CHURN_PIDS+=($!)
}

churn_start_guests()
{
	churn_start churn_guest churn1 "$(nic_bridge br0)"
	churn_start churn_guest churn2 "$(nic_network nat)$(nic_bridge br0 "<driver queues='4'/>")"
	churn_start churn_guest churn3 "$(nic_direct up0 bridge)"
	churn_start churn_plug
}

churn_end()
{
	touch "$CHURN_ENDS"
	wait "${CHURN_PIDS[@]}" 2>/dev/null
}

churn_count()
{
	wc -l <"$CHURN_LIVES"
}
