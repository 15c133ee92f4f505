#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What people asked in public bug reports, made again: tests/cases.md says which report each is. VMMs
# that cannot be installed are stand-ins of their name and arguments; devices, queues, QEMU and
# libvirt are real.
#
# live-cases.sh [CASE...]

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0" "$@"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/vmm.sh
. "$lab/vmm.sh"

# clean: what one case leaves is not the next one's
clean()
{
	local id name link

	for id in $(lab_virsh list --name); do lab_virsh destroy "$id"; done >/dev/null 2>&1
	for id in $(lab_virsh list --all --name); do lab_virsh undefine "$id"; done >/dev/null 2>&1
	for name in $(lab_virsh net-list --name); do
		lab_virsh net-destroy "$name"
		lab_virsh net-undefine "$name"
	done >/dev/null 2>&1
	vmms_end
	for name in $(ip netns list | cut -d ' ' -f 1); do ip netns del "$name"; done
	for link in $(ip -j link | jq -r '.[] | select(.ifname != "lo") | .ifname'); do
		ip link del "$link" 2>/dev/null
	done
	return 0
}

# tap DEV [BRIDGE]: up, as an administrator or a script makes it; TAP_MORE are more words
tap()
{
	# shellcheck disable=SC2086
	ip tuntap add dev "$1" mode tap ${TAP_MORE-} && ip link set dev "$1" ${2:+master "$2"} up
}

# qemu NAME ARGUMENT...: a real one that no libvirt knows
qemu()
{
	local pidfile

	pidfile=$(mktemp -u)
	qemu-system-x86_64 -name "$1" -machine pc,accel=kvm:tcg -m 16 -bios "$(lab_firmware)" -nodefaults \
		-display none -monitor none -daemonize -pidfile "$pidfile" "${@:2}" >/dev/null 2>&1 || return
	vmms+=("$(<"$pidfile")")
}

# netdev ID TAP MAC [NETDEV-MORE [DEVICE-MORE]]: words of QEMU's for a NIC
netdev()
{
	words=(-netdev "tap,id=$1,ifname=$2,script=no,downscript=no${4-}"
		-device "virtio-net-pci,netdev=$1,mac=$3,romfile=${5-}")
}

# row DOMAIN KEY: of its mappings, a line each
row()
{
	jq -r --arg domain "$1" ".mappings[] | select(.domain == \$domain) | .$2" "$OUT"
}

# cure CODE DEVICE: its commands, as printed
cure()
{
	jq -r --arg code "$1" --arg dev "$2" '.findings[] | select(.code == $code and .ifname == $dev) |
		.commands[]' "$OUT" >"$VT_LAB_DIR/cure"
	[ -s "$VT_LAB_DIR/cure" ] && sh -eu "$VT_LAB_DIR/cure"
}

case_c01()
{
	lab_network default virbr0 192.168.122
	tap fctest_eth1_tap
	vmm firecracker fctest_eth1_tap --api-sock /var/lib/flintlock/vm/ns1/fctest/firecracker.sock --id ns1-fctest
	lab_guest other --nic "$(nic_network default)"
	vt -j show fctest_eth1_tap
	ok "c01: the microVM by its --id" is "$(row ns1-fctest ifname)" fctest_eth1_tap
	ok "c01: which is on no bridge" is "$(row ns1-fctest bridge)" null
	vt show virbr0
	ok "c01: the bridge is there" is "$RC" 0
	ok "c01: with the ports it has" grep -q "$(lab_tap other net0)" "$OUT"
	ok "c01: and without the one it has not" eval '! grep -q fctest "$OUT"'
}

