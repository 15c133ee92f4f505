#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is in data/ and packaging/, each by its consumer's own checker, and that
# a release is the same bytes however it is made. Checkers that are missing are
# skipped; no privilege is needed.

set -u
srcdir=$(cd -- "${VT_SRCDIR-$(dirname -- "$0")/..}" && pwd)
data=$srcdir/data
export PATH="$PATH:/usr/sbin:/sbin" LC_ALL=C.UTF-8
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MALLOC_PERTURB_ SOURCE_DATE_EPOCH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The monitoring daemons give up root before they look.
chmod 755 "$work"
mkdir -m 777 "$work/daemon"

count=0
failed=0
ok()
{
	local what=$1 verdict=ok

	shift
	count=$((count + 1))
	"$@" >"$work/log" 2>&1 || {
		verdict="not ok"
		failed=$((failed + 1))
	}
	echo "$verdict $count - $what"
	[ "$verdict" = ok ] || tail -n 30 "$work/log" | sed 's/^/# /'
}

# ok_with TOOL DESCRIPTION COMMAND...
ok_with()
{
	local tool=$1

	shift
	if command -v "$tool" >/dev/null; then
		ok "$@"
	else
		count=$((count + 1))
		echo "ok $count - $1 # SKIP no $tool"
	fi
}

# --- systemd ----------------------------------------------------------------

