-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- A fleet of four hosts for data/postgresql, in which each condition of each question has a row
-- that is there, or not there, because of it. tests/fleet-postgresql.sh asks. The last scans are
-- of an hour ago; old is retired.

begin;
set local search_path = virt_taps;
select ensure_day(current_date - d) from generate_series(0, 41) d;

create function pg_temp.ago(hours numeric) returns timestamptz language sql as
$$ select now() - hours * interval '1 hour' $$;
create function pg_temp.h(value text) returns uuid language sql as $$ select md5(value)::uuid $$;

insert into host (host_id, hostname, machine_id, first_scan_at, last_scan_at, last_complete, last_blind, retired_at)
	overriding system value values
	(1, 'a', 'm1', pg_temp.ago(240), pg_temp.ago(1), true, '{}', null),
	-- What a gap of an earlier scan hid, and one that hides no VM.
	(2, 'b', 'm2', pg_temp.ago(240), pg_temp.ago(1), true, '{claims}', null),
	(3, 'c', 'm2', pg_temp.ago(2), pg_temp.ago(1), false, '{holders}', null),
	(4, 'old', 'm2', pg_temp.ago(240), pg_temp.ago(72), false, '{claims}', pg_temp.ago(70));

insert into scan (host_id, at, complete, blind) values
	(1, pg_temp.ago(1), true, '{}'), (2, pg_temp.ago(1), true, '{}'), (3, pg_temp.ago(1), false, '{holders}'),
	(3, pg_temp.ago(2), false, '{holders}'), (4, pg_temp.ago(72), false, '{claims}');

-- One UUID on two hosts: everywhere as it should be but for one thing.
create temp table pair (n serial, name text, state text default 'running', other_state text default 'running',
	basis text default 'live', other_basis text default 'live', unseen boolean default false,
	other_unseen boolean default false, late boolean default false);
insert into pair (name, state, other_state, basis, other_basis, unseen, other_unseen, late) values
	('twin', 'running', 'running', 'live', 'live', false, false, false),
	('off here', 'shut off', 'running', 'live', 'live', false, false, false),
	('off there', 'running', 'shut off', 'live', 'live', false, false, false),
	('posed here', 'running', 'running', 'self', 'live', false, false, false),
	('posed there', 'running', 'running', 'live', 'self', false, false, false),
	('unseen here', 'running', 'running', 'live', 'live', true, false, false),
	('unseen there', 'running', 'running', 'live', 'live', false, true, false),
	('migrates', 'running', 'running', 'live', 'live', false, false, true),
	('believed here', 'running', 'running', 'live', 'live', false, false, false),
	('believed there', 'running', 'running', 'live', 'live', false, false, false);
insert into domain (host_id, key, since, unconfirmed_since, hash, name, uuid, state, basis)
	select 1, name, pg_temp.ago(5), case when unseen then pg_temp.ago(1) end, pg_temp.h(name), name, name, state, basis
		from pair
	union all select 2, name, case when late then pg_temp.ago(1) - interval '30 seconds' else pg_temp.ago(5) end,
		case when other_unseen then pg_temp.ago(1) end, pg_temp.h(name), name, name, other_state, other_basis from pair;
-- On two hosts, and shut off on a third one.
insert into domain (host_id, key, since, hash, name, uuid, state, basis) values
	(1, 'fourth', pg_temp.ago(5), pg_temp.h('fourth'), 'fourth', 'fourth', 'running', 'live'),
	(2, 'fourth', pg_temp.ago(5), pg_temp.h('fourth'), 'fourth', 'fourth', 'running', 'live'),
	(3, 'fourth', pg_temp.ago(5), pg_temp.h('fourth'), 'fourth', 'fourth', 'shut off', 'live'),
	(1, 'third', pg_temp.ago(5), pg_temp.h('third'), 'third', 'third', 'shut off', 'live'),
	(2, 'third', pg_temp.ago(5), pg_temp.h('third'), 'third', 'third', 'running', 'live'),
	(3, 'third', pg_temp.ago(5), pg_temp.h('third'), 'third', 'third', 'running', 'live');
