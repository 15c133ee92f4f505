#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Builds the Debian package from a copy of the sources, installs it with its
# dependencies into a root that debootstrap makes, runs it there, removes it,
# and looks for what is left. Packages come from where this machine has its
# own. TAP; skips with the reason where something of that is missing.

set -u
srcdir=$(cd -- "${VT_SRCDIR-$(dirname -- "$0")/..}" && pwd)
unset LC_ALL LANG MAKEFLAGS MFLAGS MAKEOVERRIDES MALLOC_PERTURB_

skip_all()
{
	echo "1..0 # SKIP $*"
	exit 0
}

# In a mount and PID namespace of its own, all that debootstrap mounts and all
# that a package starts goes away with it.
if [ "${VT_PKG_INSIDE-}" != 1 ]; then
	[ "$(id -u)" = 0 ] || skip_all "needs root"
	for tool in dpkg-buildpackage debootstrap dh apt-get unshare; do
		command -v "$tool" >/dev/null || skip_all "$tool is missing"
	done
	unmet=$(cd "$srcdir" && dpkg-checkbuilddeps 2>&1) || skip_all "$unmet"
	unshare -m -p -f --mount-proc true 2>/dev/null || skip_all "no namespaces can be made"
	export VT_PKG_INSIDE=1
	exec unshare -m -p -f --mount-proc --kill-child=KILL -- "$0" "$@"
fi

work=$(mktemp -d)
root=$work/root
# The mounts in the root first, or removing it would go through them.
# shellcheck disable=SC2317 # called by the trap
clean_up()
{
	umount -n -R -l "$root/proc" "$root/sys" "$root/dev" 2>/dev/null
	rm -rf --one-file-system "$work"
}
trap clean_up EXIT

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
	[ "$verdict" = ok ] || tail -n 40 "$work/log" | sed 's/^/# /'
}

finish()
{
	echo "1..$count"
	[ "$failed" = 0 ]
	exit
}

not()
{
	! "$@"
}

# --- the package ------------------------------------------------------------

build()
{
	mkdir -p "$work/build/virt-taps"
	tar -C "$srcdir" -cf - --exclude=./.git --exclude=./build --exclude='*.o' --exclude='*.a' \
		--exclude=./autom4te.cache . | tar -C "$work/build/virt-taps" -xf - || return 1
	chmod -R u+w "$work/build/virt-taps"
	(cd "$work/build/virt-taps" && dpkg-buildpackage -us -uc -b)
}

