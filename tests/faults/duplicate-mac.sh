# SPDX-License-Identifier: GPL-2.0-or-later
# One MAC address on two bridges is nobody's harm.
near_miss()
{
	lab_bridge br0
	lab_bridge br1
	lab_guest a --nic "$(nic_bridge br0 "<mac address='52:54:00:11:22:33'/>")"
	lab_guest b --nic "$(nic_bridge br1 "<mac address='52:54:00:11:22:33'/>")"
}

fault()
{
	lab_guest c --nic "$(nic_bridge br0 "<mac address='52:54:00:11:22:33'/>")"
	expect='.evidence.mac == "52:54:00:11:22:33" and (.domain == "a" or .domain == "c")'
}
