# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For the scripts that make what users do who mean harm; sourced behind tap.sh, with $here.

USER_ID=65534
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
	LAB_TIMEOUT=10 lab_wait grep -qs ready "$log" && return
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
	"$here/hostile/measure.py" 20 "$VT_BIN" "$@" >"$OUT" 2>"$ERR"
	# shellcheck disable=SC2034 # RC is for the checks
	read -r RC WALL CPU PEAK < <(tail -n 1 "$ERR")
}

# measured_until CONDITION ARG...: again, where a machine that does much else left too little time
measured_until()
{
	local condition=$1 try

	shift
	for try in 1 2 3 4 5; do
		measured "$@"
		jq -e "$condition" "$OUT" >/dev/null 2>&1 && break
		echo "# try $try: not $condition"
		jq -c '.coverage.gaps[]?' "$OUT" 2>&1 | sed 's/^/#   /'
	done
}

in_time()
{
	[ "$WALL" -le 1500 ] || [ "$CPU" -le 1500 ] && [ "$WALL" -le 6000 ] || {
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

# what is always true: the fault is found, the VM is seen, in time, in bounds
stands()
{
	local what=$1 scan
	local found='[.findings[] | select(.code == "detached-bridge" and .domain == "bad")] | length == 1'

	shift
	for scan in auto proc; do
		measured_until "$found" --settle 0 --timeout 1 --scan $scan -j "$@"
		ok "$what, --scan $scan: an answer in time" in_time
		ok "$what, --scan $scan: in bounds" in_bounds
		ok "$what, --scan $scan: the VM is known" json \
			'[.mappings[] | select(.domain == "good" and .pid > 0)] | length == 1'
		ok "$what, --scan $scan: the fault is found" json "$found"
	done
}
