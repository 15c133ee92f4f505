# SPDX-License-Identifier: GPL-2.0-or-later
# Root file systems of other releases, below the cache; sourced. Who sources it has skip().
# shellcheck shell=bash

cache=${VT_KLAB_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/virt-taps-klab}
# Where this host's own packages come from, unless told otherwise.
# shellcheck disable=SC2016 # for apt-get
mirror=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | sed -n '1s!/debian.*!!p')
mirror=${VT_KLAB_MIRROR:-$mirror}/debian

# in_root COMMAND...: in $root
in_root()
{
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb DEBIAN_FRONTEND=noninteractive \
		LC_ALL=C.UTF-8 chroot "$root" "$@"
}

# make_root SUITE PACKAGE...: $root, unless it is there
make_root()
{
	local suite=$1

	shift
	[ ! -e "$root/ready" ] || return 0
	rm -rf --one-file-system "$root"
	mkdir -p "$(dirname "$root")"
	debootstrap --variant=minbase "$suite" "$root" "$mirror" >&2 || skip "no root of $suite can be had"
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod 755 "$root/usr/sbin/policy-rc.d"
	cp -L /etc/resolv.conf "$root/etc/" 2>/dev/null
	apt-config dump Acquire | grep -E '^Acquire::(http|https|Retries)' >"$root/etc/apt/apt.conf.d/99host"
	{ in_root apt-get -q update && in_root apt-get -q -y --no-install-recommends install "$@"; } >&2 ||
		skip "the packages of $suite cannot be installed"
	touch "$root/ready"
}
