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
options="-q --error-exitcode=119 --leak-check=full --errors-for-leak-kinds=definite --num-callers=30"
options="$options --suppressions=$(cd "$(dirname "$0")/.." && pwd)/tests/valgrind.supp"

umask 0
rm -rf valgrind
mkdir valgrind
cat >valgrind/virt-taps <<-END
	#!/bin/sh
	exec valgrind $options --log-file='$build/valgrind/log.%p' '$build/virt-taps' "\$@"
END
chmod 755 valgrind/virt-taps

status=0
make -s -k check TESTS="$*" LOG_COMPILER="valgrind $options" \
	TESTS_ENVIRONMENT="VT_BIN='$build/valgrind/virt-taps'" >valgrind/check.out 2>&1 ||
	status=$?
grep -E '^# (TOTAL|PASS|SKIP|FAIL|ERROR):' valgrind/check.out || tail -n 20 valgrind/check.out
echo "runs of virt-taps: $(find valgrind -name 'log.*' | wc -l)"

# Empty is good.
find valgrind -name 'log.*' -size +0 | LC_ALL=C sort | head -n 20 | while read -r log; do
	echo "--- $log"
	head -n 40 "$log"
done
[ -z "$(find valgrind -name 'log.*' -size +0)" ] || status=119
exit "$status"
