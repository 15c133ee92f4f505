#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# data/sqlite with a small fleet of simulated hosts: what was planted is found,
# and nothing else, in whatever order and how often inventories are loaded.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires python3 jq sqlite3
data=$VT_SRCDIR/data/sqlite
kit=$VT_SRCDIR/tests/fleet
fleet=$t_tmp/fleet

# The lines of a scan as the inventory that it is of.
inventories()
{
	local file scan host

	for file in "$fleet"/*.ndjson; do
		scan=$(basename "$file" .ndjson)
		host=hv${scan#*-}
		mkdir -p "$t_tmp/${scan%-*}"
		jq -s '. as $in | (map(select(.record == "summary"))[0]) as $s | {format: "virt-taps", version: 1,
			generated_at: $s.generated_at, host: {hostname: $s.host}, summary: $s,
			coverage: {complete: $s.complete, gaps: map(select(.record == "gap"))}}
			+ ({mappings: "mapping", domains: "domain", devices: "device", findings: "finding"}
				| map_values(. as $r | $in | map(select(.record == $r))))' \
			"$file" >"$t_tmp/${scan%-*}/$host.json" || return 1
	done
}

load()
{
	"$data/load" "$t_tmp/$1.db" "${@:2}"
}

content()
{
	sqlite3 "$t_tmp/$1.db" "select hostname, at, complete, blind from scan order by 1, 2" \
		"select hostname, at, domain, alias, mac, ifname, status from scan join mapping using (scan_id)
		order by 1, 2, 3, 4, 5, 6" "select hostname, at, uuid, running from scan join domain using (scan_id)
		order by 1, 2, 3" "select hostname, at, code, ifname from scan join finding using (scan_id)
		order by 1, 2, 3, 4"
}

same()
{
	[ -n "$(content "$1")" ] && diff <(content "$1") <(content "$2") | head -n 20 && return "${PIPESTATUS[0]}"
}

refuses()
{
	! load fleet "$1" 2>"$t_tmp/err" && [ -s "$t_tmp/err" ] && same fleet before
}

# The tables as they were before some columns came.
old_database()
{
	sed '/^drop view/,$d' "$data/schema.sql" | sed -z 's/, netns integer,\n\tbasis text\n/\n/
		s/,\n\tbasis text\n/\n/; s/,\n\tnetns integer\n/\n/' >"$t_tmp/old.sql" &&
		! grep -qE 'netns |basis' "$t_tmp/old.sql" &&
		sqlite3 "$t_tmp/old.db" ".read $t_tmp/old.sql"
}

# answers WANT QUERY: of the fleet in which each condition of each question counts
answers()
{
	is "$2" "$(sqlite3 "$t_tmp/clauses.db" "$2" 2>&1 | paste -sd ' ')" "$1"
}

questions()
{
	answers 'blind|a|b|1 halted|b|c|0 posed|b|c|0 again|b|c|1' \
		"select uuid, host, other_host, certain from domain_twice order by uuid <> 'blind', uuid = 'again', 1"
	answers 0 'select count(*) from running_now where uuid is null'
	answers '52:54:00:00:00:01|a|b' 'select mac, host, other_host from mac_twice'
	answers 'a|left0 a|left1 a|left3' "select hostname, ifname from stray where ifname not like 'mig%' order by 2"
	answers 'a|8 b|1' 'select hostname, strays from stray_host order by 1'
	answers 'a|mig1|b a|mig5|b' 'select host, ifname, runs_on from migration_leftover order by 2'
	answers 'gone|d|1 just|d|0 moved-self|d|1' 'select uuid, last_host, certain from domain_nowhere order by 1'
	answers 'd|link-down|for two d|stray-tap|for b, too d|wrong-netns|before' \
		'select * from accepted_gone order by 2'
	answers 'd|added|chg2|ok d|added|chg2|foreign d|removed|chg1|ok d|removed|chg2|ok' \
		"select hostname, change, ifname, status from change where ifname like 'chg%' order by 2, 3, 4 desc"
	answers 'accepted-but-gone|d|link-down accepted-but-gone|d|stray-tap accepted-but-gone|d|wrong-netns '\
'domain-on-no-host|d|gone domain-on-no-host|d|moved-self domain-on-two-hosts|a|blind domain-on-two-hosts|b|again '\
'mac-on-two-hosts|a|52:54:00:00:00:01 migration-leftover|a|mig1 migration-leftover|a|mig5' \
		'select code, host, subject from fleet_finding order by 1, 2, 3'
	# A scan that could not see VMs: one that is gone may be there.
	sqlite3 "$t_tmp/clauses.db" "update scan set blind = 1 where scan_id = 5"
	answers 0 "select count(*) from fleet_finding where code = 'domain-on-no-host'"
	# No host has a VM any more: what never had a UUID is not missed.
	sqlite3 "$t_tmp/clauses.db" 'delete from domain where scan_id in (select scan_id from latest)'
	answers 0 'select count(*) from domain_nowhere where uuid is null'
}

ok "a fleet is made" "$kit/make-fleet" --hosts 26 --vms 3 --rounds 1 "$fleet"
ok "its inventories" inventories
ok "they are loaded" load fleet "$t_tmp"/scan[012]/*.json
ok "what was planted is found, and nothing else" "$kit/check-truth" "$fleet/truth" "$t_tmp/fleet.db"
ok "in another order" load other "$t_tmp"/scan2/*.json "$t_tmp"/scan0/*.json "$t_tmp"/scan1/*.json
ok "it is the same" same fleet other
ok "and once more" load other "$t_tmp"/scan[012]/*.json
ok "which changes nothing" same fleet other
is "a change each of what moved" "$(sqlite3 "$t_tmp/fleet.db" "select change, count(*) from change
	where domain = 'moved0' group by 1")" "$(printf 'added|1\nremoved|1')"
cp "$t_tmp/fleet.db" "$t_tmp/before.db"
ok "a database of before is upgraded" old_database
ok "and loaded" load old "$t_tmp"/scan[012]/*.json
ok "as a new one" same fleet old
ok "what was planted is found there" "$kit/check-truth" "$fleet/truth" "$t_tmp/old.db"
jq '.summary.subset = true | .generated_at = "2030-01-01T00:00:00Z"' "$t_tmp/scan0/hv00000.json" >"$t_tmp/part.json"
ok "a part of a scan is refused" refuses "$t_tmp/part.json"
head -c 2000 "$t_tmp/scan0/hv00000.json" >"$t_tmp/cut.json"
ok "what was cut off is refused" refuses "$t_tmp/cut.json"
echo '{}' >"$t_tmp/none.json"
ok "another JSON is refused" refuses "$t_tmp/none.json"
ok "a file that is not there" refuses "$t_tmp/no-such.json"
sqlite3 "$t_tmp/other.db" "pragma foreign_keys = on; delete from scan where hostname <> 'hv00001'"
is "old scans are deleted with what they have" "$(sqlite3 "$t_tmp/other.db" \
	"select count(*) from mapping where scan_id not in (select scan_id from scan)")" 0
ok "a fleet for the questions" \
	sqlite3 -bail "$t_tmp/clauses.db" ".read $data/schema.sql" ".read $kit/clauses-sqlite.sql"
questions
