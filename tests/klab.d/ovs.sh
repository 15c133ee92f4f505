# SPDX-License-Identifier: GPL-2.0-or-later
# Open vSwitch with its datapath in the kernel; sourced behind lab.d/tap.sh.
# shellcheck shell=bash

# start_ovs: false, and a skip, where it cannot be had
start_ovs()
{
	modprobe -q openvswitch || { skip "openvswitch: this kernel has no such module"; return 1; }
	command -v ovs-vsctl >/dev/null || { skip "ovs-vsctl is missing"; return 1; }
	mkdir -p /run/openvswitch
	ovsdb-tool create "$VT_LAB_DIR/ovs.db" /usr/share/openvswitch/vswitch.ovsschema
	ovsdb-server --detach --no-chdir --pidfile=/run/openvswitch/ovsdb-server.pid \
		--remote=punix:/run/openvswitch/db.sock --log-file="$VT_LAB_DIR/ovsdb.log" \
		"$VT_LAB_DIR/ovs.db" 2>/dev/null
	ovs-vsctl --no-wait init
	"$(command -v ovs-vswitchd || echo /usr/lib/openvswitch-switch/ovs-vswitchd)" --detach --no-chdir \
		--pidfile=/run/openvswitch/ovs-vswitchd.pid --log-file="$VT_LAB_DIR/vswitchd.log" \
		unix:/run/openvswitch/db.sock 2>/dev/null
}
