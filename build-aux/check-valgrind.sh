#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-valgrind.sh TEST...: tests of the build in this directory with
# every program that they run under valgrind: the unit tests by automake's
# LOG_COMPILER, virt-taps by a program of its name in ./valgrind, which VT_BIN
# names. What valgrind says is in valgrind/log.*; a report or a leak fails.
set -eu

build=$PWD

command -v valgrind >/dev/null || {
	echo "check-valgrind: skipped: no valgrind" >&2
	exit 0
}
# libvirt and what it uses keep some memory until the end; what nothing points
# to any more is a leak.
options="-q --error-exitcode=119 --leak-check=full --num-callers=30"
options="$options --errors-for-leak-kinds=definite --show-leak-kinds=definite"
options="$options --suppressions=$(cd "$(dirname "$0")/.." && pwd)/tests/valgrind.supp"

# A log for each run: PIDs are used again, in each lab. valgrind would take the
# number of a closed standard output for itself, so that one runs without.
umask 0
rm -rf valgrind
mkdir valgrind
cat >valgrind/virt-taps <<-END
	#!/bin/sh
	[ -e /proc/self/fd/1 ] || exec '$build/virt-taps' "\$@"
	exec valgrind $options --log-file="\$(mktemp '$build/valgrind/log.XXXXXXXX')" '$build/virt-taps' "\$@"
END
chmod 755 valgrind/virt-taps

status=0
make -s -k -j "$(nproc 2>/dev/null || echo 2)" check TESTS="$*" LOG_COMPILER="valgrind $options" \
	TESTS_ENVIRONMENT="VT_VALGRIND=1 VT_BIN='$build/valgrind/virt-taps'" >valgrind/check.out 2>&1 ||
	status=$?
grep -E '^(# (TOTAL|PASS|SKIP|FAIL|ERROR):|FAIL|ERROR)' valgrind/check.out || tail -n 20 valgrind/check.out

# reports: the logs that say more than that a call is unknown to valgrind, which
# it does in lines that begin with -- and in three of its warnings
reports()
{
	for log in valgrind/log.*; do
		! grep -qvE '^--|but unhandled ioctl|could cause spurious value errors|README_MISSING' \
			"$log" || echo "$log"
	done
}

echo "runs of virt-taps: $(find valgrind -name 'log.*' | wc -l)"
reports | head -n 20 | while read -r log; do
	echo "--- $log"
	head -n 40 "$log"
done
[ -z "$(reports)" ] || status=119
exit "$status"
