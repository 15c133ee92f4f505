#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Under another kernel, in `klab run`: the way from a tap to a real network card, over a
# bridge that filters VLANs, VLANs, a bond, a VRF and Open vSwitch; each cut of it is made,
# named, and cured by the program's own commands.

[ -n "${VT_KLAB-}" ] || { echo "1..0 # SKIP for klab run only"; exit 0; }
tests=$(dirname -- "$(readlink -f -- "$0")")/..
first=/mnt/first-netns
[ -n "${VT_LAB-}" ] || {
	# The cards are in the first namespace, which the lab cannot reach by itself.
	modprobe virtio_net
	touch "$first" && mount --bind /proc/self/ns/net "$first"
	exec "$tests/lab" run --no-libvirt -- bash "$0" "$@"
}
set -u
# shellcheck source=tests/lab.d/lib.sh
. "$tests/lab.d/lib.sh"
# shellcheck source=tests/lab.d/tap.sh
. "$tests/lab.d/tap.sh"
# shellcheck source=tests/klab.d/ovs.sh
. "$tests/klab.d/ovs.sh"

for module in tun bridge 8021q bonding vrf dummy; do
	ok "the module $module is there" modprobe "$module"
done
for card in eth0 eth1; do
	lab_wait nsenter --net="$first" ip link show dev $card >/dev/null 2>&1
	ok "the card $card is there" nsenter --net="$first" ip link set dev $card netns $$
done

echo "# $(uname -r) $(uname -m), tun is $([ -e /sys/module/tun/initstate ] && echo a module || echo built in)"
claims=$VT_LAB_DIR/claims
lab_situate HELD hold-tap vm0
# claim BRIDGE: that the VM web has vm0 there
claim()
{
	jq -cn --arg bridge "$1" --argjson pid "${HELD["pid"]}" '{domain: "web", mac: "52:54:00:00:00:01",
		device: "vm0", bridge: $bridge, pid: $pid, manager: "klab"}' >"$claims"
}
VT_OPTIONS="-q -c none --settle 0 --claims $claims"

up()
{
	local link

	for link; do ip link set dev "$link" up; done
}

# has_carrier LINK...: waits for it
has_carrier()
{
	local link

	for link; do
		lab_wait grep -qsx 1 "/sys/class/net/$link/carrier"
	done
}

# quiet: nothing is found that is worth a word; shows it otherwise
quiet()
{
	is "$RC" 0 && return
	jq -c '.findings[], .coverage.gaps[]' "$OUT"
	return 1
}

# whole WHAT: the way is not cut, and nothing is found
whole()
{
	vt -j audit
	jq -r '[.findings[] | select(.domain == "web") | .code] | join(" ")' "$OUT" >"$VT_LAB_DIR/codes"
	ok "$1: nothing is found" is "$(cat "$VT_LAB_DIR/codes") $RC" " 0"
	vt show web
	ok "$1: nothing is cut" bash -c "grep -q '^  path ' '$OUT' && ! grep -q '^  cut ' '$OUT'"
}

# cut WHAT HOP CODE: show marks the hop; CODE is found, and its own commands cure it; - = none is found
cut()
{
	local command

	vt show web
	ok "$1: show marks $2" grep -qE "^  path .*!! ${2//./\\.}( |\$)" "$OUT"
	vt -j audit
	[ "$3" != - ] || {
		ok "$1: no finding says that the claim is not met" quiet
		return
	}
	found "$1" "$2" "$3"
}

