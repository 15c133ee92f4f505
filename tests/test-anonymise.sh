#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every recording under tests/hosts, anonymised: nothing of the original is left
# in it, and it is judged as before.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires python3 jq
hosts=$VT_SRCDIR/tests/hosts
[ "$(printf '\1\0' | od -An -td2 | tr -d ' ')" = 1 ] || skip_all "the hosts are little-endian"
words=$VT_SRCDIR/src/collect/recording/anonymise-words.c

# anonymised NAME: it and its inventory, before and after
anonymised()
{
	"$VT_BIN" -q -j --replay "$hosts/$1/host.json" --record "$t_tmp/$1.json" --anonymise >"$t_tmp/$1.before"
	"$VT_BIN" -q -j --replay "$t_tmp/$1.json" >"$t_tmp/$1.after"
	"$VT_SRCDIR/tests/anonymised" "$words" "$hosts/$1/host.json" "$t_tmp/$1.before" \
		"$t_tmp/$1.json" "$t_tmp/$1.after"
}

# The same gives the same, so that two recordings of one host can still be compared
# with each other while it is one run, and what is anonymous is so for good.
again()
{
	"$VT_BIN" -q -j --replay "$t_tmp/$1.json" --record "$t_tmp/again" --anonymise >/dev/null
	"$VT_BIN" -q -j --replay "$t_tmp/again" >"$t_tmp/again.after"
	t_same "$(jq -c '[.findings[] | [.code, .pid]] | sort' "$t_tmp/again.after")" \
		"$(jq -c '[.findings[] | [.code, .pid]] | sort' "$t_tmp/$1.after")"
}

# A name is the same in XML, on command lines, in messages and paths.
consistent()
{
	"$VT_BIN" -q -j --replay "$t_tmp/recorded-eight-guests.json" >"$t_tmp/now"
	jq -e '(.processes | map(select(.domain != null)) | length) == 7 and
		all(.processes[] | select(.domain != null); .guest == .domain) and
		([.mappings[] | select(.status == "ok")] | length) == 7' "$t_tmp/now"
}

for host in "$hosts"/*/host.json; do
	name=$(basename "$(dirname "$host")")
	[ "$(<"$hosts/$name/expect")" != refused ] || continue
	ok "$name: nothing is left, and the findings are the same" anonymised "$name"
done
ok "names are the same wherever they are" consistent
ok "it can be done again" again recorded-planted-faults
run "$VT_BIN" --replay "$hosts/links/host.json" --record "$t_tmp/said" --anonymise audit
ok "it is said" grep -q "all names, addresses and command lines replaced" "$t_tmp/err"
ok "the file is its owner's" [ "$(stat -c %a "$t_tmp/said")" = 600 ]

# Into the directory of somebody else, as after "sudo virt-taps" in a user's home; not by their links.
if [ "$(id -u)" = 0 ]; then
	mkdir "$t_tmp/home" "$t_tmp/elsewhere"
	ln -s "$t_tmp/elsewhere" "$t_tmp/home/link"
	ln -s "$t_tmp/elsewhere" "$t_tmp/root-link"
	chown -h 65534 "$t_tmp/home" "$t_tmp/home/link"
	into()
	{
		run "$VT_BIN" -q -j --replay "$hosts/links/host.json" --anonymise --record "$1"
		cat "$t_tmp/err"
		[ "$status" != 3 ] && [ -s "$1" ]
	}
	ok "root writes into another user's directory" into "$t_tmp/home/a.json"
	ok "where nothing else is left" t_same "$(ls -A "$t_tmp/home")" "$(printf 'a.json\nlink')"
	ok "by a link of root's" into "$t_tmp/root-link/a.json"
	rm "$t_tmp/elsewhere/a.json"
	ok "not by a link of that user" eval '! into "$t_tmp/home/link/a.json"'
	ok "where nothing is written" t_same "$(ls -A "$t_tmp/elsewhere")" ""
	ln -sf "$t_tmp/elsewhere/b.json" "$t_tmp/home/b.json"
	ok "nor to where a file is a link" eval '! into "$t_tmp/home/b.json"'
else
	skip "root writes into another user's directory" "it takes root"
fi
