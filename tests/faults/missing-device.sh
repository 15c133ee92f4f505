# SPDX-License-Identifier: GPL-2.0-or-later
# A guest with user networking may name a device; QEMU closes a guest's tap.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_user "<target dev='nosuch0'/>")" --nic "$(nic_bridge br0)"
}

fault()
{
	tap=$(lab_tap a net1)
	lab_virsh qemu-monitor-command a --hmp 'netdev_del hostnet1'
	expect=".ifname == \"$tap\" and .domain == \"a\" and .alias == \"net1\""
}
