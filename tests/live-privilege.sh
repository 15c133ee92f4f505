#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What each set of capabilities sees, which gap it states, and that it invents
# nothing: the matrix of virt-taps(8), PRIVILEGES.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

lab_bridge br0
lab_veth up0 up1
lab_netns blue
lab_guest tapped --nic "$(nic_bridge br0)"
lab_guest macvtapped --nic "$(nic_direct up0 bridge)"
lab_tap_persistent left0
lab_macvtap leftv0 up0
chmod 0755 "$VT_LAB_DIR"

# with CAPABILITIES COMMAND...: as nobody with these ("" for none)
with()
{
	local caps have=$1

	shift
	caps=$(printf ',+%s' $have)
	setpriv --reuid nobody --regid nogroup --clear-groups --inh-caps "-all${have:+$caps}" \
		${have:+--ambient-caps "-all$caps"} --bounding-set "-all${have:+$caps}" "$@"
}

# as CAPABILITIES [SCAN]: audit with these
as()
{
	with "$1" "$VT_BIN" --scan "${2-proc}" -j audit >"$OUT" 2>"$ERR"
	RC=$?
}

# rows STATUS...: of tapped, macvtapped, left0, leftv0
rows()
{
	is "$(jq -r '[.mappings[] | {key: (.domain // .ifname), value: .status}] | from_entries |
		"\(.tapped) \(.macvtapped) \(.left0) \(.leftv0)"' "$OUT")" "$*"
}

gaps()
{
	is "$(jq -r '[.coverage.gaps[].code] | unique | join(" ")' "$OUT")" "$*"
}

# What the kernel gives for each set, which all of the rest builds on: listing
# fd, a link in it, fdinfo, the namespace's link, TUNGETIFF and TUNGETDEVNETNS
# on a copy of the descriptor. (/proc/PID/fdinfo as it is since Linux 5.14.)
lab_situate OTHER uid 1 hold-tap other0
fd=$(basename "$(find "/proc/${OTHER[pid]}/fd" -lname /dev/net/tun | head -n 1)")
while IFS='|' read -r caps want; do
	ok "the kernel, with ${caps:-no capability}: $want" is \
		"$(with "$caps" "$lab/reach.py" "${OTHER[pid]}" "$fd")" "$want"
done <<-'END'
	|EACCES EACCES EACCES EACCES EPERM -
	sys_ptrace|EACCES EACCES ok ok ok EPERM
	dac_read_search|ok EACCES EACCES EACCES EPERM -
	sys_ptrace dac_read_search|ok ok ok ok ok EPERM
	sys_ptrace dac_read_search net_admin|ok ok ok ok ok ok
END
lab_situate_end OTHER
lab_situate OWN uid 65534 hold-tap own0
fd=$(basename "$(find "/proc/${OWN[pid]}/fd" -lname /dev/net/tun | head -n 1)")
ok "the kernel, with the same user and no capability" is \
	"$(with '' "$lab/reach.py" "${OWN[pid]}" "$fd")" "ok ok ok ok ok EPERM"
lab_situate_end OWN

as ''
ok "none: only what the kernel itself says" rows unknown unknown stray unknown
ok "none: gaps" gaps netns-unreadable process-unreadable
ok "none: findings" codes stray-tap
as dac_read_search
ok "DAC_READ_SEARCH alone buys nothing" rows unknown unknown stray unknown
ok "DAC_READ_SEARCH: gaps" gaps netns-unreadable process-unreadable
as sys_ptrace
ok "SYS_PTRACE: who holds a tap" rows ok unknown stray unknown
ok "SYS_PTRACE: gaps" gaps descriptor-unreadable netns-unreadable
ok "SYS_PTRACE: findings" codes stray-tap
as 'sys_ptrace dac_read_search'
ok "and DAC_READ_SEARCH: who holds a macvtap" rows ok ok stray stray
ok "both: gaps" gaps netns-unreadable
ok "both: findings" codes stray-tap stray-macvtap
as 'sys_ptrace dac_read_search net_admin'
ok "and NET_ADMIN alone: the same" rows ok ok stray stray
ok "with NET_ADMIN: gaps" gaps netns-unreadable
as 'sys_ptrace dac_read_search net_admin sys_admin'
ok "and SYS_ADMIN: other namespaces" rows ok ok stray stray
ok "all: no gap" gaps
ok "all: complete" json '.coverage.complete'
ok "all: audit ends with 1" is "$RC" 1

