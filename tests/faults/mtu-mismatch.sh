# SPDX-License-Identifier: GPL-2.0-or-later
# No MTU in the XML asks for none.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0 "<mtu size='1400'/>")" --nic "$(nic_bridge br0)"
	ip link set "$(lab_tap a net1)" mtu 1300
}

fault()
{
	tap=$(lab_tap a net0)
	ip link set "$tap" mtu 1480
	expect=".ifname == \"$tap\" and .evidence.xml_mtu == 1400 and .evidence.device_mtu == 1480"
}
