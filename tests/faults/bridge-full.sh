# SPDX-License-Identifier: GPL-2.0-or-later
# 90 % of 1024 ports are 922.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0)"
	for i in $(seq 920); do
		echo "link add p$i type veth peer name q$i"
		echo "link set p$i master br0"
	done | ip -batch -
}

fault()
{
	ip link add p921 type veth peer name q921
	ip link set p921 master br0
	expect='.ifname == "br0" and .evidence.ports == 922'
}
