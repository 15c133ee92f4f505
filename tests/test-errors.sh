#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# errors.list has every error message that is in the sources, and no other; what it says of how each
# comes about is so. An error is one line on standard error, nothing on standard output, and exit
# status 3; what costs only a part of the answer is a gap of it.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires python3 jq
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
head -c 44000000 /dev/zero | tr '\0' , >many.json
mkdir broken
ln -s /etc link
[ "$(id -u)" != 0 ] || chown -h 65534 link
echo "no library" | tee broken/libxml2.so.2 >broken/libxml2.so.16
echo '{"domain":"a","device":"tap0","netns":[]}' >no-netns.json
printf '{"device":"%070000d"}\n' 0 >long-line.json
yes '{"domain":"a","device":"b"}' | head -n 16385 >many-lines.json

# pattern FORMAT: what the message looks like
pattern()
{
	sed -E 's/\\"/"/g; s/[][\\.*^$+?(){}|]/\\&/g; s/%(\\\.[0-9]+|\\\.\\\*)?(ll|z)?[a-z]/.*/g' <<<"$1"
}

# is_error FORMAT: of the last run
is_error()
{
	cat "$t_tmp/out" "$t_tmp/err"
	[ "$status" = 3 ] && [ -z "$out" ] && [ "$(wc -l <"$t_tmp/err")" = 1 ] &&
		grep -qE "^virt-taps: .*$(pattern "$1")" "$t_tmp/err"
}

# makes FORMAT ARGUMENTS
makes()
{
	eval "run '$VT_BIN' -q $2"
	is_error "$1"
}

# is_gap FORMAT: of the last run, which printed JSON
is_gap()
{
	cat "$t_tmp/err"
	jq -r '(.coverage.gaps[] | .subject + ": " + (.detail // "")), (.managers[].error // empty)' \
		"$t_tmp/out" | tee "$t_tmp/gaps"
	grep -qE "$(pattern "$1")" "$t_tmp/gaps"
}

is_error_or_gap()
{
	if [ -z "$out" ]; then
		is_error "$1"
	else
		is_gap "$1"
	fi
}

# made_with FORMAT HOST JQ
made_with()
{
	jq -c "$3" "$VT_SRCDIR/tests/hosts/$2/host.json" >changed.json || return 1
	run "$VT_BIN" -q -j --replay changed.json
	is_error_or_gap "$1"
}

# without_library FORMAT HOST
without_library()
{
	run env LD_LIBRARY_PATH="$PWD/broken" "$VT_BIN" -q -j --replay "$VT_SRCDIR/tests/hosts/$2/host.json"
	is_gap "$1"
}

# scanned FORMAT ARGUMENTS [PREFIX...]: an error, or a gap
scanned()
{
	eval "run ${*:3} '$VT_BIN' -q -j -c none --settle 0 $2"
	is_error_or_gap "$1"
}

# by_nobody FORMAT ARGUMENTS: who may not read the tree of a build
by_nobody()
{
	local VT_BIN=$t_tmp/nobody/virt-taps

	mkdir -p "$t_tmp/nobody"
	cp "${VT_PROGRAM:-$VT_BUILDDIR/virt-taps}" "$VT_BIN" && chmod 755 "$t_tmp" "$t_tmp/nobody"
	scanned "$1" "$2" setpriv --reuid=65534 --regid=65534 --clear-groups
}

# with_etc FORMAT SETUP ARGUMENTS: /etc is what SETUP makes in an empty directory
with_etc()
{
	scanned "$1" "$3" unshare --mount sh -c \
		"'mount -t tmpfs none /etc && (cd /etc && $2) && exec \"\$@\"'" sh
}

# beside FORMAT ARGUMENTS: by nobody, who has a process in another network namespace
beside()
{
	local other result=0

	unshare -n setpriv --reuid=65534 --regid=65534 --clear-groups sleep 600 &
	other=$!
	while [ "$(cat "/proc/$other/comm")" != sleep ]; do sleep 0.02; done
	by_nobody "$@" || result=1
	kill "$other"
	return $result
}

# few_descriptors FORMAT N COMMAND: beside another network namespace, which takes one
few_descriptors()
{
	local beside

	status=0
	unshare -n sleep 600 &
	beside=$!
	# In it, or ended for want of rights
	while [ "$(readlink "/proc/$beside/ns/net")" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
	# Of those of the tests themselves none.
	(
		exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
		ulimit -n "$2"
		exec timeout 120 "$VT_BIN" -q -c none --settle 0 -j "$3"
	) >"$t_tmp/out" 2>"$t_tmp/err" || status=$?
	kill "$beside"
	out=$(head -c 1 "$t_tmp/out")
	is_error_or_gap "$1"
}

# as_root MESSAGE COMMAND...
as_root()
{
	if [ "$(id -u)" = 0 ]; then
		ok "$@"
	else
		skip "$1" "it takes root"
	fi
}

# fills FORMAT
fills()
{
	status=0
	"$VT_BIN" explain 2>"$t_tmp/err" >/dev/full || status=$?
	cat "$t_tmp/err"
	[ "$status" = 3 ] && [ "$(wc -l <"$t_tmp/err")" = 1 ] && grep -qE "^virt-taps: $(pattern "$1")" "$t_tmp/err"
}

# printed FORMAT TEST
printed()
{
	(cd "$VT_BUILDDIR" && if [ -e "$2" ]; then "./$2"; else "$VT_SRCDIR/$2"; fi) >"$t_tmp/unit" 2>&1
	grep -nE "$(pattern "$1")" "$t_tmp/unit" || { tail "$t_tmp/unit"; return 1; }
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
	root\ *) as_root "$message: ${how#root } by root" makes "$message" "${how#root }" ;;
	with\ *) ok "$message: ${how#with }" eval "made_with \"\$message\" ${how#with }" ;;
	scan\ *) ok "$message: ${how#scan }" scanned "$message" "${how#scan }" ;;
	without\ *) ok "$message: ${how#without }, no libxml2" without_library "$message" "${how#without }" ;;
	nobody\ *) as_root "$message: ${how#nobody } by nobody" by_nobody "$message" "${how#nobody }" ;;
	elsewhere\ *)
		as_root "$message: ${how#elsewhere } elsewhere" \
			scanned "$message" "${how#elsewhere }" unshare --pid --fork
		;;
	beside\ *) as_root "$message: ${how#beside } by nobody" beside "$message" "${how#beside }" ;;
	etc\ *) as_root "$message: ${how#etc }" eval "with_etc \"\$message\" ${how#etc }" ;;
	descriptors\ *)
		read -r _ n command <<<"$how"
		ok "$message: $command with $n descriptors" few_descriptors "$message" "$n" "$command"
		;;
	full) ok "$message: to a full disk" fills "$message" ;;
	unit\ *) ok "$message: ${how#unit }" printed "$message" "${how#unit }" ;;
	gap\ ?* | none\ ?*) ;;
	*) ok "$message: how it comes about" false ;;
	esac
done <"$t_tmp/list"
