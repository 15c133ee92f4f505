#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Guests started, stopped, destroyed, NICs plugged and unplugged as fast as
# libvirt allows, beside a loop of audit: no finding that is not planted, and
# every planted one in every look.
#
# churn.sh [SECONDS]: default 20; `make check-churn` runs five minutes.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0" "$@"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/churn.sh
. "$lab/churn.sh"

seconds=${1:-${VT_CHURN_SECONDS:-20}}
looks=0 wrong=0 missed=0 withdrawn=0

churn_plant
end=$((SECONDS + seconds))
churn_start_guests
while [ $SECONDS -lt $end ]; do
	vt -j audit
	looks=$((looks + 1))
	found=$(jq -r '.findings[].code' "$OUT" | sort -u)
	withdrawn=$((withdrawn + $(jq '.summary.withdrawn' "$OUT")))
	for code in $CHURN_PLANTED; do
		grep -qx "$code" <<<"$found" && continue
		missed=$((missed + 1))
		jq -c --arg code "$code" '{missed: $code, coverage, findings: [.findings[].code], summary,
			unknown: [.mappings[] | select(.status == "unknown")]}' "$OUT" | sed 's/^/# /'
	done
	jq -e --arg planted "$CHURN_PLANTED" '($planted | split(" ")) as $p |
		all(.findings[]; .code | IN($p[])) and
		([.findings[] | select(.domain and .domain != "stable")] | length == 0)' "$OUT" >/dev/null || {
		wrong=$((wrong + 1))
		jq -c '.findings[] | select(.code != "stray-tap" and .code != "foreign-holder" and
			.domain != "stable")' "$OUT" |
			sed 's/^/# /'
	}
done
churn_wait
echo "# $looks looks in $seconds s beside $(churn_count) lives and plugs; $withdrawn findings withdrawn"
ok "no look found what was not planted" is "$wrong" 0
ok "no look missed what was" is "$missed" 0
ok "there was something to look at" test "$looks" -gt 5 -a "$(churn_count)" -gt 10
tap_done
