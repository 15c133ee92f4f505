#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-coverage.sh SRCDIR MINIMUM [CONFIGURE-ARGUMENT...]: in ./coverage, builds
# with counters, runs $TESTS or all tests, and reports. Tests run processes as
# other users and without capabilities; so that none's counters are lost, every
# user may write there.
set -eu

src=$(cd "$1" && pwd)
minimum=$2
shift 2

command -v gcov >/dev/null && command -v python3 >/dev/null || {
	echo "check-coverage: skipped: no gcov or no python3" >&2
	exit 0
}
umask 0
mkdir -p coverage
cd coverage
[ -e Makefile ] || "$src/configure" --enable-coverage --disable-hardening "$@" CFLAGS='-O0 -g' \
	>configure.out
jobs=$(nproc 2>/dev/null || echo 2)
make -s -j "$jobs" all
find . -name '*.gcda' -delete
find . -type d -exec chmod a+rwx {} +
status=0
make -s -k -j "$((jobs * 2))" check ${TESTS+TESTS="$TESTS"} >check.out 2>&1 || status=$?
find . -name '*.trs' -exec sed -n 's/^:test-result: //p' {} + |
	awk '{ n[$1]++ } END { for (result in n) print result, n[result] }' | LC_ALL=C sort
[ "$status" = 0 ] || {
	grep -E '^(FAIL|ERROR)' check.out || tail -n 20 check.out
	echo "check-coverage: some tests failed, see coverage/check.out" >&2
}
python3 "$src/build-aux/coverage-report" "$src" . "$minimum" || status=1
exit "$status"
