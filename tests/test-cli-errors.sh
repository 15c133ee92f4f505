#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whatever is wrong with the command line or with standard output: one line on
# standard error that names it, nothing on standard output, exit status 3.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"

# The exit status and the line that was wanted, of the last run.
t_refused()
{
	cat "$t_tmp/out" "$t_tmp/err"
	[ "$status" = 3 ] && [ -z "$out" ] && [ "$(wc -l <"$t_tmp/err")" = 1 ] &&
		[[ $err == "virt-taps: "* ]] && [[ $err == *"$1"* ]]
}

# refuses NAMED ARGUMENT...: NAMED is what the line must contain
refuses()
{
	local named=$1

	shift
	run "$VT_BIN" "$@"
	ok "refused, naming $named: ${*@Q}" t_refused "$named"
}

refuses "--bogus" --bogus
refuses "--bogus" list --bogus
refuses "--bogus=3" --bogus=3
refuses "-x" -x
refuses "-x" -qx
refuses "--connect" --connect
refuses "-c" -c
refuses "--format" list --format
refuses "--json" --json=yes
refuses "--color" --color
refuses "'yaml'" --format yaml
refuses "'yaml'" -f yaml audit
refuses "''" --format ''
refuses "'monitoring'" --format monitoring
refuses "unknown command 'shw'; did you mean 'show'? (virt-taps --help)" shw
refuses "did you mean 'audit'" audti web1
refuses "did you mean '--json'" --jsno
refuses "'--lst'; did you mean '--list-columns'?" --lst
refuses "'--a'; did you mean '--accept' or '--anonymise'?" --a
refuses "'-F'; did you mean '-f'?" -F
refuses "'-f' needs an argument: FORMAT" -f
refuses "'prxmox' is not auto, none, proxmox, incus or kubevirt; did you mean 'proxmox'?" --managers prxmox
refuses "did you mean '--record' or '--replay'" --re x
refuses "did you mean 'prometheus'" -f prometeus
refuses "did you mean 'never'" --color nevr
refuses "did you mean 'DEVICE'" -o DEVCE
refuses "did you mean 'ifname'" -o ifnme
refuses "did you mean 'stray-tap'" explain stry-tap
refuses "''" ''
refuses "'list'" -- version list
refuses "show" show
refuses "'more'" version more
refuses "--log is for watch only" list --log
refuses "--log cannot be used with --format" watch --log -j
refuses "'sometimes'" --color sometimes
refuses "'guess'" --scan guess
refuses "'system'" --connect system
refuses "none" -c none -c qemu:///system
refuses "'NOPE'" --output NOPE
refuses "--output" --output ''
refuses "did you mean 'mismatch'" --status missmatch
refuses "did you mean 'stray-tap'" --status ok,stray-tp
refuses "'' is neither a status nor a code" --status ok,
refuses "did you mean 'VM'" --sort VMM
refuses "--sort: empty column name" --sort -
refuses "--bridge is for list and watch only" --bridge br0 audit
refuses "--problems is for list and watch only" --problems show web1
refuses "--sort cannot be used with watch --log" watch --log --sort VM
refuses "--status cannot be used with watch --format ndjson" watch -j --status ok
refuses "virt-taps watch -f table" -c none watch --problems
refuses "--output" --output DOMAIN,,PID
refuses "'no-such-code'" explain no-such-code
for number in '' x -1 +1 1x 0x10 1.5 ' 1' 99999999999999999999; do
	refuses "'$number'" --settle "$number"
	refuses "'$number'" --timeout "$number"
done
refuses "--timeout" --timeout 0

refuses "--record cannot be used with explain" --record x explain
refuses "--replay cannot be used with watch" --replay x watch
refuses "--record cannot be used with diff" --record x diff a b
refuses "--record cannot be used with --replay" --record x --replay y
refuses "--anonymise cannot be used without --record" --anonymise
refuses "--connect cannot be used with --replay" -c none --replay y
refuses "--scan cannot be used with diff" --scan proc diff a b
refuses "--format: watch has" -f html watch
refuses "--format: diff has table and json, not 'html'" -f html diff a b
refuses "--format: explain has table and json, not 'csv'" -f csv explain stray-tap
refuses "--output: explain has no columns" -o VM explain
refuses "'/nonexistent'" --replay /nonexistent
refuses "'/nonexistent'" diff /nonexistent /nonexistent

