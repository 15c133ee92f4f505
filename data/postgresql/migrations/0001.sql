-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- The tables. What is now and what was are apart: a row of mapping, domain,
-- device or finding is what the last scan of its host has; when it ends or
-- changes, the version that was goes to the table of the same name with _past,
-- which is partitioned by the day on which it ended. So a question about now
-- meets no history, a version is written once, and retention drops a table.

create table setting (
	name text primary key,
	value text not null,
	meaning text not null
);

insert into setting values
	('keep_days', '90', 'days that ended versions and scans are kept'),
	('unconfirmed_days', '7', 'days after which what only scans with gaps miss has ended'),
	('migration_grace', '2 minutes', 'so long a VM may be on two hosts: it migrates'),
	('stale_after', '1 day', 'a host without a scan for so long is stale'),
	('future_limit', '1 hour', 'a scan that is later than now by more is refused');

-- A host is its name and its machine-id: of two that share one of these, each
-- has its own rows.
create table host (
	host_id integer generated always as identity primary key,
	hostname text not null,
	machine_id text not null default '',
	site text,
	boot_id text,
	first_scan_at timestamptz,
	last_scan_at timestamptz,
	last_event_at timestamptz,
	last_complete boolean,
	last_blind text[] not null default '{}',
	retired_at timestamptz,
	unique (hostname, machine_id)
) with (fillfactor = 70);
create index on host (last_scan_at) where retired_at is null;
create index on host (host_id) where not last_complete;

-- blind: what its gaps may hide, words of coverage.gaps[].hides.
create table scan (
	host_id integer not null references host,
	at timestamptz not null,
	loaded_at timestamptz not null default now(),
	boot_id text,
	complete boolean not null,
	blind text[] not null default '{}',
	gaps jsonb,
	domains integer,
	devices integer,
	mapped integer,
	critical integer,
	warning integer,
	info integer,
	accepted integer,
	primary key (host_id, at)
) partition by range (at);

-- key: what a row is about, within its host. hash: of what makes a version.
-- more: members that this schema has no column for.
create table mapping (
	host_id integer not null references host,
	key text not null,
	since timestamptz not null,
	unconfirmed_since timestamptz,
	hash uuid not null,
	domain text,
	uuid text,
	alias text,
	mac text,
	type text,
	ifname text,
	kind text,
	ifindex bigint,
	netns bigint,
	netns_name text,
	pid integer,
	comm text,
	master text,
	bridge text,
	network text,
	vlan text,
	addresses jsonb,
	manager text,
	status text,
	findings text[],
	more jsonb,
	primary key (host_id, key)
) with (fillfactor = 90);

create table domain (
	host_id integer not null references host,
	key text not null,
	since timestamptz not null,
	unconfirmed_since timestamptz,
	hash uuid not null,
	name text,
	uuid text,
	id bigint,
	state text,
	connection text,
	manager text,
	manager_id text,
	basis text,
	pid integer,
	pid_source text,
	start_time bigint,
	labels jsonb,
	macs text[],
	more jsonb,
	primary key (host_id, key)
) with (fillfactor = 90);

create table device (
	host_id integer not null references host,
	key text not null,
	since timestamptz not null,
	unconfirmed_since timestamptz,
	hash uuid not null,
	ifname text,
	ifindex bigint,
	netns bigint,
	netns_name text,
	kind text,
	mac text,
	alias text,
	altnames jsonb,
	mtu bigint,
	master text,
	bridge text,
	lower jsonb,
	up boolean,
	carrier boolean,
	persist boolean,
	owner_uid bigint,
	owner_gid bigint,
	multi_queue boolean,
	queues_enabled bigint,
	queues_disabled bigint,
	vhost jsonb,
	path jsonb,
	holders jsonb,
	claims jsonb,
	more jsonb,
	primary key (host_id, key)
) with (fillfactor = 90);

create table finding (
	host_id integer not null references host,
	key text not null,
	since timestamptz not null,
	unconfirmed_since timestamptz,
	hash uuid not null,
	code text not null,
	severity text,
	domain text,
	uuid text,
	alias text,
	ifname text,
	netns bigint,
	netns_name text,
	pid integer,
	message text,
	remedy text,
	commands jsonb,
	accepted text,
	evidence jsonb,
	more jsonb,
	primary key (host_id, key)
) with (fillfactor = 90);

create table mapping_past (like mapping, until timestamptz not null) partition by range (until);
create table domain_past (like domain, until timestamptz not null) partition by range (until);
create table device_past (like device, until timestamptz not null) partition by range (until);
create table finding_past (like finding, until timestamptz not null) partition by range (until);

create index on mapping (mac);
create index on mapping (uuid);
create index on mapping (domain text_pattern_ops);
create index on mapping (ifname);
create index on mapping (since);
create index on mapping (status, host_id) where status <> 'ok';
-- What a tap of libvirt's, which has FE there, shares with its VM's NIC.
create index mapping_wire on mapping (substr(mac, 4));
create index on mapping using gin (addresses jsonb_path_ops);
create index on domain (uuid);
create index on domain (name text_pattern_ops);
create index on domain (since);
create index on domain using gin (macs);
create index on device (ifname);
create index on device (mac);
create index on device (since);
create index on finding (code, host_id);
create index on finding (since);

create index on mapping_past (host_id, key, until);
create index on mapping_past (ifname, host_id, until);
create index on mapping_past (mac, until);
create index on mapping_past (uuid, until);
create index on mapping_past (domain text_pattern_ops);
create index on mapping_past (until);
create index on domain_past (host_id, key, until);
create index on domain_past (uuid, until);
create index on domain_past (until);
create index on device_past (host_id, key, until);
create index on device_past (ifname, host_id, until);
create index on device_past (until);
create index on finding_past (host_id, key, until);
create index on finding_past (until);
create index on finding_past (host_id, code) where accepted is not null;

-- How many rows of now have one MAC, how many running domains one UUID: only
-- those with more than one can contradict each other, and they are few.
create table tally (
	what text not null,
	value text not null,
	n integer not null,
	primary key (what, value)
) with (fillfactor = 70);
create index on tally (what, value) where n > 1;

-- Which network a bridge leads to. The first rule that fits decides; one
-- without network is a network of its host alone. Without a rule it is the
-- bridge's name and VLAN, the same on all hosts of a site.
create table network_rule (
	priority integer primary key,
	host_like text not null default '%',
	bridge_like text not null,
	network text,
	reason text not null
);

insert into network_rule (priority, bridge_like, network, reason) values
	(1000, 'virbr%', null, 'libvirt''s NAT and isolated networks end at the host'),
	(1010, 'lxcbr%', null, 'likewise'),
	(1020, 'lxdbr%', null, 'likewise'),
	(1030, 'incusbr%', null, 'likewise'),
	(1040, 'docker%', null, 'likewise');

-- What could not be loaded, and why.
create table reject (
	at timestamptz not null default now(),
	hostname text,
	scan_at timestamptz,
	why text not null,
	line text
);
create index on reject (at);
