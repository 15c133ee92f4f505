#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-circles.sh OBJECT...: no file needs, directly or by others, a file that needs it. What a
# file needs is what its object file has the linker look up, so tables of functions count, too.
set -eu

LC_ALL=C ${NM:-nm} -A -g "$@" | awk '
{
	file = $1
	sub(/:.*/, "", file)
	# nm may write the address behind the colon.
	kind = $(NF - 1)
	sub(/.*:/, "", kind)
	if (kind == "U")
		wants[file] = wants[file] " " $NF
	else
		home[$NF] = file
}
# A file that needs no other that is left is in no circle; then nor is one that no other
# that is left needs.
function prune(   gone, f, n, part, i, busy, wanted)
{
	do {
		gone = 0
		split("", wanted)
		for (f in needs) {
			n = split(needs[f], part, " ")
			for (i = 1; i <= n; i++)
				wanted[part[i]] = 1
		}
		for (f in needs) {
			busy = 0
			n = split(needs[f], part, " ")
			for (i = 1; i <= n; i++)
				busy = busy || part[i] in needs
			if (!busy || !(f in wanted)) {
				delete needs[f]
				gone = 1
			}
		}
	} while (gone)
}
END {
	for (f in wants) {
		n = split(wants[f], part, " ")
		for (i = 1; i <= n; i++)
			if (part[i] in home && home[part[i]] != f) {
				needs[f] = needs[f] " " home[part[i]]
				why[f, home[part[i]]] = part[i]
			}
	}
	prune()
	for (f in needs) {
		n = split(needs[f], part, " ")
		for (i = 1; i <= n; i++)
			if (part[i] in needs) {
				print f ": is in a circle: needs " why[f, part[i]] " of " part[i]
				break
			}
	}
	for (f in needs)
		exit 1
}'
