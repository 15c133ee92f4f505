#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The checkers of build-aux see what they are for: each is shown a tree with
# one thing wrong, and must say where; and a tree with nothing wrong.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"

requires awk cc

tree=$t_tmp/tree
licence='/* SPDX-License-Identifier: GPL-2.0-or-later */'

# put FILE LINE...: a file of a fresh tree, with its licence
put()
{
	rm -rf "$tree"
	mkdir -p "$tree/${1%/*}"
	add "$@"
}

add()
{
	local file=$tree/$1

	shift
	mkdir -p "${file%/*}"
	printf '%s\n' "$licence" "$@" >"$file"
}

# complains CHECKER TEXT: it fails, and says TEXT
complains()
{
	run sh "$VT_SRCDIR/build-aux/check-$1.sh" "$tree"
	cat "$t_tmp/out" "$t_tmp/err"
	[ "$status" != 0 ] && [[ $out == *"$2"* ]]
}

accepts()
{
	run sh "$VT_SRCDIR/build-aux/check-$1.sh" "$tree"
	cat "$t_tmp/out" "$t_tmp/err"
	[ "$status" = 0 ]
}

# lines N [TEXT]: so many of them
lines()
{
	seq "$1" | sed "s/.*/${2-\\tf(&);}/"
}

put src/util/a.c '#include "util/b.h"' '#include <string.h>'
ok "layers: a file of its own layer" accepts layers
put src/util/a.c '#include "model/facts.h"'
ok "layers: util includes model" complains layers 'src/util/a.c:2: util must not include "model/facts.h"'
put src/collect/a.c '#include "analyze/join.h"'
ok "layers: collect includes analyze" complains layers 'collect must not include'
put src/render/a.c '#include "collect/raw.h"'
ok "layers: render includes collect" complains layers 'render must not include'
put src/model/a.c '#include "options.h"'
ok "layers: a layer includes the top" complains layers 'no header of a layer'
put src/main.c '#include "options.h"' '#include "render/render.h"' '#include "collect/raw.h"'
ok "layers: main sees all" accepts layers
for api in libvirt/libvirt.h libxml/parser.h json-c/json.h \
	libmnl/libmnl.h linux/if_link.h linux/rtnetlink.h linux/bpf.h; do
	put src/analyze/a.c "#include <$api>"
	ok "layers: $api elsewhere" complains layers "<$api> is for src/"
done
put src/collect/a.c '#include <cap-ng.h>'
ok "layers: one file with cap-ng.h" accepts layers
add src/collect/b.c '#include <cap-ng.h>'
ok "layers: a second one" complains layers 'src/collect/b.c:2: <cap-ng.h> is for src/collect/a.c only'

for dir in model collect/kernel analyze render; do
	put "src/$dir/a.c" '#include <sys/socket.h>'
	ok "layers: I/O in $dir" complains layers "src/$dir/a.c: does no I/O, and gets <sys/socket.h>"
done
put src/collect/kernel/a.c '#include "util/fd.h"'
add src/util/fd.h '#include <unistd.h>'
ok "layers: I/O by a header" complains layers 'gets <unistd.h> by src/util/fd.h'
put src/collect/kernel/netns.c '#include <sys/socket.h>'
ok "layers: an acquirer does I/O" accepts layers
put src/collect/ovs/new-acquire.c '#include <sys/socket.h>'
ok "layers: so does one by its name" accepts layers
put src/analyze/a.c '#include "analyze/b.h"'
add src/analyze/b.c '#include "analyze/c.h"'
add src/analyze/c.h '#include "analyze/a.h"'
ok "layers: a circle of three" complains layers 'src/analyze/b: is in a circle of includes, by src/analyze/c'
add src/analyze/c.h '#include "analyze/d.h"'
ok "layers: and none" accepts layers
put src/analyze/a.c '#include "analyze/a-parts.h"'
add src/analyze/a-parts.h '#include "analyze/a.h"'
ok "layers: parts of a module are that module" accepts layers

# compiled NAME TEXT: an object file
compiled()
{
	printf '%s\n' "$2" >"$t_tmp/$1.c"
	cc -c -o "$t_tmp/$1.o" "$t_tmp/$1.c"
}

circles()
{
	run sh "$VT_SRCDIR/build-aux/check-circles.sh" "$t_tmp"/circle-?.o
	cat "$t_tmp/out" "$t_tmp/err"
}

no_circle()
{
	circles
	[ "$status" = 0 ]
}

is_circle()
{
	circles
	[ "$status" != 0 ] && [[ $out == *"circle-b.o: is in a circle: needs c of "*"/circle-c.o"* ]] &&
		[[ $out != *"circle-a.o: is"* ]] && [[ $out != *"circle-e.o: is"* ]]
}

