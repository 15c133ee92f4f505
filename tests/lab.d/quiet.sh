# SPDX-License-Identifier: GPL-2.0-or-later
# Twenty legal set-ups that have looked wrong to somebody; sourced behind lib.sh. None is worth more
# than information.

quiet_bridges()
{
	lab_bridge br0
	lab_bridge br1
	lab_bridge br2
	# Its way out is another bridge; and a container's veth is on it.
	lab_veth up0 up1
	ip link set up0 master br0
	ip link set up1 master br1
	lab_netns box
	ip link add veth-box type veth peer name eth0 netns box
	ip link set veth-box up master br0
	ip -n box link set eth0 up
	lab_network nat virbr7 192.168.77
	lab_network_define isolated <<-XML
	<network><name>isolated</name><bridge name='virbr8'/><port isolated='yes'/></network>
	XML
	lab_network_define open <<-XML
	<network><name>open</name><forward mode='open'/><bridge name='virbr9'/>
	<ip address='10.9.9.1' netmask='255.255.255.0'/></network>
	XML
	lab_network_define groups <<-XML
	<network><name>groups</name><forward mode='bridge'/><bridge name='br0'/>
	<portgroup name='eng' default='yes'/><portgroup name='dmz'/></network>
	XML
}

# Devices that no guest of libvirt's has.
quiet_devices()
{
	lab_tap_persistent tap-admin
	ip link set tap-admin up master br0
	ip tuntap add tap-cold mode tap
	ip tuntap add tap-owned mode tap user nobody
	lab_netns pod
	ip -n pod tuntap add tap-admin mode tap user nobody
	lab_situate quiet_vpn hold-tap vpn0 --tun
}

quiet_guests()
{
	lab_guest plain --nic "$(nic_bridge br0)" --nic "$(nic_bridge br0 "<link state='down'/>")"
	lab_guest networks --nic "$(nic_network nat "<target dev='web-%d'/>")" --nic "$(nic_network isolated)" \
		--nic "$(nic_network open)"
	lab_guest groups --nic "$(nic_network groups)" --nic "$(nic_bridge br1 "<port isolated='yes'/>")"
	lab_guest queues --nic "$(nic_bridge br0 "<driver queues='4'/>")" --nic "$(nic_bridge br0 "<mtu size='1400'/>")"
	lab_guest filtered --nic "$(nic_bridge br0 "<filterref filter='clean-traffic'>
		<parameter name='IP' value='192.0.2.7'/></filterref>")"
	lab_guest bond --nic "$(nic_bridge br0 "<mac address='52:54:00:00:77:01'/>")" \
		--nic "$(nic_bridge br0 "<mac address='52:54:00:00:77:01'/>")"
	lab_guest elsewhere --nic "$(nic_bridge br2 "<mac address='52:54:00:00:77:01'/>")"
	lab_guest unbridged --nic "$(nic_ethernet tap-admin no)" --nic "$(nic_ethernet '')" --nic "$(nic_user)"
	lab_guest standby --nic "$(nic_bridge br0 "<teaming type='persistent'/><alias name='ua-backup0'/>")"
	lab_guest none
	lab_guest cold --define-only --nic "$(nic_ethernet tap-cold)"
	lab_guest asleep --nic "$(nic_bridge br0)"
	lab_virsh suspend asleep
}

# What was changed while a guest ran: by libvirt's own means, or for the better.
quiet_changes()
{
	local tap

	lab_guest moved --nic "$(nic_bridge br0)"
	lab_virsh dumpxml moved | sed -n "/<interface/,/<\/interface>/{s/'br0'/'br1'/;p}" >"$VT_LAB_DIR/moved.xml"
	lab_virsh update-device moved "$VT_LAB_DIR/moved.xml" --live
	tap=$(lab_tap plain net0)
	ip link property add dev "$tap" altname shop-front 2>/dev/null
	ip link set "$tap" alias 'web shop'
	lab_virsh domif-setlink plain "$(lab_tap plain net0)" down
	lab_virsh domif-setlink plain "$(lab_tap plain net0)" up
	lab_guest saved --nic "$(nic_bridge br0)"
	lab_virsh save saved "$VT_LAB_DIR/saved.img"
	lab_virsh restore "$VT_LAB_DIR/saved.img" --paused
	lab_virsh net-destroy open >/dev/null
	lab_virsh net-start open >/dev/null
	ip link set "$(lab_tap networks net2)" master virbr9
	lab_libvirtd_stop
	lab_libvirtd_start
}

# Open vSwitch: a tag, trunks with a native one, a port that a controller tagged.
quiet_switch()
{
	lab_ovs ovsbr0 || return 0
	lab_guest switched --nic "$(nic_ovs ovsbr0)" --nic "$(nic_ovs ovsbr0 "<vlan><tag id='100'/></vlan>")" \
		--nic "$(nic_ovs ovsbr0 "<vlan trunk='yes'><tag id='42' nativeMode='untagged'/><tag id='47'/></vlan>")"
}

# quiet_situations: all of them
quiet_situations()
{
	quiet_bridges
	quiet_devices
	quiet_guests
	quiet_changes
	quiet_switch
}
