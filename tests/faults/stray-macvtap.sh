# SPDX-License-Identifier: GPL-2.0-or-later
near_miss()
{
	lab_veth up0 up1
	lab_guest a --nic "$(nic_direct up0 bridge)"
}

fault()
{
	lab_macvtap left0 up0
	expect='.ifname == "left0"'
}
