# SPDX-License-Identifier: GPL-2.0-or-later
# The entry of another address on the uplink, and the NIC's own on another bridge.
near_miss()
{
	lab_bridge br0
	lab_bridge br1
	lab_veth up0 up0p
	lab_veth up1 up1p
	ip link set dev up0 master br0
	ip link set dev up1 master br1
	lab_guest a --nic "$(nic_bridge br0 "<mac address='52:54:00:11:22:33'/>")"
	bridge fdb add 52:54:00:11:22:34 dev up0 master static
	bridge fdb add 52:54:00:11:22:33 dev up1 master static
}

fault()
{
	bridge fdb replace 52:54:00:11:22:33 dev up0 master static
	expect='.alias == "net0" and .evidence.port == "up0" and .evidence.mac == "52:54:00:11:22:33"'
}
