#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every recording under tests/hosts, in every format: it is as last reviewed
# (the files beside it), its verdict is what the contract demands (its file
# expect, by hand), and it is the same with the rows of the recording shuffled.
#
# test-hosts.sh [--update] [HOST...]; --update rewrites what make-hosts made and
# the reviewed outputs, in the source tree: the review is the diff.

update=
[ "${1-}" != --update ] || { update=yes; shift; }
# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires python3 jq
hosts=$VT_SRCDIR/tests/hosts
formats='list.table list.json list.ndjson list.csv list.prometheus list.dot list.html audit.table audit.monitoring'

# plain DIRECTORY: outputs without how long it took, without the page's own style
# and script, which are one file each in the sources, with plain ends of lines, and
# without what libraries word differently from version to version
plain()
{
	sed -E -i -e 's/(bad XML at line [0-9]+: )[^"<]*/\1(why)/' "$1"/*
	sed -E -s -i -e 's/("duration_ms": ?)[0-9.e+-]+/\10/; s/^(virt_taps_duration_seconds) .*/\1 0/; s/\r$//' "$1"/*
	sed -z -i -e 's/\[\n *\]/[]/g; s/{\n *}/{}/g' "$1"/*.json
	# A new finding is a line of zero in each of them, which is nothing to review.
	sed -i -e '/^virt_taps_findings{.* 0$/d' "$1/list.prometheus"
	sed -i -e '/^<style>/,/<\/style>$/d; /^<script>/,/<\/script>$/d; /Content-Security-Policy/d' "$1/list.html"
}

# outputs RECORDING DIRECTORY: all formats of it; beside the directory the
# statuses of the two commands, and standard error
outputs()
{
	local format

	mkdir -p "$2"
	for format in $formats; do
		"$VT_BIN" -q --replay "$1" -f "${format#*.}" "${format%.*}" >"$2/$format" 2>>"$2.err"
		echo "${format%.*} $?" >>"$2.status"
	done
	plain "$2"
}

# same DIRECTORY DIRECTORY: they have the same outputs
same()
{
	diff -ru -x host.json -x README -x expect "$1" "$2" | head -n 60
	return "${PIPESTATUS[0]}"
}

# drawn DIRECTORY: graphviz makes a picture of its list.dot, without a word, that
# has every node and every line
drawn()
{
	local nodes edges

	dot -Tsvg "$1/list.dot" >"$1.svg" || return 1
	nodes=$(grep -cE '^\s*n[0-9]+ \[' "$1/list.dot")
	edges=$(grep -cE '^\s*n[0-9]+ -> ' "$1/list.dot")
	t_same "$(grep -c 'class="node"' "$1.svg") $(grep -c 'class="edge"' "$1.svg")" "$nodes $edges"
}

# refused RECORDING: three, nothing on stdout and the one line that is expected
refused()
{
	run "$VT_BIN" --replay "$1/host.json" list
	[ "$status" = 3 ] && [ -z "$out" ] && diff "$1/refused" - <<<"${err//$1/DIRECTORY}"
}

# statuses DIRECTORY OUTPUTS: of audit and list, always the same
statuses()
{
	diff <(grep -E '^(audit|list) ' "$1/expect" | sort) <(sort -u "$2.status")
}

# host NAME DIRECTORY GOLDEN: the checks of one; GOLDEN is empty for the large
host()
{
	local name=$1 dir=$2 golden=$3 work=$t_tmp/outputs/$1 todo

	if [ "$(<"$dir/expect")" = refused ]; then
		ok "$name: is refused" refused "$dir"
		return
	fi
	[ -z "$golden" ] || ok "$name: every format is as reviewed" same "$golden" "$work"
	ok "$name: nothing on standard error" test ! -s "$work.err"
	ok "$name: exit statuses" statuses "$dir" "$work"
	todo=$(sed -n 's/^todo //p' "$dir/expect")
	ok "$name: the verdict, and what must always hold${todo:+ # TODO $todo}" diff /dev/null "$work.problems"
	ok "$name: its picture is well laid out" "$hosts/check-picture" "$work/list.html"
	if command -v dot >/dev/null; then
		ok "$name: graphviz draws it" drawn "$work"
	else
		skip "$name: graphviz draws it" "'dot' (graphviz) is not installed"
	fi
	ok "$name: the same in another order" same "$work" "$work.again"
	ok "$name: nothing differs from itself" "$VT_BIN" -q diff "$dir/host.json" "$dir/host.json"
}

# names DIRECTORY: of the hosts there
names()
{
	(cd "$1" && for host in */host.json; do echo "${host%/host.json}"; done)
}

# made NAME: what is committed is what the generator makes
made()
{
	local file

	for file in host.json README expect; do
		cmp "$t_tmp/made/$1/$file" "$hosts/$1/$file" || return 1
	done
}

