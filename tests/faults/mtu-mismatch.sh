# SPDX-License-Identifier: GPL-2.0-or-later
# No MTU in the XML asks for none, a larger device loses nothing, and neither
# does a bridge between its ports.
near_miss()
{
	lab_bridge br0
	lab_veth up0 up0p
	ip link set dev up0 mtu 2000 master br0
	ip link set dev up0p mtu 2000
	lab_guest a --nic "$(nic_bridge br0 "<mtu size='1400'/>")" --nic "$(nic_bridge br0)"
	ip link set "$(lab_tap a net1)" mtu 1300
	ip link set "$(lab_tap a net0)" mtu 1500
	ip link set br0 mtu 1280
}

fault()
{
	tap=$(lab_tap a net0)
	ip link set "$tap" mtu 1390
	expect=".ifname == \"$tap\" and .evidence.xml_mtu == 1400 and .evidence.device_mtu == 1390"
}
