# SPDX-License-Identifier: GPL-2.0-or-later
# A paused guest is a process; one killed behind libvirt's back is none.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0)"
	lab_guest b --nic "$(nic_bridge br0)"
	lab_virsh suspend b
}

# Its PID file stays behind, too.
fault()
{
	lab_libvirtd_freeze
	lab_kill a
	options='--timeout 1'
	also=stale-pidfile
	expect='.domain == "a"'
}
