#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# embed.sh AWK NAME FILE: a text file as C string NAME, and NAME_sha256, its
# digest in the form that a Content-Security-Policy takes. The file's own
# licence line stays behind.
set -e
awk=$1 name=$2 file=$3
dir=$(dirname -- "$0")

content()
{
	sed '/SPDX-License-Identifier/d' "$file"
}

content | "$awk" -v name="$name" -f "$dir/embed.awk"
octal=$(content | sha256sum | "$awk" '
	function digit(i) { return index("0123456789abcdef", substr($1, i, 1)) - 1 }
	{ for (i = 1; i < 64; i += 2) printf "\\%03o", digit(i) * 16 + digit(i + 1) }')
# shellcheck disable=SC2059
printf 'static const char %s_sha256[] = "%s";\n' "$name" "$(printf "$octal" | base64)"
