# SPDX-License-Identifier: GPL-2.0-or-later
# An alternative name is a name; another name is not the one in the XML.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0)" --nic "$(nic_bridge br0)"
	tap=$(lab_tap a net0)
	ip link property add dev "$tap" altname tap-of-a
}

fault()
{
	ip link set "$tap" down
	ip link set "$tap" name renamed0
	ip link set renamed0 up
	expect=".ifname == \"renamed0\" and .domain == \"a\" and .evidence.claimed == \"$tap\""
}
