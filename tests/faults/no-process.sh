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
	options='--timeout 4'
	also=stale-pidfile
	expect='.domain == "a"'
}

# The daemon that answers again sees for itself that the process is gone.
shut_off()
{
	[ "$(lab_virsh domstate a | head -1)" = "shut off" ]
}

cure()
{
	by_itself=yes options='' after=''
	lab_libvirtd_thaw
	lab_wait shut_off
}
