# SPDX-License-Identifier: GPL-2.0-or-later
# A bridge without VMs may be down, and so may one of two uplinks.
near_miss()
{
	lab_bridge br0
	ip link add name idle type bridge
	lab_veth up0 up0p
	ip link add name up1 type veth peer name up1p
	ip link set dev up0 master br0
	ip link set dev up1 master br0
	lab_guest a --nic "$(nic_bridge br0)"
}

fault()
{
	ip link set dev br0 down
	expect='.domain == "a" and .alias == "net0" and .evidence.hop == "br0"'
}
