-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- What loads and keeps house. It is run with each installation, so that a
-- change needs no migration.

create or replace function setting(p_name text) returns text
language sql stable as 'select value from virt_taps.setting where name = p_name';

-- virsh's words for a domain that is not there for its guest.
create or replace function runs(state text) returns boolean
language sql immutable parallel safe as
$$ select coalesce(state not in ('shut off', 'crashed', 'no state'), false) $$;

-- Whether a VM is known by more than the word of its process.
create or replace function vouched(basis text) returns boolean
language sql immutable parallel safe as
$$ select basis is distinct from 'self' $$;

-- --- partitions -------------------------------------------------------------

-- The tables of a day. Attaching, other than creating in place, lets others read
-- and write meanwhile. For the loader, too, who may create nothing else.
create or replace function ensure_day(p_day date) returns void
language plpgsql security definer set search_path = virt_taps, pg_temp set timezone = 'UTC' as $$
declare
	parent text;
	part text;
begin
	if p_day < current_date - 4000 or p_day > current_date + 400 then
		raise exception 'no day for a partition: %', p_day;
	end if;
	foreach parent in array array['scan', 'mapping_past', 'domain_past', 'device_past', 'finding_past'] loop
		part := parent || to_char(p_day, '_YYYYMMDD');
		continue when to_regclass('virt_taps.' || part) is not null;
		perform pg_advisory_xact_lock(hashtext('virt_taps.partitions'), 0);
		continue when to_regclass('virt_taps.' || part) is not null;
		execute format('create table %I (like %I including defaults including constraints)', part, parent);
		execute format('alter table %I attach partition %I for values from (%L) to (%L)',
			parent, part, p_day::timestamptz, (p_day + 1)::timestamptz);
	end loop;
end $$;

-- Drops what is too old. A table that is being read is dropped the next time.
create or replace function drop_old_days() returns integer
language plpgsql security definer set search_path = virt_taps, pg_temp set timezone = 'UTC'
set lock_timeout = '2s' as $$
declare
	old date := current_date - setting('keep_days')::integer;
	part regclass;
	dropped integer := 0;
begin
	for part in
		select i.inhrelid::regclass from pg_inherits i join pg_class c on c.oid = i.inhrelid
		where i.inhparent in ('scan'::regclass, 'mapping_past'::regclass, 'domain_past'::regclass,
				'device_past'::regclass, 'finding_past'::regclass)
			and c.relname ~ '_\d{8}$' and to_date(right(c.relname, 8), 'YYYYMMDD') < old
		order by 1
	loop
		begin
			execute format('drop table %s', part);
			dropped := dropped + 1;
		exception when lock_not_available then
			raise notice '% is in use', part;
		end;
	end loop;
	return dropped;
end $$;

-- --- loading: what is in the input ------------------------------------------
--
-- The input is the temporary table line (n, line): any mixture of the lines of
-- ndjson, the lines of watch, and inventories (--json) of a line each.

create or replace function load_tables() returns void
language plpgsql as $$
begin
	create temporary table if not exists rec (n bigint, source text, kind text, hostname text,
		machine_id text, boot_id text, at timestamptz, scan integer, host_id integer,
		key text, hash uuid, event text, j jsonb) on commit drop;
	create temporary table if not exists todo (scan integer, hostname text, machine_id text,
		boot_id text, at timestamptz, host_id integer, summary jsonb, records bigint,
		complete boolean, blind text[], gaps jsonb, verdict text, why text, pass integer,
		late boolean) on commit drop;
	create temporary table if not exists delta (what text, value text, d integer) on commit drop;
	create temporary table if not exists part (key text, hash uuid, j jsonb, absent boolean)
		on commit drop;
	truncate pg_temp.rec, pg_temp.todo, pg_temp.delta, pg_temp.part;
end $$;

create or replace function try_json(line text) returns jsonb
language plpgsql immutable as $$
begin
	return line::jsonb;
exception when others then
	return null;
end $$;

