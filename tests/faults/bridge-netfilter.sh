# SPDX-License-Identifier: GPL-2.0-or-later
# Either of the two is no fault: frames that netfilter sees, and a policy to drop. Nor is a policy of
# what is for the host itself, nor a bridge without VMs.
near_miss()
{
	lab_bridge br0
	lab_bridge empty
	lab_guest a --nic "$(nic_bridge br0)"
	echo 0 >/proc/sys/net/bridge/bridge-nf-call-iptables
	echo 1 >/proc/sys/net/bridge/bridge-nf-call-ip6tables
	ip link set dev empty type bridge nf_call_iptables 1
	iptables -P FORWARD DROP
	ip6tables -P INPUT DROP
}

fault()
{
	echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
	expect='.ifname == "br0" and .evidence.chain == "ip filter FORWARD" and .domain == null and
		.evidence.called_by == "net.bridge.bridge-nf-call-iptables"'
}
