# SPDX-License-Identifier: GPL-2.0-or-later
# Where the XML has the link down it may be, and libvirt brings no managed='no'
# device up: that is told, and no more.
near_miss()
{
	also=link-down
	lab_bridge br0
	lab_tap_persistent keep0
	lab_guest a --nic "$(nic_bridge br0)" --nic "$(nic_bridge br0 "<link state='down'/>")" \
		--nic "$(nic_ethernet keep0 no)"
	ip link set "$(lab_tap a net1)" down
}

fault()
{
	tap=$(lab_tap a net0)
	ip link set "$tap" down
	expect=".ifname == \"$tap\" and .alias == \"net0\""
}
