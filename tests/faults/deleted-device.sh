# SPDX-License-Identifier: GPL-2.0-or-later
# A descriptor that was never attached is nobody's; a deleted tap is the guest's.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0)"
	lab_situate H unattached
}

fault()
{
	tap=$(lab_tap a net0)
	ip link del "$tap"
	also=missing-device
	expect=".ifname == \"$tap\" and .domain == \"a\""
}
