#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-analyzer.sh [SRCDIR]: gcc's and clang's static analyzers report nothing
# in src. CPPFLAGS has where config.h and the libraries' headers are. What a
# function returns that clang cannot see into is said in build-aux/models.
set -eu

cd "${1:-.}"
flags="-std=gnu11 -D_GNU_SOURCE -O1 -I. -Isrc ${CPPFLAGS-}"
models='-Xclang -analyzer-config -Xclang model-path=build-aux/models'
ran=
bad=0

# each COMMAND...: on every file of the list, as many at once as there are
# processors. The kernel's side of src/collect/bpf is the verifier's to check.
each()
{
	xargs -P "$(nproc 2>/dev/null || echo 2)" -n 1 "$@"
}

sources()
{
	skeleton=src/collect/bpf/holders.lskel.h
	find src -name '*.c' ! -name '*.bpf.c' | LC_ALL=C sort |
		if [ -f "${BUILDDIR:-.}/$skeleton" ] || [ -f "$skeleton" ]; then
			cat
		else
			grep -v '/bpf\.c$'
		fi
}

# shellcheck disable=SC2086 # lists of words
if gcc -fanalyzer -E -x c /dev/null >/dev/null 2>&1; then
	ran=1
	sources | each gcc $flags -fanalyzer -Werror -c -o /dev/null || bad=1
fi
# shellcheck disable=SC2086
if command -v clang >/dev/null; then
	ran=1
	analyze="clang $flags --analyze --analyzer-output text -Xclang -analyzer-werror"
	sources | grep -v '/err\.c$' | each $analyze $models || bad=1
	echo src/util/err.c | each $analyze || bad=1
fi
[ "$ran" ] || echo "check-analyzer: skipped: neither gcc 10 nor clang" >&2
exit $bad
