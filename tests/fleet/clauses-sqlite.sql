-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- A fleet of four hosts for data/sqlite, in which each condition of each question has a row that
-- is there, or not there, because of it. tests/fleet-sqlite.sh asks.

insert into scan (scan_id, hostname, at, complete, blind) values
	(1, 'a', '2026-01-01T00:00:00Z', 1, 0), (2, 'a', '2026-01-01T01:00:00Z', 0, 1),
	(3, 'a', '2026-01-01T02:00:10Z', 1, 0), (4, 'b', '2026-01-01T00:00:00Z', 1, 0),
	(5, 'b', '2026-01-01T02:00:00Z', 1, 0), (6, 'c', '2026-01-01T00:00:00Z', 1, 0),
	(7, 'c', '2026-01-01T01:00:00Z', 1, 0), (8, 'c', '2026-01-01T02:00:10Z', 1, 0),
	(9, 'd', '2026-01-01T00:00:00Z', 1, 0), (10, 'd', '2026-01-01T01:00:00Z', 1, 0),
	(11, 'd', '2026-01-01T02:00:20Z', 1, 0);

insert into domain (scan_id, uuid, name, running, basis) values
	-- on two hosts, and not seen once, by a scan that could not see it
	(1, 'blind', 'blind', 1, 'live'), (3, 'blind', 'blind', 1, 'live'),
	(4, 'blind', 'blind', 1, 'live'), (5, 'blind', 'blind', 1, 'live'),
	-- meanwhile shut off, or only somebody's process: it may have been on the other host then
	(6, 'halted', 'halted', 1, 'live'), (7, 'halted', 'halted', 0, 'live'), (8, 'halted', 'halted', 1, 'live'),
	(4, 'halted', 'halted', 1, 'live'), (5, 'halted', 'halted', 1, 'live'),
	(6, 'posed', 'posed', 1, 'live'), (7, 'posed', 'posed', 1, 'self'), (8, 'posed', 'posed', 1, 'live'),
	(4, 'posed', 'posed', 1, 'live'), (5, 'posed', 'posed', 1, 'live'),
	-- shut off there; somebody's process there
	(5, 'off', 'off', 1, 'live'), (6, 'off', 'off', 0, 'live'), (7, 'off', 'off', 0, 'live'), (8, 'off', 'off', 0, 'live'),
	(5, 'self', 'self', 1, 'live'), (6, 'self', 'self', 1, 'self'), (7, 'self', 'self', 1, 'self'),
	(8, 'self', 'self', 1, 'self'),
	-- had no process once; has none now
	(5, 'again', 'again', 1, 'live'), (6, 'again', 'again', 1, 'live'), (7, 'again', 'again', 1, 'live'),
	(8, 'again', 'again', 1, 'live'), (4, 'again', 'again', 1, 'live'),
	(5, 'believed', 'believed', 1, 'live'), (8, 'believed', 'believed', 1, 'live'),
	-- without a UUID
	(5, null, 'none', 1, 'config'), (8, null, 'none', 1, 'config'), (9, null, 'none', 1, 'config'),
	-- gone: for long; since the last scan; was shut off; was somebody's process; is shut off
	-- elsewhere; is somebody's process elsewhere
	(9, 'gone', 'gone', 1, 'live'), (10, 'just', 'just', 1, 'live'), (9, 'gone-off', 'gone-off', 0, 'live'),
	(9, 'gone-self', 'gone-self', 1, 'self'), (9, 'moved-off', 'moved-off', 1, 'live'),
	(5, 'moved-off', 'moved-off', 0, 'live'), (9, 'moved-self', 'moved-self', 1, 'live'),
	(5, 'moved-self', 'moved-self', 1, 'self');

insert into finding (scan_id, code, severity, uuid, ifname, netns, accepted) values
	(6, 'no-process', 'critical', 'again', null, null, null), (8, 'link-down', 'warning', 'again', null, null, null),
	(8, 'no-process', 'critical', 'believed', null, null, null),
	-- of strays
	(3, 'stray-tap', 'warning', null, 'left0', 1, null), (5, 'stray-tap', 'info', null, 'left0', 1, null),
	(3, 'link-down', 'info', null, 'left1', 1, null), (3, 'stray-tap', 'info', null, 'users0', 1, null),
	(3, 'stray-macvtap', 'info', null, 'left3', 3, null), (3, 'stray-macvtap', 'info', null, 'users1', null, null),
	-- accepted: there on another host; another code for that reason; another reason; still there
	(9, 'stray-tap', 'warning', null, 'x', 1, 'for b, too'), (5, 'stray-tap', 'warning', null, 'x', 1, 'for b, too'),
	(9, 'link-down', 'warning', null, 'x', 1, 'for two'), (11, 'stray-tap', 'warning', null, 'x', 1, 'for two'),
	(9, 'wrong-netns', 'warning', null, 'x', 1, 'before'), (11, 'wrong-netns', 'warning', null, 'x', 1, 'now'),
	(9, 'mac-changed', 'info', null, 'x', 1, 'still'), (11, 'mac-changed', 'info', null, 'x', 1, 'still'),
	(9, 'bridge-full', 'warning', null, 'x', 1, null);

