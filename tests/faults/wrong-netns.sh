# SPDX-License-Identifier: GPL-2.0-or-later
# Another device of the same name in another namespace is nothing to the guest.
near_miss()
{
	lab_netns blue
	lab_guest a --nic "$(nic_ethernet '' yes)"
	tap=$(lab_tap a net0)
	ip -n blue link add "$tap" type bridge
}

fault()
{
	ip -n blue link del "$tap"
	ip link set "$tap" netns blue
	ip -n blue link set "$tap" up
	expect=".ifname == \"$tap\" and .domain == \"a\""
}
