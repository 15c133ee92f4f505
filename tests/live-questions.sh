#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The questions of the README: each command of its table is run on a host where
# the answer is known, and has to give it.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

# --- the host -----------------------------------------------------------------

lab_network default virbr0 192.168.122
lab_bridge br0
lab_veth uplink0 uplink0p
ip link set dev uplink0 master br0
lab_veth eth1 eth1p
lab_macvtap_lock
lab_guest web1 --nic "$(nic_bridge br0 "<mac address='52:54:00:11:22:33'/>")" \
	--nic "$(nic_network default "<mac address='52:54:00:11:22:44'/>")"
lab_guest db1 --nic "$(nic_bridge br0)"
lab_guest mac1 --nic "$(nic_direct eth1)"
lab_virsh desc web1 --title shop-frontend --live >/dev/null
ip link set dev "$(lab_tap db1 net0)" nomaster
lab_tap_persistent tap-old
bridge fdb add 52:54:00:99:99:99 dev "$(lab_tap web1 net0)" master static
printf '[{"ip-address":"192.168.122.57","mac-address":"52:54:00:11:22:44","expiry-time":%s}]' \
	"$(($(date +%s) + 3000))" >/var/lib/libvirt/dnsmasq/virbr0.status

# What no lab here has is a recorded host's: cards with functions, Neutron's bridges.
# host_of COMMAND: its name, nothing for what is asked of this host
host_of()
{
	case $1 in
	*0000:03:10.2*) echo sriov ;;
	*br-int* | *instance-*) echo openstack-ovs ;;
	esac
}

mkdir "$VT_LAB_DIR/bin"
cat >"$VT_LAB_DIR/bin/virt-taps" <<-'END'
	#!/bin/sh
	exec "$VT_BIN" ${HOST:+--replay "$VT_SRCDIR/tests/hosts/$HOST/host.json"} "$@"
END
chmod +x "$VT_LAB_DIR/bin/virt-taps"
"$VT_BIN" -j >"$VT_LAB_DIR/yesterday.json" 2>/dev/null
lab_tap_persistent tap-new

# --- the answers --------------------------------------------------------------

# want COMMAND: what the output matches, as a whole text; nothing = nobody knows
want()
{
	case $1 in
	'virt-taps show 192.168.122.57')
		echo 'web1 .*net1 .*192\.168\.122\.57 \(DHCP lease of default, (4[0-9]|50) min left\)' ;;
	'virt-taps show vnet0') echo 'web1 .*net0 .*vnet0, tap, up.*status +ok' ;;
	'virt-taps -o VM,NIC,DEVICE list web1') echo 'web1 +net0 +vnet0.*web1 +net1 +vnet1' ;;
	*FROM-VM,TO-VM,DROPPED*) echo 'FROM-VM +TO-VM +DROPPED.*web1 +net0 +[0-9.]+ k?B +[0-9.]+ k?B +[0-9]+' ;;
	'virt-taps show br0')
		echo 'br0 +bridge, up, .*uplink uplink0 \(veth\), 2 of 1024.*web1 .*missing +db1 net0 vnet2' ;;
	'virt-taps show 52:54:00:99:99:99') echo 'web1 .*learned +52:54:00:99:99:99' ;;
	'virt-taps -o VM,LABEL list shop-frontend') echo 'web1 +shop-frontend' ;;
	'virt-taps -o VM,NIC,PATH') echo 'web1 +net0 +vnet0 -> br0 -> uplink0 -> uplink0p' ;;
	'virt-taps show uplink0') echo 'uplink0 +veth, up, .*, on br0.*web1 +net0 vnet0' ;;
	'virt-taps show eth1') echo 'eth1 +veth, up.*mac1 +net0 macvtap' ;;
	*detached*) echo '^(tap-old|tap-new|vnet2)( (tap-old|tap-new|vnet2)){2}' ;;
	*'{ifname, vlans}'*) echo '"ifname":"vnet0","vlans":null' ;;
	'virt-taps show 0000:03:10.2') echo 'passthrough +VM.*VF 2 of enp3s0f0, .*vlan 20, trust off, spoof check on' ;;
	'virt-taps show br-int')
		echo 'br-int +Open vSwitch bridge, uplink vxlan-0a000002.*instance-0000000a +net0 tap3f2a1b0c-9d, ok' ;;
	'virt-taps show instance-0000000b') echo 'process +2074 .*vhost on .threads named vhost-2074' ;;
	*yesterday.json*) echo 'tap-new' ;;
	'virt-taps show db1') echo 'path +vnet2 \(on no bridge\).*detached-bridge' ;;
	*DEVICE,PID,COMM,HOLDERS*) echo "vnet0 +$(lab_pid web1) qemu-system[^ ]* +$(lab_pid web1)" ;;
	*'--status stray') echo 'tap-new.*tap-old' ;;
	*.coverage) echo '"complete": (true|false)' ;;
	*) return 1 ;;
	esac
}

table=$(sed -n '/^## Twenty questions/,/^## With/p' "$VT_SRCDIR/README.md" |
	sed -n 's/^| [A-Z].*? | `\(.*\)` |$/\1/p' | sed 's/\\|/|/g')
ok "the table has twenty" test "$(wc -l <<<"$table")" = 20
while IFS= read -r command; do
	if ! pattern=$(want "$command"); then
		ok "nobody knows the answer to: $command" false
		continue
	fi
	HOST=$(host_of "$command") PATH=$VT_LAB_DIR/bin:$PATH bash -c "cd $VT_LAB_DIR && $command" \
		</dev/null >"$VT_LAB_DIR/answer" 2>"$VT_LAB_DIR/err"
	if tr '\n' ' ' <"$VT_LAB_DIR/answer" | grep -qE -- "$pattern"; then
		ok "$command" true
	else
		ok "$command" false
		sed 's/^/# /' "$VT_LAB_DIR/answer" "$VT_LAB_DIR/err"
	fi
done <<<"$table"

tap_done