units()
{
	local unit

	mkdir "$work/units"
	cp "$data"/systemd/*.timer "$work/units"
	for unit in "$data"/systemd/*.service.in; do
		sed -e "/^@sandbox@\$/{r $data/systemd/sandbox" -e 'd;}' \
			-e "s|@pkglibexecdir@|$data/systemd|; s|@bindir@|${VT_BIN%/*}|" \
			-e "s|@environmentfile@|/etc/default/virt-taps|" "$unit" \
			>"$work/units/$(basename "$unit" .in)"
		! grep '@[a-z]*@' "$work/units/$(basename "$unit" .in)" || return 1
	done
	systemd-analyze verify --man=no "$work"/units/* >"$work/verify" 2>&1 && cat "$work/verify" &&
		[ ! -s "$work/verify" ]
}

exposure()
{
	local unit

	for unit in "$work"/units/*.service; do
		systemd-analyze security --offline=true --threshold=35 "$unit" || return 1
	done
}

publish()
{
	"$data/systemd/publish" "$work/out" "$@"
}

publishes()
{
	publish echo one && [ "$(cat "$work/out")" = one ] &&
		publish sh -c 'echo two; exit 3' && [ "$(cat "$work/out")" = two ] &&
		! publish false && [ "$(cat "$work/out")" = two ] &&
		! publish true && ! publish "$work/no-such-program" &&
		[ "$(cat "$work/out")" = two ] && [ "$(echo "$work"/out*)" = "$work/out" ]
}

# --- monitoring -------------------------------------------------------------

dashboard()
{
	jq -e '([.panels[].id] | length == (unique | length)) and all(.panels[]; .title != "" and
		(.targets | length > 0) and all(.targets[]; .expr | test("virt_taps_"))) and
		.uid == "virt-taps" and (.templating.list | map(.name) == ["datasource", "instance"])' \
		"$data/grafana/virt-taps-dashboard.json"
}

# Metrics that rules and panels name are metrics that the program prints.
metrics_exist()
{
	local bad=0 name

	{
		"$VT_BIN" -c none -q --format prometheus
		cat "$srcdir/src/render/prometheus.c"
	} >"$work/metrics"
	for name in $(cat "$data/prometheus/virt-taps.rules.yml" "$data/grafana/virt-taps-dashboard.json" |
		grep -o 'virt_taps_[a-z_]*' | sort -u); do
		grep -q "\b$name\b" "$work/metrics" || { echo "no metric $name"; bad=1; }
	done
	for name in $(grep -o 'code=[=~]*\\*"[a-z|-]*' "$data/prometheus/virt-taps.rules.yml" |
		sed 's/.*"//; s/|/ /g'); do
		"$VT_BIN" explain "$name" >/dev/null || { echo "no finding $name"; bad=1; }
	done
	return $bad
}

icinga()
{
	cat >"$work/icinga2.conf" <<-END
	include <itl>
	include "$data/icinga/virt-taps.conf"
	object CheckCommand "none" { command = [ "/bin/true" ] }
	object Host "hv1" {
		check_command = "none"
		vars.virt_taps = true
		vars.virt_taps_connect = [ "qemu:///system" ]
	}
	END
	icinga2 daemon -C -D "CacheDir=$work/daemon" -D "DataDir=$work/daemon" -D "LogDir=$work/daemon" \
		-c "$work/icinga2.conf" >"$work/icinga2.out" 2>&1
	cat "$work/icinga2.out"
	grep -q 'Finished validating' "$work/icinga2.out" &&
		grep -q 'Instantiated 1 Service' "$work/icinga2.out"
}

# --- Ansible ----------------------------------------------------------------

playbooks()
{
	cp -r "$data/ansible" "$work/ansible" && chmod -R u+w "$work/ansible" && cd "$work/ansible" &&
		HOME=$work ansible-lint --offline gather.yml install.yml roles/virt_taps
}

yaml()
{
	yamllint -s -d '{extends: default, rules: {line-length: {max: 150}}}' "$data/ansible" &&
		yamllint -s -d '{extends: relaxed, rules: {line-length: {max: 260}}}' "$data/prometheus"
}

empty_fleet()
{
	"$VT_BIN" -c none -q --json >"$work/one.json" && jq -n -f "$data/ansible/fleet.jq" "$work/one.json" |
		jq -e '.contradictions == 0 and (.hosts | length) == 1 and .hosts[0].host == "one"'
}

# The same guest twice, but for what libvirt alone believes; and two MACs.
made_up_fleet()
{
	local host='{"format":"virt-taps","host":{"hostname":"h"},"coverage":{"complete":true},"summary":{}'

	cat >"$work/a.json" <<-END
	$host,"findings":[{"code":"no-process","uuid":"u3","severity":"critical"}],
	"domains":[{"uuid":"u1","name":"x","id":1,"state":"running","pid":5},
		{"uuid":"u3","name":"z","id":2,"state":"running","pid":null},
		{"uuid":"u4","name":"off","id":null,"state":"shut off","pid":null}],
	"mappings":[{"uuid":"u1","domain":"x","mac":"52:54:00:00:00:01","status":"ok"},
		{"uuid":null,"domain":null,"mac":"52:54:00:00:00:07","ifname":"macvtap0","status":"stray"},
		{"uuid":null,"domain":null,"mac":"fe:54:00:00:00:01","ifname":"vnet1","status":"stray"}]}
	END
	cat >"$work/b.json" <<-END
	$host,"findings":[],
	"domains":[{"uuid":"u2","name":"y","id":1,"state":"running","pid":5},
		{"uuid":"u3","name":"z","id":2,"state":"running","pid":6},
		{"uuid":"u4","name":"off","id":3,"state":"running","pid":7}],
	"mappings":[{"uuid":"u2","domain":"y","mac":"52:54:00:00:00:01","status":"ok"},
		{"uuid":"u3","domain":"z","mac":"52:54:00:00:00:07","status":"ok"}]}
	END
	jq -n -f "$data/ansible/fleet.jq" "$work/a.json" "$work/b.json" | tee "$work/fleet.json" |
		jq -e '.domains_on_several_hosts == [] and
			(.macs_on_several_hosts | length == 1 and .[0].mac == "52:54:00:00:00:01") and
			(.leftovers | map(.ifname) == ["macvtap0"]) and .contradictions == 2' ||
		{ cat "$work/fleet.json"; return 1; }
}

scripts()
{
	shellcheck "$data/systemd/publish" "$data/libvirt-hook/qemu" \
		"$data"/postgresql/{install,load} "$data/sqlite/load" "$data/rsyslog/spool" "$data/checkmk/virt_taps" \
		"$data/ansible/roles/virt_taps/files/virt_taps.fact" "$srcdir/debian/tests/smoke" \
		"$srcdir/debian/virt-taps.postrm"
}

# --- releases ---------------------------------------------------------------

# copy_sources DIRECTORY: as a clone would be, with what is not committed yet
copy_sources()
{
	mkdir -p "$1" && tar -C "$srcdir" -cf - --exclude=./build --exclude='*.o' --exclude='*.a' \
		--exclude=./autom4te.cache . | tar -C "$1" --no-same-owner -xf - || return 1
	chmod -R u+w "$1"
	# In an unpacked release configure is there; a configured tree is undone.
	cd "$1" && { [ ! -e Makefile ] || make -s distclean; } && { [ -e configure ] || autoreconf -i; }
}

# dist DIRECTORY UMASK SOURCE: a release of SOURCE
dist()
{
	mkdir -p "$1" && cd "$1" && umask "$2" && "$3/configure" -q >/dev/null && make -s dist
}

# A clone has the commit's time, whatever that of its files.
another_time()
{
	cd "$1" && { [ ! -e .git ] ||
		find . -name .git -prune -o -type f -exec touch -d 2001-02-03 {} +; }
}

# Built beside the sources and in them, elsewhere, under another umask.
releases()
{
	(copy_sources "$work/src") && (copy_sources "$work/deeper/other") &&
		(another_time "$work/deeper/other") &&
		(dist "$work/one" 022 ../src) && (dist "$work/deeper/other" 077 .) &&
		cmp "$work"/one/*.tar.xz "$work"/deeper/other/*.tar.xz
}

release_of_release()
{
	mkdir "$work/unpacked" && tar -C "$work/unpacked" -xf "$work"/one/*.tar.xz &&
		(dist "$work/three" 022 "$(echo "$work"/unpacked/*)") && cmp "$work"/one/*.tar.xz "$work"/three/*.tar.xz
}

# The epoch of a packager counts; and nobody's name or umask is in it.
release_is_neutral()
{
	cd "$work/deeper/other" && rm -f ./*.tar.xz && SOURCE_DATE_EPOCH=86400 make -s dist &&
		tar --utc -tvf ./*.tar.xz | awk '$2 != "0/0" || $4 != "1970-01-02" ||
			$1 !~ /^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x)$/ { print; bad = 1 } END { exit bad }'
}

rpm_package()
{
	rpmbuild -tb --nodeps --define "_topdir $work/rpm" "$work"/one/*.tar.xz &&
		rpm -qlp "$work"/rpm/RPMS/*/virt-taps-[0-9]*.rpm | grep -q 'bin/virt-taps$'
}

