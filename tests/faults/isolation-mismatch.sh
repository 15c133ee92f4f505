# SPDX-License-Identifier: GPL-2.0-or-later
# A NIC that says nothing of isolation may be isolated by whoever runs the bridge.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0 "<port isolated='yes'/>")" --nic "$(nic_bridge br0)"
	bridge link set dev "$(lab_tap a net1)" isolated on
}

fault()
{
	tap=$(lab_tap a net0)
	bridge link set dev "$tap" isolated off
	expect=".ifname == \"$tap\" and .alias == \"net0\""
}
