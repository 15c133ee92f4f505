#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Guests started, stopped, destroyed, NICs plugged and unplugged as fast as
# libvirt allows, beside scans: each of them finds what is planted and nothing
# else.
#
# churn.sh [SCANS]: default 200; `make check-churn` makes ten thousand.
# VT_CHURN_LOOPS of them run side by side (default 6): a scan waits for its
# second look most of its time. With VT_CHURN_KEEP=DIRECTORY each is recorded,
# and the recordings of those that were wrong are left there.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0" "$@"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/churn.sh
. "$lab/churn.sh"

scans=${1:-${VT_CHURN_SCANS:-200}}
loops=${VT_CHURN_LOOPS:-6}
# A line for each scan: how many were missed, told though not planted, withdrawn.
SCANS=$VT_LAB_DIR/scans
: >"$SCANS"

# What a scan in FILE says that is not what was planted, in a line; with the
# rest that one wants to know where that is anything.
compare()
{
	jq -r --arg planted "$CHURN_PLANTED" '
		[.findings[] | "\(.code) \(.ifname)"] as $found |
		($planted / "\n") as $planted |
		($planted - $found) as $missed | ($found - $planted) as $wrong |
		"\($missed | length) \($wrong | length) \(.summary.withdrawn)",
		if $missed + $wrong == [] then empty else
			({$missed, $wrong, coverage, summary,
			  findings: [.findings[] | select("\(.code) \(.ifname)" | IN($wrong[]))],
			  unknown: [.mappings[] | select(.status == "unknown")]} | tojson)
		end' "$1"
}

# scan_loop NUMBER
scan_loop()
{
	local n=$1 said record=() verdict

	while churn_goes_on; do
		[ -z "${VT_CHURN_KEEP-}" ] || record=(--record "$VT_LAB_DIR/record.$n")
		"$VT_BIN" -j "${record[@]}" audit >"$OUT.$n" 2>"$ERR.$n"
		RC=$?
		said=$(compare "$OUT.$n") || said="3 0 0"$'\n'"exit status $RC: $(cat "$ERR.$n")"
		verdict=${said%%$'\n'*}
		echo "$verdict" >>"$SCANS"
		[ "${verdict% *}" != "0 0" ] || continue
		sed '1d; s/^/# /' <<<"$said"
		[ -z "${VT_CHURN_KEEP-}" ] || mv "$VT_LAB_DIR/record.$n" "$VT_CHURN_KEEP/churn.$(date +%T.%N)"
	done
}

count()
{
	wc -l <"$SCANS"
}

# sum COLUMN
sum()
{
	awk -v column="$1" '{ n += $column } END { print n + 0 }' "$SCANS"
}

state()
{
	echo "# $(count) scans beside $(churn_count) lives and plugs: $(sum 1) missed," \
		"$(sum 2) told though not planted, $(sum 3) withdrawn"
}

churn_plant
churn_start_guests
for ((i = 0; i < loops; i++)); do
	scan_loop "$i" &
	CHURN_PIDS+=($!)
done
said=0
while [ "$(count)" -lt "$scans" ]; do
	sleep 1
	[ "$(count)" -ge $((said + 500)) ] || continue
	said=$(count)
	state
done
churn_end
state
ok "no scan found what was not planted" is "$(sum 2)" 0
ok "no scan missed what was" is "$(sum 1)" 0
ok "it was all scans" test "$(count)" -ge "$scans"
ok "there was something to look at" test "$(churn_count)" -gt 10
tap_done
