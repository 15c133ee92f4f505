#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-headers.sh [SRCDIR]: each header compiles alone, and each group of
# prototypes in it begins with a comment. CC and CPPFLAGS are the build's.
set -eu

cd "${1:-.}"
bad=0
for header in $(find src -name '*.h' ! -path 'src/collect/bpf/*' ! -name '*.skel.h' | LC_ALL=C sort); do
	# shellcheck disable=SC2086 # lists of words
	${CC:-cc} -std=gnu11 -D_GNU_SOURCE -Isrc ${CPPFLAGS-} -fsyntax-only -x c \
		-Wall -Wextra -Wno-unused-function -Wno-unused-const-variable -Werror \
		-include "$header" /dev/null || {
		echo "$header: does not compile alone"
		bad=1
	}
	awk '
	# A prototype begins in the first column, and its group after an empty line,
	# a closing brace or a directive.
	/^[a-z][A-Za-z0-9_ ]*[ *][a-z_0-9]+\(/ && !/^(typedef|static inline|return)/ {
		if (previous == "" || previous ~ /^(}|#)/) {
			print FILENAME ":" FNR ": a prototype without a comment"
			bad = 1
		}
	}
	{ previous = $0 }
	END { exit bad }' "$header" || bad=1
done
exit $bad
