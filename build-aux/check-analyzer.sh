#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-analyzer.sh [SRCDIR]: gcc's and clang's static analyzers report nothing
# in src. CPPFLAGS has where the libraries' headers and config.h are.
set -eu

cd "${1:-.}"
flags="-std=gnu11 -D_GNU_SOURCE -O1 -I. -Isrc ${CPPFLAGS-}"
ran=
bad=0

# The kernel's side of src/bpf is another compiler's, and the verifier's.
files=$(find src -name '*.c' ! -name '*.bpf.c' | LC_ALL=C sort)
case " $flags" in
*' -DVT_NO_BPF '*) files=$(echo "$files" | grep -v '^src/collect/bpf\.c$') ;;
esac

# each COMMAND...: on every file, as many at once as there are processors
each()
{
	echo "$files" | xargs -P "$(nproc 2>/dev/null || echo 2)" -n 1 "$@"
}

if gcc -fanalyzer -E -x c /dev/null >/dev/null 2>&1; then
	ran=1
	# shellcheck disable=SC2086 # a list of words
	each gcc $flags -fanalyzer -Werror -c -o /dev/null || bad=1
fi
if command -v clang >/dev/null; then
	ran=1
	# shellcheck disable=SC2086
	each clang $flags --analyze --analyzer-output text -Xclang -analyzer-werror || bad=1
fi
[ "$ran" ] || echo "check-analyzer: skipped: neither gcc 10 nor clang" >&2
exit $bad
