-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- What a NIC's VM is known by: 'self' is the word of its process alone.

alter table mapping add column basis text;
alter table mapping_past add column basis text;