insert into finding (host_id, key, since, hash, code, severity, uuid) values
	(1, 'np1', pg_temp.ago(5), pg_temp.h('np1'), 'no-process', 'critical', 'believed here'),
	(2, 'np2', pg_temp.ago(5), pg_temp.h('np2'), 'no-process', 'critical', 'believed there'),
	-- another finding about it, and what another host believes of it
	(1, 'ld', pg_temp.ago(5), pg_temp.h('ld'), 'link-down', 'warning', 'twin'),
	(3, 'np3', pg_temp.ago(5), pg_temp.h('np3'), 'no-process', 'critical', 'twin');

-- One MAC address on two hosts.
create temp table macs (n serial, name text, uuid text default 'A', other_uuid text default 'B', bridge text default 'br0',
	other_bridge text default 'br0', vlan text, other_vlan text, basis text default 'live', other_basis text default 'live',
	unseen boolean default false, other_unseen boolean default false, late boolean default false);
insert into macs (name) values ('twice');
insert into macs (name, other_uuid) values ('one VM', 'A');
insert into macs (name, uuid) values ('no VM', null);
insert into macs (name, basis) values ('posed here', 'self');
insert into macs (name, other_basis) values ('posed there', 'self');
insert into macs (name, unseen) values ('unseen here', true);
insert into macs (name, other_unseen) values ('unseen there', true);
insert into macs (name, vlan, other_vlan) values ('two VLANs', '10', '11'), ('none and one', null, '11');
insert into macs (name, other_bridge) values ('two bridges', 'br1');
insert into macs (name, bridge, other_bridge) values ('NAT', 'virbr0', 'virbr0'), ('LXD', 'lxdbr0', 'lxdbr0'),
	('LXC', 'lxcbr0', 'lxcbr0'), ('Incus', 'incusbr0', 'incusbr0'), ('Docker', 'docker0', 'docker0');
insert into macs (name, late) values ('migrates', true);
insert into mapping (host_id, key, since, unconfirmed_since, hash, domain, uuid, mac, ifname, bridge, vlan, status, basis)
	select 1, 'mac ' || name, pg_temp.ago(5), case when unseen then pg_temp.ago(1) end, pg_temp.h(name), name, uuid,
		'52:54:00:00:00:' || to_char(n, 'FM00'), 'mac', bridge, vlan, 'ok', basis from macs
	union all select 2, 'mac ' || name, case when late then pg_temp.ago(1) - interval '30 seconds' else pg_temp.ago(5) end,
		case when other_unseen then pg_temp.ago(1) end, pg_temp.h(name), name, other_uuid,
		'52:54:00:00:00:' || to_char(n, 'FM00'), 'mac', other_bridge, other_vlan, 'ok', other_basis from macs;

-- Strays; of a user's, and beside one.
insert into mapping (host_id, key, since, unconfirmed_since, hash, ifname, netns, status) values
	(1, 'left0', pg_temp.ago(5), null, pg_temp.h('left0'), 'left0', 1, 'stray'),
	(2, 'left0', pg_temp.ago(5), null, pg_temp.h('left0'), 'left0', 1, 'stray'),
	(1, 'left1', pg_temp.ago(5), null, pg_temp.h('left1'), 'left1', 1, 'stray'),
	(1, 'left2', pg_temp.ago(5), pg_temp.ago(1), pg_temp.h('left2'), 'left2', 1, 'stray'),
	(1, 'left3', pg_temp.ago(5), null, pg_temp.h('left3'), 'left3', 2, 'stray'),
	(1, 'users0', pg_temp.ago(5), null, pg_temp.h('users0'), 'users0', 1, 'stray'),
	(1, 'users1', pg_temp.ago(5), null, pg_temp.h('users1'), 'users1', null, 'stray'),
	(1, 'vpn0', pg_temp.ago(5), null, pg_temp.h('vpn0'), 'vpn0', 1, 'foreign');
