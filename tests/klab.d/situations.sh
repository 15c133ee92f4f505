#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Under another kernel, in `klab run`: both scans against each other, devices that
# the kernel of a developer's machine may not have, and what locks scans out.
# Drivers are modules here, as distributions have them.

[ -n "${VT_KLAB-}" ] || { echo "1..0 # SKIP for klab run only"; exit 0; }
tests=$(dirname -- "$(readlink -f -- "$0")")/..
[ -n "${VT_LAB-}" ] || exec "$tests/lab" run --no-libvirt -- bash "$0" "$@"
set -u
# shellcheck source=tests/lab.d/lib.sh
. "$tests/lab.d/lib.sh"
# shellcheck source=tests/lab.d/tap.sh
. "$tests/lab.d/tap.sh"
# shellcheck source=tests/lab.d/scans.sh
. "$tests/lab.d/scans.sh"
# shellcheck source=tests/klab.d/ovs.sh
. "$tests/klab.d/ovs.sh"


# What the BPF scan says here; empty where it works. A queue shows whether its driver's types are known.
why_no_bpf()
{
	{ "$VT_BIN" -q --scan bpf -c none -j >/dev/null; } 2>&1
}

# both DESCRIPTION ARG...: the two scans give one answer
both()
{
	local what=$1

	shift
	[ -n "$no_bpf" ] && { skip "$what: $no_bpf"; return; }
	ok "$what" scans_agree "$@"
}

# has DESCRIPTION CONDITION: of the inventory, by the scan that is chosen here
has()
{
	vt -q --settle 0 -c none -j
	ok "$1" json "$2"
}

# has_module NAME: skips where this kernel has none
has_module()
{
	modprobe -q "$1" && return 0
	skip "$1: this kernel has no such module"
	return 1
}

for module in tun tap macvtap vhost_net bridge 8021q bonding vrf dummy; do
	ok "the module $module is there" modprobe "$module"
done
echo "# $(uname -r) $(uname -m), tun is $([ -e /sys/module/tun/initstate ] && echo a module || echo built in)"
lab_situate HELD hold-tap held0
no_bpf=$(why_no_bpf)
vt -v --settle 0 -c none -j
slower=$(sed -n 's/.*so this is //p' "$ERR")
echo "# scan: $(jq -r .coverage.scan "$OUT")${slower:+ ($slower)}"
case $VT_KLAB in
5.10)
	ok "without types of modules /proc is read, and -v says why" \
		grep -q 'so this is /proc: BPF: the kernel tells no types of its module' "$ERR"
	;;
5.15)
	ok "BPF is what is chosen" json '.coverage.scan == "bpf"'
	ok "and -v says that it could be faster" grep -q 'a faster scan was not possible' "$ERR"
	;;
*)
	ok "BPF is what is chosen" json '.coverage.scan == "bpf"'
	ok "and -v has nothing to explain" bash -c "! grep -q 'faster scan' '$ERR'"
	;;
esac

# --- both scans, in every situation ------------------------------------------

ip link add up0 type dummy
ip link set dev up0 up
lab_tap_persistent left0
lab_macvtap leftv0 up0
lab_macvtap heldv0 up0
lab_macvtap movedv0 up0
lab_macvtap gonev0 up0
both "devices without holder"
for situation in 'hold-tap one0' 'hold-tap mq0 --multi-queue 4 --detach 2' 'hold-tap tun0 --tun' \
	'hold-tap-netns other0' 'move-tap moved0' 'netns-by-fd alone0' 'rename-tap old0 new0' \
	'unattached' 'deleted-tap gone0' 'fork-share share0' 'thread-table thread0' \
	'zombie-leader zombie0' 'inflight fly0' 'io-uring ring0' 'hold-pidns deep0' \
	'hold-macvtap heldv0 2' 'macvtap-moved movedv0' 'macvtap-deleted gonev0' 'uid 65534 hold-tap user0'; do
	# shellcheck disable=SC2086
	if lab_situate S $situation 2>"$VT_LAB_DIR/situate.err"; then
		[ -n "$no_bpf" ] || both "and $situation"
	else
		skip "$situation: this kernel refuses it: $(tail -n 1 "$VT_LAB_DIR/situate.err")"
	fi
