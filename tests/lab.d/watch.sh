# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# watch in the background, and the state that its events make; sourced behind
# tap.sh.

EVENTS=$VT_LAB_DIR/events
WATCH=

# watch_start [ARG...]: sets WATCH, its PID; its events are in EVENTS
watch_start()
{
	: >"$EVENTS"
	# shellcheck disable=SC2086
	${VG-} "$VT_BIN" ${VT_OPTIONS-} watch "$@" >>"$EVENTS" 2>"$ERR" &
	WATCH=$!
}

# watch_end [SIGNAL]: sets RC
watch_end()
{
	kill -"${1:-TERM}" "$WATCH"
	wait "$WATCH"
	RC=$?
}

# event CONDITION: there has been one for which it holds
event()
{
	jq -es "[.[] | select($1)] | length > 0" "$EVENTS" >/dev/null
}

# told CONDITION: there is one, soon; shows what there is otherwise
told()
{
	lab_wait event "$1" && return 0
	jq -c '[.event, .reason, .code // .status, .domain, .ifname]' "$EVENTS"
	return 1
}

# events_since N: their number in short words, from the Nth
events_since()
{
	tail -n "+$(($1 + 1))" "$EVENTS" | jq -r '.event' | sort | uniq -c | xargs
}

# The rows that a consumer has who takes away and adds as it is told; a row
# that is taken away without having been there counts -1.
watch_state()
{
	jq -nSc 'reduce inputs as $e ({};
		($e | del(.event, .reason, .time, .rates, .host, .machine_id, .boot_id) | tojson) as $row |
		.[$row] += (if $e.event == "mapped" or $e.event == "raised" then 1 else -1 end) |
		if .[$row] == 0 then del(.[$row]) else . end)' "$EVENTS"
}

# The same of a look.
look_state()
{
	jq -Sc 'reduce (.mappings[], .findings[]) as $row ({}; .[$row | tojson] += 1)' "$OUT"
}

# same_state: what the events say is what a look says
same_state()
{
	local events look

	vt -j
	events=$(watch_state)
	look=$(look_state)
	[ "$events" = "$look" ] && return 0
	diff <(jq -r 'to_entries[] | "\(.value) \(.key)"' <<<"$events") \
		<(jq -r 'to_entries[] | "\(.value) \(.key)"' <<<"$look")
	return 1
}

# watch_effort: CPU time and the switches of all its threads
watch_effort()
{
	cut -d ' ' -f 14,15 "/proc/$WATCH/stat"
	grep -h ctxt_switches "/proc/$WATCH/task/"*/status
}

# idles COMMAND...: watch does nothing while that runs. Seldom a scan is due just then, as after one
# that a busy machine was too slow for: then it is run again.
idles()
{
	local before

	for _ in {1..5}; do
		before=$(watch_effort)
		"$@"
		is "$(watch_effort)" "$before" && return 0
	done
	return 1
}

# minds_signals: watch takes SIGTERM by itself, which would end it otherwise
minds_signals()
{
	local mask

	for mask in $(sed -n 's/^Sig\(Blk\|Cgt\):\t//p' "/proc/$WATCH/status"); do
		[ $((0x$mask >> 14 & 1)) = 0 ] || return 0
	done
	return 1
}
