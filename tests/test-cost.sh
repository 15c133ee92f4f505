#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What decoding, join, judge, report and every format cost in instructions, which
# no clock and no busy machine has a part in: recordings of 1,000 and 10,000 guests
# go through them under callgrind. The cost may grow as n log n, and has a bound per
# guest: at most twice what was measured last, as compilers and libraries differ.

. "$(dirname -- "$0")/lib.sh"
requires python3 valgrind callgrind_annotate
cost=$VT_BUILDDIR/tests/bench/cost
[ -x "$cost" ] || skip_all "there is no $cost"
! grep -qE '^VT_CFLAGS = .*(-fsanitize|--coverage)' "$VT_BUILDDIR/Makefile" ||
	skip_all "sanitizers and coverage have instructions of their own"

few=1000
many=10000
# Sorting compares n (log2(n) - 1.25) times: 13.8 times as often, and a little.
growth=1450

# count N: instructions of every function, with what it calls
count()
{
	"$VT_SRCDIR/tests/hosts/make-guests" "$1" "$t_tmp/$1.json" &&
		valgrind --tool=callgrind --callgrind-out-file="$t_tmp/$1.out" "$cost" "$t_tmp/$1.json" &&
		callgrind_annotate --inclusive=yes --auto=no --threshold=100 "$t_tmp/$1.out" >"$t_tmp/$1.count"
}

# cost N FUNCTION: its instructions; several rows where it has lines of other files
cost()
{
	awk -v name="$2" '$0 ~ ":" name "( |$)" { gsub(",", "", $1); if ($1 + 0 > most) most = $1 + 0 }
		END { printf "%.0f\n", most }' "$t_tmp/$1.count"
}

# grows FEW MANY: as n log n at most
grows()
{
	echo "$1 instructions for $few guests, $2 for $many"
	[ "$1" -gt 0 ] && [ $(($2 * 100 / $1)) -le $growth ]
}

# part FUNCTION LIMIT: LIMIT are instructions for each guest
part()
{
	local a b

	a=$(cost $few "$1")
	b=$(cost $many "$1")
	ok "$1: $((a / few)) and $((b / many)) instructions per guest: n log n at most" grows "$a" "$b"
	ok "$1: not more than $2 for each guest" [ $((b / many)) -le "$2" ]
}

count $few >"$t_tmp/few.log" 2>&1 &
count $many >"$t_tmp/many.log" 2>&1
wait
for n in few many; do
	ok "callgrind has counted $n guests" test -s "$t_tmp/${!n}.count"
	[ -s "$t_tmp/${!n}.count" ] || diag <"$t_tmp/$n.log"
done
part vt_decode 240000
part vt_index_new 6000
# With the path of each device.
part vt_join 10000
part vt_judge_run 14000
part vt_report_new 1100
part vt_render_table 24000
part vt_render_json 430000
part vt_render_ndjson 450000
part vt_render_csv 16000
part vt_render_prometheus 42000
part vt_render_dot 32000
part vt_render_html 100000
part vt_render_monitoring 50
