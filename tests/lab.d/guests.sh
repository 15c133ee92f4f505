# SPDX-License-Identifier: GPL-2.0-or-later
# Eight guests, one of each sort; sourced behind lib.sh.

eight_guests()
{
	lab_bridge br0
	lab_veth up0 up1
	lab_network nat virbr7 192.168.77.0/24
	lab_tap_persistent tapeth
	ip link set tapeth up
	lab_guest web --nic "$(nic_bridge br0)"
	lab_guest nat --nic "$(nic_network nat)"
	lab_guest two --nic "$(nic_bridge br0)" --nic "$(nic_network nat)"
	lab_guest mq --nic "$(nic_bridge br0 "<driver queues='4'/>")"
	lab_guest direct --nic "$(nic_direct up0 bridge)"
	lab_guest user --nic "$(nic_user)"
	lab_guest eth --nic "$(nic_ethernet tapeth no)"
	lab_guest off --define-only --nic "$(nic_bridge br0)"
}
