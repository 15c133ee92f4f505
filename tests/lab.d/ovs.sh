# SPDX-License-Identifier: GPL-2.0-or-later
# Open vSwitch in a lab; sourced by lib.sh.

# lab_ovs [NAME...]: Open vSwitch in user space, with these bridges; fails where it is not installed
lab_ovs()
{
	local run=/run/openvswitch vswitchd=/usr/lib/openvswitch-switch/ovs-vswitchd bridge

	[ -x "$vswitchd" ] || vswitchd=$(command -v ovs-vswitchd)
	mkdir -p "$run"
	ovsdb-tool create "$VT_LAB_DIR/ovs.db" /usr/share/openvswitch/vswitch.ovsschema || return
	ovsdb-server --detach --no-chdir --pidfile="$run/ovsdb-server.pid" --remote="punix:$run/db.sock" \
		--log-file="$VT_LAB_DIR/ovsdb.log" "$VT_LAB_DIR/ovs.db" 2>/dev/null
	ovs-vsctl --no-wait init
	"$vswitchd" --detach --no-chdir --pidfile="$run/ovs-vswitchd.pid" \
		--log-file="$VT_LAB_DIR/vswitchd.log" "unix:$run/db.sock" 2>/dev/null
	for bridge; do
		ovs-vsctl --timeout=30 add-br "$bridge" -- set bridge "$bridge" datapath_type=netdev
	done
}

# nic_ovs BRIDGE [ELEMENTS]
nic_ovs()
{
	nic_bridge "$1" "<virtualport type='openvswitch'/>${2-}"
}