done
both "audit" audit
has "who holds what is found" '[.devices[] | select(.ifname == "held0" or .ifname == "heldv0" or .ifname == "thread0") |
	.holders | length] == [1, 1, 1]'
has "four queues of a device, two of them taken out of service" '.devices[] | select(.ifname == "mq0") |
	[.queues_enabled, .queues_disabled] == [2, 2]'

if command -v qemu-system-x86_64 >/dev/null; then
	# A kernel thread up to 6.3, since then a thread of QEMU without descriptors.
	pidfile=$VT_LAB_DIR/vhost.pid
	qemu-system-x86_64 -name vhosted -machine none -accel tcg -m 16 -nodefaults -display none -monitor none \
		-netdev tap,id=n0,ifname=vhost0,script=no,downscript=no,vhost=on \
		-daemonize -pidfile "$pidfile" >"$VT_LAB_DIR/vhost.err" 2>&1
	# The kernel thread is in no PID namespace but the first one.
	ok "vhost serves a queue" bash -c "ls -l /proc/$(cat "$pidfile" 2>/dev/null || echo 0)/fd | grep -q vhost-net"
	both "and a worker of vhost"
	has "it is no holder beside its QEMU" "[.devices[] | select(.ifname == \"vhost0\").holders[].pid] ==
		[$(cat "$pidfile" 2>/dev/null || echo 0)]"
fi

# The kernels' own KVM; in emulation its VMs run, too.
if modprobe -q kvm_amd && [ -c /dev/kvm ]; then
	cat >"$VT_LAB_DIR/kvm.py" <<-'END'
	import fcntl, os, struct, sys, time
	def tap(name):
	    fd = os.open("/dev/net/tun", os.O_RDWR)
	    fcntl.ioctl(fd, 0x400454ca, struct.pack("16sH22x", name, 0x1002))  # TUNSETIFF, IFF_TAP | IFF_NO_PI
	has_vm = os.fork() != 0
	tap(b"withvm0" if has_vm else b"withoutvm0")
	kvm = os.open("/dev/kvm", os.O_RDWR)
	if has_vm:
	    fcntl.ioctl(kvm, 0xae01, 0)  # KVM_CREATE_VM
	else:
	    os.open("kvm-vm", os.O_CREAT | os.O_RDWR)
	open(sys.argv[1], "a").write("ready\n")
	time.sleep(3600)
	END
	: >"$VT_LAB_DIR/kvm.ready"
	(cd "$VT_LAB_DIR/tmp" && exec python3 "$VT_LAB_DIR/kvm.py" "$VT_LAB_DIR/kvm.ready") 2>"$VT_LAB_DIR/kvm.err" &
	lab_wait eval '[ "$(wc -l <"$VT_LAB_DIR/kvm.ready")" = 2 ]' || cat "$VT_LAB_DIR/kvm.err"
	has "who holds a VM of KVM's is a hypervisor, and who only has its device or its name is none" \
		'[.devices[] as $d | .processes[] | select(.pid == $d.holders[0].pid and ($d.ifname | test("^with"))) |
		"\($d.ifname) \(.hypervisor)"] | sort == ["withoutvm0 false", "withvm0 true"]'
	both "and a VM of KVM's"
else
	skip "this kernel has no KVM for emulated processors"
fi

# --- devices below and beside -------------------------------------------------

ip link add brv type bridge vlan_filtering 1
ip link add bond0 type bond mode active-backup
ip link add slave0 type dummy
ip link set dev slave0 master bond0
ip link add link bond0 name bond0.7 type vlan id 7
ip link set dev bond0 master brv
ip link add vrf1 type vrf table 100
ip link add brr type bridge
ip link set dev brr master vrf1
for tap in vlan0 routed0; do lab_tap_persistent $tap; done
ip link set dev vlan0 master brv
ip link set dev routed0 master brr
bridge vlan add dev vlan0 vid 10 pvid untagged
for link in brv bond0 slave0 vrf1 brr vlan0 routed0; do ip link set dev $link up; done
has "ports of a bridge that filters VLANs, and of one in a VRF" '[.devices[] |
	select(.ifname == "vlan0" or .ifname == "routed0") | [.ifname, .bridge]] | sort ==
	[["routed0", "brr"], ["vlan0", "brv"]]'
