# SPDX-License-Identifier: GPL-2.0-or-later
# The XML may name the bridge by an alternative name.
near_miss()
{
	lab_bridge br0
	lab_bridge br1
	ip link property add dev br0 altname uplink-bridge
	lab_guest a --nic "$(nic_bridge uplink-bridge)"
}

fault()
{
	tap=$(lab_tap a net0)
	ip link set "$tap" master br1
	expect=".ifname == \"$tap\" and .domain == \"a\" and .evidence.master == \"br1\""
}
