# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A real PostgreSQL for a test: of packages, in a temporary directory, reached by
# a unix socket only, and of an unprivileged user.

# pg_bin: where initdb is; Debian has it outside of PATH
pg_bin()
{
	local bin

	for bin in "$(command -v initdb)" /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb; do
		[ -x "$bin" ] && dirname "$bin"
	done | tail -n 1
}

# as_postgres COMMAND...: in the place of this shell; it refuses to run as root
as_postgres()
{
	[ "$(id -u)" != 0 ] || set -- setpriv --reuid="$pg_user" --regid="$pg_user" --clear-groups "$@"
	exec "$@"
}

# pg_start DIRECTORY [OPTION=VALUE...]: sets PGHOST, PGUSER; skips the test without one
pg_start()
{
	local bin option options=()

	pg_dir=$1
	bin=$(pg_bin)
	[ -n "$bin" ] && command -v psql >/dev/null || skip_all "no PostgreSQL here"
	pg_user=nobody
	! id postgres >/dev/null 2>&1 || pg_user=postgres
	shift
	for option; do
		options+=(-c "$option")
	done
	mkdir -p "$pg_dir"
	[ "$(id -u)" != 0 ] || { chown "$pg_user" "$pg_dir" && chmod 755 "$(dirname "$pg_dir")"; }
	(as_postgres "$bin/initdb" -D "$pg_dir/data" -A trust -N -U admin -E UTF8 --locale=C.UTF-8) \
		>"$pg_dir.init" 2>&1 || { cat "$pg_dir.init"; return 1; }
	as_postgres "$bin/postgres" -D "$pg_dir/data" -k "$pg_dir" -c listen_addresses= -c fsync=off \
		-c max_connections=40 -c log_min_messages=fatal "${options[@]}" >"$pg_dir.log" 2>&1 &
	pg_pid=$!
	cleanup "pg_stop"
	export PGHOST=$pg_dir PGUSER=admin PGDATABASE=postgres
	for _ in $(seq 1200); do
		psql -X -Atqc 'select 1' >/dev/null 2>&1 && return 0
		kill -0 "$pg_pid" 2>/dev/null || break
		sleep 0.1
	done
	cat "$pg_dir.log"
	return 1
}

pg_stop()
{
	kill -INT "$pg_pid" 2>/dev/null
	wait "$pg_pid" 2>/dev/null
}

# sql [-d DATABASE] QUERY: the rows, values separated by "|"
sql()
{
	local database=$PGDATABASE

	[ "$1" != -d ] || { database=$2; shift 2; }
	psql -X -Atq -v ON_ERROR_STOP=1 -d "$database" -c "set client_min_messages = warning" \
		-c "set search_path = virt_taps" -c "$1"
}

# history DATABASE: every version of everything, by names that two databases share
history()
{
	sql -d "$1" "select kind, hostname, key, hash, extract(epoch from since), extract(epoch from until),
			unconfirmed_since is not null from (
		select 'mapping' as kind, hostname, key, hash, since, until, unconfirmed_since from mapping_history
		union all select 'domain', hostname, key, hash, since, until, unconfirmed_since from domain_history
		union all select 'device', hostname, key, hash, since, until, unconfirmed_since from device_history
		union all select 'finding', hostname, key, hash, since, until, unconfirmed_since from finding_history) x
		order by 1, 2, 3, 5
	" && sql -d "$1" "select 'scan', hostname, extract(epoch from at), complete from scan join host using (host_id)
		order by 2, 3" && sql -d "$1" "select * from tally order by 1, 2"
}

# questions: each of tests/fleet/questions, of something that is there, with its name
questions()
{
	local mac vm host device

	IFS='|' read -r mac vm host device < <(sql "select mac, domain, hostname, ifname from mapping join host
		using (host_id) where domain like 'vm%' and ifname like 'vnet%' order by mac desc limit 1")
	sed -e "s/@MAC@/$mac/; s/@VM@/$vm/; s/@HOST@/$host/; s/@DEVICE@/$device/" "$VT_SRCDIR/tests/fleet/questions"
}