case_c02()
{
	local i

	for i in 1 2 3; do
		TAP_MORE="user 30000" tap "fc-tap-$i"
	done
	vmm firecracker fc-tap-1 --api-sock /run/fc-1.sock --id vm-1
	vmm firecracker fc-tap-3 --api-sock /run/fc-old.sock --id vm-old
	for i in a b; do
		lab_netns "fcns-$i"
		ip -n "fcns-$i" tuntap add dev tap0 mode tap
		ip -n "fcns-$i" link set dev tap0 up
		VMM_IN=(ip netns exec "fcns-$i")
		vmm firecracker tap0 "--id=vm-$i" --start-time-us=1 --api-sock /run/firecracker.socket
		VMM_IN=(env)
	done
	vt -j audit
	ok "c02: a warning for each VM that nothing answers for" json '[.findings[] |
		select(.code == "unmanaged-hypervisor") | .evidence.guest] | sort == ["vm-1", "vm-a", "vm-b", "vm-old"]'
	ok "c02: the idle tap of its user waits" json '.findings[] | select(.ifname == "fc-tap-2") |
		[.code, .severity] == ["inactive-claim", "info"]'
	vt show fc-tap-3
	ok "c02: who makes it busy" grep -q vm-old "$OUT"
	vt show tap0
	ok "c02: one name in two namespaces" eval 'grep -q fcns-a "$OUT" && grep -q fcns-b "$OUT"'
	echo 'unmanaged-hypervisor device=fc-tap-* # Firecracker of our own script
unmanaged-hypervisor netns=fcns-* # jailed ones' >"$VT_LAB_DIR/accept"
	vt -j --accept "$VT_LAB_DIR/accept" audit
	ok "c02: accepted, they are no alarm" is "$RC" 0
	ok "c02: and are still told" json '.summary.findings.accepted == 4'
}

case_c03_c31()
{
	lab_bridge br0
	TAP_MORE=multi_queue tap ich0 br0
	tap ich1 br0
	tap ich2 br0
	vmm cloud-hypervisor "ich0:2 ich1" --api-socket /run/ch-db.sock --kernel vmlinux \
		--net tap=ich0,mac=12:34:56:78:90:01,num_queues=4 tap=ich1,mac=12:34:56:78:90:02
	vmm cloud-hypervisor ich2 --api-socket path=/run/ch-web.sock \
		--platform uuid=11111111-2222-4333-8444-555555555599 --net tap=ich2,mac=12:34:56:78:90:03
	vt -j
	ok "c03, c31: names by the API socket, NICs by --net" json '[.mappings[] | [.domain, .ifname, .mac]] | sort ==
		[["ch-db", "ich0", "12:34:56:78:90:01"], ["ch-db", "ich1", "12:34:56:78:90:02"],
		["ch-web", "ich2", "12:34:56:78:90:03"]]'
	ok "c03: both queues" json '.devices[] | select(.ifname == "ich0") | .holders[0].queues == 2'
	vt -j show 12:34:56:78:90:02
	ok "c31: found by the guest's MAC address" is "$(row ch-db ifname)" ich1
}

case_c04_c26()
{
	lab_netns mynet
	lab_netns cni-1234
	ip -n mynet tuntap add dev tap0 mode tap multi_queue
	ip -n mynet link set dev tap0 up
	ip -n cni-1234 tuntap add dev tap0_kata mode tap multi_queue
	ip tuntap add dev tap0 mode tap
	lab_guest cold --define-only --nic "$(nic_ethernet tap0 no)"
	VMM_IN=(ip netns exec cni-1234)
	vmm qemu-system-x86_64 tap0_kata:2 -name sandbox-7bdbd3716bc1,debug-threads=on \
		-netdev tap,id=network-0,vhost=on,fds=3:4 \
		-device virtio-net-pci,netdev=network-0,mac=02:00:ca:fe:00:04,mq=on
	VMM_IN=(env)
	vt -j audit
	ok "c04, c26: left in a namespace, and the host's of that name waits" json '[.findings[] |
		select(.ifname == "tap0") | [.code, .netns_name]] == [["stray-tap", "mynet"], ["inactive-claim", null]]'
	ok "c04: its commands" cure stray-tap tap0
	ok "c04: delete that one" eval '! ip -n mynet link show dev tap0 2>/dev/null'
	ok "c26: and leave the host's" ip link show dev tap0
	ok "c04: and the pod's" ip -n cni-1234 link show dev tap0_kata
}