# The BPF scan sees descriptors without any right on the processes.
if "$VT_BIN" --scan bpf -q -c none >/dev/null 2>&1; then
	as 'bpf perfmon' bpf
	ok "BPF and PERFMON: who holds what" rows ok ok stray stray
	ok "BPF and PERFMON: gaps" gaps netns-unreadable
	ok "BPF and PERFMON: the scan" json '.coverage.scan == "bpf"'
	as 'sys_ptrace dac_read_search' auto
	ok "without them auto takes /proc" json '.coverage.scan == "proc"'
	with '' "$VT_BIN" -v -c none >"$OUT" 2>"$ERR"
	ok "and -v says why" grep -q 'so this is /proc: BPF: cannot .* (CAP_BPF and CAP_PERFMON are needed)' "$ERR"
	as 'bpf' bpf
	ok "BPF without PERFMON is refused" is "$RC $(wc -c <"$OUT")" "3 0"
	ok "in one line that names both" grep -q 'CAP_BPF and CAP_PERFMON are needed' "$ERR"
else
	skip "no BPF scan here: $("$VT_BIN" --scan bpf -q -c none 2>&1 >/dev/null)"
fi

# One name in two namespaces, and no right to ask which is meant.
lab_situate A hold-tap same0
lab_situate B hold-tap-netns same0
as 'sys_ptrace dac_read_search sys_admin'
ok "without NET_ADMIN an ambiguous holder is nobody's" json '[.devices[] | select(.ifname == "same0")] |
	length == 2 and all(.[]; .holders == [])'
ok "and both devices stay open" json '[.mappings[] | select(.ifname == "same0")] |
	length == 2 and all(.[]; .status == "unknown")'
as 'sys_ptrace dac_read_search sys_admin net_admin'
ok "with NET_ADMIN each has its own" json '[.devices[] | select(.ifname == "same0") | .holders[0].pid] |
	sort == ([ '"${A[pid]}, ${B[pid]}"' ] | sort)'
lab_situate_end A
lab_situate_end B

# A user sees its own processes.
lab_situate MINE uid 65534 hold-tap mine0
as ''
ok "the own processes are readable" json 'any(.devices[]; .ifname == "mine0" and
	.holders[0].pid == '"${MINE[pid]}"')'
lab_situate_end MINE

mount -t proc -o hidepid=invisible proc /proc
as ''
ok "hidepid is stated" json 'any(.coverage.gaps[]; .code == "hidepid")'
ok "and hides no finding that needs what is hidden" codes stray-tap
ok "audit with gaps and a finding ends with the finding" is "$RC" 1
umount /proc

# What is kept of root's capabilities while it runs, or waits for a file.
kept()
{
	[ "$(sed -n 's/^NoNewPrivs:\t//p' /proc/$!/status)" = 1 ] &&
		[ $((0x$(sed -n 's/^CapEff:\t//p' /proc/$!/status) & ~$1)) = 0 ] &&
		[ $((0x$(sed -n 's/^CapPrm:\t//p' /proc/$!/status) & ~$1)) = 0 ]
}
lab_libvirtd_freeze
"$VT_BIN" --timeout 60 >/dev/null 2>&1 &
ok "root keeps only what it uses, and gains nothing by exec" lab_wait kept 0xc000281004
kill $!
wait
lab_libvirtd_thaw
mkfifo "$VT_LAB_DIR/fifo"
for arguments in "--replay fifo" "diff fifo /dev/null"; do
	# shellcheck disable=SC2086 # a list of words
	(cd "$VT_LAB_DIR" && exec "$VT_BIN" $arguments >/dev/null 2>&1) &
	ok "$arguments: only what reads a file" lab_wait kept 0x4
	echo >"$VT_LAB_DIR/fifo"
	wait
done
tap_done