compiled circle-a 'int b(void), e(void); int a(void) { return b() + e(); }'
compiled circle-b 'int c(void); int b(void) { return c(); }'
compiled circle-c 'int d(void), e(void); int c(void) { return d() + e(); }'
compiled circle-d 'int printf(const char *, ...); int d(void) { return printf("d"); }'
compiled circle-e 'int e(void) { return 1; }'
ok "circles: none" no_circle
compiled circle-d 'extern int (*const t[])(void); int d(void) { return t[0](); }'
compiled circle-t 'int b(void); int (*const t[])(void) = { b };'
ok "circles: of three, one of them by a table" is_circle

put src/a.c 'int f(void)' '{' "$(lines 57)" '}' '' 'int g(void)' '{' "$(lines 57)" '}'
ok "size: two functions of 60 lines" accepts size
put src/a.c 'int f(void)' '{' "$(lines 58)" '}'
ok "size: a function of 61 lines" complains size 'src/a.c:2: a function of 61 lines'
# touched LINE...: what build-aux/touches has, beside a SECURITY.md with one row
touched()
{
	mkdir -p "$tree/build-aux"
	printf '%s\n' "$@" >"$tree/build-aux/touches"
	echo '| files of a session | the gate |' >"$tree/SECURITY.md"
}

put src/collect/a.c 'int f(void) { return open("x", 0) + reopen("y"); }'
touched 'src/collect/a.c open 1 files of a session'
ok "touches: a call that is listed" accepts touches
touched '# nothing'
ok "touches: one that is not" complains touches 'src/collect/a.c: open is called 1 times, and build-aux/touches has 0'
touched 'src/collect/a.c open 2 files of a session'
ok "touches: one less than listed" complains touches 'is called 1 times, and build-aux/touches has 2'
touched 'src/collect/a.c open 1 files of nobody'
ok "touches: a row that is not there" complains touches 'SECURITY.md has no row with: files of nobody'
touched 'src/collect/a.c open 1 -' 'src/collect/a.c statx 1 -'
ok "touches: a call that has gone" complains touches 'src/collect/a.c statx is not there any more'
put src/collect/a.c '/* open(2) is not called */'
touched '# nothing'
ok "touches: a word in a comment" accepts touches

put src/a.c 'int f(void)' '{' '	/* check-size: a table in disguise */' "$(lines 58)" '}'
ok "size: a waiver" accepts size
put src/a.c "$(lines 600 'int x;')"
ok "size: a file of 601 lines" complains size 'src/a.c:601: the file has more than 600'
put src/a.c "int x$(printf '%096d' 0);"
ok "size: 102 columns" complains size 'src/a.c:2: more than 100 columns'
put src/a.c "			/* é$(printf '%072d' 0) */"
ok "size: tabs are 8 columns, and é is one" complains size 'more than 100 columns'
put src/a.c "			/* é$(printf '%069d' 0) */"
ok "size: 100 columns" accepts size
put src/a.c 'void f(void)' '{' '	goto out;' 'out:' '}'
ok "size: goto" complains size 'src/a.c:4: goto'
put src/a.c '/* goto, // and "' ' */ const char *x = "goto // \" goto"; char q = '\''"'\'';'
ok "size: goto in comments and strings is none" accepts size
put src/a.c 'int x; // why'
ok "size: a // comment" complains size 'src/a.c:2: a // comment'
put src/a.c 'int x;'
sed -i 1d "$tree/src/a.c"
ok "size: no licence" complains size 'src/a.c:1: no SPDX'

put src/util/a.h '#include <stddef.h>' '/** f - does it */' 'void f(size_t n);' 'void g(void);'
ok "headers: a good one" accepts headers
put src/util/a.h '/** f - does it */' 'void f(size_t n);'
ok "headers: one that needs another" complains headers 'src/util/a.h: does not compile alone'
put src/util/a.h '' 'struct x *f(void);'
ok "headers: a prototype without a comment" complains headers 'src/util/a.h:3: a prototype without'

if command -v shellcheck >/dev/null; then
	put tests/a.c ''
	mkdir -p "$tree/build-aux"
	printf '#!/bin/sh\nfor f in $(ls); do :; done\n' >"$tree/tests/a.sh"
	ok "shell: a loop over ls" complains shell SC2045
	printf '# no first line\nfor f in $(ls); do :; done\n' >"$tree/tests/a.sh"
	ok "shell: the same in a library" complains shell SC2045
else
	skip "shell: a loop over ls" "'shellcheck' is not installed"
fi

cp "$VT_SRCDIR/.clang-format" "$t_tmp/style"
put src/a.c 'int  x ;'
cp "$t_tmp/style" "$tree/.clang-format"
mkdir -p "$tree/tests"
run sh "$VT_SRCDIR/build-aux/check-format.sh" "$tree"
if [[ $err == *skipped* ]]; then
	skip "format: two spaces" "$err"
