#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The page in a real browser: searching, sorting with mouse and keyboard, no
# error, no request, without scripts, on a phone, in the dark, for screen readers.
#
# test-html.sh [DIRECTORY]: pictures of the screen go there, to be looked at.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires python3 chromium chromedriver
hosts=$VT_SRCDIR/tests/hosts
shots=${1:+$(realpath -- "$1")}

# report NAME RECORDING
report()
{
	"$VT_BIN" -q --replay "$2/host.json" -f html >"$t_tmp/$1.html"
	[ -s "$t_tmp/$1.html" ] || skip_all "no report of $2"
}

report planted "$hosts/recorded-planted-faults"
report hostile-devices "$hosts/hostile-devices"
report hostile-domains "$hosts/hostile-domains"
report hostile-sources "$hosts/hostile-sources"
report ovs "$hosts/openstack-ovs"
report gaps "$hosts/daemon-down"
report empty "$hosts/empty"
"$hosts/make-hosts" --large "$t_tmp/large" thousand-guests
report large "$t_tmp/large/thousand-guests"

# Chromium wants a home of its own, and a proxy is nothing it should know of.
export HOME=$t_tmp/home XDG_CONFIG_HOME=$t_tmp/home XDG_CACHE_HOME=$t_tmp/home
mkdir -p "$HOME"
while IFS=$'\t' read -r verdict what; do
	case $verdict in
	'#'*) printf '%s\t%s\n' "$verdict" "$what" ;;
	*) ok "$what" test "$verdict" = ok ;;
	esac
done < <(python3 "$VT_SRCDIR/tests/html/browse.py" "$(command -v chromedriver)" "$(command -v chromium)" \
	"$t_tmp" ${shots:+"$shots"})
ok "there was something to check" test "$t_count" -gt 100
