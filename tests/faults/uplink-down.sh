# SPDX-License-Identifier: GPL-2.0-or-later
# A bridge without uplink is no fault, nor is one of two uplinks without carrier.
near_miss()
{
	lab_bridge br0
	lab_bridge alone
	lab_veth phys0 phys0p
	for uplink in up0 up1; do
		ip link add link phys0 name "$uplink" type macvlan mode bridge
		ip link set dev "$uplink" up master br0
	done
	ip link set dev up0 protodown on
	lab_guest a --nic "$(nic_bridge br0)" --nic "$(nic_bridge alone)"
}

fault()
{
	ip link set dev up1 protodown on
	expect='.domain == "a" and .alias == "net0" and .evidence.hop == "up0"'
}
