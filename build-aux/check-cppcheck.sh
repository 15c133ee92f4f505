#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-cppcheck.sh [SRCDIR]: cppcheck reports nothing in src and tests/fuzz.
# What it is told to leave out stands here, and nowhere in the sources.
set -eu

command -v cppcheck >/dev/null || {
	echo "check-cppcheck: skipped: no cppcheck" >&2
	exit 0
}
cd "${1:-.}"

# resourceLeak, memleak: release by scope (VT_CLEANUP) is not known to it; the
# sanitizers and valgrind look for leaks. readdirCalled: glibc's readdir is safe
# on streams that no two threads share. internalAstError, unknownMacro,
# syntaxError: GNU's statement expressions, and macros of the libraries.
# varFuncNullUB: POSIX has NULL as a pointer. invalidFunctionArg: the descriptor of
# an anonymous mmap is -1, which its table of the library does not know.
cppcheck --quiet --error-exitcode=1 -j "$(nproc 2>/dev/null || echo 2)" --std=c11 --language=c \
	--enable=warning,performance,portability --library=gnu --library=posix \
	-D__GNUC__=12 -I. -Isrc -i src/collect/bpf \
	--suppress=resourceLeak --suppress=memleak --suppress=readdirCalled \
	--suppress=internalAstError --suppress=unknownMacro --suppress=syntaxError \
	--suppress=varFuncNullUB --suppress=invalidFunctionArg:src/collect/waiting.c \
	src tests/fuzz
