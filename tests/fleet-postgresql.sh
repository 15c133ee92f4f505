#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# data/postgresql in a real PostgreSQL, with a fleet of simulated hosts: each
# contradiction that was planted is found and none is invented, in whatever order
# scans are loaded, how often, by how many loaders at once, and however often one
# of them is killed.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=fleet/pg.sh
. "$VT_SRCDIR/tests/fleet/pg.sh"
requires python3 jq setpriv
data=$VT_SRCDIR/data/postgresql
kit=$VT_SRCDIR/tests/fleet
fleet=$t_tmp/fleet

pg_start "$t_tmp/pg" || skip_all "PostgreSQL does not start here"

new_database()
{
	createdb "$1" && "$data/install" -d "$1"
}

# load_all DATABASE FILE...
load_all()
{
	local database=$1

	shift
	"$data/load" -d "$database" "$@"
}

count_of()
{
	sql -d "$1" "select count(*) from $2"
}

# --- schema -------------------------------------------------------------------

schema_of()
{
	pg_dump -s -n virt_taps -T 'virt_taps.*_2*' "$1" | grep -vE '^(--|$|\\(un)?restrict )'
}

# An installation that is there already is brought up to date: the migrations
# that it lacks, with its data, or none of them.
upgrades()
{
	cp -r "$data" "$t_tmp/next" &&
		echo 'alter table mapping add column rack text; alter table mapping_past add column rack text;' \
			>"$t_tmp/next/migrations/9001.sql" &&
		"$t_tmp/next/install" -d upgrade && t_same "$(count_of upgrade mapping)" "$1" &&
		t_same "$(sql -d upgrade 'select max(version) from schema_version')" 9001 &&
		load_all upgrade "$fleet/scan2-00003.ndjson"
}

upgrade_fails()
{
	echo 'alter table host add column rack text; select 1/0;' >"$t_tmp/next/migrations/9002.sql"
	! "$t_tmp/next/install" -d upgrade 2>/dev/null &&
		t_same "$(sql -d upgrade 'select max(version) from schema_version')" 9001 &&
		! sql -d upgrade 'select rack from host' 2>/dev/null &&
		sql -d upgrade 'select * from fleet_finding' >/dev/null
}

# --- loading ------------------------------------------------------------------

same_history()
{
	history "$1" >"$t_tmp/one" && history "$2" >"$t_tmp/other" && [ -s "$t_tmp/one" ] &&
		diff "$t_tmp/one" "$t_tmp/other" | head -n 20 && return "${PIPESTATUS[0]}"
}

