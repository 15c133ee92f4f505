-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- Two roles without login, to be granted to those who log in: the loader writes
-- rows and makes the partitions of a day, by functions; the reader reads.

do $$
declare
	name text;
begin
	foreach name in array array['virt_taps_loader', 'virt_taps_reader'] loop
		if not exists (select from pg_roles where rolname = name) then
			execute format('create role %I nologin', name);
		end if;
	end loop;
end $$;

revoke all on schema virt_taps from public;
revoke all on all functions in schema virt_taps from public;
revoke all on all tables in schema virt_taps from virt_taps_loader, virt_taps_reader;
grant usage on schema virt_taps to virt_taps_loader, virt_taps_reader;
grant select on all tables in schema virt_taps to virt_taps_reader, virt_taps_loader;
grant execute on all functions in schema virt_taps to virt_taps_reader, virt_taps_loader;
revoke execute on function ensure_day, drop_old_days, end_rows, retire, maintain
	from virt_taps_reader, virt_taps_loader;
grant execute on function ensure_day, maintain to virt_taps_loader;
grant insert, update, delete on host, mapping, domain, device, finding, mapping_past, domain_past, device_past,
	finding_past, tally to virt_taps_loader;
grant insert, update on scan to virt_taps_loader;
grant insert on reject to virt_taps_loader;
