# SPDX-License-Identifier: GPL-2.0-or-later
# While its domain runs, the device is simply in use.
near_miss()
{
	lab_tap_persistent keep0
	ip link set keep0 up
	lab_guest a --nic "$(nic_ethernet keep0 no)"
}

fault()
{
	lab_stop a
	expect='.ifname == "keep0" and .domain == "a"'
}
