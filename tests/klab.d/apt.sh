# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Packages of another release or architecture, by lists of their own: nothing is
# installed. Sourced by klab, cross and root.sh, which set cache and have skip().

# find_archive NAME: mirror and keyring of debian, debian-security or ubuntu
find_archive()
{
	case $1 in
	ubuntu)
		mirror=${VT_KLAB_UBUNTU-}
		keyring=${VT_KLAB_UBUNTU_KEYRING:-/usr/share/keyrings/ubuntu-archive-keyring.gpg}
		[ "$mirror" ] || skip "no mirror of Ubuntu is known: set VT_KLAB_UBUNTU"
		[ -r "$keyring" ] ||
			skip "the archive's key is missing: install 'ubuntu-keyring', or set VT_KLAB_UBUNTU_KEYRING"
		;;
	*)
		# This host's own, unless told otherwise.
		# shellcheck disable=SC2016 # for apt-get
		mirror=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | sed -n '1s!/debian.*!!p')
		mirror=${VT_KLAB_MIRROR:-$mirror}/$1
		keyring=/usr/share/keyrings/debian-archive-keyring.gpg
		[ -r "$keyring" ] || skip "the archive's key is missing: install 'debian-archive-keyring'"
		;;
	esac
}

# own_apt COMMAND...: apt-get or apt-cache with the lists of set_up_apt
own_apt()
{
	APT_CONFIG=$apt_dir/apt.conf "$@"
}

# set_up_apt ARCH ARCHIVE SUITE [BASE]: the lists are renewed once a day
set_up_apt()
{
	local arch=$1 archive=$2 suite=$3 base=${4-} want mirror keyring

	find_archive "$archive"
	apt_dir=$cache/apt/$suite-$arch
	mkdir -p "$apt_dir/lists/partial" "$apt_dir/cache/archives/partial" || return 1
	# shellcheck disable=SC2086 # none or one
	want=$(printf "deb [signed-by=$keyring] $mirror %s main\n" "$suite" $base)
	[ "$want" = "$(cat "$apt_dir/sources.list" 2>/dev/null)" ] || rm -f "$apt_dir/updated"
	echo "$want" >"$apt_dir/sources.list"
	cat >"$apt_dir/apt.conf" <<-END
	Dir::Etc::sourcelist "$apt_dir/sources.list";
	Dir::Etc::sourceparts "-";
	Dir::State::lists "$apt_dir/lists";
	Dir::State::status "/dev/null";
	Dir::Cache "$apt_dir/cache";
	APT::Default-Release "$suite";
	APT::Architecture "$arch";
	APT::Architectures { "$arch"; };
	APT::Sandbox::User "root";
	Acquire::Languages "none";
	Acquire::http::Timeout "20";
	Acquire::Retries "1";
	END
	[ -z "$(find "$apt_dir/updated" -mmin -1440 2>/dev/null)" ] || return 0
	own_apt apt-get -qq update && touch "$apt_dir/updated"
}
