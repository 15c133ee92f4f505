# SPDX-License-Identifier: GPL-2.0-or-later
# A plugged NIC is in the live XML; a netdev added behind libvirt's back is not.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0)"
	lab_virsh attach-interface a bridge br0 --model virtio --live
}

fault()
{
	ip tuntap add extra0 mode tap user libvirt-qemu
	ip link set extra0 up
	lab_virsh qemu-monitor-command a --hmp \
		'netdev_add tap,id=x,ifname=extra0,script=no,downscript=no'
	expect='.ifname == "extra0" and .domain == "a"'
}