insert into finding (host_id, key, since, hash, code, severity, ifname, netns) values
	(1, 'left0', pg_temp.ago(5), pg_temp.h('left0'), 'stray-tap', 'warning', 'left0', 1),
	(2, 'left0', pg_temp.ago(5), pg_temp.h('left0'), 'stray-tap', 'info', 'left0', 1),
	(1, 'left1', pg_temp.ago(5), pg_temp.h('left1'), 'link-down', 'info', 'left1', 1),
	(1, 'left3', pg_temp.ago(5), pg_temp.h('left3'), 'stray-macvtap', 'info', 'left3', 3),
	(1, 'users0', pg_temp.ago(5), pg_temp.h('users0'), 'stray-tap', 'info', 'users0', 1),
	(1, 'users1', pg_temp.ago(5), pg_temp.h('users1'), 'stray-macvtap', 'info', 'users1', null);

-- Left by a migration: mig1, and mig5, whose own VM is a process' word. Not where a VM here has the
-- address, nobody but a stray or a process has it there, nor who was not seen or is no VM's.
insert into mapping (host_id, key, since, unconfirmed_since, hash, domain, uuid, mac, ifname, bridge, status, basis)
	select host, 'mig ' || host || m || coalesce(uuid, ''), pg_temp.ago(5), unseen, pg_temp.h(m::text), uuid, uuid,
		case when uuid is null then 'fe' else '52' end || ':54:00:00:01:0' || m,
		case when uuid is null then 'mig' else 'm' end || m, 'br' || host, status, basis
	from (values (1, 1, null, null::timestamptz, 'stray', null), (2, 1, 'v1', null, 'ok', 'live'),
		(1, 2, null, null, 'stray', null), (1, 2, 'v2', null, 'ok', 'live'), (2, 2, 'w2', null, 'ok', 'live'),
		(1, 3, null, null, 'stray', null), (2, 3, null, null, 'stray', null),
		(1, 4, null, null, 'stray', null), (2, 4, 'v4', null, 'ok', 'self'),
		(1, 5, null, null, 'stray', null), (1, 5, 'p5', null, 'ok', 'self'), (2, 5, 'v5', null, 'ok', 'live'),
		(1, 6, null, null, 'stray', null), (2, 6, 'v6', pg_temp.ago(1), 'ok', 'live'),
		(1, 7, null, null, 'stray', null), (2, 7, 'v7', null, 'foreign', 'live')) x (host, m, uuid, unseen, status, basis);

-- Gone: for sure; after the last scans; two days ago; was shut off, also in the end; was a process'
-- word; has no UUID; is shut off elsewhere; is a process' word elsewhere.
insert into domain_past (host_id, key, since, hash, name, uuid, state, basis, until)
	select 1, coalesce(uuid, 'none') || until, pg_temp.ago(60), pg_temp.h(basis), uuid, uuid, state, basis, pg_temp.ago(until)
	from (values ('gone', 'running', 'live', 3), ('just', 'running', 'live', 0.5), ('long', 'running', 'live', 49),
		('gone-off', 'shut off', 'live', 3), ('ended-off', 'running', 'live', 4), ('ended-off', 'shut off', 'live', 3),
		('gone-self', 'running', 'self', 3), (null, 'running', 'live', 3), ('moved-off', 'running', 'live', 3),
		('moved-self', 'running', 'live', 3)) x (uuid, state, basis, until);
insert into domain (host_id, key, since, hash, name, uuid, state, basis) values
	(2, 'moved-off', pg_temp.ago(3), pg_temp.h('o'), 'moved-off', 'moved-off', 'shut off', 'live'),
	(2, 'moved-self', pg_temp.ago(3), pg_temp.h('s'), 'moved-self', 'moved-self', 'running', 'self');

-- Accepted and gone, while there is the same on another host, another code for that reason, another
-- reason. Not what is still there, was never accepted, is gone for long, or was on a retired host.
insert into finding_past (host_id, key, since, hash, code, accepted, until) values
	(1, 'acc1', pg_temp.ago(1200), pg_temp.h('1'), 'stray-tap', 'for b, too', pg_temp.ago(3)),
	(1, 'acc2', pg_temp.ago(1200), pg_temp.h('2'), 'link-down', 'for two', pg_temp.ago(3)),
	(1, 'acc3', pg_temp.ago(1200), pg_temp.h('3'), 'wrong-netns', 'before', pg_temp.ago(3)),
	(1, 'acc4', pg_temp.ago(1200), pg_temp.h('4'), 'mac-changed', 'still', pg_temp.ago(3)),
	(1, 'acc5', pg_temp.ago(1200), pg_temp.h('5'), 'bridge-full', null, pg_temp.ago(3)),
	(1, 'acc6', pg_temp.ago(1200), pg_temp.h('6'), 'not-held', 'for long', pg_temp.ago(960)),
	(4, 'acc7', pg_temp.ago(1200), pg_temp.h('7'), 'no-process', 'retired', pg_temp.ago(71));
