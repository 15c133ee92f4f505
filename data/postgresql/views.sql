-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- The questions. Views and functions are dropped and made anew with each
-- installation; nothing else refers to them.

-- --- one host ---------------------------------------------------------------

-- mapping_history, domain_history, device_history, finding_history: every version
-- there is, with its validity. A migration may put a column behind until, so that
-- the two tables have theirs in different orders.
do $$
declare
	kind text;
begin
	foreach kind in array virt_taps.kinds() loop
		execute format('create view virt_taps.%1$I as
			select h.hostname, h.site, v.*, tstzrange(v.since, v.until) as valid from (
				select %2$s, null::timestamptz as until from virt_taps.%3$I
				union all select %2$s, until from virt_taps.%4$I) v
			join virt_taps.host h using (host_id)',
			kind || '_history', virt_taps.columns_of(kind), kind, kind || '_past');
	end loop;
end $$;

-- Where is this MAC address, IP address, VM (name, UUID) or device now?
create function where_is(subject text) returns table (hostname text, domain text, uuid text, alias text,
	mac text, ifname text, kind text, bridge text, vlan text, pid integer, status text, since timestamptz,
	certain boolean)
language sql stable as $$
	select h.hostname, m.domain, m.uuid, m.alias, m.mac, m.ifname, m.kind, coalesce(m.bridge, m.master),
		m.vlan, m.pid, m.status, m.since, m.unconfirmed_since is null
	from virt_taps.mapping m join virt_taps.host h using (host_id)
	where m.mac = virt_taps.as_mac(subject) or m.uuid = lower(subject) or m.domain = subject or m.ifname = subject
		or m.addresses @> jsonb_build_array(jsonb_build_object('ip', subject))
$$;

-- Who held this device of this host then?
create function who_held(host text, device text, at timestamptz) returns table (domain text, uuid text,
	alias text, mac text, pid integer, comm text, status text, valid tstzrange)
language sql stable as $$
	select m.domain, m.uuid, m.alias, m.mac, m.pid, m.comm, m.status, tstzrange(m.since, null)
	from virt_taps.mapping m join virt_taps.host h using (host_id)
	where h.hostname = host and m.ifname = device and m.since <= at
	union all
	select m.domain, m.uuid, m.alias, m.mac, m.pid, m.comm, m.status, tstzrange(m.since, m.until)
	from virt_taps.mapping_past m join virt_taps.host h using (host_id)
	where h.hostname = host and m.ifname = device and m.since <= at and m.until > at
$$;

-- Where was this MAC address then?
create function where_was(subject text, at timestamptz) returns table (hostname text, domain text, uuid text,
	alias text, mac text, ifname text, bridge text, vlan text, status text, valid tstzrange)
language sql stable as $$
	select h.hostname, m.domain, m.uuid, m.alias, m.mac, m.ifname, coalesce(m.bridge, m.master), m.vlan, m.status,
		tstzrange(m.since, null)
	from virt_taps.mapping m join virt_taps.host h using (host_id)
	where m.mac = virt_taps.as_mac(subject) and m.since <= at
	union all
	select h.hostname, m.domain, m.uuid, m.alias, m.mac, m.ifname, coalesce(m.bridge, m.master), m.vlan, m.status,
		tstzrange(m.since, m.until)
	from virt_taps.mapping_past m join virt_taps.host h using (host_id)
	where m.mac = virt_taps.as_mac(subject) and m.since <= at and m.until > at
$$;

-- Strays that are the host's business: not those that users made in network
-- namespaces of their own, whose findings are infos.
create view stray as
	select m.* from mapping m
	where m.status = 'stray' and m.unconfirmed_since is null and not exists (
		select from finding f where f.host_id = m.host_id and f.code in ('stray-tap', 'stray-macvtap')
			and f.severity = 'info' and f.ifname = m.ifname and f.netns is not distinct from m.netns);

-- Which hosts have strays?
create view stray_host as
	select h.hostname, h.site, count(*) as strays, array_agg(m.ifname order by m.ifname) as devices,
		min(m.since) as since
	from stray m join host h using (host_id)
	group by h.hostname, h.site;

-- What changed since then: of one host, or of all. What a host's first scan
-- found is no change. fields are those of what came or went, or [old, new] of
-- those that differ.
create function changes(p_since timestamptz, p_host text default null) returns table (at timestamptz,
	hostname text, what text, subject text, change text, fields jsonb)