case_c05()
{
	local a b v

	lab_veth up0 up0p
	for v in 3312 3410; do
		lab_bridge "br-$v"
	done
	ip link set up0 master br-3312
	tap tap0 br-3312
	tap tap1 br-3410
	netdev n0 tap0 aa:00:00:00:00:01 ,br=br-3312
	qemu inst0.example.com "${words[@]}"
	netdev n0 tap1 aa:00:00:00:00:02
	qemu inst1.example.com "${words[@]}"
	a=$VT_LAB_DIR/before.json b=$VT_LAB_DIR/after.json
	vt -j -c none
	cp "$OUT" "$a"
	ip link del br-3312
	lab_bridge br-3312
	ip link set up0 master br-3312
	vt -j -c none audit
	cp "$OUT" "$b"
	ok "c05: off its bridge: the instance that is still told on none" is "$(row inst0.example.com bridge)" null
	ok "c05: the other is where it was" is "$(row inst1.example.com bridge)" br-3410
	vt diff "$a" "$b"
	ok "c05: diff says which one moved" eval 'is "$RC" 1 && grep -q tap0 "$OUT" && ! grep -q tap1 "$OUT"'
}

case_c06()
{
	lab_bridge br0
	TAP_MORE=multi_queue tap tapa br0
	tap tapb br0
	netdev nic-8180bcbd tapa aa:00:00:e6:d5:7e ,queues=4 ,mq=on,vectors=10
	set -- "${words[@]}"
	netdev nic-second tapb aa:00:00:e6:d5:7f
	qemu stretch-test -uuid a2a176ee-4426-4029-9919-8c97d85d4929 "$@" "${words[@]}"
	vt -j -c none show aa:00:00:e6:d5:7e
	ok "c06: the NIC's MAC address and netdev" json '[.mappings[] | [.domain, .alias, .ifname, .mac]] ==
		[["stretch-test", "nic-8180bcbd", "tapa", "aa:00:00:e6:d5:7e"]]'
	ok "c06: its queues" json '.devices[0].holders[0].queues == 4'
	vt -j -c none show stretch-test
	ok "c06: both NICs by the VM's name" is "$(row stretch-test ifname | sort | xargs)" "tapa tapb"
}

case_c07_c29()
{
	local uuid=9bfc2b9a-b321-4f2a-940b-85b7e460610a

	lab_ovs ovsbr0 ovsbr1 br-int 2>/dev/null || { skip "c07, c29: Open vSwitch is not installed"; return; }
	lab_guest one-8 --nic "$(nic_ovs ovsbr0 "<vlan><tag id='100'/></vlan><target dev='one-8-0'/>")" \
		--nic "$(nic_ovs ovsbr0 "<vlan><tag id='5'/></vlan><target dev='one-8-1'/>")"
	lab_guest one-9 --nic "$(nic_ovs ovsbr0 "<target dev='one-9-0'/>")"
	tap tapi0abc
	qemu i-0abc -uuid "$uuid" -netdev tap,id=n0,ifname=tapi0abc,script=no,downscript=no \
		-device virtio-net-pci,netdev=n0,romfile=
	ovs-vsctl add-port br-int tapi0abc -- set Interface tapi0abc "external_ids:vm-id=$uuid" \
		external_ids:iface-id=eni-1
	vt -j audit
	ok "c07: healthy ones" json 'all(.findings[]; .code | IN("foreign-holder", "unmanaged-hypervisor"))'
	ok "c29: the port of a VM that libvirt does not know is not stale" json 'any(.findings[];
		.code == "unmanaged-hypervisor" and .ifname == "tapi0abc") and
		all(.findings[]; .code != "stale-binding")'
	ovs-vsctl del-port ovsbr0 one-8-0
	ovs-vsctl del-port one-9-0 -- add-port ovsbr1 one-9-0
	ovs-vsctl set port one-8-1 tag=666
	vt -j audit
	ok "c07: port gone, moved, tag changed" json '[.findings[] | select(.domain | IN("one-8", "one-9")) |
		[.code, .ifname]] | sort == [["detached-bridge", "one-8-0"], ["vlan-mismatch", "one-8-1"],
		["wrong-bridge", "one-9-0"]]'
	ok "c07: its commands put the port back" cure detached-bridge one-8-0
	ok "c07: with its tag" is "$(ovs-vsctl get port one-8-0 tag)" 100
	ok "c07: and bring back the one that moved" cure wrong-bridge one-9-0
	ok "c07: to its bridge" is "$(ovs-vsctl iface-to-br one-9-0)" ovsbr0
	ok "c07: and set its tag" cure vlan-mismatch one-8-1
	vt -j audit
	ok "c07: nothing is left of it" json 'all(.findings[]; .code | IN("foreign-holder", "unmanaged-hypervisor"))'
	kill "$(</run/openvswitch/ovs-vswitchd.pid)" "$(</run/openvswitch/ovsdb-server.pid)"
	rm -rf /run/openvswitch
}

