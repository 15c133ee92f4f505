#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# From a clone to an answer and to an installed program, by the commands that
# the README has, in a copy of the sources; /usr/local is this test's own.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires_root
requires apt-get autoreconf pod2man
"$VT_SRCDIR/tests/lab" run -- true >"$t_tmp/lab" 2>&1 || skip_all "no lab: $(tail -n 1 "$t_tmp/lab")"
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MALLOC_PERTURB_ VT_LAB_PATH
[ "${VT_OWN_LOCAL-}" = 1 ] || {
	t_count=0
	rm -rf "$t_tmp"
	VT_OWN_LOCAL=1 exec unshare -m -- "$0"
}

copy()
{
	mkdir "$t_tmp/$1" && tar -C "$VT_SRCDIR" -cf - --exclude=./.git --exclude=./build --exclude='*.o' \
		--exclude='*.a' --exclude=./autom4te.cache . | tar -C "$t_tmp/$1" -xf - &&
		chmod -R u+w "$t_tmp/$1" && cd "$t_tmp/$1" && { [ ! -e Makefile ] || make -s distclean; }
}

# block HEADING: the first block below it, without remarks
block()
{
	awk -v heading="## $1" '$0 == heading { here = 1; next }
		here && /^```/ { if (n++) exit; next }
		here && n { sub(/  +#.*/, ""); print }' "$VT_SRCDIR/README.md"
}

answers()
{
	cat "$t_tmp/out" "$t_tmp/err"
	[ "$status" = 0 ] && grep -q '^VM  *NIC ' "$t_tmp/out"
}

tells_of_guests()
{
	answers && grep -q '^db .* detached-bridge (br0)$' "$t_tmp/out" &&
		grep -q 'tap-left .* stray$' "$t_tmp/out"
}

# All of it but the tests, which this one is of.
quickstart()
{
	block 'Two minutes' | grep '^\./quickstart' | grep -v check
}

installs()
{
	block Install >"$t_tmp/install.sh"
	[ "$(wc -l <"$t_tmp/install.sh")" -ge 4 ] && bash -ex "$t_tmp/install.sh" &&
		[ "$(/usr/local/bin/virt-taps --version)" = "$("$VT_BIN" --version)" ]
}

uninstalls()
{
	make -s uninstall && find /usr/local -name '*virt*taps*' >"$t_tmp/left" && cat "$t_tmp/left" &&
		[ ! -s "$t_tmp/left" ]
}

mount -n -t tmpfs tmpfs /usr/local || skip_all "/usr/local cannot be covered"
ok "a copy" copy first
cd "$t_tmp/first" || exit
ok "the README has its command" [ "$(quickstart)" = ./quickstart ]
run bash -c "$(quickstart)"
ok "it builds and answers" answers
run ./quickstart lab
ok "the lab tells of three guests and what was broken" tells_of_guests
ok "another copy" copy second
cd "$t_tmp/second" || exit
ok "the README's way to install it" installs
ok "its man page is found" man -M /usr/local/share/man -w virt-taps
ok "nothing of it is left by make uninstall" uninstalls
cd / || exit