language sql stable as $$
	with began as (
		select 'mapping' as what, host_id, key, since, virt_taps.plain(to_jsonb(m)) as j
			from virt_taps.mapping m where since >= p_since and (p_host is null
				or host_id in (select host_id from virt_taps.host where hostname = p_host))
		union all select 'mapping', host_id, key, since, virt_taps.plain(to_jsonb(m))
			from virt_taps.mapping_past m where since >= p_since and until >= p_since
		union all select 'domain', host_id, key, since, virt_taps.plain(to_jsonb(m))
			from virt_taps.domain m where since >= p_since and (p_host is null
				or host_id in (select host_id from virt_taps.host where hostname = p_host))
		union all select 'domain', host_id, key, since, virt_taps.plain(to_jsonb(m))
			from virt_taps.domain_past m where since >= p_since and until >= p_since
		union all select 'finding', host_id, key, since, virt_taps.plain(to_jsonb(m))
			from virt_taps.finding m where since >= p_since and (p_host is null
				or host_id in (select host_id from virt_taps.host where hostname = p_host))
		union all select 'finding', host_id, key, since, virt_taps.plain(to_jsonb(m))
			from virt_taps.finding_past m where since >= p_since and until >= p_since),
	ended as (
		select 'mapping' as what, host_id, key, until, virt_taps.plain(to_jsonb(m)) as j
			from virt_taps.mapping_past m where until >= p_since
		union all select 'domain', host_id, key, until, virt_taps.plain(to_jsonb(m))
			from virt_taps.domain_past m where until >= p_since
		union all select 'finding', host_id, key, until, virt_taps.plain(to_jsonb(m))
			from virt_taps.finding_past m where until >= p_since)
	select coalesce(b.since, e.until), h.hostname, coalesce(b.what, e.what), coalesce(b.key, e.key),
		case when e.key is null then 'added' when b.key is null then 'removed' else 'changed' end,
		case when e.key is null then b.j when b.key is null then e.j else virt_taps.difference(e.j, b.j) end
	from began b full join ended e on (b.what, b.host_id, b.key, b.since) = (e.what, e.host_id, e.key, e.until)
	join virt_taps.host h on h.host_id = coalesce(b.host_id, e.host_id)
	where (p_host is null or h.hostname = p_host) and coalesce(b.since, e.until) > h.first_scan_at
	order by 1, 2, 3, 4
$$;

-- Hosts that are silent, or that see only a part.
create view stale_host as
	select hostname, site, last_scan_at, last_event_at, now() - last_scan_at as age
	from host where retired_at is null
		and (last_scan_at is null or last_scan_at < now() - setting('stale_after')::interval);

create view blind_host as
	select h.hostname, h.site, s.at, s.blind, s.gaps
	from host h join scan s on s.host_id = h.host_id and s.at = h.last_scan_at
	where h.retired_at is null and not h.last_complete;

-- Two hosts with one machine-id: an image that was copied.
create view cloned_machine_id as
	select machine_id, array_agg(hostname order by hostname) as hosts
	from host where machine_id <> '' and retired_at is null group by machine_id having count(*) > 1;

-- --- between hosts ----------------------------------------------------------
--
-- Only VMs that somebody answers for count: any user can start a process that calls
-- itself by another VM's name, UUID and MAC address, and end it again.

-- One UUID runs on two hosts: both saw it within one time, for longer than a
-- migration takes. What libvirt alone believes does not run.
create view domain_twice as
	select a.uuid, a.name, ha.hostname as host, hb.hostname as other_host, b.name as other_name,
		greatest(a.since, b.since) as since
	from tally t
	join domain a on t.what = 'uuid' and t.n > 1 and a.uuid = t.value
	join domain b on b.uuid = a.uuid and b.host_id > a.host_id
	join host ha on ha.host_id = a.host_id
	join host hb on hb.host_id = b.host_id
	where runs(a.state) and runs(b.state) and vouched(a.basis) and vouched(b.basis)
		and a.unconfirmed_since is null and b.unconfirmed_since is null
		and least(greatest(ha.last_scan_at, ha.last_event_at), greatest(hb.last_scan_at, hb.last_event_at))
			- greatest(a.since, b.since) >= setting('migration_grace')::interval
		and not exists (select from finding f where f.code = 'no-process'
			and (f.host_id, f.uuid) in ((a.host_id, a.uuid), (b.host_id, b.uuid)));

