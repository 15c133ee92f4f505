#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For every row of findings.def one real situation that fires exactly that
# code, and one near miss that stays silent: tests/faults/CODE.sh, each in a
# lab of its own, two at a time.
#
# live-faults.sh [CODE...]

set -u
here=$(cd "$(dirname -- "$0")" && pwd)
[ "$(id -u)" = 0 ] || { echo "1..0 # SKIP needs root"; exit 0; }
"$here/lab" run --no-libvirt -- true || { echo "1..0 # SKIP no lab can be made here"; exit 0; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
codes=${*:-$("$VT_BIN" explain -j | jq -r '.[] | select(.kind == "finding").code')}

one()
{
	if [ ! -e "$here/faults/$1.sh" ]; then
		echo "not ok $1: has no scenario"
	else
		# Longer than it may wait for another lab's macvtaps.
		timeout 900 "$here/lab" run -- "$here/faults/one" "$1" 2>"$work/$1.err" ||
			echo "not ok $1: the lab ended with $?"
		sed 's/^/# /' "$work/$1.err"
	fi >"$work/$1.tap"
}

export -f one
export here work
# shellcheck disable=SC2086
printf '%s\n' $codes | xargs -P 2 -I CODE bash -c 'one CODE'
for code in $codes; do
	cat "$work/$code.tap"
done | awk '
	/^(not )?ok / { n++; sub(/ok /, "ok " n " - ") }
	{ print }
	END { print "1.." n }'