# Bytes that steer a terminal do not reach it.
refuses '\x1b' version $'fro\x1b[2Jbnicate'
refuses '\x0a' version $'two\nlines'

# A URI that leads nowhere: named once, and the kernel's side is still printed.
uri='qemu+unix:///system?socket=/nonexistent'
run "$VT_BIN" -c "$uri" --settle 0 list
is "an unreachable URI: exit status" "$status" 3
is "it is named once" "$(grep -cF "$uri" "$t_tmp/err")" 1
ok "the table is printed" grep -q '^VM' "$t_tmp/out"
run "$VT_BIN" -q -c "$uri" --settle 0 --json
is "in JSON: exit status" "$status" 3
is "--quiet keeps the gap off standard error" "$err" ""
ok "and leaves it in the output" grep -qF '"connection-failed"' "$t_tmp/out"

# Without libvirt on purpose nothing has failed.
run "$VT_BIN" -q -c none --settle 0
is "--connect none: exit status of list" "$status" 0
run "$VT_BIN" -q -c none --settle 0 show no-such-thing
is "show of nothing: exit status" "$status" 1
ok "it is named" grep -q "'no-such-thing'" "$t_tmp/err"
is "and nothing is printed" "$out" ""
run "$VT_BIN" -q -c none --settle 0 frobnicate
is "what is like no command is a subject of list: exit status" "$status" 1
ok "it is named" grep -q "'frobnicate'" "$t_tmp/err"
is "and nothing is printed" "$out" ""

# watch waits for what is not there yet, and says so.
says_and_waits()
{
	local pid try

	"$VT_BIN" -q -c none watch no-such-thing >"$t_tmp/none" 2>"$t_tmp/said" &
	pid=$!
	for ((try = 0; try < 600; try++)); do
		[ ! -s "$t_tmp/said" ] || break
		sleep 0.1
	done
	kill "$pid"
	wait "$pid" || { echo "status $?"; return 1; }
	cat "$t_tmp/said"
	grep -qx "virt-taps: no such VM, .*: 'no-such-thing'" "$t_tmp/said"
}
ok "watch of nothing: it is named, and waited for" says_and_waits

# Help and version: on standard output, with success.
for option in --help -h --version -V --list-columns; do
	run "$VT_BIN" "$option"
	ok "$option" [ "$status" = 0 -a -n "$out" -a -z "$err" ]
done
run "$VT_BIN" --version
ok "the version is one line" grep -qxE 'virt-taps [0-9]+\.[0-9.]+[^ ]*' "$t_tmp/out"

# A full disk, a closed standard output, a reader that leaves.
to_full()
{
	"$VT_BIN" "$@" >/dev/full
}

to_closed()
{
	"$VT_BIN" "$@" >&-
}

for how in to_full to_closed; do
	for arguments in --help "-c none -q --settle 0" "-c none -q --settle 0 -j" explain; do
		# shellcheck disable=SC2086 # a list of words
		run "$how" $arguments
		ok "$how $arguments" t_refused "standard output"
	done
done

t_reader_leaves()
{
	local status

	{
		env --default-signal=PIPE "$VT_BIN" "$@" 2>"$t_tmp/err"
		echo $? >"$t_tmp/status"
	} | head -c 1 >/dev/null
	status=$(cat "$t_tmp/status")
	cat "$t_tmp/err"
	[ ! -s "$t_tmp/err" ] && [[ $status =~ ^(0|141)$ ]]
}

t_reader_gone()
{
	local status

	rm -f "$t_tmp/pipe" && mkfifo "$t_tmp/pipe" || return 1
	# The one end that is opened both ways is the only one to read.
	env --default-signal=PIPE "$VT_BIN" "$@" 3<>"$t_tmp/pipe" >"$t_tmp/pipe" 3<&- 2>"$t_tmp/err"
	status=$?
	cat "$t_tmp/err"
	[ ! -s "$t_tmp/err" ] && [ "$status" = 141 ]
}