# Two at a time, each with the files of all hosts in its own order.
two_loaders()
{
	local one other

	printf '%s\n' "$fleet"/*.ndjson | shuf --random-source=<(yes) >"$t_tmp/order"
	new_database shuffled >/dev/null
	split -n l/12 "$t_tmp/order" "$t_tmp/order."
	{
		for part in "$t_tmp"/order.a[a-h]; do xargs "$data/load" -d shuffled <"$part" || exit 1; done
	} &
	one=$!
	{
		for part in "$t_tmp"/order.a[f-l]; do xargs "$data/load" -d shuffled <"$part" || exit 1; done
	} &
	other=$!
	wait "$one" && wait "$other"
}

# killed TIMES: a loader at work in a spool, killed at a random time and started anew
killed()
{
	local i loader

	new_database killed >/dev/null && mkdir "$t_tmp/spool" && cp "$fleet"/*.ndjson "$t_tmp/spool" || return 1
	RANDOM=7
	for ((i = 0; i < $1; i++)); do
		setsid "$data/load" -d killed -n 5 -s "$t_tmp/spool" 2>/dev/null &
		loader=$!
		sleep "0.$((RANDOM % 4))$((RANDOM % 10))"
		kill -KILL -- "-$loader"
		wait "$loader"
	done 2>/dev/null
	[ "$(find "$t_tmp/spool" -maxdepth 1 -name '*.ndjson' | wc -l)" -gt 0 ] ||
		echo "all was loaded before the last kill" >&2
	"$data/load" -d killed -s "$t_tmp/spool"
}

# rejects WHY FILE: with its reason, and nothing of it is there
rejects()
{
	local before

	before=$(history fleet | md5sum)
	! load_all fleet "$2" >/dev/null 2>"$t_tmp/why" || { echo "was loaded"; return 1; }
	grep -q "$1" "$t_tmp/why" || sql -d fleet "select why from reject" | grep "$1" ||
		{ cat "$t_tmp/why"; return 1; }
	t_same "$(history fleet | md5sum)" "$before"
}

# scan SECONDS-AGO [FILTER]: the last scan of a host at another time
scan()
{
	jq -c --arg at "$(date -u -d "@$(($(date +%s) - $1))" +%Y-%m-%dT%H:%M:%SZ)" ".generated_at = \$at | ${2:-.}" \
		"$fleet/scan2-00003.ndjson"
}

broken_inputs()
{
	scan 30 | head -n -1 >"$t_tmp/cut"
	ok "one that was cut off is rejected" rejects "no summary" "$t_tmp/cut"
	scan 30 | sed 3d >"$t_tmp/short"
	ok "one that lost a line" rejects "of .* lines" "$t_tmp/short"
	scan 30 'if .record == "summary" then .subset = true else . end' >"$t_tmp/part"
	ok "a part of one" rejects "a part of a scan" "$t_tmp/part"
	scan -90000 >"$t_tmp/future"
	ok "one of the future" rejects "of the future" "$t_tmp/future"
	scan $((86400 * 91)) >"$t_tmp/old"
	ok "one that is too old" rejects "older than what is kept" "$t_tmp/old"
	scan 30 | sed 's/"domain":/"domain":"\\u0000",&/' >"$t_tmp/nul"
	ok "one with a NUL" rejects "" "$t_tmp/nul"
	scan 30 | sed '2s/$/\xff/' >"$t_tmp/bytes"
	ok "one that is no UTF-8" rejects "invalid byte" "$t_tmp/bytes"
	echo '{"a": 1}' >"$t_tmp/other"
	ok "another JSON" rejects "neither a record" "$t_tmp/other"
	scan 30 'if .record == "mapping" then .pid = "x" else . end' >"$t_tmp/type"
	ok "one with a text for a number" rejects "" "$t_tmp/type"
}

# In a spool, they keep nobody from being loaded.
spool_with_broken()
{
	mkdir "$t_tmp/mixed" && cp "$t_tmp/bytes" "$t_tmp/mixed/a.ndjson" && cp "$t_tmp/cut" "$t_tmp/mixed/b.ndjson" &&
		scan 20 >"$t_tmp/mixed/c.ndjson" && ! "$data/load" -d upgrade -s "$t_tmp/mixed" 2>/dev/null
	t_same "$(cd "$t_tmp/mixed" && echo ./*/*)" "./loaded/c.ndjson ./rejected/a.ndjson ./rejected/b.ndjson" &&
		t_same "$(count_of upgrade "scan where at > now() - interval '25 seconds'")" 1
}

# --- events -------------------------------------------------------------------

# event KIND TIME-AGO IFNAME: a line of watch
event()
{
	printf '{"event":"%s","reason":"new","time":"%s","host":"ev","domain":"v","uuid":"u-1","alias":"net0",' \
		"$1" "$(date -u -d "@$((start - $2))" +%Y-%m-%dT%H:%M:%S.250Z)"
	printf '"type":"bridge","mac":"52:54:00:aa:bb:cc","ifname":"%s","status":"ok","findings":[]}\n' "$3"
}

at_ago()
{
	sql "select ifname from mapping_history where hostname = 'ev'
		and valid @> to_timestamp($start - $1) order by 1"
}