-- One MAC twice in a network, on two hosts: within one, virt-taps says it itself.
create view mac_twice as
	select a.mac, n.network, a.vlan, ha.hostname as host, a.domain, a.alias, hb.hostname as other_host,
		b.domain as other_domain, b.alias as other_alias, greatest(a.since, b.since) as since
	from tally t
	join mapping a on t.what = 'mac' and t.n > 1 and a.mac = t.value
	join mapping b on b.mac = a.mac and b.host_id > a.host_id
	join host ha on ha.host_id = a.host_id
	join host hb on hb.host_id = b.host_id
	cross join lateral network_of(ha.hostname, ha.site, coalesce(a.bridge, a.master)) n (network)
	where a.uuid is not null and b.uuid is not null and a.uuid <> b.uuid
		and vouched(a.basis) and vouched(b.basis)
		and a.unconfirmed_since is null and b.unconfirmed_since is null
		and n.network = network_of(hb.hostname, hb.site, coalesce(b.bridge, b.master))
		and coalesce(a.vlan, '') = coalesce(b.vlan, '')
		and least(greatest(ha.last_scan_at, ha.last_event_at), greatest(hb.last_scan_at, hb.last_event_at))
			- greatest(a.since, b.since) >= setting('migration_grace')::interval;

-- What a migration left: a device that nobody claims, whose MAC is, but for its
-- first byte, that of a NIC on another host and of none on its own.
create view migration_leftover as
	select h.hostname as host, s.ifname, s.kind, s.mac, r.domain, r.uuid, r.alias, hr.hostname as runs_on,
		greatest(s.since, r.since) as since
	from stray s
	join host h on h.host_id = s.host_id
	join mapping r on substr(r.mac, 4) = substr(s.mac, 4) and r.host_id <> s.host_id and r.uuid is not null
	join host hr on hr.host_id = r.host_id
	where s.mac is not null and r.unconfirmed_since is null and vouched(r.basis)
		and r.status not in ('stray', 'foreign')
		and not exists (select from mapping o
			where o.host_id = s.host_id and substr(o.mac, 4) = substr(s.mac, 4) and o.uuid is not null
				and vouched(o.basis));

-- A VM that ran within the last day and is on no host now, not even shut off.
-- Somebody deleted it, or a migration lost it. It is certain where every host
-- has been scanned since, without a gap that could hide it.
create view domain_nowhere as
	select p.uuid, p.name, h.hostname as last_host, p.until as last_seen,
		-- the oldest of the last scans by its index, once; not the hosts for each VM
		coalesce(p.until <= (select min(o.last_scan_at) from host o where o.retired_at is null), true)
		and not exists (select from host o
			where o.retired_at is null and not o.last_complete and is_blind('domain', o.last_blind)) as certain
	from (select distinct on (uuid) * from domain_past
		where until > now() - interval '1 day' and uuid is not null order by uuid, until desc) p
	join host h using (host_id)
	where runs(p.state) and vouched(p.basis)
		and not exists (select from domain d where d.uuid = p.uuid and vouched(d.basis));

-- What was accepted and is gone: the rule can go, too.
create view accepted_gone as
	select h.hostname as host, p.code, p.ifname, p.domain, p.accepted as reason, max(p.until) as until
	from finding_past p join host h using (host_id)
	where p.accepted is not null and p.until > now() - interval '30 days' and h.retired_at is null
		and not exists (select from finding f where f.host_id = p.host_id and f.code = p.code
			and f.accepted = p.accepted)
	group by h.hostname, p.code, p.ifname, p.domain, p.accepted;

-- All of them, as findings of the fleet.
create view fleet_finding as
	select 'domain-on-two-hosts' as code, 'critical' as severity, host, other_host, uuid as subject,
		format('VM %s runs on %s and on %s', name, host, other_host) as message, since from domain_twice
	union all
	select 'mac-on-two-hosts', 'warning', host, other_host, mac,
		format('%s is the MAC address of %s on %s and of %s on %s, in network %s', mac, domain, host,
			other_domain, other_host, network), since from mac_twice
	union all
	select 'migration-leftover', 'warning', host, runs_on, ifname,
		format('%s on %s was left by VM %s, which is on %s', ifname, host, domain, runs_on), since
		from migration_leftover
	union all
	select 'domain-on-no-host', 'warning', last_host, null, uuid,
		format('VM %s ran on %s until %s, and is on no host now', name, last_host, last_seen), last_seen
		from domain_nowhere where certain
	union all
	select 'accepted-but-gone', 'info', host, null, coalesce(ifname, domain),
		format('%s on %s is accepted (%s) and gone', code, host, reason), until from accepted_gone;
