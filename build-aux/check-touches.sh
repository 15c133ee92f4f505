#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-touches.sh [SRCDIR]: every open, stat, readlink, ioctl and the like in
# src/collect is in build-aux/touches, with the row of SECURITY.md that says
# what is touched and how; each row named there exists.
set -eu

cd "${1:-.}"
find src/collect -name '*.c' ! -name '*.bpf.c' | LC_ALL=C sort | xargs awk '
function phrase(line) {
	sub(/^[^ ]+ +[^ ]+ +[0-9]+ +/, "", line)
	return line
}

BEGIN {
	calls = "(open|openat|fopen|opendir|fdopendir|readlink|readlinkat|stat|lstat|fstatat|statx|ioctl|" \
		"connect|setns|fcntl|SYS_openat2|SYS_pidfd_open|SYS_pidfd_getfd)"
	while ((getline line < "SECURITY.md") > 0)
		security = security "\n" line
	while ((getline line < "build-aux/touches") > 0) {
		if (line ~ /^(#|$)/)
			continue
		split(line, f, " +")
		known[f[1] " " f[2]] = f[3]
		row = phrase(line)
		if (row != "-" && !index(security, row)) {
			print "build-aux/touches: SECURITY.md has no row with: " row
			bad = 1
		}
	}
}

{
	text = $0
	sub(/^[ \t]*(\/?\*).*/, "", text)
	while (match(text, "(^|[^A-Za-z0-9_.>])" calls "[(,]")) {
		call = substr(text, RSTART, RLENGTH - 1)
		text = substr(text, RSTART + RLENGTH)
		gsub(/[^A-Za-z0-9_]/, "", call)
		seen[FILENAME " " call]++
	}
}

END {
	for (site in seen)
		if (seen[site] != known[site] + 0) {
			split(site, f, " ")
			print f[1] ": " f[2] " is called " seen[site] " times, and build-aux/touches has " \
				known[site] + 0
			bad = 1
		}
	for (site in known)
		if (!(site in seen)) {
			print "build-aux/touches: " site " is not there any more"
			bad = 1
		}
	exit bad
}'
