#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The man pages pass the checkers of mandoc and groff, and refer to pages
# of ours that exist.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"

# Built, or as they were shipped.
page()
{
	if [ -e "$VT_BUILDDIR/man/$1" ]; then
		echo "$VT_BUILDDIR/man/$1"
	else
		echo "$VT_SRCDIR/man/$1"
	fi
}

# Lines that pod2man makes are longer than a source line of roff should be:
# that is style, not a warning.
quiet_mandoc()
{
	mandoc -T lint -W warning "$1" && [ -z "$(mandoc -T lint -W warning "$1")" ]
}

quiet_groff()
{
	groff -man -ww -K utf8 -T utf8 -z "$1" >"$t_tmp/groff" 2>&1
	cat "$t_tmp/groff"
	[ ! -s "$t_tmp/groff" ]
}

# Pages of ours that one of ours refers to.
references()
{
	local page bad=0

	for page in $(grep -oE 'L<virt-taps[a-z-]*\([0-9]\)>' "$1" | sed 's/L<//; s/>//; s/(/./; s/)//'); do
		[ -e "$(page "$page")" ] || { echo "no page $page"; bad=1; }
	done
	return $bad
}

for name in virt-taps.8 virt-taps-json.5 virt-taps-findings.7; do
	if command -v mandoc >/dev/null; then
		ok "mandoc -T lint $name" quiet_mandoc "$(page "$name")"
	else
		skip "mandoc -T lint $name" "'mandoc' is not installed"
	fi
	if command -v groff >/dev/null; then
		ok "groff -ww $name" quiet_groff "$(page "$name")"
	else
		skip "groff -ww $name" "'groff' is not installed"
	fi
done
for pod in "$VT_SRCDIR"/man/*.pod "$VT_SRCDIR"/man/*.pod.in; do
	ok "references of ${pod##*/}" references "$pod"
done
