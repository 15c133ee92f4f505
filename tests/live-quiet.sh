#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Twenty legal set-ups in one host, looked at so many times (VT_QUIET_SCANS): nothing above info,
# no gap, and no row that is unknown or a mismatch.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/quiet.sh
. "$lab/quiet.sh"

scans=${VT_QUIET_SCANS:-10}

# loud: what the answer in OUT has that should not be there
loud()
{
	jq -r '(.findings[] | select(.severity != "info") | "\(.code): \(.message)"),
		(.coverage.gaps[] | "gap \(.code) \(.subject): \(.detail)"),
		(.mappings[] | select(.status == "unknown" or .status == "mismatch") |
			"\(.domain) \(.alias) \(.ifname): \(.status)")' "$OUT"
}

# Spanning tree and the daemon's restart have their time.
settled()
{
	vt -j audit
	[ "$RC" = 0 ] && [ -z "$(loud)" ]
}

# A set-up that cannot be made leaves a word of virsh's or ip's.
quiet_situations >"$VT_LAB_DIR/made" 2>&1
grep -E '^(error|RTNETLINK|Cannot|lab:)' "$VT_LAB_DIR/made" >"$VT_LAB_DIR/unmade"
ok "they are made" diff /dev/null "$VT_LAB_DIR/unmade"
LAB_TIMEOUT=60 lab_wait settled || true
vt -j audit
ok "a dozen VMs and more run" json '(.summary.domains >= 13) and (.summary.mapped >= 18)'
for i in $(seq "$scans"); do
	vt -j audit
	loud | sed "s/^/# scan $i: /"
	[ "$RC" = 0 ] && [ -z "$(loud)" ] || echo "$i" >>"$VT_LAB_DIR/failed"
done
ok "$scans scans are quiet" test ! -s "$VT_LAB_DIR/failed"

tap_done
