# SPDX-License-Identifier: GPL-2.0-or-later
# vm1's device is its own though vm10's name begins alike; then another takes it.
near_miss()
{
	lab_tap_persistent keep1
	ip link set keep1 up
	lab_tap_persistent keep10
	ip link set keep10 up
	lab_guest vm1 --nic "$(nic_ethernet keep1 no)"
	lab_guest vm10 --nic "$(nic_ethernet keep10 no)"
}

fault()
{
	lab_lose_tap vm1 net0
	lab_situate H attach-persistent keep1
	expect=".ifname == \"keep1\" and .domain == \"vm1\" and .pid == ${H[pid]}"
}
