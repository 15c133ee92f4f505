# SPDX-License-Identifier: GPL-2.0-or-later
# Two daemons, each with its own guest and device.
near_miss()
{
	lab_session_libvirtd
	for dev in sys0 user0; do
		ip tuntap add "$dev" mode tap user "${LAB_USER:-nobody}"
		ip link set "$dev" up
	done
	options="-c qemu:///system -c $(lab_session_uri)"
	lab_guest a --nic "$(nic_ethernet sys0 no)"
	lab_guest b --user --nic "$(nic_ethernet user0 no)"
}

# The session's guest gets the device of the system's.
fault()
{
	lab_stop --user b
	lab_lose_tap a net0
	lab_guest c --user --nic "$(nic_ethernet sys0 no)"
	ip link set user0 down
	ip tuntap del user0 mode tap
	also='duplicate-claim wrong-holder'
	status=2
	expect='.ifname == "sys0" and .domain == "a"'
}
