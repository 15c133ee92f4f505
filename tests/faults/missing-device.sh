# SPDX-License-Identifier: GPL-2.0-or-later
# A guest with user networking may name a device; a guest loses its tap.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_user "<target dev='nosuch0'/>")" --nic "$(nic_bridge br0)"
}

fault()
{
	tap=$(lab_tap a net1)
	lab_lose_tap a net1
	expect=".ifname == \"$tap\" and .domain == \"a\" and .alias == \"net1\""
}
