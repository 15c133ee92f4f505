# SPDX-License-Identifier: GPL-2.0-or-later
near_miss()
{
	lab_situate H unattached
}

fault()
{
	lab_situate V hold-tap vpn0 --tun
	expect=".ifname == \"vpn0\" and .pid == ${V[pid]}"
}
