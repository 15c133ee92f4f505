#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# errors.list has every error message that is in the sources, and no other; what it says of how each
# comes about is so: one line on standard error, nothing on standard output, exit status 3.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires python3
list=$VT_SRCDIR/tests/errors.list
grep -v '^#' "$list" >"$t_tmp/list"

python3 "$VT_SRCDIR/tests/error-messages.py" "$VT_SRCDIR" >"$t_tmp/sources"
ok "the sources have messages" [ "$(wc -l <"$t_tmp/sources")" -gt 80 ]
ok "errors.list has them, and no other" diff <(LC_ALL=C sort "$t_tmp/sources") <(cut -f 1 "$t_tmp/list" | LC_ALL=C sort)

mkdir "$t_tmp/files" && cd "$t_tmp/files" || exit 99
echo '[]' >list.json
echo '{"format":' >cut.json
head='"format":"virt-taps-recording","generated_at":"2026-01-31T08:15:00Z"'
echo "{$head,\"version\":999999}" >newer.json
echo "{$head}" >no-version.json
echo "{$head,\"version\":1}" >no-scans.json
echo "{$head,\"version\":1,\"looks\":[{}]}" >no-host.json
echo "{$head,\"version\":1,\"byte_order\":\"other\"}" >other-endian.json
echo '{"format":"virt-taps-recording","version":1}' >no-time.json
echo '{"format":"virt-taps"}' >no-inventory-version.json
echo '{"format":"virt-taps","version":1}' >no-tables.json
echo '{"format":"virt-taps","version":999999}' >newer-inventory.json
echo '{"device":"tap0"}' >no-domain.json
echo 'no-such-code # why' >bad-rule
truncate -s 1G large.json

# pattern FORMAT: what the message looks like
pattern()
{
	sed -E 's/\\"/"/g; s/[][\\.*^$+?(){}|]/\\&/g; s/%(\\\.[0-9]+|\\\.\\\*)?(ll|z)?[a-z]/.*/g' <<<"$1"
}

# makes FORMAT ARGUMENTS
makes()
{
	eval "run '$VT_BIN' -q $2"
	cat "$t_tmp/out" "$t_tmp/err"
	[ "$status" = 3 ] && [ -z "$out" ] && [ "$(wc -l <"$t_tmp/err")" = 1 ] &&
		grep -qE "^virt-taps: .*$(pattern "$1")" "$t_tmp/err"
}

# Words of a message that an admin would not use, or that blame.
plain()
{
	! cut -f 1 "$t_tmp/list" | grep -E '\b(is no [a-z]|failed to|invalid|illegal|oops|please|sorry)\b'
}
ok "in plain words" plain

while IFS=$'\t' read -r message how; do
	case $how in
	run\ *) ok "$message: ${how#run }" makes "$message" "${how#run }" ;;
	test\ *) ok "$message: ${how#test }" [ -e "$VT_SRCDIR/${how#test }" ] ;;
	gap\ ?* | none\ ?*) ;;
	*) ok "$message: how it comes about" false ;;
	esac
done <"$t_tmp/list"