else
	is "format: two spaces" "$status" 123
	add src/a.c 'int x;'
	ok "format: one" accepts format
fi

if command -v git >/dev/null; then
	# in_release FILE...: the tree's files are all in a release of these
	in_release()
	{
		run sh "$VT_SRCDIR/build-aux/check-dist.sh" "$tree" "$@"
		cat "$t_tmp/out" "$t_tmp/err"
		[ "$status" = 0 ]
	}
	# lacks WHICH FILE...: that one is not, and no other
	lacks()
	{
		local which=$1

		shift
		! in_release "$@" && [[ $out == "$which: is in no release"* ]] && [ "$(wc -l <<<"$out")" = 1 ]
	}
	put a/b
	add c
	add .ci/run
	add build-aux/undistributed '.ci/*'
	ok "dist: an unpacked release has nothing to compare with" in_release
	git -C "$tree" init -q && git -C "$tree" add .
	ok "dist: all files, one by its directory" in_release "$tree/a" c build-aux/undistributed
	ok "dist: one is missing" lacks c a build-aux
	ok "dist: a longer name is another one" lacks build-aux/undistributed a c build build-aux/undistributed.sh
	add build-aux/undistributed '.ci'
	ok "dist: a pattern fits the whole path" lacks .ci/run a c build-aux
else
	skip "dist" "'git' is not installed"
fi

if command -v python3 >/dev/null; then
	put src/a.c 'int f(int a, int b, int c)' '{' '	if (a < 1 && b != 7 || !c)' '		return VT_YES;' '}'
	run "$VT_SRCDIR/build-aux/mutants" --list "$tree/src/a.c"
	is "mutants: each clause and constant of a file" "$(sed -n 's/^+ //p' <<<"$out" | LC_ALL=C sort)" \
		"$(LC_ALL=C sort <<-'EOF'
			if (0)
			if (a <= 1 && b != 7 || !c)
			if (a < 0 && b != 7 || !c)
			if (1 && b != 7 || !c)
			if (a < 1 && 1 || !c)
			if (a < 1 && b == 7 || !c)
			if (a < 1 && b != 8 || !c)
			if (0 || !c)
			if (a < 1 && b != 7 || 0)
			if (a < 1 && b != 7 || c)
			return VT_NO;
		EOF
		)"
	put src/a.c 'static const char *s = "a < b"; /* a < b */' '#define X (1 < 2)' 'char buf[64];'
	run "$VT_SRCDIR/build-aux/mutants" --list "$tree/src/a.c"
	is "mutants: none in strings, comments, directives and sizes" "$out" ""
	put src/a.c 'int f(int x, int y)' '{' '	return x < y ? -1 : 1;' '	return (x > y) - (x < y);' '}'
	run "$VT_SRCDIR/build-aux/mutants" --list "$tree/src/a.c"
	is "mutants: none where both sides are equal in an order" "$(grep -c '[<>]=' <<<"$out")" 0
else
	skip "mutants" "'python3' is not installed"
fi

# tested TEST...: what ./quickstart says of tests, of which "unsteady" fails once
tested()
{
	local dir=$t_tmp/tested log=$t_tmp/tested.log jobs=1

	rm -rf "$dir" && mkdir "$dir"
	cat >"$dir/test" <<-'EOF'
		result=PASS
		case $1 in
		unsteady) [ -e again ] || result=FAIL; touch again ;;
		wrong*) result=FAIL ;;
		esac
		[ "$result" = PASS ] && echo "ok 1 - $1" >"$1.log" || echo "not ok 1 - $1" >"$1.log"
		echo ":test-result: $result 1 - $1" >"$1.trs"
		[ "$result" = PASS ]
	EOF
	printf 'check: $(TESTS)\n.PHONY: $(TESTS)\n$(TESTS):\n\t@sh ./test $@\n' >"$dir/Makefile"
	say() { printf '%s\n' "$@"; }
	eval "$(sed -n '/^passed=0$/,/^# check_target /p; /^verdict()/,/^}/p' "$VT_SRCDIR/quickstart")"
	run_tests "$dir" "tests" TESTS="$*"
	verdict
}

run tested right unsteady
is "quickstart: what fails beside others and passes by itself is named" "$(grep -v ' s$' <<<"$out")" \
	"unsteady: unsteady passes by itself; beside others it said:
not ok 1 - unsteady
2 passed, 0 failed, 0 skipped"
run tested right wrong
is "quickstart: what fails twice has failed" "$status ${out##*$'\n'}" "1 1 passed, 1 failed, 0 skipped"
run tested right unsteady wrong
is "quickstart: beside another, too" "$status ${out##*$'\n'}" "1 2 passed, 1 failed, 0 skipped"
run tested unsteady wrong1 wrong2 wrong3
is "quickstart: four that fail are no accident" "$status ${out##*$'\n'}" "1 0 passed, 4 failed, 0 skipped"
