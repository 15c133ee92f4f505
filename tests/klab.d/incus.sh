#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# incus.sh ROOT: in `klab run`, the incusd of ROOT, with VMs; what it says against
# what virt-taps says. The guests are no more than a halted processor.

[ -n "${VT_KLAB-}" ] || { echo "1..0 # SKIP for klab run only"; exit 0; }
tests=$(dirname -- "$(readlink -f -- "$0")")/..
[ -n "${VT_LAB-}" ] || exec "$tests/lab" run --no-libvirt -- bash "$0" "$@"
set -u
# shellcheck source=tests/lab.d/lib.sh
. "$tests/lab.d/lib.sh"
# shellcheck source=tests/lab.d/tap.sh
. "$tests/lab.d/tap.sh"
root=$1
VT_OPTIONS='-c none'
LAB_TIMEOUT=120

# incus COMMAND...
incus()
{
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb chroot "$root" incus "$@"
}

# state NAME KEY: what Incus says of an instance
state()
{
	incus query "/1.0/instances/$1" | jq -r ".$2"
}

# row NAME: what virt-taps says of its first NIC
row()
{
	jq -r --arg name "$1" '[.mappings[] | select(.domain == $name)][0] |
		"\(.mac) \(.alias) \(.ifname) \(.bridge) \(.pid) \(.manager) \(.status)"' "$OUT"
}

# told NAME BRIDGE: the same by Incus
told()
{
	state "$1" 'config | "\(."volatile.eth0.hwaddr") eth0 \(."volatile.eth0.host_name")"' | tr '\n' ' '
	echo "$2 $(pgrep -f "^/usr/bin/qemu-system.*-uuid $(state "$1" 'config."volatile.uuid"')") incus ok"
}

# firmware SIZE FILE: masks its interrupts and halts
firmware()
{
	head -c "$1" /dev/zero >"$2"
	printf '\xb0\xff\xe6\x21\xe6\xa1\xfa\xf4\xeb\xfd' | dd of="$2" bs=1 seek=$(($1 - 16)) conv=notrunc status=none
}

for module in kvm_amd vhost_vsock vhost_net tun bridge macvtap 8021q; do
	modprobe -q "$module" || { echo "1..0 # SKIP this kernel has no $module"; exit 0; }
done
mkdir -p /var/lib/incus /run/incus "$root/usr/share/OVMF"
mount -t tmpfs tmpfs /var/lib/incus
mount -t cgroup2 none /sys/fs/cgroup
for dir in proc sys dev run var/lib/incus; do
	mount --rbind "/$dir" "$root/$dir"
done
for dir in var/log var/cache; do
	mount -t tmpfs tmpfs "$root/$dir"
done
mkdir "$root/var/log/incus"
firmware 3653632 "$root/usr/share/OVMF/OVMF_CODE_4M.fd"
firmware 540672 "$root/usr/share/OVMF/OVMF_VARS_4M.fd"
mkdir -p /sys/fs/cgroup/system.slice/incus.service
start_incusd()
{
	# shellcheck disable=SC2016 # for that shell
	bash -c 'echo 0 >/sys/fs/cgroup/system.slice/incus.service/cgroup.procs
		exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
			chroot "$0" /usr/libexec/incus/incusd --group root' "$root" >>"$VT_LAB_DIR/incusd.log" 2>&1 &
	incusd=$!
	incus admin waitready --timeout 120 >/dev/null 2>&1 || {
		sed 's/^/# /' "$VT_LAB_DIR/incusd.log"
		exit 99
	}
}
start_incusd
lab_bridge vmbr0
lab_bridge vmbr1
ip link set dev vmbr1 type bridge vlan_filtering 1
incus admin init --preseed <<'END'
storage_pools:
- name: default
  driver: dir
profiles:
- name: default
  devices:
    root: {path: /, pool: default, type: disk, size: 32MiB}
END
echo "# Incus $(incus version | sed -n 's/^Server version: //p'), $(uname -r)"