# found WHAT HOP CODE
found()
{
	vt -j audit
	ok "$1: $3 of $2" json "[.findings[] | [.domain, .code, .evidence.hop // \"$2\"]] ==
		[[\"web\", \"$3\", \"$2\"]]"
	cured "$1"
}

# cured WHAT: by the commands of what audit found last
cured()
{
	ok "$1: it has commands" json '.findings[0].commands != []'
	jq -r '.findings[].commands[]' "$OUT" >"$VT_LAB_DIR/commands"
	while IFS= read -r command; do
		ok "$1: $command" sh -c "$command"
	done <"$VT_LAB_DIR/commands"
	has_carrier bond0
	whole "$1, cured"
}

# --- a bridge that filters VLANs, and a bond ----------------------------------

ip link add brv type bridge vlan_filtering 1 vlan_default_pvid 0
ip link add bond0 type bond mode active-backup miimon 50
for card in eth0 eth1; do ip link set dev $card master bond0; done
ip link set dev vm0 master brv
ip link set dev bond0 master brv
bridge vlan add dev vm0 vid 20 pvid untagged
bridge vlan add dev bond0 vid 20
up brv bond0 eth0 eth1 vm0
has_carrier bond0
claim brv
whole "a VLAN of a bridge that filters, by a bond"
vt -j show web
ok "the way, hop by hop" json '.devices[0].path | map(.ifname) == ["vm0", "brv", "bond0", "eth0", "eth1"]'
ok "and the port's VLAN" json '.devices[0].path[0].vlans == [{"vlan": 20, "pvid": true, "untagged": true}]'

bridge vlan del dev bond0 vid 20
cut "the uplink does not carry the VLAN" bond0 -
bridge vlan add dev bond0 vid 20

bridge vlan del dev vm0 vid 20
vt show web
ok "the port is in no VLAN: show marks it" grep -qE '^  path +!! vm0 ' "$OUT"
vt -j audit
ok "and it is found" json '[.findings[] | [.domain, .code, .severity]] == [["web", "vlan-mismatch", "warning"]]'
bridge vlan add dev vm0 vid 20 pvid untagged

bridge link set dev vm0 isolated on
whole "an isolated port"
bridge link set dev bond0 isolated on
cut "so is the uplink" bond0 -
bridge link set dev vm0 isolated off
bridge link set dev bond0 isolated off

bridge link set dev vm0 state 0
cut "the port does not forward" vm0 port-blocked

ip link set dev brv down
cut "the bridge is down" brv bridge-down
ip link set dev bond0 down
cut "the bond is down" bond0 bridge-down

ip link set dev bond0 mtu 1400
vt show web
ok "a smaller MTU: show says it" grep -q 'bond0 (mtu 1400, the device has 1500)' "$OUT"
found "a smaller MTU" bond0 mtu-mismatch

ip link set dev eth0 down
whole "one card of the bond is down"
ip link set dev eth1 down
vt -j audit
ok "both are: it is found" json '[.findings[].code] == ["bridge-down"]'
up eth0 eth1
has_carrier bond0

# --- a VLAN on the bond, and a VRF ---------------------------------------------

ip link set dev bond0 nomaster
ip link add link bond0 name bond0.20 type vlan id 20
ip link add brr type bridge
ip link set dev bond0.20 master brr
ip link set dev vm0 nomaster
ip link set dev vm0 master brr
up brr bond0.20 bond0
has_carrier bond0.20
claim brr
whole "a VLAN on a bond"
ip link set dev bond0.20 down
cut "the VLAN is down" 'bond0.20' bridge-down
ip link set dev bond0 down
cut "what it is on is down, and so it is" bond0 bridge-down
ip link set dev vm0 mtu 9000
found "a device with a larger MTU" 'bond0.20' mtu-mismatch
ip link set dev bond0.20 mtu 1500
ip link set dev bond0 mtu 1500
ip link set dev vm0 mtu 1500

ip link add vrf1 type vrf table 10
up vrf1
ip link set dev brr master vrf1
whole "the bridge in a VRF"

if modprobe -q br_netfilter && command -v iptables >/dev/null; then
	iptables -A FORWARD -i lo -j ACCEPT
	whole "netfilter sees what the bridge passes, and drops nothing"
	iptables -P FORWARD DROP
	vt -j audit
	ok "its policy is to drop: it is said" json '[.findings[] | [.code, .severity, .ifname]] ==
		[["bridge-netfilter", "info", "brr"]]'
	ip link set dev brr type bridge nf_call_iptables 0 nf_call_ip6tables 0
	sysctl -q -w net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0
	whole "the policy stays, and netfilter does not see the bridge"
else
	skip "br_netfilter or iptables is missing"
fi

for card in eth0 eth1; do ip link set dev $card nomaster; done
vt show web
ok "a bond that lost its cards: show marks it" grep -qE '^  path .*!! bond0' "$OUT"
vt -j audit
ok "and it is found" json '[.findings[] | [.code, .evidence.hop]] == [["uplink-down", "bond0"]]'
ip link set dev bond0.20 nomaster
up eth0
ip link set dev eth0 master brr
whole "a card of its own"
ip link set dev eth0 nomaster
ip link set dev bond0.20 nomaster
vt show web
ok "no way off the host is no cut" grep -q 'no port leads off the host' "$OUT"
vt -j audit
ok "and no finding" is "$RC" 0

# --- Open vSwitch with its datapath in the kernel ------------------------------

if start_ovs; then
	ip link set dev vm0 nomaster
	ovs-vsctl --timeout=60 add-br ovs0 -- add-br ovs1 -- add-port ovs0 eth0 -- add-port ovs0 vm0 tag=5
	up eth0 vm0
	claim ovs0
	whole "a port of Open vSwitch"
	vt -j show web
	ok "the way, hop by hop" json '.devices[0].path | map(.ifname) == ["vm0", "ovs0", "eth0"]'
	ip link set dev eth0 down
	cut "the card is down" eth0 bridge-down
	ovs-vsctl --timeout=60 del-port ovs0 vm0
	vt -j audit
	ok "without its port: it is found" json '[.findings[] | [.code, .ifname]] == [["detached-bridge", "vm0"]]'
	cured "the port is gone"
	ovs-vsctl --timeout=60 del-port ovs0 vm0 -- add-port ovs1 vm0
	vt -j audit
	ok "on another bridge: it is found" json '[.findings[] | [.code, .ifname]] == [["wrong-bridge", "vm0"]]'
	cured "the port is elsewhere"
fi
tap_done
