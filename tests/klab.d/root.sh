# SPDX-License-Identifier: GPL-2.0-or-later
# Root file systems of other releases, below the cache; sourced. Who sources it has skip().
# shellcheck shell=bash

cache=${VT_KLAB_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/virt-taps-klab}

# shellcheck source=apt.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/apt.sh"

# in_root COMMAND...: in $root
in_root()
{
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb DEBIAN_FRONTEND=noninteractive \
		LC_ALL=C.UTF-8 chroot "$root" "$@"
}

# make_root SUITE PACKAGE...: $root, unless it is there. A package that the suite does not have
# is left out.
make_root()
{
	local suite=$1 mirror keyring options=() script=()

	shift
	[ ! -e "$root/ready" ] || return 0
	case $suite in
	jammy | noble)
		find_archive ubuntu
		options=(--components='main,universe')
		script=(/usr/share/debootstrap/scripts/gutsy) # for all of Ubuntu since
		;;
	*) find_archive debian ;;
	esac
	rm -rf --one-file-system "$root"
	mkdir -p "$(dirname "$root")"
	debootstrap --variant=minbase --keyring="$keyring" "${options[@]}" "$suite" "$root" "$mirror" \
		"${script[@]}" >&2 ||
		skip "no root of $suite can be had"
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod 755 "$root/usr/sbin/policy-rc.d"
	cp -L /etc/resolv.conf "$root/etc/" 2>/dev/null
	apt-config dump Acquire | grep -E '^Acquire::(http|https|Retries)' >"$root/etc/apt/apt.conf.d/99host"
	# A mirror of sid may be weeks old.
	echo 'Acquire::Check-Valid-Until "false";' >>"$root/etc/apt/apt.conf.d/99host"
	# shellcheck disable=SC2016 # expanded by that sh
	in_root sh -c 'apt-get -q update || exit
		for package; do
			apt-cache policy "$package" | grep -q "Candidate: [^(]" && known="$known $package" ||
				echo "no such package: $package"
		done
		apt-get -q -y --no-install-recommends install $known' sh "$@" >&2 ||
		skip "the packages of $suite cannot be installed"
	touch "$root/ready"
}
