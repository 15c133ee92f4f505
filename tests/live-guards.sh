#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The guards of the commands that cure: a finding is printed, then the situation changes, and the
# commands, run as printed, change nothing.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

# Each change begins with a host that has nothing but up0, a namespace "blue" and what make_* makes.
lab_veth up0 up0p
lab_macvtap_lock
holder='' claimed=''

make_tap()
{
	ip tuntap add dev dev0 mode tap
	netns='' code=stray-tap
}

make_mq()
{
	ip tuntap add dev dev0 mode tap multi_queue
	netns='' code=stray-tap
}

make_tap_netns()
{
	ip -n blue tuntap add dev dev0 mode tap
	netns=blue code=stray-tap
}

# A guest's that is on another bridge.
make_moved()
{
	local bridge

	for bridge in br0 br1 br2; do
		lab_bridge "$bridge" || return 1
	done
	lab_guest guarded --transient --nic "$(nic_bridge br0 "<target dev='dev0'/>")" &&
		ip link set dev dev0 master br1
	netns='' code=wrong-bridge claimed=yes
}

# A guest's, whose device is down.
make_claimed()
{
	ip tuntap add dev dev0 mode tap
	lab_guest guarded --transient --nic "$(nic_ethernet dev0 no "<link state='up'/>")"
	ip link set dev dev0 down
	netns='' code=link-down claimed=yes
}

make_macvtap()
{
	lab_macvtap dev0 up0
	netns='' code=stray-macvtap
}

make_ipvtap()
{
	netns='' code=stray-macvtap
	ip link add link up0 name dev0 type ipvtap && ip link set dev dev0 up
}

clean()
{
	local ns

	[ -z "$claimed" ] || lab_stop guarded
	claimed=''
	for ns in '' blue; do
		for dev in dev0 other0 br0 br1 br2; do
			ip ${ns:+-n "$ns"} link del dev "$dev" 2>/dev/null
		done
	done
	ip netns del blue 2>/dev/null
	lab_netns blue
}

# here ARG...: ip where the device is
here()
{
	ip ${netns:+-n "$netns"} "$@"
}

index()
{
	here -j link show dev dev0 | jq '.[0].ifindex'
}

# Changes. Each leaves a device that the commands were not made for, or none.
change_gone() { here link del dev dev0; }
change_renamed() { here link set dev dev0 down && here link set dev dev0 name other0; }
change_renamed_and_replaced() { change_renamed && here link add dev0 type bridge; }

change_in_another_namespace()
{
	if [ "$netns" ]; then
		here link set dev dev0 netns "$$"
	else
		here link set dev dev0 netns blue && ip link add dev0 type bridge
	fi
}

# One like it, with another number.
change_made_again() { here link del dev dev0 && "make_$made"; }

# What the guards look for, as an alias, in a form for people and in one for programs.
alias()
{
	here link set dev dev0 alias "$(printf '%s\n' "x $* \\ tun $*" \
		"$number: dev0 master br1 \\ tun numqueues 0 numdisabled 0 \\" \
		"\"ifindex\":$number,\"info_kind\":\"tun\",\"numqueues\":0,\"numdisabled\":0,\"master\":\"br1\",")"
}

change_made_again_with_alias() { number=$(index) && change_made_again && alias; }
change_to_another_bridge() { here link set dev dev0 master br2; }
change_to_another_bridge_with_alias() { number=$(index) && change_to_another_bridge && alias "master br1"; }
change_to_held_queue_with_alias() { number=$(index) && change_to_held_queue && alias; }

# The kernel gives the number again that is asked for.
again_with_index()
{
	local number

	number=$(index) && here link del dev dev0 && here link add dev0 index "$number" "$@" &&
		[ "$(index)" = "$number" ]
}

change_to_bridge() { again_with_index type bridge; }
change_to_veth() { again_with_index type veth peer name other0; }
change_to_macvlan() { again_with_index link up0 type macvlan; }
change_to_namespace_of_that_name()
{
	local number

	number=$(index) && ip netns del blue && lab_netns blue && here tuntap add dev dev0 mode tap &&
		[ "$(index)" = "$number" ]
}

