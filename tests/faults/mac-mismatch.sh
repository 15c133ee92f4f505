# SPDX-License-Identifier: GPL-2.0-or-later
# A macvtap carries the guest's address, and FE at its begin makes FA.
near_miss()
{
	lab_bridge br0
	lab_veth up0 up1
	lab_guest a --nic "$(nic_direct up0 bridge)" \
		--nic "$(nic_bridge br0 "<mac address='fe:54:00:11:22:33'/>")" --nic "$(nic_bridge br0)"
}

fault()
{
	tap=$(lab_tap a net2)
	ip link set "$tap" address fe:00:00:00:00:01
	expect=".ifname == \"$tap\" and .alias == \"net2\""
}
