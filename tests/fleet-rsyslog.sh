#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two real rsyslogd with the configuration of data/rsyslog: events of a host go by
# the network, wait while the collector is away, and are in PostgreSQL in the end.

[ "$(id -u)" != 0 ] || [ -n "${VT_NETNS-}" ] || VT_NETNS=yes exec unshare -n -- "$0"
# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=fleet/pg.sh
. "$VT_SRCDIR/tests/fleet/pg.sh"
requires_root
requires rsyslogd logger jq setpriv
data=$VT_SRCDIR/data
dir=$t_tmp/rsyslog
mkdir -p "$dir/incoming" "$dir/work"
ip link set lo up || skip_all "no network of one's own"
ls /usr/lib/*/rsyslog/imrelp.so >/dev/null 2>&1 ||
	skip_all "no RELP for rsyslog"
pg_start "$t_tmp/pg" || skip_all "PostgreSQL does not start here"

# conf NAME FILE: one that has nothing of this host in it
conf()
{
	{
		echo 'global(workDirectory="'"$dir/work"'" maxMessageSize="64k")'
		[ "$1" = collector ] || {
			echo 'module(load="imuxsock" SysSock.Use="off")'
			echo 'input(type="imuxsock" Socket="'"$dir/log"'" UseSysTimeStamp="off")'
		}
		sed -e 's/collector\.example/127.0.0.1/; s/resumeInterval="10"/resumeInterval="1"/' \
			-e "s|/var/spool/virt-taps|$dir|" "$2"
	} >"$dir/$1.conf"
}

start()
{
	rsyslogd -n -f "$dir/$1.conf" -i "$dir/$1.pid" >"$dir/$1.out" 2>&1 &
	pids[$1]=$!
	for _ in $(seq 1200); do
		[ ! -e "$dir/$1.pid" ] || { [ "$1" != host ] || [ -S "$dir/log" ]; } && return 0
		sleep 0.1
	done
	cat "$dir/$1.out"
	return 1
}

stop()
{
	kill "${pids[$1]}" && wait "${pids[$1]}"
	rm -f "$dir/$1.pid"
}

# tell EVENT DEVICE: as the unit does it
tell()
{
	jq -nc --arg event "$1" --arg device "$2" --arg time "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" '{event: $event,
		reason: "new", time: $time, host: "h", machine_id: "m", domain: "w,e\"b é", uuid: ("u-" + $device),
		alias: "net0", type: "bridge", mac: "52:54:00:00:00:01", ifname: $device, status: "ok", findings: []}' |
		logger -u "$dir/log" -t virt-taps
	sleep 0.05
}

# has EVENT DEVICE: it has come
has()
{
	for _ in $(seq 1200); do
		! cat "$dir"/incoming/*.ndjson 2>/dev/null | jq -r '.event + " " + .ifname' |
			grep -qx "$1 $2" || return 0
		sleep 0.1
	done
	cat "$dir"/*.out "$dir"/incoming/* 2>/dev/null
	return 1
}

checked()
{
	conf collector "$data/rsyslog/virt-taps-collector.conf" && rsyslogd -N1 -f "$dir/collector.conf" &&
		conf host "$data/rsyslog/virt-taps.conf" && rsyslogd -N1 -f "$dir/host.conf"
}

loaded()
{
	"$data/postgresql/install" && find "$dir/incoming" -exec touch -d '10 minutes ago' {} + &&
		"$data/rsyslog/spool" "$dir" && [ -z "$(ls "$dir/incoming")" ] &&
		t_same "$(sql "select ifname, domain, until is null from mapping_history
			where ifname in ('vnet1', 'vnet2', 'vnet5', 'vnet6') order by since")" \
			$'vnet1|w,e"b é|f\nvnet2|w,e"b é|t\nvnet5|w,e"b é|t\nvnet6|w,e"b é|t'
}

declare -A pids
cleanup 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done'
ok "rsyslogd takes both files" checked
ok "the collector runs" start collector
ok "the host runs" start host
tell mapped vnet1
echo "something else of this program" | logger -u "$dir/log" -t virt-taps
tell unmapped vnet1
ok "its events arrive" has unmapped vnet1
stop collector
tell mapped vnet2
ok "the collector was away" start collector
ok "what was told meanwhile arrives" has mapped vnet2
stop collector
# The first one goes into a connection that is no more, the others into the queue.
for device in vnet3 vnet4 vnet5; do
	tell mapped "$device"
	sleep 1
done
stop host
ok "the host starts again" start host
ok "and so does the collector" start collector
tell mapped vnet6
ok "what was told now arrives" has mapped vnet6
ok "and what was in the queue" has mapped vnet5
stop collector
is "nothing but events" "$(jq -r 'select(.event == null)' "$dir"/incoming/*.ndjson)" ""
ok "all is in the database" loaded
