#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Under a distribution's kernel, in emulation: a script of klab.d.
# live-kernel.sh [VERSION [SCRIPT]]; see `klab list`.

tests=$(dirname -- "$(readlink -f -- "$0")")
kernel=${1:-${VT_KLAB_KERNEL:-6.1}}
script=${2:-situations}
seconds=${VT_KLAB_SECONDS:-180}

"$tests/klab" fetch --kernel "$kernel" 2>"${TMPDIR:-/tmp}/klab.$$"
status=$?
why=$(tail -n 1 "${TMPDIR:-/tmp}/klab.$$")
rm -f "${TMPDIR:-/tmp}/klab.$$"
if [ $status = 77 ]; then
	echo "1..0 # SKIP $why"
	exit 0
fi
# On a machine that does much else, what is not done in time is left out, and named.
out=$(mktemp) || exit 99
trap 'rm -f "$out"' EXIT
"$tests/klab" run --kernel "$kernel" --timeout "$seconds" -- bash "$tests/klab.d/$script.sh" | tee "$out"
status=${PIPESTATUS[0]}
if [ "$status" = 77 ] && [ ! -s "$out" ]; then
	echo "1..0 # SKIP the kernel $kernel does not boot here"
	exit 0
fi
if [ "$status" = 124 ]; then
	n=$(grep -cE '^(not )?ok ' "$out")
	# The last line may be half of one.
	echo
	echo "ok $((n + 1)) - # SKIP the rest: it was not done in $seconds seconds"
	echo "1..$((n + 1))"
	exit 0
fi
exit "$status"
