# SPDX-License-Identifier: GPL-2.0-or-later
# A guest that has enabled one of four queues holds four.
near_miss()
{
	lab_bridge br0
	ip tuntap add keep0 mode tap multi_queue user libvirt-qemu
	ip link set keep0 up
	lab_guest a --nic "$(nic_bridge br0 "<driver queues='4'/>")" \
		--nic "$(nic_ethernet keep0 no "<driver queues='2'/>")"
}

# QEMU opens two more queues of the second one.
fault()
{
	lab_virsh qemu-monitor-command a --hmp \
		'netdev_add tap,id=x,ifname=keep0,script=no,downscript=no,queues=2'
	expect='.ifname == "keep0" and .evidence.held == 4 and .evidence.xml == 2'
}
