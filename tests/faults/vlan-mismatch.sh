# SPDX-License-Identifier: GPL-2.0-or-later
# A port has the VLANs of its claim, in any order of the trunks; one without VLAN in the claim gets
# its tag from whoever controls the switch.
near_miss()
{
	also=foreign-holder
	lab_ovs ovs0 ovs1
	ovs-vsctl set Bridge ovs1 fail_mode=secure
	lab_guest a --nic "$(nic_ovs ovs0 "<vlan><tag id='7'/></vlan>")" --nic "$(nic_ovs ovs1)" \
		--nic "$(nic_ovs ovs0 "<vlan trunk='yes'><tag id='9'/><tag id='8' nativeMode='tagged'/></vlan>")"
	ovs-vsctl set Port "$(lab_tap a net1)" tag=12
	ovs-vsctl set Port "$(lab_tap a net2)" trunks=8,9
}

fault()
{
	also=foreign-holder
	tap=$(lab_tap a net0)
	ovs-vsctl set Port "$tap" tag=8
	ovs-vsctl set Port "$(lab_tap a net2)" trunks=8
	expect=".ifname == \"$tap\" and .evidence.claim == \"tag 7\" and .evidence.port == \"tag 8\""
}