# Each line comes twice, and some late.
events()
{
	local i

	start=$(date +%s)
	{
		event mapped 3600 vnet1
		event unmapped 1800 vnet1
		event mapped 1800 vnet7
		event unmapped 600 vnet7
	} >"$t_tmp/events"
	for i in "2p" "1,3p" "3,4p" "1,4p" "2p"; do
		sed -n "$i" "$t_tmp/events" >"$t_tmp/some"
		load_all "$PGDATABASE" "$t_tmp/some" || return 1
	done
	t_same "$(at_ago 3700)/$(at_ago 3500)/$(at_ago 1700)/$(at_ago 500)" "/vnet1/vnet7/"
}

# A scan that is loaded late confirms what was, and what it contradicts ends and begins there.
late_scan_and_events()
{
	local at

	at=$(date -u -d "@$((start - 1000))" +%Y-%m-%dT%H:%M:%SZ)
	event mapped 100 vnet9 | load_all "$PGDATABASE" - &&
		{
			event mapped 1000 vnet3 | jq -c --arg at "$at" \
				'del(.event, .reason, .time) + {record: "mapping", generated_at: $at}'
			jq -nc --arg at "$at" '{record: "summary", host: "ev", generated_at: $at, complete: true,
				records: 1}'
		} | load_all "$PGDATABASE" - &&
		t_same "$(at_ago 1700)/$(at_ago 900)/$(at_ago 50)" "vnet7/vnet3/vnet9"
}

# --- questions ----------------------------------------------------------------

# Of a migration: gone there, and here.
changes()
{
	local moved

	moved=$(sql "select d.uuid from domain d where name = 'moved0'")
	sql "select change, what from changes(now() - interval '1 hour') where subject like '%$moved%' order by 1, 2" \
		>"$t_tmp/changes"
	t_same "$(tr '\n' ' ' <"$t_tmp/changes")" "added|domain added|mapping removed|domain removed|mapping "
}

# A VM that was shut off is one change, with its old and new state.
change_of_state()
{
	t_same "$(sql "select change, fields -> 'state' from changes(now() - interval '1 hour')
		where what = 'domain' and fields ? 'state' and subject like (
			select uuid from domain where name = 'halted0') || '%'")" 'changed|["running", "shut off"]'
}

# answers WANT QUERY: of the fleet in which each condition of each question counts
answers()
{
	is "$2" "$(sql -d clauses "$2" 2>&1 | paste -sd ' ')" "$1"
}

clauses()
{
	createdb clauses && "$data/install" -d clauses >/dev/null &&
		psql -X -q -v ON_ERROR_STOP=1 -d clauses -f "$kit/clauses-postgresql.sql" -o "$t_tmp/clauses"
}

questions_of_one_host()
{
	local since="now() - interval '6 hours'" subject went what hours domain

	for subject in 5254.0000.0101 52-54-00-00-01-01 V1; do
		answers 'b|v1|m1|br2|t' "select hostname, domain, ifname, bridge, certain from where_is('$subject')"
	done
	answers 'a|f' "select hostname, certain from where_is('unseen here') where hostname = 'a'"
	answers 'a|now-1h1 b|now-2h0' "select hostname, domain from where_is('192.0.2.7') order by 1"
	answers 'a|now-1h1' "select hostname, domain from where_is('h1')"
	while read -r hours domain; do
		answers "$domain" "select domain from who_held('a', 'h0', now() - interval '$hours hours')"
		answers "${domain:+a|$domain}" \
			"select hostname, domain from where_was('5254.0000.0201', now() - interval '$hours hours')"
	done <<-END
	1 now-1h0
	5 then-1h0
	9
	END
	went='chg came|added chg changed|changed chg passed|added chg passed|removed chg went|removed'
	for what in mapping domain finding; do
		answers "$went" "select subject, change from changes($since, 'a')
			where subject like 'chg%' and what = '$what' order by 1, 2"
	done
	answers "$went" "select subject, change from changes($since)
		where hostname = 'b' and subject like 'chg%' order by 1, 2"
	answers 0 "select count(*) from changes($since) where hostname = 'c' and subject like 'chg%'"
}

