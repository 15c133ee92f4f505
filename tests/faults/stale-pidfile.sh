# SPDX-License-Identifier: GPL-2.0-or-later
# A running guest's PID file is locked, whatever characters its name has; the
# daemon's own driver.pid is no domain's.
near_miss()
{
	lab_bridge br0
	lab_guest 'a<&"b' --nic "$(nic_bridge br0)"
	lab_guest driver --nic "$(nic_bridge br0)"
}

fault()
{
	echo 4711 >/run/libvirt/qemu/ghost.pid
	expect='.evidence.path == "/run/libvirt/qemu/ghost.pid"'
}
