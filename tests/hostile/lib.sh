# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For the scripts that make what users do who mean harm; sourced behind tap.sh, with $here.

USER_ID=65534
# With --timeout 1
IN_TIME=1500
villains=()
ulimit -Hn 65536 2>/dev/null
ulimit -Sn 1024

AS_USER=(setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups --inh-caps=-all --bounding-set=-all)

# as_user COMMAND...: the user without rights
as_user()
{
	"${AS_USER[@]}" "$@"
}

# villain [--root] ARG...: "hostile ARG..." until villains_end; or $VILLAIN, a copy of it
villain()
{
	local log=$VT_LAB_DIR/villain-${#villains[@]}

	# One before may have been ready.
	: >"$log"
	if [ "$1" = --root ]; then
		shift
		hostile "$@" >"$log" 2>&1 &
	else
		# A function would be a shell of its own, and what $! names: its child would outlive it.
		"${AS_USER[@]}" "${VILLAIN:-hostile}" "$@" >"$log" 2>&1 &
	fi
	villains+=($!)
	lab_wait grep -qs ready "$log" && return
	ok "hostile $*" cat "$log" /nonexistent
	return 1
}

villains_end()
{
	[ ${#villains[@]} = 0 ] || kill -KILL "${villains[@]}" 2>/dev/null
	wait "${villains[@]}" 2>/dev/null
	villains=()
	return 0
}

# measured ARG...: the program; sets RC, WALL, CPU, PEAK
measured()
{
	"$here/hostile/measure.py" 120 "$VT_BIN" "$@" >"$OUT" 2>"$ERR"
	# shellcheck disable=SC2034 # RC is for the checks
	read -r RC WALL CPU PEAK < <(tail -n 1 "$ERR")
	echo "# status $RC, $WALL ms, $CPU ms of CPU, $PEAK KiB: ${*: -4}"
}

# was_late: the answer in OUT lacks what there was no time for
was_late()
{
	jq -e 'any(.coverage.gaps[]; .code == "timeout" or (.detail | test("timeout|in time")))' "$OUT" >/dev/null
}

# measured_until CONDITION ARG...: again, where a machine that does much else left too little time;
# what cannot come in time, however calm the machine, does not come in ten tries either
measured_until()
{
	local condition=$1 try

	shift
	for try in {1..10}; do
		measured "$@"
		jq -e "$condition" "$OUT" >/dev/null 2>&1 && in_time >/dev/null && break
		echo "# try $try: late, or not $condition"
		jq -c '.coverage.gaps[]?' "$OUT" 2>&1 | head -n 20 | sed 's/^/#   /'
		[ "$RC" != 137 ] || break
	done
}

# in_time: in IN_TIME ms, or in four times as many and 1.5 s of CPU where the machine is busy
in_time()
{
	[ "$WALL" -le "$IN_TIME" ] || [ "$CPU" -le 1500 ] && [ "$WALL" -le $((4 * IN_TIME)) ] || {
		echo "$WALL ms, $CPU ms of CPU"
		return 1
	}
}

# Sanitizers and valgrind have memory of their own.
in_bounds()
{
	[ "$PEAK" -le "${BOUND:-65536}" ] || nm "$VT_BIN" 2>/dev/null | grep -q __asan_init || {
		echo "$PEAK KiB"
		return 1
	}
}

# stands WHAT ARG...: what is always true: the fault is found, the VM is seen, in time, in bounds.
# With ALSO=CONDITION a scan is made until that holds, too; it is checked by who calls.
stands()
{
	local what=$1 scan also=${ALSO:-true}
	local found='[.findings[] | select(.code == "detached-bridge" and .domain == "bad")] | length == 1'
	local known='[.mappings[] | select(.domain == "good" and .pid > 0)] | length == 1'

	shift
	for scan in auto proc; do
		measured_until "($found) and ($known) and ($also)" --settle 0 --timeout 1 --scan $scan -j "$@"
		ok "$what, --scan $scan: an answer in time" in_time
		ok "$what, --scan $scan: in bounds" in_bounds
		ok "$what, --scan $scan: the VM is known" json "$known"
		ok "$what, --scan $scan: the fault is found" json "$found"
	done
}