# As far as a system of another kind can: without dependencies and scripts.
# Debian's rpm wants to be asked twice.
rpm_comes_and_goes()
{
	local root=$work/rpm/root rpm

	rpm="rpm --root $root --dbpath /var/lib/rpm --noscripts --force-debian"
	mkdir "$root" && $rpm --nodeps -i "$work"/rpm/RPMS/*/virt-taps-[0-9]*.rpm &&
		[ "$("$root/usr/bin/virt-taps" --version)" = "$("$VT_BIN" --version)" ] &&
		[ -s "$root/usr/share/virt-taps/prometheus/virt-taps.rules.yml" ] && $rpm -e virt-taps &&
		find "$root" -name '*virt*taps*' >"$work/rpm/left" && cat "$work/rpm/left" &&
		[ ! -s "$work/rpm/left" ]
}

ok_with systemd-analyze "systemd-analyze verify" units
ok_with systemd-analyze "systemd-analyze security" exposure
ok "a metrics file is replaced at once or not at all" publishes
ok_with promtool "promtool check rules" promtool check rules "$data/prometheus/virt-taps.rules.yml"
ok_with promtool "promtool test rules" promtool test rules "$data/prometheus/virt-taps.rules.test.yml"
ok_with jq "the dashboard is whole" dashboard
ok "rules and dashboard name metrics and findings that exist" metrics_exist
ok_with icinga2 "icinga2 daemon -C" icinga
ok_with ansible-lint "ansible-lint" playbooks
ok_with yamllint "yamllint" yaml
ok_with jq "the fleet of one host" empty_fleet
ok_with jq "the fleet of two that contradict each other" made_up_fleet
ok_with shellcheck "shellcheck" scripts
ok_with autoreconf "two releases are the same" releases
ok_with autoreconf "a release of a release is the same" release_of_release
ok_with autoreconf "a release is of its epoch and of nobody" release_is_neutral
ok_with rpmbuild "rpmbuild" rpm_package
if [ "$(id -u)" = 0 ]; then
	ok_with rpmbuild "the RPM is installed, runs, and is removed" rpm_comes_and_goes
fi
echo "1..$count"
[ "$failed" = 0 ]
