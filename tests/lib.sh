# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# TAP for shell tests. A test sources this file, calls the functions below, and
# ends; the plan comes by itself. VT_BIN is the program, VT_SRCDIR and
# VT_BUILDDIR are the trees; without make they are found from here.

VT_SRCDIR=${VT_SRCDIR:-$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)}
VT_BUILDDIR=${VT_BUILDDIR:-$PWD}
if [ -z "${VT_BIN-}" ]; then
	for VT_BIN in "$VT_BUILDDIR/virt-taps" "$VT_SRCDIR/build/virt-taps" "$VT_SRCDIR/virt-taps"; do
		[ -x "$VT_BIN" ] && break
	done
fi
export VT_SRCDIR VT_BUILDDIR VT_BIN LC_ALL=C.UTF-8

t_count=0
t_tmp=$(mktemp -d) || exit 99
t_cleanup=()

# cleanup COMMAND: run when the test ends
cleanup()
{
	t_cleanup+=("$1")
}

# shellcheck disable=SC2317 # called by the trap
t_end()
{
	local status=$? command

	for command in "${t_cleanup[@]}"; do
		eval "$command"
	done
	rm -rf "$t_tmp"
	[ "$status" = 0 ] || {
		echo "Bail out! the test itself ended with status $status"
		exit "$status"
	}
	# The verdict is in the lines above: a status beside it counts twice.
	[ "$t_count" = 0 ] || echo "1..$t_count"
}
trap t_end EXIT

# diag: standard input as comments
diag()
{
	sed 's/^/# /'
}

# skip_all REASON: the whole test
skip_all()
{
	echo "1..0 # SKIP $*"
	t_count=0
	exit 0
}

# skip DESCRIPTION REASON: one check
skip()
{
	t_count=$((t_count + 1))
	echo "ok $t_count - $1 # SKIP $2"
}

# requires COMMAND...
requires()
{
	local command

	for command; do
		command -v "$command" >/dev/null || skip_all "'$command' is not installed"
	done
}

requires_root()
{
	[ "$(id -u)" = 0 ] || skip_all "must be run as root"
}

# ok DESCRIPTION COMMAND...: it succeeds; what it prints is shown where not
ok()
{
	local what=$1

	shift
	t_count=$((t_count + 1))
	if "$@" >"$t_tmp/ok" 2>&1; then
		echo "ok $t_count - $what"
	else
		echo "not ok $t_count - $what"
		diag <"$t_tmp/ok"
	fi
}

# is DESCRIPTION GOT WANTED
is()
{
	ok "$1" t_same "$2" "$3"
}

t_same()
{
	[ "$1" = "$2" ] || diff <(printf '%s\n' "$2") <(printf '%s\n' "$1")
}

# run COMMAND...: sets $out, $err and $status
# shellcheck disable=SC2034 # for the tests
run()
{
	status=0
	"$@" >"$t_tmp/out" 2>"$t_tmp/err" </dev/null || status=$?
	out=$(cat "$t_tmp/out")
	err=$(cat "$t_tmp/err")
}

[ -x "$VT_BIN" ] || skip_all "no program at '$VT_BIN'"