case_c08()
{
	lab_bridge vmbr1
	lab_bridge fwbr105i1
	lab_veth fwpr105p1 fwln105i1
	lab_veth uplink uplinkp
	ip link set fwpr105p1 master vmbr1
	ip link set fwln105i1 master fwbr105i1
	ip link set uplink master vmbr1
	tap tap105i1 fwbr105i1
	netdev net1 tap105i1 BC:24:11:00:00:02
	qemu secOnion,debug-threads=on "${words[@]}"
	vt -j -c none show tap105i1
	ok "c08: the path over the firewall's bridge" json '.devices[0].path | map(.ifname) | .[:5] ==
		["tap105i1", "fwbr105i1", "fwln105i1", "fwpr105p1", "vmbr1"]'
	ok "c08: which is no finding" json 'all(.findings[]; .code == "unmanaged-hypervisor")'
}

case_c12()
{
	local dev

	lab_bridge br0
	lab_veth up0 up0p
	ip link set up0p mtu 9000
	ip link set up0 mtu 9000 master br0
	lab_guest n1 --nic "$(nic_bridge br0 "<mtu size='9000'/>")"
	dev=$(lab_tap n1 net0)
	vt -j show n1
	ok "c12: the MTU of each hop" json '[.devices[0].path[] | [.ifname, .mtu]] | .[0] == ["'"$dev"'", 9000] and
		any(.[]; . == ["up0", 9000])'
	ok "c12: which is fine" json '.findings == []'
	ip link set "$dev" mtu 1500
	vt -j audit
	ok "c12: the device has less than its claim" codes mtu-mismatch
	ok "c12: its command" cure mtu-mismatch "$dev"
	ip link set up0 mtu 1500
	tap tapg br0
	netdev n0 tapg 52:54:00:00:00:09 '' ,host_mtu=8900
	qemu g "${words[@]}"
	vt -j show g
	ok "c12: a QEMU of nobody's was told more than its device has" json '[.findings[] | select(.domain == "g" and
		.code == "mtu-mismatch") | [.severity, .ifname]] == [["info", "tapg"]]'
	vmms_end
	ip link del tapg
	vt -j audit
	ok "c12: the uplink has less than the device" json '[.findings[] | [.code, .evidence.hop]] ==
		[["mtu-mismatch", "up0"]]'
}

case_c13()
{
	lab_veth eth0 eth0p
	lab_veth eth1 eth1p
	lab_bridge br0
	ip link set eth0 master br0
	lab_guest p --nic "$(nic_direct eth1 passthrough)" || { skip "c13: no macvtap here"; return; }
	vt show eth1
	ok "c13: who occupies it" eval 'is "$RC" 0 && grep -q "$(lab_tap p net0)" "$OUT" && grep -qw p "$OUT"'
	vt show eth0
	ok "c13: what is in a bridge" eval 'is "$RC" 0 && grep -q br0 "$OUT"'
	vt audit
	ok "c13: and nothing is wrong" is "$RC" 0
}

