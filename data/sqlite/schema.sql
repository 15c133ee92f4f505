-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- A fleet on a laptop: every inventory that was gathered, as it was. load runs
-- this each time. Names are those of data/postgresql.

pragma foreign_keys = on;
create table if not exists scan (
	scan_id integer primary key,
	hostname text not null,
	at text not null,
	complete integer not null,
	blind integer not null,
	unique (hostname, at)
);
create table if not exists mapping (
	scan_id integer not null references scan on delete cascade,
	domain text, uuid text, alias text, mac text, ifname text, kind text, netns_name text, pid integer,
	comm text, bridge text, network text, vlan text, addresses text, manager text, status text, findings text, netns integer,
	basis text
);
create table if not exists domain (
	scan_id integer not null references scan on delete cascade,
	name text, uuid text, state text, manager text, manager_id text, pid integer, running integer not null,
	basis text
);
create table if not exists finding (
	scan_id integer not null references scan on delete cascade,
	code text not null, severity text, domain text, uuid text, ifname text, message text, accepted text,
	netns integer
);
create index if not exists mapping_scan on mapping (scan_id);
create index if not exists mapping_mac on mapping (mac);
create index if not exists mapping_ifname on mapping (ifname);
create index if not exists mapping_uuid on mapping (uuid);
create index if not exists domain_scan on domain (scan_id);
create index if not exists domain_uuid on domain (uuid);
create index if not exists finding_scan on finding (scan_id);

drop view if exists fleet_finding;
drop view if exists accepted_gone;
drop view if exists domain_nowhere;
drop view if exists migration_leftover;
drop view if exists mac_twice;
drop view if exists domain_twice;
drop view if exists running_now;
drop view if exists stray_host;
drop view if exists stray;
drop view if exists change;
drop view if exists where_is;
drop view if exists mapping_history;
drop view if exists latest;
drop view if exists scan_time;

-- Each scan with the times of those before and after it of its host.
create view scan_time as
	select *, lag(at) over host as before, lead(at) over host as until,
		lag(scan_id) over host as before_id
	from scan window host as (partition by hostname order by at);

create view latest as select * from scan_time where until is null;

-- Who held what when: it is so from at to until, the next scan of its host.
create view mapping_history as
	select s.hostname, s.at, s.until, m.* from scan_time s join mapping m using (scan_id);

-- Where is a MAC address, a VM, a device now?
create view where_is as
	select l.hostname, l.at, m.* from latest l join mapping m using (scan_id);

-- What a scan has and the one before it has not, and the reverse.
create view change as
	select s.at, s.hostname, 'added' as change, m.domain, m.alias, m.mac, m.ifname, m.bridge, m.status
	from scan_time s join mapping m using (scan_id)
	where s.before_id is not null and not exists (select 1 from mapping o where o.scan_id = s.before_id
		and (o.domain, o.alias, o.mac, o.ifname, o.bridge, o.status)
			is (m.domain, m.alias, m.mac, m.ifname, m.bridge, m.status))
	union all
	select s.at, s.hostname, 'removed', o.domain, o.alias, o.mac, o.ifname, o.bridge, o.status
	from scan_time s join mapping o on o.scan_id = s.before_id
	where not s.blind and not exists (select 1 from mapping m where m.scan_id = s.scan_id
		and (o.domain, o.alias, o.mac, o.ifname, o.bridge, o.status)
			is (m.domain, m.alias, m.mac, m.ifname, m.bridge, m.status));

-- Not those that users made in network namespaces of their own, whose findings are infos.
create view stray as
	select s.* from where_is s where s.status = 'stray' and not exists (select 1 from finding f
		where f.scan_id = s.scan_id and f.code in ('stray-tap', 'stray-macvtap') and f.severity = 'info'
			and f.ifname = s.ifname and f.netns is s.netns);

create view stray_host as
	select hostname, count(*) as strays, group_concat(ifname, ' ') as devices
	from stray group by hostname;

-- Between hosts, only VMs that somebody answers for count: any user can start a process
-- that calls itself by another VM's name, UUID and MAC address, and end it again.

-- What runs now, and since when without a scan that had it not.
create view running_now as
	select l.hostname, l.at, d.uuid, d.name, (
		select min(s.at) from scan s where s.hostname = l.hostname and s.at > coalesce((
			select max(o.at) from scan o where o.hostname = l.hostname and not o.blind and not exists (
				select 1 from domain x where x.scan_id = o.scan_id and x.uuid = d.uuid and x.running
					and x.basis is not 'self')), '')
		) as since
	from latest l join domain d using (scan_id)
	where d.running and d.uuid is not null and d.basis is not 'self' and not exists (select 1 from finding f
		where f.scan_id = l.scan_id and f.code = 'no-process' and f.uuid = d.uuid);

-- Certain where both saw it within one time; else it may have migrated between.
create view domain_twice as
	select a.uuid, a.name, a.hostname as host, b.hostname as other_host,
		min(a.at, b.at) >= max(a.since, b.since) as certain
	from running_now a join running_now b on b.uuid = a.uuid and b.hostname > a.hostname;

create view mac_twice as
	select a.mac, a.bridge as network, a.vlan, a.hostname as host, a.domain, b.hostname as other_host,
		b.domain as other_domain
	from where_is a join where_is b on b.mac = a.mac and b.hostname > a.hostname
	where a.uuid is not null and b.uuid is not null and a.uuid <> b.uuid and a.bridge = b.bridge
		and a.basis is not 'self' and b.basis is not 'self'
		and a.vlan is b.vlan and a.bridge not like 'virbr%' and a.bridge not like 'lxdbr%'
		and a.bridge not like 'incusbr%' and a.bridge not like 'docker%';

create view migration_leftover as
	select s.hostname as host, s.ifname, s.kind, s.mac, r.domain, r.hostname as runs_on
	from stray s join where_is r on substr(r.mac, 4) = substr(s.mac, 4) and r.hostname <> s.hostname
	where r.uuid is not null and r.basis is not 'self' and not exists (select 1 from where_is o
		where o.hostname = s.hostname and substr(o.mac, 4) = substr(s.mac, 4) and o.uuid is not null
			and o.basis is not 'self');

create view domain_nowhere as
	select uuid, name, last_host, last_seen,
		not exists (select 1 from latest l where l.at < gone or l.blind) as certain
	from (select d.uuid, d.name, s.hostname as last_host, max(s.at) as last_seen, s.until as gone
		from scan_time s join domain d using (scan_id)
		where d.running and d.uuid is not null and d.basis is not 'self' and s.until is not null
			and d.uuid not in (select x.uuid from latest l join domain x using (scan_id)
				where x.uuid is not null and x.basis is not 'self')
		group by d.uuid);

create view accepted_gone as
	select distinct s.hostname as host, f.code, f.accepted as reason
	from scan_time s join finding f using (scan_id)
	where f.accepted is not null and s.until is not null and not exists (
		select 1 from latest l join finding n using (scan_id)
		where l.hostname = s.hostname and n.code = f.code and n.accepted = f.accepted);

create view fleet_finding as
	select 'domain-on-two-hosts' as code, host, other_host, uuid as subject from domain_twice where certain
	union all select 'mac-on-two-hosts', host, other_host, mac from mac_twice
	union all select 'migration-leftover', host, runs_on, ifname from migration_leftover
	union all select 'domain-on-no-host', last_host, null, uuid from domain_nowhere where certain
	union all select 'accepted-but-gone', host, null, code from accepted_gone;
