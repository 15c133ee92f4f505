#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-dist.sh SRCDIR FILE...: a release has every file of the repository: it
# is a FILE, or in a directory among them, or fits a pattern of
# build-aux/undistributed. FILE... is what automake distributes. In an unpacked
# release there is nothing to compare with.
set -eu

srcdir=$1
shift
[ -e "$srcdir/.git" ] || exit 0
tracked=$(git -C "$srcdir" -c core.quotePath=off ls-files)

left_out()
{
	while read -r pattern; do
		# shellcheck disable=SC2254 # a pattern
		case $1 in
		$pattern) return 0 ;;
		esac
	done <"$srcdir/build-aux/undistributed"
	return 1
}

printf '%s\n' "$@" "" "$tracked" | awk -v prefix="$srcdir/" '
!listed && $0 == "" { listed = 1; next }
!listed {
	shipped[index($0, prefix) == 1 ? substr($0, length(prefix) + 1) : $0]
	next
}
{
	path = $0
	while (!(path in shipped) && sub("/[^/]*$", "", path))
		;
	if (!(path in shipped))
		print
}' | {
	bad=0
	while read -r file; do
		left_out "$file" && continue
		echo "$file: is in no release: neither in EXTRA_DIST nor in build-aux/undistributed"
		bad=1
	done
	exit $bad
}