update_host()
{
	local dir=$1

	if [ "$(<"$dir/expect")" = refused ]; then
		"$VT_BIN" --replay "$dir/host.json" list 2>&1 | sed "s|$dir|DIRECTORY|" >"$dir/refused"
		return
	fi
	outputs "$dir/host.json" "$t_tmp/update"
	cp "$t_tmp/update"/* "$dir"
}

if [ "$update" ]; then
	"$hosts/make-hosts" "$hosts" "$@"
	for name in $([ $# -gt 0 ] && printf '%s\n' "$@" || names "$hosts"); do
		update_host "$hosts/$name"
	done
	exit 0
fi

mkdir -p "$t_tmp/made" "$t_tmp/shuffled" "$t_tmp/outputs"
"$hosts/make-hosts" "$t_tmp/made" "$@" && "$hosts/make-hosts" --large "$t_tmp/made" "$@" || exit 99

# Where each host is: of the large ones nothing is in the source tree.
declare -A at
for name in $([ $# -gt 0 ] && printf '%s\n' "$@" || { names "$hosts"; names "$t_tmp/made"; }); do
	at[$name]=$hosts/$name
	[ -d "${at[$name]}" ] || at[$name]=$t_tmp/made/$name
	cp "${at[$name]}/host.json" "$t_tmp/shuffled/$name.json" || exit 99
done
mapfile -t all < <(printf '%s\n' "${!at[@]}" | sort)
"$hosts/shuffle" "${VT_SEED:-20}" "$t_tmp/shuffled"/*.json || exit 99
for name in "${all[@]}"; do
	[ "$(<"${at[$name]}/expect")" != refused ] || continue
	judged+=("${at[$name]}/expect" "$t_tmp/outputs/$name")
	outputs "${at[$name]}/host.json" "$t_tmp/outputs/$name" &
	outputs "$t_tmp/shuffled/$name.json.shuffled" "$t_tmp/outputs/$name.again"
	wait
done
"$hosts/check-inventory" "${judged[@]}" || exit 99

for name in "${all[@]}"; do
	golden=
	if [ "${at[$name]}" = "$hosts/$name" ]; then
		golden=$hosts/$name
		[ ! -d "$t_tmp/made/$name" ] || ok "$name: as make-hosts makes it" made "$name"
	fi
	host "$name" "${at[$name]}" "$golden"
done
# The same hosts, recorded by a kernel of the other byte order.
mkdir -p "$t_tmp/big"
VT_HOSTS_ORDER=big "$hosts/make-hosts" "$t_tmp/big" "$@" || exit 99
# as_big NAME: both commands say what they say of the little-endian one
as_big()
{
	local format

	for format in list.json audit.json; do
		cmp <("$VT_BIN" -q --replay "$t_tmp/big/$1/host.json" -f json "${format%.*}" | sed -E "$no_time") \
			<("$VT_BIN" -q --replay "$hosts/$1/host.json" -f json "${format%.*}" | sed -E "$no_time") ||
			return 1
	done
}
no_time='s/("duration_ms": ?)[0-9.e+-]+/\10/'
for name in $(names "$t_tmp/big"); do
	[ ! -d "$hosts/$name" ] || [ "$(<"$hosts/$name/expect")" = refused ] ||
		ok "$name: the same by a big-endian kernel" as_big "$name"
done

# metrics: what node_exporter would be given of every host
metrics()
{
	local file

	for file in "$t_tmp"/outputs/*/list.prometheus; do
		promtool check metrics <"$file" || { echo "$file"; return 1; }
	done
}
# in_readme HOST: every line of its table
in_readme()
{
	local line missing=0

	while IFS= read -r line; do
		grep -Fxq -- "$line" "$VT_SRCDIR/README.md" || { echo "$line"; missing=1; }
	done <"$t_tmp/outputs/$1/list.table"
	return $missing
}
ok "the README's table of Proxmox VE is what it gives" in_readme readme-proxmox
ok "and that of Firecracker" in_readme readme-firecracker

# Traffic is a matter of -o: a counter for each device that has any, however it is written.
traffic()
{
	"$VT_BIN" --replay "$VT_SRCDIR/tests/hosts/recorded-eight-guests/host.json" -f prometheus "$@" >"$t_tmp/traffic"
	! command -v promtool >/dev/null || promtool check metrics <"$t_tmp/traffic" || return 1
	grep -c '^virt_taps_[a-z_]*_total{domain=.*,alias=.*,ifname=.*} [0-9]*$' "$t_tmp/traffic"
}
is "no traffic among the metrics" "$(traffic)" 0
# names FILTER: the members of the rows that it gives
names()
{
	jq -r "[$1 | keys[]] | unique | join(\",\")" "$t_tmp/outputs/recorded-planted-faults/list.json"
}
for rows in '.mappings[]' '.findings[]' '.domains[]' '.domains[].interfaces[]' '.devices[]' '.processes[]'; do
	run "$VT_BIN" -q --replay "$VT_SRCDIR/tests/hosts/recorded-planted-faults/host.json" -f csv \
		-o "$(names "$rows")"
	ok "each name that JSON uses in $rows is a column" test "$status" = 0
done
is "unless it is asked for" "$(traffic -o +from-vm,errors)" "$(traffic -o DROPPED,errors,vm)"
ok "and then each device has it" test "$(traffic -o FROM-VM,TO-VM,FROM-PKTS,TO-PKTS,DROPPED,ERRORS)" -ge 42
! command -v promtool >/dev/null || ok "promtool has nothing to say of any host's metrics" metrics
ok "all JSON is valid" "$VT_SRCDIR/tests/validate-json" "$VT_SRCDIR/data/virt-taps.schema.json" \
	"$t_tmp"/outputs/*/list.json
if command -v dot >/dev/null; then
	ok "graphviz reads every picture" dot -Tcanon -o /dev/null "$t_tmp"/outputs/*/list.dot
else
	skip "graphviz reads every picture" "no dot"
fi
