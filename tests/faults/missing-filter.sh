# SPDX-License-Identifier: GPL-2.0-or-later
# A NIC with a filter has a binding; one without needs none. The cure gives it the parameters, too.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0 "<filterref filter='allow-arp'>
			<parameter name='IP' value='192.0.2.7'/></filterref>")" --nic "$(nic_bridge br0)"
}

fault()
{
	tap=$(lab_tap a net0)
	binding=$(lab_virsh nwfilter-binding-dumpxml "$tap")
	lab_virsh nwfilter-binding-delete "$tap"
	expect=".ifname == \"$tap\" and .evidence.filter == \"allow-arp\""
}

# It is as libvirt made it.
cured()
{
	[ "$(lab_virsh nwfilter-binding-dumpxml "$tap")" = "$binding" ]
}
