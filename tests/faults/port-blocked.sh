# SPDX-License-Identifier: GPL-2.0-or-later
# A port that the spanning tree still listens on will forward by and by.
near_miss()
{
	lab_bridge br0
	ip link add name br1 type bridge stp_state 1 forward_delay 3000
	ip link set dev br1 up
	lab_guest a --nic "$(nic_bridge br0)" --nic "$(nic_bridge br1)"
}

fault()
{
	tap=$(lab_tap a net0)
	bridge link set dev "$tap" state 0
	expect=".ifname == \"$tap\" and .evidence.hop == \"$tap\" and .evidence.state == \"disabled\""
}
