# SPDX-License-Identifier: GPL-2.0-or-later
# A NIC of type ethernet belongs to no bridge; one of type bridge does.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0)" --nic "$(nic_ethernet '' yes)"
}

fault()
{
	tap=$(lab_tap a net0)
	ip link set "$tap" nomaster
	expect=".ifname == \"$tap\" and .domain == \"a\" and .alias == \"net0\""
}