-- What every line has beside its row.
create or replace function envelope() returns text[]
language sql immutable parallel safe as
$$ select '{record,version,host,machine_id,boot_id,generated_at,event,reason,time,rates}'::text[] $$;

create or replace function load_lines(p_host text) returns bigint
language plpgsql set search_path = virt_taps, pg_temp as $$
declare
	bad bigint;
	strange bigint;
begin
	create temporary table if not exists doc (n bigint, j jsonb) on commit drop;
	truncate pg_temp.doc;
	begin
		insert into pg_temp.doc select n, line::jsonb from pg_temp.line where line <> '';
	exception when data_exception then
		insert into pg_temp.doc select n, try_json(line) from pg_temp.line where line <> '';
	end;
	insert into reject (why, line)
		select 'no JSON object', left(l.line, 200) from pg_temp.doc d join pg_temp.line l using (n)
		where d.j is null or jsonb_typeof(d.j) <> 'object' order by n limit 100;
	delete from pg_temp.doc where j is null or jsonb_typeof(j) <> 'object';
	get diagnostics bad = row_count;
	insert into pg_temp.rec (n, source, kind, hostname, machine_id, boot_id, at, j)
		select n, 'scan', j ->> 'record', coalesce(p_host, j ->> 'host', '-'),
			coalesce(j ->> 'machine_id', ''), j ->> 'boot_id',
			(j ->> 'generated_at')::timestamptz, j - envelope()
		from pg_temp.doc where j ? 'record';
	insert into pg_temp.rec (n, source, kind, event, hostname, machine_id, boot_id, at, j)
		select n, 'event', case when j ->> 'event' in ('raised', 'cleared') then 'finding' else 'mapping' end,
			j ->> 'event', coalesce(p_host, j ->> 'host', '-'), coalesce(j ->> 'machine_id', ''),
			j ->> 'boot_id', (j ->> 'time')::timestamptz, j - envelope()
		from pg_temp.doc where j ->> 'event' in ('mapped', 'unmapped', 'raised', 'cleared');
	perform load_inventories(p_host);
	insert into reject (why, line)
		select 'neither a record nor an event nor an inventory', left(j::text, 200) from pg_temp.doc
		where not (j ? 'record' or j ? 'event' or j ->> 'format' is not distinct from 'virt-taps') limit 100;
	get diagnostics strange = row_count;
	truncate pg_temp.doc;
	return bad + strange;
end $$;

