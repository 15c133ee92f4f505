#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Guests on a real Open vSwitch: its ports are no bridge's, a port that outlives
# its guest is found, and a database that does not answer is a gap. The switch
# is the one in userspace, which needs no module of the kernel.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

vswitchd=/usr/lib/openvswitch-switch/ovs-vswitchd
[ -x "$vswitchd" ] || vswitchd=$(command -v ovs-vswitchd)
schema=/usr/share/openvswitch/vswitch.ovsschema
if [ -z "$vswitchd" ] || ! command -v ovs-vsctl ovsdb-server >/dev/null || [ ! -e "$schema" ]; then
	echo "1..0 # SKIP Open vSwitch is not installed"
	exit 0
fi
nic_ovs()
{
	nic_bridge ovs0 "<virtualport type='openvswitch'/>"
}

vt -j audit
ok "where only the tools are installed, nothing is missing" json '.coverage.gaps == []'

run=/run/openvswitch
mkdir -p "$run"
ovsdb-tool create "$VT_LAB_DIR/ovs.db" "$schema"
ovsdb-server --detach --no-chdir --pidfile="$run/ovsdb-server.pid" --remote="punix:$run/db.sock" \
	--log-file="$VT_LAB_DIR/ovsdb.log" "$VT_LAB_DIR/ovs.db" 2>/dev/null
ovs-vsctl --no-wait init
"$vswitchd" --detach --no-chdir --pidfile="$run/ovs-vswitchd.pid" \
	--log-file="$VT_LAB_DIR/vswitchd.log" "unix:$run/db.sock" 2>/dev/null
ovs-vsctl --timeout=30 add-br ovs0 -- set bridge ovs0 datapath_type=netdev
db=$(<"$run/ovsdb-server.pid")

lab_guest a --nic "$(nic_ovs)"
lab_guest b --nic "$(nic_ovs)"
tap=$(lab_tap b net0)
vt -j audit
ok "guests on a switch are ok, the switch's own devices foreign" codes foreign-holder
ok "each NIC has its device and its process" json "[.mappings[] | select(.domain) | [.domain, .status, .pid]] ==
	[[\"a\", \"ok\", $(lab_pid a)], [\"b\", \"ok\", $(lab_pid b)]]"
ok "audit ends with 0" is "$RC" 0

# A VLAN of the switch that is a bridge to ovs-vsctl, and so to libvirt.
ovs-vsctl --timeout=30 add-br vlan10 ovs0 10
lab_guest c --nic "$(nic_bridge vlan10 "<virtualport type='openvswitch'/>")"
vtap=$(lab_tap c net0)
vt -j audit
ok "a guest on a fake bridge is on it" json \
	'any(.mappings[]; .domain == "c" and .status == "ok" and .bridge == "vlan10")'
ovs-vsctl --timeout=30 set Port "$vtap" tag=20
vt -j audit
ok "with another tag it is not" json "any(.findings[]; .code == \"wrong-bridge\" and .ifname == \"$vtap\")"
ok "its command moves it back" bash -c "$(jq -r '.findings[] | select(.code == "wrong-bridge").commands[0]' "$OUT")"
vt -j audit
ok "where it has the tag again" is "$(ovs-vsctl --timeout=30 get Port "$vtap" tag)" 10
ok "and nothing is found" codes foreign-holder
lab_kill c
ovs-vsctl --timeout=30 --if-exists del-port "$vtap" -- del-br vlan10

# An end while libvirt looks away: nobody takes the port out of the database.
lab_libvirtd_stop
lab_kill b
vt -j audit
ok "a port that outlives its tap" json "any(.findings[]; .code == \"stale-binding\" and
	.ifname == \"$tap\")"

kill -STOP "$db"
timeout 60 "$VT_BIN" --timeout 4 --settle 0 -j >"$OUT" 2>"$ERR"
ok "a database that hangs is a gap" json 'any(.coverage.gaps[]; .code == "ovs-unreadable")'
ok "told in one line" is "$(grep -c ovs-unreadable "$ERR")" 1
ok "and the guests are mapped" json 'any(.mappings[]; .domain == "a" and .status == "ok")'
kill -CONT "$db"
lab_libvirtd_start
# libvirtd takes the port out when it sees that its guest has ended.
gone()
{
	! ovs-vsctl --timeout=5 list-ports ovs0 | grep -qx "$tap"
}
ok "libvirt takes the port out when it is back" lab_wait gone
vt -j audit
ok "and nothing is left" codes foreign-holder

kill "$(<"$run/ovs-vswitchd.pid")" "$db"
tap_done