case_c14()
{
	local pod number

	lab_macvtap_lock
	lab_veth ens3 ens3p
	for pod in src dst; do
		lab_netns "pod-$pod"
		ip link add link ens3 name "m-$pod" address 02:11:22:33:44:55 type macvtap mode bridge 2>/dev/null ||
			{ skip "c14: no macvtap here"; return; }
		ip link set "m-$pod" netns "pod-$pod" && ip -n "pod-$pod" link set "m-$pod" name net1
		# The kernel lets one of an address be up at a time.
		ip -n "pod-$pod" link set net1 up 2>/dev/null
		number=$(ip netns exec "pod-$pod" sh -c 'cat /sys/class/net/net1/tap*/dev')
		mknod "$VT_LAB_DIR/tap-$pod" c "${number%:*}" "${number#*:}"
	done
	ip -n pod-src link add k6t-eth0 type bridge
	ip -n pod-src link set k6t-eth0 up
	for pod in tap0 tap1a2b3c; do
		ip -n pod-src tuntap add dev "$pod" mode tap
		ip -n pod-src link set dev "$pod" master k6t-eth0 up
	done
	VMM_IN=(ip netns exec pod-src)
	vmm qemu-kvm tap0 -name guest=default_vm-src 7<>"$VT_LAB_DIR/tap-src"
	VMM_IN=(ip netns exec pod-dst)
	vmm qemu-kvm '' -name guest=default_vm-dst 7<>"$VT_LAB_DIR/tap-dst"
	VMM_IN=(env)
	vt -j audit
	ok "c14: each pod's macvtap by its own process" json '[.devices[] | select(.ifname == "net1") |
		[.netns_name, (.holders | length)]] | sort == [["pod-dst", 1], ["pod-src", 1]]'
	ok "c14: on the host's card" json 'all(.devices[] | select(.ifname == "net1"); .path[1].ifname == "ens3" and
		.path[1].netns != .netns)'
	ok "c14: what an unplugged NIC left in the pod" json '[.findings[] | select(.code == "stray-tap") |
		[.ifname, .netns_name]] == [["tap1a2b3c", "pod-src"]]'
	ok "c14: nothing critical" json 'all(.findings[]; .severity != "critical")'
	ok "c14: its command" cure stray-tap tap1a2b3c
	ok "c14: deletes that" eval '! ip -n pod-src link show dev tap1a2b3c 2>/dev/null'
	ok "c14: and not the other" ip -n pod-src link show dev tap0
}

case_c16()
{
	local i

	lab_bridge br1
	for i in 0 1 2; do
		TAP_MORE="user 464" tap "tap$i" br1
		TAP_MORE="group 998" tap "cvd-etap-$i" br1
	done
	vmm crosvm cvd-etap-1 run --net tap-name=cvd-etap-1,mac=00:1a:11:e1:cf:00 --name cvd-1
	vt -j audit
	ok "c16: idle taps of a user or a group wait" json '[.findings[] | select(.code == "inactive-claim")] |
		length == 5 and all(.[]; .severity == "info")'
	ok "c16: no stray" json '[.mappings[] | select(.status == "waiting")] | length == 5'
	vt -q audit -f monitoring
	ok "c16: the microVM alone is a warning" is "$RC" 1
}

case_c18()
{
	lab_network default virbr0 192.168.122
	lab_guest e1 --nic "$(nic_network default "<link state='down'/>")" --nic "$(nic_network default)"
	ip tuntap add dev dummytap0 mode tap
	lab_guest nul --nic "$(nic_ethernet dummytap0 no "<link state='down'/>")"
	vt -j audit
	ok "c18: down by the XML" codes
	ip link set "$(lab_tap e1 net0)" up
	vt -j audit
	ok "c18: though somebody brought it up" codes
}

case_c21()
{
	local name pid

	lab_bridge br0
	lab_guest web --nic "$(nic_bridge br0)" --nic "$(nic_user)"
	# They take what they tell their guests from an interface that leads somewhere.
	lab_veth up0 up0p
	ip addr add 10.1.1.1/24 dev up0
	ip route add default via 10.1.1.2
	command -v passt slirp4netns >/dev/null || { skip "c21: passt and slirp4netns are not installed"; return; }
	passt --runas 0 --one-off -s "$VT_LAB_DIR/passt.sock" -P "$VT_LAB_DIR/passt.pid" >/dev/null 2>&1
	ok "c21: passt waits for its VM" test -S "$VT_LAB_DIR/passt.sock"
	qemu passtvm -netdev "stream,id=s,server=off,addr.type=unix,addr.path=$VT_LAB_DIR/passt.sock" \
		-device virtio-net-pci,netdev=s,romfile=
	for name in podman1 podman2; do
		lab_netns "$name"
		ip netns exec "$name" sleep 1000 &
		vmms+=($!)
		disown
	done
	lab_wait eval '[ "$(ip netns pids podman2)" ]'
	ok "c21: pasta serves one container" pasta --config-net --runas 0 -P "$VT_LAB_DIR/pasta.pid" \
		--netns podman1
	vmms+=("$(<"$VT_LAB_DIR/pasta.pid")")
	pid=$(ip netns pids podman2 | head -n 1)
	slirp4netns "$pid" tap0 >"$VT_LAB_DIR/slirp.log" 2>&1 &
	vmms+=($!)
	disown
	ok "c21: slirp4netns the other" lab_wait ip -n podman2 link show dev tap0
	vt -j audit
	ok "c21: user-mode networks of containers are foreign, in their namespaces" json '[.findings[] |
		select(.code == "foreign-holder") | .netns_name] | sort == ["podman1", "podman2"]'
	ok "c21: and nothing else is found" json 'all(.findings[]; .code == "foreign-holder")'
	ok "c21: a VM of passt's has no device, and is none of the host's taps" json 'all(.mappings[];
		.domain != "passtvm" or .ifname == null)'
	ok "c21: the NIC of user mode has none either" json 'any(.mappings[]; .domain == "web" and
		.status == "no-device")'
	vt show tap0
	ok "c21: show names the namespace" grep -q podman2 "$OUT"
}