-- An inventory to the records that ndjson would have of it.
create or replace function load_inventories(p_host text) returns void
language plpgsql set search_path = virt_taps, pg_temp as $$
begin
	insert into pg_temp.rec (n, source, kind, hostname, machine_id, boot_id, at, j)
	select d.n, 'scan', r.kind, coalesce(p_host, d.j #>> '{host,hostname}', '-'),
		coalesce(d.j #>> '{host,machine_id}', ''), d.j #>> '{host,boot_id}',
		(d.j ->> 'generated_at')::timestamptz, r.j
	from pg_temp.doc d cross join lateral (
		select 'mapping', x from jsonb_array_elements(d.j -> 'mappings') x
		union all select 'domain', x from jsonb_array_elements(d.j -> 'domains') x
		union all select 'device', x from jsonb_array_elements(d.j -> 'devices') x
		union all select 'finding', x from jsonb_array_elements(d.j -> 'findings') x
		union all select 'gap', x from jsonb_array_elements(d.j #> '{coverage,gaps}') x
		union all select 'summary', d.j -> 'summary'
			|| jsonb_build_object('complete', d.j #> '{coverage,complete}')
	) r (kind, j)
	where d.j ->> 'format' = 'virt-taps';
end $$;

-- --- loading: which scans these are -----------------------------------------

-- A gap that does not say what it hides may hide all.
create or replace function gap_hides(gap jsonb) returns setof text
language sql immutable parallel safe as $$
	select jsonb_array_elements_text(
		case when jsonb_typeof(gap -> 'hides') = 'array' then gap -> 'hides' else '["all"]' end)
$$;

create or replace function load_scans(p_bad_lines bigint) returns void
language plpgsql set search_path = virt_taps, pg_temp as $$
begin
	insert into pg_temp.todo (scan, hostname, machine_id, at, boot_id, summary, records, gaps)
	select row_number() over (order by at, hostname, machine_id), hostname, machine_id, at,
		max(boot_id), (jsonb_agg(j) filter (where kind = 'summary')) -> 0,
		count(*) filter (where kind <> 'summary'),
		jsonb_agg(j) filter (where kind = 'gap')
	from pg_temp.rec where source = 'scan' group by hostname, machine_id, at;
	update pg_temp.todo set blind = array(
		select distinct h from jsonb_array_elements(gaps) g, gap_hides(g) h);
	update pg_temp.todo set complete = coalesce((summary ->> 'complete')::boolean, gaps is null),
		verdict = 'rejected', why = case
			when at is null then 'no time'
			when summary is null then 'no summary: it was cut off'
			when (summary ->> 'subset')::boolean then 'it is a part of a scan'
			when (summary ->> 'records')::bigint <> records then
				format('%s of %s lines', records, summary ->> 'records')
			when not summary ? 'records' and p_bad_lines > 0 then 'a line is missing, which may be its own'
			when at > now() + setting('future_limit')::interval then 'it is of the future'
			when at < current_date - setting('keep_days')::integer then 'it is older than what is kept'
		end;
	update pg_temp.todo set verdict = null where why is null;
	update pg_temp.rec r set scan = t.scan from pg_temp.todo t where r.source = 'scan'
		and (r.hostname, r.machine_id, r.at) = (t.hostname, t.machine_id, t.at);
end $$;

-- Hosts that are new, and a lock on each, in one order: two loaders of one host
-- go one after the other. Then, which scans are there already.
create or replace function load_hosts() returns void
language plpgsql set search_path = virt_taps, pg_temp as $$
begin
	insert into host (hostname, machine_id)
		select hostname, machine_id from pg_temp.todo where why is null
		union select hostname, machine_id from pg_temp.rec where source = 'event' and at is not null
		order by 1, 2
		on conflict do nothing;
	perform pg_advisory_xact_lock(hashtext('virt_taps.host'), host_id) from (
		select distinct h.host_id from host h join pg_temp.rec r using (hostname, machine_id)
		order by 1) h;
	update pg_temp.todo t set host_id = h.host_id from host h
		where (h.hostname, h.machine_id) = (t.hostname, t.machine_id);
	update pg_temp.rec r set host_id = h.host_id from host h
		where (h.hostname, h.machine_id) = (r.hostname, r.machine_id) and r.source = 'event';
	update pg_temp.todo t set verdict = 'duplicate' where why is null
		and exists (select from scan s where s.host_id = t.host_id and s.at = t.at);
	update pg_temp.todo t set pass = o.pass from (
		select scan, row_number() over (partition by host_id order by at) as pass
		from pg_temp.todo where verdict is null) o
		where o.scan = t.scan;
	perform ensure_day(day) from (
		select distinct (at at time zone 'UTC')::date as day from pg_temp.todo where verdict is null
		union select distinct (at at time zone 'UTC')::date from pg_temp.rec
			where source = 'event' and at is not null) d;
end $$;

-- What a row is about. An alias may be missing, a name may come twice.
create or replace function key_of(kind text, j jsonb) returns text
language sql immutable parallel safe as $$
	select case kind
	when 'mapping' then case
		when j ->> 'alias' is not null or j ->> 'type' is not null then concat_ws(' ', 'nic',
			coalesce(j ->> 'uuid', j ->> 'domain', '-'),
			coalesce(j ->> 'alias', j ->> 'mac', j ->> 'ifname'))
		else concat_ws(' ', 'device', j ->> 'netns', j ->> 'ifindex', j ->> 'ifname') end
	when 'domain' then concat_ws(' ', coalesce(j ->> 'uuid', j ->> 'name', '-'),
		coalesce(j ->> 'manager', j ->> 'connection'))
	when 'device' then concat_ws(' ', j ->> 'netns', j ->> 'ifindex', j ->> 'ifname')
	when 'finding' then concat_ws(' ', j ->> 'code', coalesce(j ->> 'uuid', j ->> 'domain', '-'),
		coalesce(j ->> 'alias', '-'), coalesce(j ->> 'ifname', '-'), coalesce(j ->> 'netns', '-'),
		coalesce(j ->> 'pid', '-'))
	end
$$;

-- Members that change with each scan are no version of their own: counters of a
-- device belong into Prometheus, the age of an address nowhere.
create or replace function row_of(kind text, j jsonb) returns jsonb
language sql immutable parallel safe as $$
	select case kind
	when 'mapping' then case when jsonb_typeof(j -> 'addresses') = 'array' and j -> 'addresses' <> '[]'
		then j || jsonb_build_object('addresses', (
			select jsonb_agg(a - 'age' order by a - 'age') from jsonb_array_elements(j -> 'addresses') a))
		else j - 'addresses' end
	when 'device' then j - 'stats'
	when 'domain' then (j - 'interfaces') || jsonb_build_object('macs',
		jsonb_path_query_array(j, '$.interfaces[*].mac ? (@ != null)'))
	else j end
$$;

create or replace function hash_of(kind text, j jsonb) returns uuid
language sql immutable parallel safe as $$
	select md5(case kind when 'finding' then (j - array['evidence', 'commands'])::text else j::text end)::uuid
$$;

-- Keys and hashes of the rows that will be loaded.
create or replace function load_keys() returns void
language plpgsql set search_path = virt_taps, pg_temp as $$
begin
	delete from pg_temp.rec where kind not in ('mapping', 'domain', 'device', 'finding')
		or source = 'scan' and scan not in (select scan from pg_temp.todo where verdict is null);
	create temporary table if not exists keyed (like pg_temp.rec) on commit drop;
	truncate pg_temp.keyed;
	insert into pg_temp.keyed
		select n, source, kind, null, null, null, at, scan, host_id,
			case when twin > 1 then key || ' #' || twin else key end, hash, event, j
		from (select *, row_number() over (partition by source, scan, kind, key,
				case when source = 'event' then n end order by hash, n) as twin
			from (select n, source, kind, r.at, scan, coalesce(r.host_id, t.host_id) as host_id,
				key_of(kind, r.j) as key, hash_of(kind, x.j) as hash, event, x.j
				from pg_temp.rec r left join pg_temp.todo t using (scan)
				cross join lateral (select row_of(kind, r.j) as j offset 0) x) k) o;
	truncate pg_temp.rec;
	create index if not exists keyed_order on pg_temp.keyed (scan, kind, key);
	analyze pg_temp.keyed;
	analyze pg_temp.todo;
end $$;

-- --- loading: the tables ----------------------------------------------------

create or replace function kinds() returns text[]
language sql immutable as $$ select '{domain,mapping,device,finding}'::text[] $$;

-- What a gap must hide to keep a row that is not seen.
create or replace function is_blind(kind text, hides text[]) returns boolean
language sql immutable parallel safe as $$
	select hides && case kind
		when 'domain' then '{claims,inactive,procs,all}'::text[]
		when 'mapping' then '{claims,links,procs,all}'
		when 'device' then '{links,all}'
		else '{claims,inactive,holders,links,procs,all}' end or kind = 'finding' and hides <> '{}'
$$;

-- The columns of @kind, as a list; with @since that instead of its column since.
create or replace function columns_of(kind text, since text default 'since') returns text
language sql stable as $$
	select string_agg(case attname when 'since' then since else quote_ident(attname) end, ', ' order by attnum)
	from pg_attribute
	where attrelid = ('virt_taps.' || kind)::regclass and attnum > 0 and not attisdropped
$$;

-- The SQL for a row of @kind from key, hash, j, host_id and at.
create or replace function row_sql(kind text) returns text
language sql stable as $$
	select format($f$jsonb_populate_record(null::virt_taps.%1$I, jsonb_strip_nulls(k.j) || jsonb_build_object(
		'host_id', k.host_id, 'key', k.key, 'since', k.at, 'hash', k.hash, 'unconfirmed_since', null,
		'more', nullif(jsonb_strip_nulls(k.j) - %2$L::text[], '{}')))$f$,
		kind, array_agg(attname::text))
	from pg_attribute
	where attrelid = ('virt_taps.' || kind)::regclass and attnum > 0 and not attisdropped
$$;

-- What a row of now counts for, as (what, value).
create or replace function tally_sql(kind text) returns text
language sql immutable as $$
	select case kind
		when 'mapping' then 'select ''mac'', mac, %s from %s where mac is not null'
		when 'domain' then 'select ''uuid'', uuid, %s from %s where uuid is not null and virt_taps.runs(state)'
	end
$$;

-- Scans that are later than all that is known of their hosts, many at once.
create or replace function load_pass(p_pass integer) returns void
language plpgsql set search_path = virt_taps, pg_temp as $$
declare
	kind text;
	cols text;
	tally text;
begin
	foreach kind in array kinds() loop
		cols := columns_of(kind);
		tally := tally_sql(kind);
		-- What is there again, or is not, but may be behind a gap.
		execute format($f$
			update %1$I v set unconfirmed_since = null from pg_temp.keyed k join pg_temp.todo t using (scan)
			where t.pass = $1 and not t.late and k.kind = %1$L
				and (v.host_id, v.key, v.hash) = (t.host_id, k.key, k.hash)
				and v.unconfirmed_since is not null$f$, kind) using p_pass;
		execute format($f$
			update %1$I v set unconfirmed_since = t.at from pg_temp.todo t
			where t.pass = $1 and not t.late and v.host_id = t.host_id and v.unconfirmed_since is null
				and is_blind(%1$L, t.blind) and not exists (
				select from pg_temp.keyed k
				where k.scan = t.scan and k.kind = %1$L and k.key = v.key)$f$, kind) using p_pass;
		-- What ended, and what is no longer the same.
		execute format($f$
			with gone as (
				delete from %1$I v using pg_temp.todo t
				where t.pass = $1 and not t.late and v.host_id = t.host_id and not exists (
					select from pg_temp.keyed k where k.scan = t.scan and k.kind = %1$L
						and k.key = v.key and k.hash = v.hash)
				and (not is_blind(%1$L, t.blind) or exists (
					select from pg_temp.keyed k
					where k.scan = t.scan and k.kind = %1$L and k.key = v.key))
				returning v.*, t.at as until),
			%3$s
			insert into %2$I (%4$s, until) select %4$s, until from gone where since < until$f$,
			kind, kind || '_past', coalesce(
				'minus as (insert into pg_temp.delta ' || format(tally, -1, 'gone') || ')',
				'minus as (select 1)'), cols) using p_pass;
		-- What is new.
		execute format($f$
			with came as (
				insert into %1$I (%2$s) select r.*
				from pg_temp.keyed k join pg_temp.todo t using (scan) cross join lateral %3$s r
				where t.pass = $1 and not t.late and k.kind = %1$L and not exists (
					select from %1$I v where v.host_id = t.host_id and v.key = k.key)
				returning *)
			%4$s$f$, kind, cols, row_sql(kind), coalesce(
				'insert into pg_temp.delta ' || format(tally, 1, 'came'),
				'select count(*) from came')) using p_pass;
	end loop;
end $$;

-- --- loading: what comes late, and events ------------------------------------

-- What was seen of @p_host at @p_at of some rows, which are in pg_temp.part:
-- there, with a hash, or absent. It holds until the next scan that would have
-- seen something else, or the next version that began. What an event ends is not
-- what another one began at the same time. Whatever else is known stays, so that
-- the order in which scans are loaded makes no difference.
create or replace function load_part(kind text, p_host integer, p_at timestamptz) returns void
language plpgsql set search_path = virt_taps, pg_temp as $$
declare
	cols text := columns_of(kind);
	v text := 'pg_temp.v_' || kind;
	tally text := tally_sql(kind);
	next timestamptz;
begin
	execute format($f$delete from pg_temp.part p where not absent = exists (
		select from (select key, hash, since from %1$I where host_id = $1 and since <= $2
			union all select key, hash, since from %2$I where host_id = $1 and since <= $2 and until > $2) x
		where x.key = p.key and (x.hash = p.hash or p.absent and (p.hash is null or x.since < $2)))$f$,
		kind, kind || '_past') using p_host, p_at;
	if not exists (select from pg_temp.part) then
		return;
	end if;
	select min(s.at) into next from scan s
		where s.host_id = p_host and s.at > p_at and not is_blind(kind, s.blind);
	execute format('create temporary table if not exists %s on commit drop as
		select *, null::timestamptz as until from %I with no data', 'v_' || kind, kind);
	-- Out of their tables, all versions from then on of what is not as known.
	execute format($f$with gone as (delete from %1$I x using pg_temp.part p
			where x.host_id = $1 and x.key = p.key returning x.*)
		insert into %3$s (%2$s) select %2$s from gone$f$, kind, cols, v) using p_host;
	if tally is not null then
		execute format('insert into pg_temp.delta ' || tally, -1, v);
	end if;
	execute format($f$with gone as (delete from %1$I x using pg_temp.part p
			where x.host_id = $1 and x.key = p.key and x.until > $2 returning x.*)
		insert into %3$s (%2$s, until) select %2$s, until from gone$f$, kind || '_past', cols, v)
		using p_host, p_at;
	-- A version of that time ends there, and is there again with the next scan.
	execute format($f$insert into %1$s (%2$s, until) select %3$s, until from %1$s
		where since <= $1 and coalesce(until, 'infinity') > $2$f$, v, cols, columns_of(kind, '$2'))
		using p_at, next;
	execute format('delete from %s where since = $1 and coalesce(until, ''infinity'') > $1', v) using p_at;
	execute format('update %s set until = $1 where since < $1 and coalesce(until, ''infinity'') > $1', v)
		using p_at;
	-- What was there then: the begin of what is known of later, or for a while.
	execute format($f$update %1$s x set since = $1 from pg_temp.part p
		where not p.absent and (x.key, x.hash) = (p.key, p.hash) and x.since <= coalesce($2, 'infinity')
			and x.since = (select min(since) from %1$s y where y.key = p.key and y.since > $1)$f$, v)
		using p_at, next;
	execute format($f$insert into %1$s (%2$s, until)
		select r.*, least($2, (select min(since) from %1$s y where y.key = k.key and y.since > $1))
		from (select key, hash, j, $1 as at, $3 as host_id from pg_temp.part p where not absent
			and not exists (select from %1$s x where x.key = p.key and x.since = $1)) k
		cross join lateral %3$s r$f$,
		v, cols, row_sql(kind)) using p_at, next, p_host;
	execute format('insert into %1$I (%2$s) select %2$s from %3$s where until is null', kind, cols, v);
	if tally is not null then
		execute format('insert into pg_temp.delta ' || tally || ' and until is null', 1, v);
	end if;
	execute format('insert into %1$I (%2$s, until) select %2$s, until from %3$s where until is not null',
		kind || '_past', cols, v);
	execute format('truncate %s', v);
end $$;

create or replace function load_late(p_pass integer) returns void
language plpgsql set search_path = virt_taps, pg_temp as $$
declare
	t record;
	what text;
begin
	for t in select * from pg_temp.todo where pass = p_pass and late order by scan loop
		foreach what in array kinds() loop
			truncate pg_temp.part;
			insert into pg_temp.part select k.key, k.hash, k.j, false from pg_temp.keyed k
				where k.scan = t.scan and k.kind = what;
			if not is_blind(what, t.blind) then
				execute format($f$insert into pg_temp.part (key, absent) select key, true from (
					select key from %1$I where host_id = $1 and since <= $2
					union select key from %2$I where host_id = $1 and since <= $2 and until > $2) x
					where key not in (select key from pg_temp.part)$f$, what, what || '_past')
					using t.host_id, t.at;
			end if;
			perform load_part(what, t.host_id, t.at);
		end loop;
	end loop;
end $$;

-- Each event is a scan of one row.
create or replace function load_events() returns bigint
language plpgsql set search_path = virt_taps, pg_temp as $$
declare
	e record;
	count bigint := 0;
begin
	for e in select * from pg_temp.keyed where source = 'event' and host_id is not null and at is not null
			and at between current_date - setting('keep_days')::integer
				and now() + setting('future_limit')::interval
			order by at, n loop
		truncate pg_temp.part;
		insert into pg_temp.part values (e.key, e.hash, e.j, e.event in ('unmapped', 'cleared'));
		perform load_part(e.kind, e.host_id, e.at);
		count := count + 1;
	end loop;
	update host h set last_event_at = greatest(h.last_event_at, k.at) from (
		select host_id, max(at) as at from pg_temp.keyed where source = 'event' group by 1) k
		where k.host_id = h.host_id and k.at <= now() + setting('future_limit')::interval;
	return count;
end $$;

-- --- loading: the whole -----------------------------------------------------

create or replace function load_marks(p_pass integer) returns void
language plpgsql set search_path = virt_taps, pg_temp as $$
begin
	insert into scan (host_id, at, boot_id, complete, blind, gaps, domains, devices, mapped, critical,
		warning, info, accepted)
	select host_id, at, boot_id, complete, blind, gaps, (summary ->> 'domains')::integer,
		(summary ->> 'devices')::integer, (summary ->> 'mapped')::integer,
		(summary #>> '{findings,critical}')::integer, (summary #>> '{findings,warning}')::integer,
		(summary #>> '{findings,info}')::integer, (summary #>> '{findings,accepted}')::integer
	from pg_temp.todo where pass = p_pass;
	update host h set first_scan_at = least(h.first_scan_at, t.at),
		last_scan_at = greatest(h.last_scan_at, t.at),
		boot_id = case when t.late then h.boot_id else t.boot_id end,
		last_complete = case when t.late then h.last_complete else t.complete end,
		last_blind = case when t.late then h.last_blind else t.blind end,
		retired_at = case when h.retired_at < t.at then null else h.retired_at end
	from pg_temp.todo t where t.pass = p_pass and t.host_id = h.host_id;
end $$;

create or replace function load_tally() returns void
language plpgsql set search_path = virt_taps, pg_temp as $$
begin
	insert into tally select what, value, sum(d) from pg_temp.delta group by 1, 2 having sum(d) <> 0
		order by 1, 2
		on conflict (what, value) do update set n = tally.n + excluded.n;
	delete from tally where n <= 0 and (what, value) in (select what, value from pg_temp.delta);
end $$;

-- What is in pg_temp.line; with @p_host, of that host, whatever it calls itself.
-- A row for each scan: loaded, late, duplicate or rejected; and one of events.
create or replace function load(p_host text default null)
returns table (result text, host text, scan_at timestamptz, why text)
language plpgsql set search_path = virt_taps, pg_temp as $$
#variable_conflict use_column
declare
	passes integer;
	bad bigint;
	events bigint;
begin
	perform load_tables();
	bad := load_lines(p_host);
	perform load_scans(bad);
	perform load_hosts();
	perform load_keys();
	select max(t.pass) into passes from pg_temp.todo t;
	for p in 1 .. coalesce(passes, 0) loop
		update pg_temp.todo t set late = t.at <= greatest(h.last_scan_at, h.last_event_at)
				and h.first_scan_at is not null or t.at <= h.last_event_at, verdict = 'loaded'
			from virt_taps.host h where h.host_id = t.host_id and t.pass = p;
		update pg_temp.todo t set late = coalesce(t.late, false) where t.pass = p;
		perform load_pass(p);
		perform load_late(p);
		perform load_marks(p);
	end loop;
	events := load_events();
	perform load_tally();
	insert into reject (hostname, scan_at, why)
		select t.hostname, t.at, t.why from pg_temp.todo t where t.verdict = 'rejected';
	return query select case when t.late then 'late' else t.verdict end, t.hostname, t.at, t.why
		from pg_temp.todo t order by t.at, t.hostname;
	if events > 0 or bad > 0 then
		return query select case when bad > 0 then 'rejected' else 'events' end, null::text, null::timestamptz,
			format('%s events, %s bad lines', events, bad);
	end if;
end $$;

-- --- housekeeping -----------------------------------------------------------

-- Rows of now that end by decree.
create or replace function end_rows(p_where text, p_until text) returns bigint
language plpgsql set search_path = virt_taps, pg_temp set timezone = 'UTC' as $$
declare
	kind text;
	total bigint := 0;
	n bigint;
begin
	create temporary table if not exists delta (what text, value text, d integer) on commit drop;
	truncate pg_temp.delta;
	foreach kind in array kinds() loop
		execute format('select count(ensure_day(day)) from (select distinct (%1$s)::date as day from %2$I v
			join host h using (host_id) where %3$s) d', p_until, kind, p_where);
		execute format($f$with gone as (delete from %1$I v using host h
				where h.host_id = v.host_id and %2$s returning v.*, %3$s as until),
			minus as (%4$s)
			insert into %5$I (%6$s, until) select %6$s, until from gone where until > since$f$,
			kind, p_where, p_until, coalesce(
				'insert into pg_temp.delta ' || format(tally_sql(kind), -1, 'gone'), 'select 1'),
			kind || '_past', columns_of(kind));
		get diagnostics n = row_count;
		total := total + n;
	end loop;
	perform load_tally();
	return total;
end $$;

-- Once a day, or more often.
create or replace function maintain() returns void
language plpgsql security definer set search_path = virt_taps, pg_temp as $$
begin
	perform ensure_day(current_date + d) from generate_series(0, 2) d;
	perform end_rows(format('v.unconfirmed_since < now() - interval ''%s days''',
		setting('unconfirmed_days')::integer), 'v.unconfirmed_since');
	perform drop_old_days();
	delete from reject where at < current_date - setting('keep_days')::integer;
end $$;

-- A host that was taken away or renamed: what it had ended with its last scan.
create or replace function retire(p_hostname text) returns bigint
language plpgsql set search_path = virt_taps, pg_temp as $$
begin
	update host set retired_at = now() where hostname = p_hostname and retired_at is null;
	return end_rows(format('h.hostname = %L and h.retired_at = now()', p_hostname),
		'greatest(h.last_scan_at, h.last_event_at)');
end $$;

-- --- small helpers of the views ---------------------------------------------

-- 52-54-00-12-34-56, 5254.0012.3456 and bare digits are MAC addresses, too.
create or replace function as_mac(subject text) returns text
language sql immutable parallel safe as $$
	select case when regexp_replace(lower(subject), '[:.-]', '', 'g') ~ '^[0-9a-f]{12}$'
		then regexp_replace(regexp_replace(lower(subject), '[:.-]', '', 'g'), '(..)(?!$)', '\1:', 'g') end
$$;

-- A row without what only this schema knows.
create or replace function plain(j jsonb) returns jsonb
language sql immutable parallel safe as
$$ select jsonb_strip_nulls(j) - '{host_id,key,since,until,unconfirmed_since,hash}'::text[] $$;

-- {member: [old, new]} of those that differ.
create or replace function difference(old jsonb, new jsonb) returns jsonb
language sql immutable parallel safe as $$
	select jsonb_object_agg(k, jsonb_build_array(old -> k, new -> k))
	from (select jsonb_object_keys(old) union select jsonb_object_keys(new)) x (k)
	where old -> k is distinct from new -> k
$$;

-- The network that a bridge leads to; null where that is not known, or ends at
-- the host.
create or replace function network_of(p_hostname text, p_site text, p_bridge text) returns text
language sql stable as $$
	select case when r.priority is not null then r.network
		when p_bridge is not null then concat_ws('/', p_site, p_bridge) end
	from (select) one left join lateral (
		select * from virt_taps.network_rule x where p_hostname like x.host_like and p_bridge like x.bridge_like
		order by priority limit 1) r on true
$$;
