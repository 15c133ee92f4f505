# SPDX-License-Identifier: GPL-2.0-or-later
# A restarted daemon finds its guests again; a wrong number in a PID file is found.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0)"
	lab_libvirtd_stop
	lab_libvirtd_start
}

fault()
{
	pid=$(lab_pid a)
	printf '%s\n' $$ | dd of=/run/libvirt/qemu/a.pid conv=notrunc
	expect=".domain == \"a\" and .pid == $pid and .evidence.recorded_pid != $pid"
}
