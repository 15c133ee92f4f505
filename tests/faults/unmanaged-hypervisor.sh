# SPDX-License-Identifier: GPL-2.0-or-later
# A program that only looks like QEMU by its command line is none.
near_miss()
{
	lab_situate H fake-cmdline --hold vpn0 -- qemu-system-x86_64 -name guest=x \
		-uuid 11111111-2222-3333-4444-555555555555
	also=foreign-holder
}

fault()
{
	lab_situate_end H
	lab_qemu_outside rogue rogue0 && ip link set dev rogue0 up
	expect='.ifname == "rogue0" and .evidence.guest == "rogue"'
}
