# SPDX-License-Identifier: GPL-2.0-or-later
# A NIC with a filter has a binding; one without needs none.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0 "<filterref filter='allow-arp'/>")" --nic "$(nic_bridge br0)"
}

fault()
{
	tap=$(lab_tap a net0)
	lab_virsh nwfilter-binding-delete "$tap"
	expect=".ifname == \"$tap\" and .evidence.filter == \"allow-arp\""
}
