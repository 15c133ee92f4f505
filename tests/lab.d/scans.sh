# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The two ways to find holders, held against each other; sourced behind lib.sh.

# scans_possible: is there a BPF scan here? Its reason is on standard error.
scans_possible()
{
	"$VT_BIN" -q --scan bpf -c none -j >/dev/null
}

# What may differ: times, counters of traffic, the name of the scan, and which of
# two holders is first.
scans_essence()
{
	jq -S 'del(.generated_at, .duration_ms, .coverage.scan, .summary.withdrawn) |
		del(.devices[]?.stats, .mappings[]?.addresses[]?.age) |
		if .devices then .devices[].holders |= sort_by(.pid) else . end' "$VT_LAB_DIR/scan-$1.json"
}

scans_once()
{
	local scan

	for scan in bpf proc; do
		"$VT_BIN" -q --settle 0 -j --scan $scan "$@" >"$VT_LAB_DIR/scan-$scan.json"
		[ -s "$VT_LAB_DIR/scan-$scan.json" ] || return 1
	done
	diff <(scans_essence bpf) <(scans_essence proc)
}

# scans_agree [ARG...]: both give one answer, row by row. Two looks are two
# moments, so that a world in motion gets some more tries.
scans_agree()
{
	local try

	for try in {1..10}; do
		scans_once "$@" && return 0
		sleep 0.5
	done
	return 1
}
