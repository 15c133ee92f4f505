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

# as CAPABILITIES: audit as nobody with these ("" for none)
as()
{
	local caps

	caps=$(printf ',+%s' $1)
	setpriv --reuid nobody --regid nogroup --clear-groups --inh-caps "-all${1:+$caps}" \
		${1:+--ambient-caps "-all$caps"} --bounding-set "-all${1:+$caps}" \
		"$VT_BIN" --scan proc -j audit >"$OUT" 2>"$ERR"
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
as 'sys_ptrace dac_read_search net_admin sys_admin'
ok "and SYS_ADMIN: other namespaces" rows ok ok stray stray
ok "all: no gap" gaps
ok "all: complete" json '.coverage.complete'
ok "all: audit ends with 1" is "$RC" 1

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

# What is kept of root's capabilities while it runs.
lab_libvirtd_freeze
"$VT_BIN" --timeout 2 >/dev/null 2>&1 &
kept()
{
	[ "$(sed -n 's/^NoNewPrivs:\t//p' /proc/$!/status)" = 1 ] &&
		[ $((0x$(sed -n 's/^CapEff:\t//p' /proc/$!/status) & ~0xc000281004)) = 0 ]
}
ok "root keeps only what it uses, and gains nothing by exec" lab_wait kept
wait
lab_libvirtd_thaw
tap_done
