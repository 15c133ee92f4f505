#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# watch beside guests, NICs, taps and namespaces that come and go as fast as
# they can: what its events make is what a look says at the end, nothing that
# was not planted has been raised, and it has not grown.
#
# churn-watch.sh [SECONDS]: default 20; `make check-churn` runs five minutes.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0" "$@"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/watch.sh
. "$lab/watch.sh"
# shellcheck source=lab.d/churn.sh
. "$lab/churn.sh"

seconds=${1:-${VT_CHURN_SECONDS:-20}}
churn_plant

rss_kb()
{
	awk '/^RssAnon:/ { print $2 }' "/proc/$WATCH/status"
}

fds()
{
	find "/proc/$WATCH/fd" -mindepth 1 | wc -l
}

watch_start
lab_wait event '.event == "raised"'
lab_wait same_state
fds_before=$(fds)
end=$((SECONDS + seconds))
churn_start_guests
churn_start churn_namespaces
# What it needs at all, it has needed after a third of the time.
sleep $((seconds / 3))
early=$(rss_kb)
# On a busy machine less happens in that time.
while [ $SECONDS -lt $end ] || { [ "$(wc -l <"$EVENTS")" -le 20 ] && [ $SECONDS -lt $((end + 300)) ]; }; do
	sleep 1
done
churn_end
lab_virsh destroy plugged >/dev/null
lab_wait same_state >/dev/null
same_fds()
{
	is "$(fds)" "$fds_before"
}

echo "# $(wc -l <"$EVENTS") events beside $(churn_count) lives and plugs in $seconds s:" \
	"$(events_since 0)"
echo "# memory $early kB -> $(rss_kb) kB, descriptors $fds_before -> $(fds)," \
	"CPU $(awk '{ print ($14 + $15) / 100 }' "/proc/$WATCH/stat") s"
ok "the events make the state of a look" lab_wait same_state
# The tap of churn_namespaces() is nobody's for longer than the settle time.
planted=$CHURN_PLANTED$'\nstray-tap m0'
ok "nothing was raised that was not planted" is "$(jq -r --arg planted "$planted" 'select(.event == "raised") |
	"\(.code) \(.ifname)" | select(IN($planted / "\n" | .[]) | not)' "$EVENTS" | sort | uniq -c)" ""
last='[.[] | select(.ifname == "left0" and .code)] | last.event'
ok "what was planted is raised" is "$(jq -rs "$last" "$EVENTS")" raised
ok "there was something to tell" test "$(wc -l <"$EVENTS")" -gt 20
ok "no more memory than after a third" test "$(rss_kb)" -le $((early + 1024))
ok "no more descriptors" lab_wait same_fds
watch_end
ok "and it ends well" is "$RC" 0
tap_done
