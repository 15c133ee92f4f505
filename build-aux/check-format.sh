#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-format.sh [SRCDIR]: the C sources are as clang-format leaves them. Its
# versions differ in details, so that only the one named here is asked.
set -eu

version=14
cd "${1:-.}"
for name in clang-format-$version clang-format; do
	case $($name --version 2>/dev/null) in
	*"version $version."*)
		find src tests -name '*.[ch]' ! -name '*.skel.h' | LC_ALL=C sort |
			xargs "$name" --dry-run -Werror
		exit
		;;
	esac
done
echo "check-format: skipped: no clang-format $version" >&2
