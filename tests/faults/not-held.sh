# SPDX-License-Identifier: GPL-2.0-or-later
# A persistent tap stays when QEMU loses its descriptor.
near_miss()
{
	lab_tap_persistent keep0
	ip link set keep0 up
	lab_guest a --nic "$(nic_ethernet keep0 no)"
}

fault()
{
	lab_lose_tap a net0
	expect='.ifname == "keep0" and .domain == "a"'
}
