#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-shell.sh [SRCDIR]: shellcheck warns of nothing in any script.
set -eu

command -v shellcheck >/dev/null || {
	echo "check-shell: skipped: no shellcheck" >&2
	exit 0
}
cd "${1:-.}"
{
	find build-aux tests -name '*.sh' ! -name tap-driver.sh
	find quickstart .ci/run tests/lab tests/klab tests/cross tests/distribution tests/matrix tests/klab.d/inside \
		build-aux/support build-aux/release build-aux/sbom debian/tests/tap tests/in-lab tests/faults/one \
		data/virt-taps.bash-completion 2>/dev/null || :
} | LC_ALL=C sort >"${TMPDIR:-/tmp}/check-shell.$$"
trap 'rm -f "${TMPDIR:-/tmp}/check-shell.$$"' EXIT

# Scripts read each other, and set variables for one another; those without a
# first line of their own are read by bash.
bad=0
options='-S warning -e SC1090,SC1091,SC2034,SC2154'
for shell in '' '-s bash'; do
	# shellcheck disable=SC2086 # lists of words
	while read -r file; do
		case $(head -c 2 "$file")$shell in
		'#!' | *[!!]'-s bash') echo "$file" ;;
		esac
	done <"${TMPDIR:-/tmp}/check-shell.$$" | xargs -r shellcheck $options $shell || bad=1
done
exit $bad