insert into mapping (scan_id, ifname, netns, mac, uuid, bridge, vlan, basis, status) values
	(3, 'left0', 1, null, null, null, null, null, 'stray'), (5, 'left0', 1, null, null, null, null, null, 'stray'),
	(3, 'left1', 1, null, null, null, null, null, 'stray'), (3, 'users0', 1, null, null, null, null, null, 'stray'),
	(3, 'left3', 2, null, null, null, null, null, 'stray'), (3, 'users1', null, null, null, null, null, null, 'stray'),
	-- a MAC address twice: in one network; in two VLANs; in one and in none; on two bridges
	(3, 'm', 1, '52:54:00:00:00:01', 'a1', 'br0', null, 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:01', 'b1', 'br0', null, 'live', 'ok'),
	(3, 'm', 1, '52:54:00:00:00:02', 'a2', 'br0', '10', 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:02', 'b2', 'br0', '11', 'live', 'ok'),
	(3, 'm', 1, '52:54:00:00:00:03', 'a3', 'br0', '10', 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:03', 'b3', 'br0', null, 'live', 'ok'),
	(3, 'm', 1, '52:54:00:00:00:04', 'a4', 'br0', null, 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:04', 'b4', 'br1', null, 'live', 'ok'),
	-- in networks that end at their host
	(3, 'm', 1, '52:54:00:00:00:05', 'a5', 'virbr0', null, 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:05', 'b5', 'virbr0', null, 'live', 'ok'),
	(3, 'm', 1, '52:54:00:00:00:06', 'a6', 'lxdbr0', null, 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:06', 'b6', 'lxdbr0', null, 'live', 'ok'),
	(3, 'm', 1, '52:54:00:00:00:07', 'a7', 'incusbr0', null, 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:07', 'b7', 'incusbr0', null, 'live', 'ok'),
	(3, 'm', 1, '52:54:00:00:00:08', 'a8', 'docker0', null, 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:08', 'b8', 'docker0', null, 'live', 'ok'),
	-- by the word of a process, here and there; of one VM; of none
	(3, 'm', 1, '52:54:00:00:00:09', 'a9', 'br0', null, 'self', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:09', 'b9', 'br0', null, 'live', 'ok'),
	(3, 'm', 1, '52:54:00:00:00:0a', 'aa', 'br0', null, 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:0a', 'ba', 'br0', null, 'self', 'ok'),
	(3, 'm', 1, '52:54:00:00:00:0b', 'same', 'br0', null, 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:0b', 'same', 'br0', null, 'live', 'ok'),
	(3, 'm', 1, '52:54:00:00:00:0c', null, 'br0', null, 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:00:0c', 'bc', 'br0', null, 'live', 'ok'),
	-- left by a migration; not, since a VM of its host has the address, too; since nobody has it
	-- but another stray, or a process by its word; all the same, if only such a one has it here
	(3, 'mig1', 1, 'fe:54:00:00:01:01', null, null, null, null, 'stray'),
	(5, 'm', 1, '52:54:00:00:01:01', 'v1', 'br0', null, 'live', 'ok'),
	(3, 'mig2', 1, 'fe:54:00:00:01:02', null, null, null, null, 'stray'),
	(3, 'm', 1, '52:54:00:00:01:02', 'v2', 'br8', null, 'live', 'ok'),
	(5, 'm', 1, '52:54:00:00:01:02', 'w2', 'br9', null, 'live', 'ok'),
	(3, 'mig3', 1, 'fe:54:00:00:01:03', null, null, null, null, 'stray'),
	(5, 'mig3', 1, 'fe:54:00:00:01:03', null, null, null, null, 'stray'),
	(3, 'mig4', 1, 'fe:54:00:00:01:04', null, null, null, null, 'stray'),
	(5, 'm', 1, '52:54:00:00:01:04', 'v4', 'br0', null, 'self', 'ok'),
	(3, 'mig5', 1, 'fe:54:00:00:01:05', null, null, null, null, 'stray'),
	(3, 'm', 1, '52:54:00:00:01:05', 'v5', 'br0', null, 'self', 'ok'),
	(5, 'm', 1, '52:54:00:00:01:05', 'v5', 'br0', null, 'live', 'ok'),
	-- what came and went: not what a scan could not see, nor what the first one saw
	(1, 'chg0', 1, null, null, null, null, null, 'ok'), (9, 'chg1', 1, null, null, null, null, null, 'ok'),
	(9, 'chg3', 1, null, null, null, null, null, 'ok'), (10, 'chg3', 1, null, null, null, null, null, 'ok'),
	(11, 'chg3', 1, null, null, null, null, null, 'ok'),
	(10, 'chg2', 1, null, null, null, null, null, 'ok'), (11, 'chg2', 1, null, null, null, null, null, 'foreign');