# Held: as QEMU holds it. The kernel alone tells of a tap.
change_to_held_tap() { holder=situated && lab_situate H attach-persistent dev0; }
change_to_held_queue() { holder=situated && lab_situate H attach-persistent dev0 --multi-queue; }
hold_node()
{
	sleep 600 <>"$1" &
	holder=$!
	lab_wait test "/proc/$holder/fd/0" -ef "$1"
}

change_to_held_node() { hold_node "/dev/tap$(index)"; }

# Through a node of another name, as a container has one.
change_to_held_copy()
{
	local numbers

	read -ra numbers < <(stat -c '0x%t 0x%T' "/dev/tap$(index)")
	rm -f "$VT_LAB_DIR/copy"
	mknod "$VT_LAB_DIR/copy" c "${numbers[@]}" && hold_node "$VT_LAB_DIR/copy"
}

# And one that is gone.
change_to_held_lost_node() { change_to_held_node && rm "/dev/tap$(index)"; }

end_holder()
{
	case $holder in
	situated) lab_situate_end H ;;
	?*) kill "$holder" ;;
	esac
	holder=''
}

# all: of the host, as far as commands change it; what the kernel makes of that comes by itself
all()
{
	{ ip -d -o link && ip -n blue -d -o link; } |
		sed -E 's/_timer *[0-9.]*//g; s/NO-CARRIER,|,LOWER_UP//g; s/ (state|qdisc) [A-Za-z_]+//g' | sort
}

commands()
{
	jq -r --arg code "$code" '.findings[] | select(.code == $code and .ifname == "dev0") | .commands[]' "$OUT"
}

# harmless MAKE CHANGE
harmless()
{
	local command before after

	clean
	"make_$1" || { echo "cannot be made"; return 1; }
	vt -q --settle 0 -j audit
	[ "$(commands | wc -l)" = 1 ] || { echo "no command"; json false; return 1; }
	"change_$2" || { echo "cannot be changed"; return 1; }
	before=$(all)
	while IFS= read -r command; do
		echo "$command"
		sh -c "$command"
	done < <(commands)
	after=$(all)
	[ "$before" = "$after" ] || { diff <(echo "$before") <(echo "$after"); return 1; }
}

# guards MAKE CHANGE...
guards()
{
	local made=$1 change

	shift
	for change; do
		ok "$made, ${change//_/ }: nothing is done" harmless "$made" "$change"
		end_holder
	done
}

# cures MAKE: without a change they do what they are for
cures()
{
	clean
	"make_$1" && vt -q --settle 0 -j audit && sh -c "$(commands)" || return 1
	! here link show dev dev0 2>/dev/null
}

general='gone renamed renamed_and_replaced in_another_namespace made_again to_bridge'
# shellcheck disable=SC2086 # words
{
	guards tap $general to_veth to_held_tap made_again_with_alias
	guards mq $general to_veth to_held_queue to_held_queue_with_alias made_again_with_alias
	guards tap_netns $general to_namespace_of_that_name
	guards claimed renamed_and_replaced made_again to_bridge to_veth to_macvlan
	guards moved gone to_another_bridge to_another_bridge_with_alias
	guards macvtap $general to_veth to_macvlan to_held_node to_held_copy to_held_lost_node
	if make_ipvtap 2>/dev/null; then
		guards ipvtap $general to_veth to_held_node
		ok "ipvtap: else it is cured" cures ipvtap
	else
		skip "ipvtap: this kernel has none"
	fi
}
# Names that a shell or ip could take for something else.
cures_odd()
{
	ip tuntap add dev "$1" mode tap && vt -q --settle 0 -j audit || return 1
	jq -r '.findings[] | select(.code == "stray-tap") | .commands[]' "$OUT" >"$VT_LAB_DIR/cure"
	[ "$(wc -l <"$VT_LAB_DIR/cure")" = 1 ] && cat "$VT_LAB_DIR/cure" && sh -e "$VT_LAB_DIR/cure" || return 1
	! ip link show dev "$1" 2>/dev/null
}
clean
for name in -x -- '$(id)' '`id`;x' up $'b\xff\'"' "a'b\"c" '*' 'a\055'; do
	ok "$(printf '%q' "$name") is cured by its command" cures_odd "$name"
done
for made in tap mq tap_netns macvtap; do
	ok "$made: else it is cured" cures "$made"
done
clean
tap_done
