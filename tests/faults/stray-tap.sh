# SPDX-License-Identifier: GPL-2.0-or-later
# Not stray: a bridge's dummy port, a tun that waits for its VPN.
near_miss()
{
	lab_bridge br0
	lab_tap_persistent br0-nic
	ip link set br0-nic master br0
	ip tuntap add vpn0 mode tun
}

fault()
{
	lab_tap_persistent left0
	expect='.ifname == "left0"'
}
