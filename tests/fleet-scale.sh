#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# make check-fleet-scale: the database with ten thousand hosts of fifty VMs, and
# three scans of each; how fast it loads, how large it is, what each question
# costs, and a loader that is killed a hundred times meanwhile, which must give what
# one gives that nobody disturbs. An hour at most.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=fleet/pg.sh
. "$VT_SRCDIR/tests/fleet/pg.sh"
requires python3 jq setpriv
data=$VT_SRCDIR/data/postgresql
kit=$VT_SRCDIR/tests/fleet
fleet=$t_tmp/fleet
hosts=${VT_FLEET_HOSTS:-10000}
vms=${VT_FLEET_VMS:-50}
kills=${VT_KILLS:-100}
limit=${VT_FLEET_MS:-100}
pg_start "$t_tmp/pg" fsync=on shared_buffers=1GB max_wal_size=8GB work_mem=32MB maintenance_work_mem=256MB ||
	skip_all "PostgreSQL does not start here"

# wave N: the files of a scan of all hosts, in a spool for each of two loaders
wave()
{
	local file n=0

	rm -rf "$t_tmp"/spool[01]
	mkdir -p "$t_tmp/spool0" "$t_tmp/spool1"
	for file in "$fleet/scan$1"-*.ndjson; do
		ln "$file" "$t_tmp/spool$((n++ % 2))" || return 1
	done
}

two_loaders()
{
	local first status=0 lines start

	lines=$(cat "$t_tmp"/spool?/*.ndjson | wc -l)
	start=$(date +%s%N)
	"$data/load" -n 10 -s "$t_tmp/spool0" &
	first=$!
	"$data/load" -n 10 -s "$t_tmp/spool1" || status=1
	wait "$first" || status=1
	echo "# scan $1: $lines lines in $((($(date +%s%N) - start) / 1000000)) ms" \
		"($((lines * 1000000000 / ($(date +%s%N) - start))) a second)" >&3
	return $status
}

killed()
{
	local i loader left at_work=0

	RANDOM=7
	for ((i = 0; i < kills; i++)); do
		setsid "$data/load" -n 2 -s "$t_tmp/spool$((i % 2))" 2>/dev/null &
		loader=$!
		sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
		left=$(find "$t_tmp/spool$((i % 2))" -maxdepth 1 -name '*.ndjson' | wc -l)
		kill -KILL -- "-$loader"
		wait "$loader"
		[ "$left" = 0 ] || at_work=$((at_work + 1))
	done 2>/dev/null
	echo "# killed $i times, $at_work of them at work," \
		"$(find "$t_tmp"/spool? -maxdepth 1 -name '*.ndjson' | wc -l) files left" >&3
	two_loaders "$1" && t_same "$at_work" "$kills"
}

sizes()
{
	sql "select '# ' || pg_size_pretty(pg_database_size(current_database())) || ' in all'" >&3
	sql "select '# ' || k || ': ' || pg_size_pretty(sum(pg_total_relation_size(oid)))
			|| ' (tables ' || pg_size_pretty(sum(pg_table_size(oid))) || '), '
			|| sum(reltuples)::bigint || ' rows'
		from (select oid, reltuples, regexp_replace(relname, '_2[0-9]{7}$', '') as k from pg_class
			where relkind = 'r' and relnamespace = 'virt_taps'::regnamespace) c
		where k ~ '^(mapping|domain|device|finding|scan|tally)' group by k order by 1" >&3
}

# Milliseconds of the best of three, and what of its plan reads a table of many rows as a whole.
measure()
{
	local best=999999 large ms

	large=$(sql "select string_agg(relname, '|') from pg_class where relkind = 'r' and reltuples > 5000
		and relnamespace = 'virt_taps'::regnamespace and relname ~ '^(mapping|domain|device|finding|tally)'")
	for _ in 1 2 3; do
		sql "set jit = off; explain (analyze, format json) $2" | jq . >"$t_tmp/plan" || return 1
		ms=$(jq '.[0]."Execution Time" * 1000 | floor' "$t_tmp/plan")
		[ "$ms" -ge "$best" ] || best=$ms
	done
	scans=$(jq -r --arg large "^(${large:-none})\$" '[.. | objects | select(."Node Type"? == "Seq Scan")
		| ."Relation Name" | select(test($large))] | unique | join(",")' "$t_tmp/plan")
	nodes=$(jq -r '[.. | objects | ."Index Name"? // empty] | map(sub("_2[0-9]{7}"; "")) | unique |
		.[:4] | join(" ")' "$t_tmp/plan")
	printf '# %-16s %8s ms, %s rows; %s\n' "$1" "$((best / 1000)).$(printf %03d $((best % 1000)))" \
		"$(jq '.[0].Plan."Actual Rows"' "$t_tmp/plan")" "$nodes" >&3
	[ "$best" -lt $((limit * 1000)) ] || { echo "took $best us"; jq . "$t_tmp/plan"; return 1; }
	[ -z "$scans" ] || { echo "reads all of $scans"; return 1; }
}

# digest DATABASE: of every version of everything
digest()
{
	history "$1" | md5sum
}

# The same scans into a copy from before them, by loaders that live: what a loader
# adds that was killed is neither more nor less.
undisturbed()
{
	wave 2 && PGDATABASE=$copy two_loaders 2
}

each_scan_once()
{
	t_same "$(sql 'select count(*), count(distinct (host_id, at)) from scan')" "$((hosts * 3))|$((hosts * 3))" &&
		t_same "$(sql 'select count(*) from reject')" 0
}

tally_is_right()
{
	t_same "$(sql "select md5(string_agg(what || value || n, ',' order by what, value)) from tally")" "$(sql "
		select md5(string_agg(what || value || n, ',' order by what, value)) from (
		select 'mac' as what, mac as value, count(*) as n from mapping where mac is not null group by 2
		union all select 'uuid', uuid, count(*) from domain where uuid is not null and runs(state)
		group by 2) x")"
}

exec 3>&1
ok "a fleet of $hosts hosts with $vms VMs each is made" \
	"$kit/make-fleet" --hosts "$hosts" --vms "$vms" --group 20 --rounds $((hosts / 200)) "$fleet"
diag < <(du -sh "$fleet")
"$data/install" >/dev/null
wave 0
ok "the first scans are loaded by two loaders" two_loaders 0
sql 'vacuum analyze'
wave 1
ok "the second ones" two_loaders 1
copy=undisturbed
ok "all of it is copied" createdb -T "$PGDATABASE" "$copy"
wave 2
ok "the third ones, by loaders that are killed $kills times" killed 2
ok "each scan is there once" each_scan_once
ok "counts are right" tally_is_right
ok "the third ones again, into the copy, by loaders that live" undisturbed
ok "give the same history" t_same "$(digest "$PGDATABASE")" "$(digest "$copy")"
dropdb "$copy"
sql 'vacuum analyze'
ok "sizes" sizes
while read -r name query; do
	ok "$name: in less than $limit ms, by index" measure "$name" "$query"
done < <(questions)
ok "what was planted is found, and nothing else" "$kit/check-truth" "$fleet/truth"