insert into finding (host_id, key, since, hash, code, accepted) values
	(2, 'acc1', pg_temp.ago(200), pg_temp.h('1'), 'stray-tap', 'for b, too'),
	(1, 'acc2', pg_temp.ago(200), pg_temp.h('2'), 'stray-tap', 'for two'),
	(1, 'acc3', pg_temp.ago(200), pg_temp.h('3'), 'wrong-netns', 'now'),
	(1, 'acc4', pg_temp.ago(200), pg_temp.h('4'), 'mac-changed', 'still');

-- Who held a device, where an address was: then and now, beside others that say otherwise.
insert into mapping (host_id, key, since, hash, domain, ifname, mac, addresses, status)
	select host, 'held ' || dev, pg_temp.ago(2), pg_temp.h(dev), 'now-' || host || dev, dev, mac,
		jsonb_build_array(jsonb_build_object('ip', ip)), 'held'
	from (values (1, 'h0', '52:54:00:00:02:01', '192.0.2.6'), (1, 'h1', '52:54:00:00:02:02', '192.0.2.7'),
		(2, 'h0', '52:54:00:00:02:03', '192.0.2.7')) x (host, dev, mac, ip);
insert into mapping_past (host_id, key, since, hash, domain, ifname, mac, status, until)
	select host, 'held ' || dev, pg_temp.ago(8), pg_temp.h(dev), 'then-' || host || dev, dev, mac, 'held', pg_temp.ago(2)
	from (values (1, 'h0', '52:54:00:00:02:01'), (1, 'h1', '52:54:00:00:02:02'), (2, 'h0', '52:54:00:00:02:03'))
		x (host, dev, mac);

-- Changes: what came, went, changed, came and went, was there all the time, and was gone before. c
-- was seen for the first time when its row began.
create function pg_temp.rows(host integer, past boolean) returns table (host_id integer, key text, since timestamptz,
	hash uuid, value text, until timestamptz) language sql as $$
	select host, k, pg_temp.ago(since), pg_temp.h(k), v, pg_temp.ago(until)
	from (values ('chg came', 2, null, 'x'), ('chg changed', 2, null, 'x'), ('chg stays', 9, null, 'x'),
		('chg went', 8, 3, 'x'), ('chg changed', 8, 2, 'y'), ('chg passed', 4, 3, 'x'), ('chg before', 9, 8, 'x')) x (k, since, until, v)
	where (until is not null) = past $$;
insert into mapping (host_id, key, since, hash, status)
	select host_id, key, since, hash, value from pg_temp.rows(1, false) union all
	select host_id, key, since, hash, value from pg_temp.rows(2, false);
insert into mapping_past (host_id, key, since, hash, status, until)
	select * from pg_temp.rows(1, true) union all select * from pg_temp.rows(2, true);
insert into domain (host_id, key, since, hash, state, basis)
	select host_id, key, since, hash, value, 'self' from pg_temp.rows(1, false);
insert into domain_past (host_id, key, since, hash, state, until) select * from pg_temp.rows(1, true);
insert into finding (host_id, key, since, hash, code) select host_id, key, since, hash, value from pg_temp.rows(1, false);
insert into finding_past (host_id, key, since, hash, code, until) select * from pg_temp.rows(1, true);
insert into mapping (host_id, key, since, hash, status) values (3, 'chg first', pg_temp.ago(2), pg_temp.h('f'), 'ok');

select setval(pg_get_serial_sequence('host', 'host_id'), 100);
insert into tally select 'mac', mac, count(*) from mapping where mac is not null group by mac
	union all select 'uuid', uuid, count(*) from domain where uuid is not null and runs(state) group by uuid;
commit;