lint()
{
	lintian --allow-root --fail-on error,warning "$work"/build/*.changes
}

# --- the root ---------------------------------------------------------------

# Repositories of the distribution itself, none that somebody added: lines of
# SITE SUITE COMPONENT
repositories()
{
	# shellcheck disable=SC2016 # apt's own variables
	apt-get indextargets --format '$(ORIGIN)|$(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' | sed -n 's/^Debian|//p' | sort -u
}

bootstrap()
{
	local site suite

	suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	site=$(repositories | awk -v suite="$suite" '$2 == suite { print $1; exit }')
	debootstrap --variant=minbase --include=systemd,iproute2 "$suite" "$root" "$site"
}

# The root asks the same repositories in the same way.
configure_root()
{
	repositories | sed 's/^/deb /' >"$root/etc/apt/sources.list"
	apt-config dump Acquire | grep -v '^Acquire::IndexTargets' >"$root/etc/apt/apt.conf.d/99host"
	cp -L /etc/resolv.conf "$root/etc/" 2>/dev/null
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
	mountpoint -q "$root/proc" || mount -n -t proc proc "$root/proc"
	in_root apt-get -q update && in_root apt-get -q -y --no-install-recommends install jq
}

in_root()
{
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb DEBIAN_FRONTEND=noninteractive \
		LC_ALL=C.UTF-8 chroot "$root" "$@"
}

files()
{
	in_root find / -xdev '(' -path /proc -o -path /sys -o -path /dev -o -path /var/lib/dpkg \
		-o -path /var/lib/apt -o -path /var/cache -o -path /var/log -o -path /tmp ')' -prune \
		-o -print | sort
}

install_it()
{
	cp "$work"/build/virt-taps_*.deb "$root/tmp/virt-taps.deb" &&
		in_root apt-get -q -y --no-install-recommends install /tmp/virt-taps.deb
}

same_version()
{
	[ "$(in_root virt-taps --version)" = "virt-taps $(in_root dpkg-query -Wf '${Version}' virt-taps |
		sed 's/-[^-]*$//')" ]
}

man_pages()
{
	in_root sh -c 'cd /usr/share/man && for page in man8/virt-taps.8 man5/virt-taps-json.5 \
		man7/virt-taps-findings.7; do gzip -dc $page.gz | grep -q "^\.TH VIRT-TAPS" || exit 1; done'
}

completions()
{
	in_root sh -c 'cd /usr/share && test -s bash-completion/completions/virt-taps &&
		test -s zsh/vendor-completions/_virt-taps &&
		test -s fish/vendor_completions.d/virt-taps.fish'
}

# What they run is what is installed.
units()
{
	local unit

	for unit in textfile inventory watch; do
		in_root sh -c "unit=\$(dpkg -L virt-taps | grep '/virt-taps-$unit.service\$') &&
			for f in \$(grep -o '/usr/[^ ]*' \$unit | sort -u); do test -x \$f || exit 1; done" ||
			return 1
	done
	[ -z "$(find "$root/etc/systemd" -name 'virt-taps*')" ]
}

verify_units()
{
	systemd-analyze verify --man=no --root="$root" \
		virt-taps-textfile.timer virt-taps-inventory.timer virt-taps-watch.service
}

# --- the units, under a systemd of the root ---------------------------------

# Devices in two namespaces, one of them held by another user's process; then
# each unit once, the same look without its restrictions, and the timers.
container_script()
{
	cat <<-'END'
	#!/bin/sh
	set -ex
	ip tuntap add dev left0 mode tap
	ip netns add other
	ip -n other tuntap add dev inner0 mode tap
	ip netns exec other perl -e 'open(F, "+<", "/dev/net/tun") or die;
		$ifr = pack("a16Sx22", "held0", 0x1002); ioctl(F, 0x400454ca, $ifr) or die;
		$) = $( = 65534; $> = $< = 65534; $| = 1; print "held\n"; sleep 1000' >/root/held &
	until test -s /root/held; do sleep 0.1; done
	mkdir -p /var/lib/prometheus/node-exporter
	echo 'VIRT_TAPS_OPTIONS="-c none"' >/etc/default/virt-taps
	systemctl start virt-taps-textfile.service virt-taps-inventory.service
	cp /var/lib/prometheus/node-exporter/virt-taps.prom /root/unit.prom
	cp /var/lib/virt-taps/inventory-*.json /root/unit.json
	virt-taps -c none --quiet --format prometheus >/root/root.prom
	virt-taps -c none --quiet --json >/root/root.json
	systemctl enable --now virt-taps-textfile.timer virt-taps-inventory.timer
	systemctl is-active virt-taps-textfile.timer virt-taps-inventory.timer
	events() { journalctl -q -o cat -u virt-taps-watch.service; }
	# Returns when it is ready, which is when it has told what there is.
	systemctl start virt-taps-watch.service
	events >/root/ready.events
	# A namespace and a device that come later, and one that makes no event.
	ip netns add later
	ip -n later tuntap add dev late0 mode tap
	until events | grep '"event":"mapped".*"late0"'; do sleep 0.1; done
	systemctl reload virt-taps-watch.service
	systemctl is-active virt-taps-watch.service
	ip netns del later
	until events | grep '"event":"unmapped".*"late0"'; do sleep 0.1; done
	systemctl stop virt-taps-watch.service
	systemctl show -p Result,ExecMainStatus,NRestarts virt-taps-watch.service >/root/stopped.events
	echo done >/root/done
	END
}

boot()
{
	container_script >"$root/root/container"
	chmod 755 "$root/root/container"
	cat >"$root/etc/systemd/system/container.service" <<-'END'
	[Service]
	Type=oneshot
	ExecStart=/root/container
	ExecStopPost=systemctl --no-block poweroff
	StandardOutput=journal+console
	TimeoutStartSec=300
	[Install]
	WantedBy=multi-user.target
	END
	in_root systemctl enable container.service
	umount -n "$root/proc"
	timeout 600 systemd-nspawn -q --register=no --keep-unit --machine="vt$$" --private-network \
		--capability=all --system-call-filter='bpf kcmp setns pidfd_getfd pidfd_open' \
		--bind=/dev/net/tun --console=pipe -D "$root" --boot systemd.unit=multi-user.target </dev/null
	mount -n -t proc proc "$root/proc"
	[ -e "$root/root/done" ]
}

sees_all()
{
	grep -v -e '^virt_taps_processes ' -e duration_seconds -e timestamp_seconds \
		"$root/root/root.prom" >"$work/root.prom"
	grep -v -e '^virt_taps_processes ' -e duration_seconds -e timestamp_seconds \
		"$root/root/unit.prom" | diff - "$work/root.prom" &&
		grep -q '^virt_taps_processes_unreadable 0' "$root/root/unit.prom" &&
		grep -q 'ifname="left0"' "$root/root/unit.prom" &&
		grep -q 'ifname="inner0"' "$root/root/unit.prom" &&
		grep -q 'ifname="held0".*pid="[0-9]' "$root/root/unit.prom" &&
		in_root jq -e -s '(.[0].devices | map(.ifname) | index("held0")) and
			.[0].coverage.scan == .[1].coverage.scan' /root/unit.json /root/root.json
}

watches()
{
	grep -q '"mapped".*"held0"' "$root/root/ready.events" &&
		grep -q '"mapped".*"left0"' "$root/root/ready.events" &&
		grep -q '"mapped".*"inner0"' "$root/root/ready.events" &&
		[ "$(sort "$root/root/stopped.events" | xargs)" = "ExecMainStatus=0 NRestarts=0 Result=success" ] &&
		return 0
	cat "$root"/root/*.events
	return 1
}

forget_container()
{
	in_root systemctl disable container.service
	(cd "$root" && rm -f root/container root/held root/done root/*.prom root/*.json root/*.events \
		etc/systemd/system/container.service etc/default/virt-taps)
}

# As the units would have done.
leave_files()
{
	in_root sh -c 'mkdir -p /var/lib/virt-taps /var/lib/prometheus/node-exporter &&
		/usr/libexec/virt-taps/publish /var/lib/prometheus/node-exporter/virt-taps.prom \
			virt-taps -c none -f prometheus &&
		/usr/libexec/virt-taps/publish /var/lib/virt-taps/inventory.json virt-taps -c none -j &&
		test -s /var/lib/prometheus/node-exporter/virt-taps.prom'
}

purge()
{
	in_root apt-get -q -y purge virt-taps && rmdir "$root/var/lib/prometheus/node-exporter" \
		"$root/var/lib/prometheus"
}

# Links too that lead nowhere any more.
named()
{
	(cd "$root" && find . -xdev -name '*virt*taps*' -not -path './tmp/*' \
		-not -path './var/cache/*' -not -path './var/log/*')
}

no_name()
{
	named | sed 's/^/left: /' >"$work/named"
	cat "$work/named"
	[ ! -s "$work/named" ]
}

nothing_left()
{
	files >"$work/after"
	diff "$work/before" "$work/after" && no_name
}

ok "dpkg-buildpackage" build
[ "$failed" = 0 ] || finish
if command -v lintian >/dev/null; then
	ok "lintian has no error and no warning" lint
fi
bootstrap >"$work/log" 2>&1 || {
	tail -n 3 "$work/log" | sed 's/^/# /'
	count=$((count + 1))
	echo "ok $count - # SKIP debootstrap makes no root here: no network?"
	finish
}
ok "the root takes packages" configure_root
# Once to have the dependencies, whose files may stay.
ok "installed with its dependencies" install_it
if command -v systemd-nspawn >/dev/null && [ -e /dev/net/tun ]; then
	ok "systemd runs the units" boot
	ok "which see what root sees" sees_all
	ok "watch is ready when it has told all, sees what comes, and ends well" watches
	forget_container >/dev/null 2>&1
fi
ok "removed" in_root apt-get -q -y purge virt-taps
rm -rf "$root/var/lib/prometheus"
files >"$work/before"
ok "no file has its name" no_name
ok "installed again" install_it
ok "virt-taps --version is the package's" same_version
ok "virt-taps -c none" in_root virt-taps -c none
cp "$srcdir/debian/tests/smoke" "$root/tmp/smoke"
ok "the package's own test" in_root /tmp/smoke
ok "the man pages are there" man_pages
ok "the completions are there" completions
ok "the units run what is there, and are not enabled" units
if command -v systemd-analyze >/dev/null; then
	ok "systemd-analyze verify" verify_units
fi
ok "metrics and inventories are written" leave_files
ok "purged" purge
ok "nothing is left" nothing_left
finish
