#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# "show" leaves out what it can, and not one row more: whatever it shows of a VM,
# a device, a PID or a MAC address is what a whole look says of it.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/guests.sh
. "$lab/guests.sh"

whole=$VT_LAB_DIR/whole.json

# What jq is told of both: $all is the whole look, . what is shown. A row of
# either is known by its key, and may be found by its names.
# shellcheck disable=SC2016 # jq's
rows='
def key: [.domain, .uuid, .alias, .ifname, .ifindex, .netns, .pid, .name, .connection, .code];
def still: if type == "object" then del(.stats) | del(.addresses[]?.age) else . end;
def same($table): all(.[$table][] | still; . as $row | any($all[0][$table][] | still; . == $row));
def host: .coverage.gaps |= map(select(.code != "not-asked")) | .coverage.complete = (.coverage.gaps == []) |
	[.summary.domains, .summary.devices, .coverage, .connections];
def names: [.domain, .name, .uuid, .mac, .ifname, .id, .pid | select(. != null) | tostring | ascii_downcase];
def ask($table): [$all[0][$table][] | select(names | index($subject | ascii_downcase))] | sort_by(key);
'

# shows SUBJECT ROWS: what is shown of it is what the whole look has; ROWS are mappings of its
shows()
{
	local subject=$1

	vt -j show "$subject"
	ok "$subject: it is found" is "$RC" 0
	ok "$subject: every row is one of the whole look" \
		jq -e --arg subject "$subject" --slurpfile all "$whole" "$rows"'
			same("mappings") and same("domains") and same("devices") and same("processes") and
			same("findings")' "$OUT"
	ok "$subject: no row is missing" \
		jq -e --arg subject "$subject" --slurpfile all "$whole" "$rows"'
			((ask("mappings") | map(still)) - (.mappings | map(still)) == []) and
			(ask("findings") - .findings == []) and
			(.mappings | length) == '"$2" "$OUT"
	ok "$subject: the same is known of the host" \
		jq -e --arg subject "$subject" --slurpfile all "$whole" "$rows"'host == ($all[0] | host)' "$OUT"
}

# xml_of ARG...: whose XML it asks the daemon for, a line a request. The header
# of libvirt's protocol is length, program, version, procedure (14 gets XML),
# type, serial and status, four bytes each; then come the VM and the flags.
xml_of()
{
	local header='\\x00\\x00\(\\x..\)\{2\}\\x20\\x00\\x80\\x86'

	header+='\\x00\\x00\\x00\\x01\\x00\\x00\\x00\\x0e\(\\x..\)\{12\}'
	strace -f -qq -xx -s 256 -e trace=write,sendmsg -o "$VT_LAB_DIR/trace" \
		"$VT_BIN" -q --settle 0 "$@" >/dev/null 2>&1
	sed -n 's/.*"'"$header"'\([^"]*\)".*/\3/p' "$VT_LAB_DIR/trace" | sort
}

# asks_once COUNT ARG...: for the XML of that many VMs, and for none twice
asks_once()
{
	local count=$1

	shift
	xml_of "$@" >"$VT_LAB_DIR/asked"
	echo "$(wc -l <"$VT_LAB_DIR/asked") requests; expected: $count"
	uniq -d "$VT_LAB_DIR/asked"
	is "$(uniq -u "$VT_LAB_DIR/asked" | wc -l)" "$count" && is "$(wc -l <"$VT_LAB_DIR/asked")" "$count"
}

eight_guests >/dev/null
for i in $(seq 25); do
	lab_guest "shut$i" --define-only --nic "$(nic_bridge br0)"
done
lab_guest waits --define-only --nic "$(nic_ethernet wait0 no)"
lab_tap_persistent wait0
lab_tap_persistent left0
lab_situate VPN hold-tap vpn0
lab_macvtap leftv0 up0
ip link set dev "$(lab_tap nat net0)" nomaster
vt -j
cp "$OUT" "$whole"
ok "there is something to be found" codes detached-bridge foreign-holder inactive-claim stray-macvtap stray-tap

shows web 1
shows two 2
# It is a network as well, on which two has a NIC.
shows nat 2
shows off 0
shows user 1
shows "$(lab_virsh domuuid mq)" 1
shows "$(lab_pid direct)" 1
shows "$(lab_tap two net1)" 1
shows "$(lab_xml direct | sed -n "s/.*<mac address='\(.*\)'.*/\1/p" | tr a-f A-F)" 1
shows "$(lab_xml off | sed -n "s/.*<mac address='\(.*\)'.*/\1/p" | head -n 1)" 0
shows tapeth 1
shows left0 1
shows leftv0 1
shows wait0 1
shows vpn0 1
shows "${VPN[pid]}" 1
vt show nobody
ok "what nobody knows is not found" is "$RC" 1

# A look that waits for others' findings would not be back in time.
ok "nobody waits for findings that are not shown" timeout 120 "$VT_BIN" --settle 600000 show web
ok "nor in audit" timeout 120 "$VT_BIN" --settle 600000 audit web
vt --settle 100 -j show nat
ok "a finding that is shown is still confirmed" codes detached-bridge

if ! command -v strace >/dev/null; then
	skip "strace is not installed"
else
	running=$(lab_virsh list --name | grep -c .)
	all=$(lab_virsh list --all --name | grep -c .)
	ok "each VM's XML is asked for once" asks_once "$all" list
	ok "a VM needs no other's XML that is shut off" asks_once "$running" show web
	# A device's name may be a title, or what a VM that is shut off waits for.
	ok "nor does a device need one twice" asks_once "$all" show "$(lab_tap web net0)"
fi

# libvirt 9.0 has the code for passt, and an XML parser that refuses it: what it would write is put
# there, beside the real passt.
if ! command -v passt >/dev/null; then
	skip "passt is not installed"
else
	id=$(lab_virsh domid user)
	alias=$(lab_xml user | grep -o "alias name='net0'" | head -n 1)
	ok "a NIC to go by" is "$alias" "alias name='net0'"
	lab_libvirtd_stop
	sed -i "s|<interface type='user'>|&<backend type='passt'/>|" /run/libvirt/qemu/user.xml
	vt -j show user
	ok "a passt that is not there" json 'any(.domains[].interfaces[];
		.backing.kind == "passt" and .backing.pid == null)'
	# It wants a way out.
	lab_veth way0 way1
	ip addr add 192.0.2.2/24 dev way0
	ip route add default via 192.0.2.1
	run=/run/libvirt/qemu/passt/$id-user-net0
	passt --runas libvirt-qemu -s "$run.socket" -P "$run-passt.pid" >"$VT_LAB_DIR/passt" 2>&1
	ok "passt runs" is "$?" 0
	passt=$(cat "$run-passt.pid")
	vt -j show user
	ok "its process is in the row" json 'any(.domains[].interfaces[];
		.backing.kind == "passt" and .backing.pid == '"$passt"')'
	vt show user
	ok "for people, too" grep -q "instead  *passt $passt" "$OUT"
	kill "$passt"
	ip link del way0
	lab_libvirtd_start
fi
tap_done