questions_of_hosts()
{
	answers 'a|10|{left0,left1,left3,mig1,mig2,mig3,mig4,mig5,mig6,mig7} b|1|{mig3}' \
		'select hostname, strays, devices from stray_host order by 1'
	answers 'fourth|a|b third|b|c twin|a|b' 'select uuid, host, other_host from domain_twice order by 1'
	answers 'twice|a|b|br0' 'select domain, host, other_host, network from mac_twice'
	answers 'a|mig1|b a|mig5|b' 'select host, ifname, runs_on from migration_leftover order by 2'
	answers 'gone|a|t just|a|f moved-self|a|t' 'select uuid, last_host, certain from domain_nowhere order by 1'
	answers 'a|link-down|for two a|stray-tap|for b, too a|wrong-netns|before' \
		'select host, code, reason from accepted_gone order by 2'
	answers '3 2 3 1 2' 'select count(*) from fleet_finding group by code order by code'
	answers 'c|f' "select hostname, at < now() - interval '90 minutes' from blind_host"
	answers 0 'select count(*) from stale_host'
	# What a gap may hide, or a silent host may have, is not certain to be gone.
	sql -d clauses "update host set last_blind = '{claims}' where hostname = 'c'"
	answers 0 'select count(*) from domain_nowhere where certain'
	sql -d clauses "update host set last_blind = '{}' where hostname = 'c';
		insert into host (hostname, first_scan_at, last_scan_at, last_complete) values
			('never', null, null, null),
			('stale', now() - interval '9 days', now() - interval '2 days', true)"
	answers 'm2|{b,c}' 'select machine_id, hosts from cloned_machine_id'
	answers 'never stale' 'select hostname from stale_host order by 1'
	answers 0 'select count(*) from domain_nowhere where certain'
}

# No question reads a table as a whole, where an index can be taken.
plans()
{
	local query bad=0

	while read -r query; do
		sql "set enable_seqscan = off; explain $query" >"$t_tmp/plan" || return 1
		grep -E 'Seq Scan on (mapping|domain|device|finding|tally)' "$t_tmp/plan" && { echo "$query"; bad=1; }
	done < <(questions | cut -d ' ' -f 2-)
	return $bad
}

# --- rights and housekeeping ----------------------------------------------------

as()
{
	PGUSER=$1 psql -X -Atq -v ON_ERROR_STOP=1 -c "set search_path = virt_taps" -c "$2" 2>&1
}

roles()
{
	sql 'create role ann login; grant virt_taps_reader to ann' &&
		sql 'create role lou login; grant virt_taps_loader to lou' &&
		scan 15 | PGUSER=lou "$data/load" - || return 1
	as ann 'select * from fleet_finding' >/dev/null && as ann 'select * from mapping_history' >/dev/null &&
		as ann "select * from changes(now())" && as lou 'select maintain()' || return 1
	! as ann 'delete from mapping' && ! as ann "insert into host (hostname) values ('x')" &&
		! as ann 'create table virt_taps.x (i int)' && ! as ann 'select retire(null)' &&
		! as lou 'drop table mapping_past' && ! as lou 'delete from scan' &&
		! as lou 'select drop_old_days()' && ! as lou 'create table virt_taps.x (i int)' &&
		! as lou "update setting set value = '0'" &&
		! PGUSER=ann "$data/load" "$t_tmp/cut"
}

retention()
{
	local before
	sql "update setting set value = '1' where name = 'keep_days'"
	before=$(count_of fleet mapping)
	sql "select maintain()" && t_same "$(count_of fleet mapping)" "$before" &&
		t_same "$(count_of fleet "scan where at < current_date - 1")" 0 &&
		t_same "$(sql "select count(*) from pg_class where relname ~ '_2[0-9]{7}$' and relkind = 'r'
			and to_date(right(relname, 8), 'YYYYMMDD') < current_date - 1")" 0
}

