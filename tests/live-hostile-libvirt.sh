#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A daemon that does not answer for some of its VMs, and VMs whose XML is huge:
# each costs itself.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
here=$(dirname -- "$0")
lab=$here/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=hostile/lib.sh
. "$here/hostile/lib.sh"

sockets=/run/libvirt

# between PREFIX [BYTES]: from now on the daemon has no answer for the XML of such VMs, or one that
# is so much larger
between()
{
	mv $sockets/libvirt-sock-ro $sockets/real-ro
	: >"$VT_LAB_DIR/slow"
	"$here/hostile/slow-daemon.py" $sockets/real-ro $sockets/libvirt-sock-ro "$@" >"$VT_LAB_DIR/slow" 2>&1 &
	slow=$!
	lab_wait grep -qs ready "$VT_LAB_DIR/slow"
}

between_no_more()
{
	kill $slow
	wait $slow 2>/dev/null
	mv -f $sockets/real-ro $sockets/libvirt-sock-ro
}

# define_off NAME [BYTES]: a VM that is shut off, with so much metadata
define_off()
{
	local file=$VT_LAB_DIR/off.xml

	lab_domain_xml "$1" "$(nic_bridge br0)" >"$file"
	[ $# = 1 ] || {
		sed '/<name>/q' "$file"
		echo "<metadata><p:p xmlns:p='urn:p'>"
		head -c "$2" /dev/zero | tr '\0' x
		echo "</p:p></metadata>"
		sed '1,/<name>/d' "$file"
	} >"$file.large"
	[ $# = 1 ] || mv "$file.large" "$file"
	lab_virsh define "$file" >/dev/null
}

lab_bridge br0
lab_guest good --nic "$(nic_bridge br0)"
lab_guest slow-bad --nic "$(nic_bridge br0)"
ip link set "$(lab_virsh domiflist slow-bad | awk '/bridge/ { print $1 }')" nomaster
for i in 1 2; do define_off slow-off$i; done
define_off off

# Another lab's test may hold rtnl meanwhile.
calm='[.coverage.gaps[] | select(.code != "domain-xml")] == []'

between slow-
# With --timeout 4
IN_TIME=4500
gaps='[.coverage.gaps[] | select(.code == "domain-xml")] |
	length == 3 and all(.hides == [] and (.scope.uuid | length) == 36)'
for scan in auto proc; do
	measured_until "($gaps) and ($calm)" --settle 0 --timeout 4 --scan $scan -j
	ok "XML of three VMs does not come, --scan $scan: in time" in_time
	ok "the connection is one that answers" json '.connections[0].status == "ok"'
	ok "another VM is well" json '[.mappings[] | select(.domain == "good" and .status == "ok")] | length == 1'
	ok "the VM that runs is known by its status file, and its fault found" json \
		'[.findings[] | select(.code == "detached-bridge" and .domain == "slow-bad")] | length == 1'
	ok "those that are shut off by their configuration files" json \
		'[.domains[] | select(.name | test("^slow-off")) | .interfaces[]] | length == 2'
	ok "each is a gap that hides nothing" json "$gaps"
done
ok "nothing is asked behind what hangs" is "$(sort -u "$VT_LAB_DIR/slow")" ready
for i in $(seq 3 9); do define_off slow-off$i; done
measured_until "$calm" --settle 0 --timeout 4 -j
ok "of ten VMs: in time" in_time
ok "all are known" json '[.domains[].interfaces[]] | length == 12'
ok "and the fault is found" json \
	'[.findings[] | select(.code == "detached-bridge" and .domain == "slow-bad")] | length == 1'
mount -n --bind "$VT_LAB_DIR" /etc/libvirt/qemu
gaps='[.coverage.gaps[] | select(.code == "domain-xml" and .hides == ["inactive"])] | length == 9'
measured_until "($gaps) and ($calm)" --settle 0 --timeout 4 audit -j
ok "without the files of those that are shut off: only what may wait for them is open" json "$gaps"
ok "the fault of another VM is told" is "$RC" 2
umount -n /etc/libvirt/qemu
between_no_more

# --- XML of 4 MB -----------------------------------------------------------------

for i in $(seq 12); do define_off huge$i 3900000; done
measured --settle 0 --timeout 60 -j
ok "12 VMs with XML of 4 MB: in bounds" in_bounds
ok "those that are not kept are told, each for itself" json \
	'[.coverage.gaps[] | select(.code == "domain-xml" and (.subject | test("^huge")))] | length > 8'
ok "the VMs of usual size are known" json \
	'[.domains[] | select(.name | test("^huge") | not) | .interfaces[]] | length == 12'

mv $sockets/libvirt-sock-ro $sockets/real-ro
measured --settle 0 --timeout 60 -j
ok "by their files, where the daemon is gone: in bounds" in_bounds
ok "eight that are not kept are told, and that there are more" json \
	'[.coverage.gaps[] | select(.code == "file-refused") | .detail] |
	(map(select(test("^it has 3... KiB;"))) | length) == 8 and (map(select(test("^more"))) | length) == 1'
ok "the fault of a running VM is found all the same" json \
	'[.findings[] | select(.code == "detached-bridge" and .domain == "slow-bad")] | length == 1'
mv $sockets/real-ro $sockets/libvirt-sock-ro

# Four hundred of them: made large on their way, since libvirtd would need gigabytes.
lab_domain_xml NAME "$(nic_bridge br0)" >"$VT_LAB_DIR/off.xml"
for i in $(seq 400); do
	sed "s/NAME/many$i/" "$VT_LAB_DIR/off.xml" >"$VT_LAB_DIR/many$i.xml"
	echo "define $VT_LAB_DIR/many$i.xml"
done >"$VT_LAB_DIR/defines"
lab_virsh <"$VT_LAB_DIR/defines" >/dev/null
between many 4000000
measured --settle 0 --timeout 60 -j
ok "400 VMs with XML of 4 MB: in bounds" in_bounds
ok "all are known" json '[.domains[] | select(.name | test("^many"))] | length == 400'
ok "those that are not kept are told" json \
	'[.coverage.gaps[] | select(.code == "domain-xml" and (.subject | test("^many")))] | length > 390'
between_no_more
tap_done