for arguments in --list-columns explain "-c none -q --settle 0 -j"; do
	# shellcheck disable=SC2086 # a list of words
	ok "| head: $arguments" t_reader_leaves $arguments
	# shellcheck disable=SC2086
	ok "a reader that is gone: $arguments" t_reader_gone $arguments
done

# -v says what was looked at, -vv also each connection and namespace; -q no gaps.
host=$VT_SRCDIR/tests/hosts/one-connection-down/host.json
says()
{
	run "$VT_BIN" --replay "$host" "$@"
	grep -vc 'connection-failed' "$t_tmp/err"
}
is "nothing beside gaps without -v" "$(says)" 0
is "-v: a line" "$(says -v)" 1
run "$VT_BIN" --replay "$host" -v
ok "what was seen" grep -qE 'proc scan: [0-9]+ processes, [0-9]+ descriptors, 1 namespaces' "$t_tmp/err"
is "-vv: the connections and the namespace, too, and what it took" "$(says -v -v)" 5
is "-q -v: no gaps" "$(run "$VT_BIN" --replay "$host" -qv; grep -c connection-failed "$t_tmp/err")" 0
run "$VT_BIN" -c none -vv --scan proc --settle 0
ok "-vv: what the scan did, and when" grep -Eq '^virt-taps: +[0-9.]+ ms  done: links' "$t_tmp/err"
ok "-vv: and what was made of it" grep -Eq '^virt-taps: +[0-9.]+ ms to decode, ' "$t_tmp/err"
run "$VT_BIN" -c test:///default -vv --settle 0
if grep -q 'libvirt.so.0' "$t_tmp/err"; then
	skip "-vv: calls of libvirt" "libvirt is not installed"
elif grep -q virttestd-sock "$t_tmp/err"; then
	skip "-vv: calls of libvirt" "this libvirt has no test driver"
else
	ok "-vv: calls of libvirt" grep -q 'test:///default: virConnectListAllDomains: 1' "$t_tmp/err"
fi
run "$VT_BIN" -c none -v --settle 0
is "-v: nothing of that" "$(grep -c 'done: links' "$t_tmp/err")" 0

# Libraries that are loaded when they are needed: a broken and a foreign one are
# a gap, and what does not need them is still printed.
host=$VT_SRCDIR/tests/hosts/kubevirt-pod/host.json
mkdir "$t_tmp/broken" "$t_tmp/foreign"
mnl=$(ldd "$VT_BUILDDIR/virt-taps" 2>/dev/null | sed -n 's/.*libmnl.* => \([^ ]*\).*/\1/p')
for name in libxml2.so.2 libxml2.so.16 libvirt.so.0; do
	echo "no library" >"$t_tmp/broken/$name"
	cp "${mnl:-/nonexistent}" "$t_tmp/foreign/$name" 2>/dev/null
done

t_no_library()
{
	run env LD_LIBRARY_PATH="$1" "$VT_BIN" --settle 0 "${@:4}"
	cat "$t_tmp/out" "$t_tmp/err"
	[ "$status" = "$2" ] && grep -q "$3" "$t_tmp/err" && grep -q '^VM' "$t_tmp/out"
}

for how in broken:'cannot load' foreign:'is too old: it has no'; do
	directory=$t_tmp/${how%%:*}
	[ -s "$directory/libxml2.so.2" ] || {
		skip "${how%%:*} libraries" "no libmnl to take for one"
		continue
	}
	! ldd "$VT_BUILDDIR/virt-taps" | grep -q libvirt || {
		skip "${how%%:*} libraries" "this build is linked with libvirt"
		continue
	}
	ok "${how%%:*} libxml2: the domain's XML is a gap" \
		t_no_library "$directory" 0 "domain-xml.*cannot parse XML: .*${how#*:}" --replay "$host"
	ok "${how%%:*} libvirt: the connection failed" \
		t_no_library "$directory" 3 "connection-failed.*${how#*:}" -c qemu:///system
done