case_c22()
{
	lab_bridge mpqemubr0
	ip tuntap add dev tap-3f2a mode tap
	netdev n0 tap-3f2a 52:54:00:00:00:01
	qemu primary "${words[@]}"
	vt -j -c none audit
	ok "c22: neither up nor on a bridge: it is said" json '[.findings[] | [.code, .severity, .ifname]] ==
		[["link-down", "info", "tap-3f2a"]]'
	vt -c none show tap-3f2a
	ok "c22: and seen in its path" grep -qE '^  path .*tap-3f2a.*' "$OUT"
}

case_c23()
{
	lab_veth eth9 eth9p
	lab_bridge br0
	lab_network nat0 virbr0 192.168.122
	lab_network_define iso <<<"<network><name>iso</name><bridge name='virbr7'/></network>"
	lab_network_define routed <<<"<network><name>routed</name><forward mode='route' dev='eth9'/>
		<bridge name='virbr9'/><ip address='10.9.8.1' netmask='255.255.255.0'/></network>"
	lab_network_define pool <<<"<network><name>pool</name><forward mode='bridge'><interface dev='eth9'/></forward>
		</network>"
	ip link set lo up
	ip addr add 10.1.1.1/24 dev br0
	ip route add default via 10.1.1.2
	lab_guest g1 --nic "$(nic_network nat0 "<target dev='web-%d'/>")" \
		--nic "$(nic_network iso "<target dev='iso1'/>")" \
		--nic "$(nic_network routed)"
	ok "c23: macvtaps of a pool and of a card" lab_guest g2 --nic "$(nic_network pool)" --nic "$(nic_direct eth9)"
	lab_guest g3 --nic "$(nic_bridge br0 "<driver name='qemu' txmode='iothread' ioeventfd='off' queues='4'/>")" \
		--nic "$(lab_nic ethernet "<mac address='52:54:00:77:00:01'/><target dev='eth-t1'/>" '')"
	ok "c23: multicast and UDP" lab_guest g4 \
		--nic "$(lab_nic mcast "<source address='230.0.0.1' port='5558'/>" '')" \
		--nic "$(lab_nic udp "<source address='127.0.0.1' port='5601'>
		<local address='127.0.0.1' port='5602'/></source>" '')"
	vt -j audit
	ok "c23: legal NICs are quiet" codes
	ok "c23: each has its row" json '[.mappings[] | .status] | (map(select(. == "ok")) | length) == 7 and
		(map(select(. == "no-device")) | length) == 2'
}

case_c25()
{
	local device

	lab_bridge br0
	lab_guest vm --nic "$(nic_bridge br0)"
	nic_bridge br0 "<alias name='ua-dyniface1'/>" >"$VT_LAB_DIR/nic.xml"
	lab_virsh attach-device vm "$VT_LAB_DIR/nic.xml" --live >/dev/null
	vt -j audit
	ok "c25: a plugged NIC" codes
	tap vt-x br0
	lab_virsh qemu-monitor-command vm --hmp 'netdev_add tap,id=net9,ifname=vt-x,script=no,downscript=no' >/dev/null
	vt -j audit
	device=$(jq -r '.findings[].ifname' "$OUT")
	ok "c25: one that came behind libvirt's back" codes undeclared-device
	ok "c25: which it is" is "$device" vt-x
}