# What only scans with gaps miss ends after a time.
unconfirmed()
{
	scan 12 'select(.record == "summary") | .complete = false | .records = 1' |
		jq -c '(. + {record: "gap", code: "c", hides: ["claims", "links"]}), .' >"$t_tmp/blind"
	load_all fleet "$t_tmp/blind" && t_same "$(sql "select count(*) > 3 and bool_and(unconfirmed_since is not null)
		from mapping join host using (host_id) where hostname = 'hv00003'")" t &&
		t_same "$(sql "select count(*) from mapping_past where until > now() - interval '13 seconds'")" 0 &&
		sql "update setting set value = '0' where name = 'unconfirmed_days'; select maintain()" &&
		t_same "$(sql "select count(*) from mapping join host using (host_id) where hostname = 'hv00003'")" 0 &&
		t_same "$(sql "select count(*) > 3 from mapping_past where until > now() - interval '20 seconds'")" t
}

retirement()
{
	local mac

	mac=$(sql "select m.mac from mapping m join host using (host_id)
		where hostname = 'hv00007' and uuid is not null limit 1")
	[ -n "$(sql "select * from where_is('$mac')")" ] && sql "select retire('hv00007')" >"$t_tmp/ended" &&
		[ "$(cat "$t_tmp/ended")" -gt 5 ] && t_same "$(sql "select * from where_is('$mac')")" "" &&
		[ -n "$(sql "select * from where_was('$mac', now() - interval '1 hour')")" ] &&
		t_same "$(sql "select n from tally where value = '$mac'")" ""
}

# The counts that the views begin with are what is there.
tally_is_right()
{
	t_same "$(sql "select * from tally order by 1, 2")" "$(sql "
		select 'mac', mac, count(*) from mapping where mac is not null group by 2
		union all select 'uuid', uuid, count(*) from domain where uuid is not null and runs(state) group by 2
		order by 1, 2")"
}

ok "a fleet is made" "$kit/make-fleet" "$fleet"
new_database fleet >/dev/null
ok "the schema is made" new_database upgrade
ok "and made again" "$data/install" -d upgrade
ok "which changes nothing" t_same "$(schema_of upgrade)" "$(schema_of fleet)"
export PGDATABASE=fleet
ok "three scans of each host are loaded" load_all fleet "$fleet"/*.ndjson
ok "what was planted is found, and nothing else" "$kit/check-truth" "$fleet/truth"
history fleet >"$t_tmp/before"
ok "loading all again" load_all fleet "$fleet"/*.ndjson
ok "changes nothing" diff "$t_tmp/before" <(history fleet)
ok "counts of MAC addresses and UUIDs are right" tally_is_right
ok "two loaders at once, in another order" two_loaders
ok "give the same history" same_history fleet shuffled
ok "a loader is killed again and again" killed "${VT_KILLS:-12}"
ok "and nothing is lost, and nothing is there twice" same_history fleet killed
ok "changes: a migration" changes
ok "changes: a VM that was shut off" change_of_state
ok "every question has an index" plans
ok "a fleet for the questions" clauses
questions_of_one_host
questions_of_hosts
broken_inputs
load_all upgrade "$fleet"/scan[01]-*.ndjson
ok "an upgrade keeps what is there" upgrades "$(count_of upgrade mapping)"
ok "one that fails changes nothing" upgrade_fails
ok "a spool with broken files" spool_with_broken
ok "events give history at any time" events
ok "a late scan among them" late_scan_and_events
ok "counts are still right" tally_is_right
ok "roles: a loader loads, a reader reads, and no more" roles
ok "retention drops days, not what is" retention
ok "what nobody could see ends after a time" unconfirmed
ok "a host is retired" retirement
ok "counts are right in the end" tally_is_right
