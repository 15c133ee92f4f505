# SPDX-License-Identifier: GPL-2.0-or-later
# Tests with what admins run around the program: Prometheus, Ansible, Icinga,
# libvirt's hooks, Debian's package tools. Minutes and packages that not everybody
# has: not a part of make check, but of ./quickstart check.
FLEET_TESTS = \
	tests/fleet-data.sh \
	tests/fleet-postgresql.sh \
	tests/fleet-quickstart.sh \
	tests/fleet-rsyslog.sh \
	tests/fleet-sqlite.sh \
	tests/fleet-support.sh \
	tests/live-ansible.sh \
	tests/live-examples.sh \
	tests/live-prometheus.sh \
	tests/pkg-install.sh \
	$(NULL)
EXTRA_DIST += $(FLEET_TESTS) tests/fleet tests/fleet-scale.sh tests/fleet-prometheus-scale.sh

check-fleet: all
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(FLEET_TESTS)'

# Ten thousand hosts in PostgreSQL: half an hour, 6 GB of disk in TMPDIR.
check-fleet-scale: all
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/fleet-scale.sh

# Half a million series in Prometheus: six minutes, 3 GB of memory.
check-prometheus-scale: all
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/fleet-prometheus-scale.sh

.PHONY: check-fleet check-fleet-scale check-prometheus-scale