has "a bond, a VLAN and a VRF are no taps" '[.devices[] | select(.ifname | test("^(bond|vrf|slave|br)"))] == []'
both "VLANs, a bond, a VRF"

if start_ovs; then
	lab_tap_persistent ovstap0
	ovs-vsctl --timeout=60 add-br ovs0 -- add-port ovs0 ovstap0 tag=5
	ok "the kernel forwards for this Open vSwitch" bash -c "ip -d link show ovstap0 | grep -q ovs-system"
	has "a port of it is on its bridge, and its master is the datapath" '.devices[] | select(.ifname == "ovstap0") |
		.bridge == "ovs0" and .master == "ovs-system"'
	both "and Open vSwitch's datapath in the kernel"
fi
has_module netdevsim && {
	echo "1 1" >/sys/bus/netdevsim/new_device
	echo 2 >/sys/bus/netdevsim/devices/netdevsim1/sriov_numvfs
	both "and virtual functions"
}

# --- what locks scans out -----------------------------------------------------

for value in 0 1 2; do
	if echo $value >/proc/sys/kernel/unprivileged_bpf_disabled 2>/dev/null; then
		both "unprivileged_bpf_disabled $value"
	else
		skip "unprivileged_bpf_disabled stays $(cat /proc/sys/kernel/unprivileged_bpf_disabled) here"
	fi
done
if [ -e /proc/sys/kernel/yama/ptrace_scope ]; then
	for value in 1 2; do
		echo $value >/proc/sys/kernel/yama/ptrace_scope
		both "Yama's ptrace_scope $value"
	done
	# Now nobody copies descriptors, and until the next boot: /proc cannot tell a macvtap's holder.
	echo 3 >/proc/sys/kernel/yama/ptrace_scope
	vt -q --settle 0 -c none -j --scan proc
	ok "Yama's ptrace_scope 3: what /proc cannot tell is said" \
		json 'any(.coverage.gaps[]; .code == "macvtap-unknown")'
	if [ -z "$no_bpf" ]; then
		vt -q --settle 0 -c none -j --scan bpf
		ok "and BPF tells it" json '.devices[] | select(.ifname == "heldv0").holders | length == 1'
	fi
else
	skip "this kernel has no Yama"
fi

# as CAPABILITIES SCAN: nobody's view of it
as()
{
	local caps

	caps=$(printf ',+%s' $1)
	setpriv --reuid nobody --regid nogroup --clear-groups --inh-caps "-all$caps" --ambient-caps "-all$caps" \
		--bounding-set "-all$caps" "$VT_BIN" -q --settle 0 -c none -j --scan "$2" >"$OUT" 2>"$ERR"
	RC=$?
}
chmod 755 "$VT_LAB_DIR"
mount -o remount,hidepid=2 /proc
hidden='any(.coverage.gaps[]; .code == "hidepid") and (.coverage.complete | not)'
as '' proc
ok "hidepid hides processes, and that is said" json "$hidden"
if [ -z "$no_bpf" ]; then
	as 'bpf perfmon' bpf
	ok "also from the BPF scan" json "$hidden"
fi
mount -o remount,hidepid=0 /proc

mount -t securityfs none /sys/kernel/security 2>/dev/null
if echo confidentiality 2>/dev/null >/sys/kernel/security/lockdown; then
	"$VT_BIN" -v --settle 0 -c none -j >"$OUT" 2>"$ERR"
	ok "locked down: /proc is read" json '.coverage.scan == "proc"'
	[ "$VT_KLAB" = 5.10 ] || ok "and -v says why" grep -q 'locked down: confidentiality' "$ERR"
	has "and holders are found" '.devices[] | select(.ifname == "held0").holders | length == 1'
else
	skip "this kernel cannot be locked down"
fi
tap_done