case_c30()
{
	local device xml=$VT_LAB_DIR/nic.xml

	lab_bridge br0
	lab_bridge br1
	lab_guest s --nic "$(nic_bridge br0)"
	device=$(lab_tap s net0)
	lab_virsh suspend s
	vt -j audit
	ok "c30: suspended" codes
	lab_virsh resume s
	lab_virsh dumpxml s | sed -n "/<interface/,/<\/interface>/{s/'br0'/'br1'/;p}" >"$xml"
	lab_virsh update-device s "$xml" --live >/dev/null
	vt -j audit
	ok "c30: moved by libvirt" codes
	ip link set br1 down
	vt -j audit
	ok "c30: its bridge is down" codes bridge-down
	ok "c30: its command" cure bridge-down "$device"
	vt -j audit
	ok "c30: and it is up again" codes
}

# A libvirtd is in the lab, and its directory must not be.
case_c28()
{
	local i

	lab_libvirtd_stop
	mv /run/libvirt "$VT_LAB_DIR/gone"
	lab_bridge vmbr0
	for i in 100 101; do
		tap "tap${i}i0" vmbr0
	done
	vmm kvm tap100i0 -id 100 -name web,debug-threads=on \
		-netdev type=tap,id=net0,ifname=tap100i0,script=/x,vhost=on \
		-device virtio-net-pci,mac=BC:24:11:00:00:64,netdev=net0
	vt -j audit
	ok "c28: no libvirt: the stale tap is found" json '[.findings[] | [.code, .ifname]] ==
		[["stray-tap", "tap101i0"]]'
	ok "c28: as a warning" is "$RC" 1
	ok "c28: VM 100 is right" is "$(row web status) $(row web manager) $(row web mac)" \
		"ok proxmox bc:24:11:00:00:64"
	mv "$VT_LAB_DIR/gone" /run/libvirt
	lab_libvirtd_start
}

case_virtiofs()
{
	local daemon=/usr/lib/qemu/virtiofsd xml=$VT_LAB_DIR/virtiofs.xml

	[ -x "$daemon" ] || daemon=/usr/libexec/virtiofsd
	[ -x "$daemon" ] || { skip "r-virtiofs: virtiofsd is not installed"; return; }
	lab_bridge br0
	mkdir -p "$VT_LAB_DIR/share"
	lab_domain_xml shared "$(nic_bridge br0)" | sed -e "s#<devices>#\
<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>\
<devices><filesystem type='mount'><driver type='virtiofs'/><binary path='$daemon'/>\
<source dir='$VT_LAB_DIR/share'/><target dir='share'/></filesystem>#" >"$xml"
	lab_virsh define "$xml" >/dev/null
	ok "r-virtiofs: it starts" lab_virsh start shared
	ok "r-virtiofs: with a helper's PID file" compgen -G '/run/libvirt/qemu/*-fs.pid'
	vt -j audit
	ok "r-virtiofs: which is no VM's" codes
	ok "r-virtiofs: nothing was withdrawn" json '.summary.withdrawn == 0'
}

case_port()
{
	lab_network_define n1 <<<"<network><name>n1</name><bridge name='virbr7' delay='0'/></network>"
	echo "<networkport><uuid>6f9f2e3c-5a0d-4b9e-9b5a-1d7f0c5a7c11</uuid><owner><name>box</name>\
<uuid>0a1b2c3d-1111-4222-8333-444455556666</uuid></owner><mac address='52:54:00:11:22:33'/></networkport>" \
		>"$VT_LAB_DIR/port.xml"
	ok "r-port: a port of what another driver has" lab_virsh net-port-create n1 "$VT_LAB_DIR/port.xml"
	vt -j audit
	ok "r-port: is not judged where its driver was not asked" codes
}

# recorded: the hosts of the table are there; and each case here is in it
recorded()
{
	local table=$VT_SRCDIR/tests/cases.md name

	for name in $(grep -oE '(hosts|faults|klab\.d)/[a-z.-]+' "$table"); do
		[ -e "$VT_SRCDIR/tests/$name" ] || { echo "no $name"; return 1; }
	done
	for name in $(declare -F | sed -n 's/^declare -f case_//p'); do
		grep -q "live-cases $name\b" "$table" || { echo "$name is not in it"; return 1; }
	done
}
ok "tests/cases.md names what there is" recorded

[ $# -gt 0 ] || set -- c01 c02 c03_c31 c04_c26 c05 c06 c07_c29 c08 c12 c13 c14 c16 c18 c21 c22 c23 c25 \
	c30 virtiofs port c28
for name; do
	"case_$name"
	clean
done
tap_done