# vm NAME [ARG...]: emulated, for KVM's interrupts end the emulator of this machine
vm()
{
	incus init "$1" --empty --vm -c limits.memory=64MiB -c limits.cpu=1 -c security.secureboot=false \
		-c raw.qemu='-cpu max' -c raw.qemu.conf='[machine]
accel = "tcg"
' "${@:2}" >/dev/null 2>&1
}

vt -j audit
ok "an Incus without VMs: nothing is missing" json '[.managers[] | "\(.name) \(.status)"] == ["incus ok"] and
	.coverage.gaps == []'
ok "and audit ends with 0" is "$RC" 0
vm web
incus config device add web eth0 nic nictype=bridged parent=vmbr0 >/dev/null
vt -j audit
ok "a VM that was never started is shut off, and has no row" json '[.domains[] | "\(.name) \(.state) \(.manager_id)"] ==
	["web shut off default/web"] and .devices == []'
incus start web
vt -j audit
ok "MAC, device, bridge, process as Incus has them" is "$(row web)" "$(told web vmbr0)"
ok "and audit ends with 0" is "$RC" 0
ok "without a gap" json '.coverage.gaps == []'
tap=$(state web 'config."volatile.eth0.host_name"')
vt list --noheadings -o DEVICE default/web
ok "it is found by Incus' own name" is "$(cat "$OUT")" "$tap"
"$VT_BIN" -c none --managers none -j audit >"$OUT" 2>"$ERR"
ok "not asked, it is Incus' by its cgroup, and its device by its process" json "[.mappings[] |
	\"\\(.domain) \\(.ifname) \\(.manager) \\(.status)\"] == [\"web $tap incus ok\"]"

ip link set dev "$tap" nomaster
vt -j audit
ok "taken off its bridge" codes detached-bridge
ip link set dev "$tap" master vmbr1
vt -j audit
ok "on another" codes wrong-bridge
ip link set dev "$tap" master vmbr0

# Another project has a VM of the same name; its NIC has a VLAN.
incus project create other -c features.profiles=false -c features.images=false >/dev/null
vm web --project other
incus config device add web eth0 nic nictype=bridged parent=vmbr1 vlan=5 vlan.tagged=7,9 \
	--project other >/dev/null
incus start web --project other
vt -j audit
ok "two projects, one name: each has its own process and device" json '[.domains[] |
	"\(.manager_id) \(.state)"] | sort == ["default/web running", "other/web running"]'
ok "and no finding, VLANs included" codes
other=$(jq -r '.mappings[] | select(.bridge == "vmbr1").ifname' "$OUT")
bridge vlan del dev "$other" vid 9
vt -j audit
ok "a VLAN that its port has not" codes vlan-mismatch
incus stop -f web --project other

# Two NICs; and one that is no tap.
incus stop -f web
incus config device add web eth1 nic nictype=bridged parent=vmbr1 >/dev/null
incus start web
vt -j audit
ok "two NICs of one VM" json '[.mappings[] | select(.domain == "web") |
	"\(.alias) \(.bridge) \(.status)"] | sort == ["eth0 vmbr0 ok", "eth1 vmbr1 ok"]'
ip link add up0 type dummy
ip link set dev up0 up
vm mac
incus config device add mac eth0 nic nictype=macvlan parent=up0 >/dev/null
incus start mac
vt -j audit
ok "macvlan is a macvtap" json '[.mappings[] | select(.domain == "mac") | "\(.kind) \(.status)"] == ["macvtap ok"]'
ok "and audit ends with 0" is "$RC" 0
incus stop -f mac

# Its daemon stops, which is no reason for a VM to be unknown; and it is not started.
kill "$incusd"
lab_wait lab_proc_gone "$incusd"
vt -j audit
ok "without the daemon the VM is known by its process" json '[.mappings[] | "\(.domain) \(.manager) \(.status)"] ==
	["web incus ok", "web incus ok"]'
ok "and nobody started the daemon" bash -c '! pgrep -x incusd'
start_incusd
incus stop -f web
vt -j audit
ok "stopped, it leaves nothing" json '.devices == [] and .findings == []'
kill "$incusd"
tap_done
