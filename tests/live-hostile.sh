#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Users who mean harm: each situation is made by one without rights, beside a
# VM that is well and a fault that is to be found. With --timeout 1 a scan has
# 1.5 s, or 6 s and 1.5 s of CPU where the machine is busy, and 64 MiB.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
here=$(dirname -- "$0")
lab=$here/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

# shellcheck source=hostile/lib.sh
. "$here/hostile/lib.sh"

lab_bridge br0
lab_guest good --nic "$(nic_bridge br0)"
lab_guest bad --nic "$(nic_bridge br0)"
ip link set "$(lab_virsh domiflist bad | awk '/bridge/ { print $1 }')" nomaster
stands "nobody"

# --- the session's files ------------------------------------------------------

session=$VT_LAB_DIR/session
run=$session/libvirt/qemu/run
install -d -m 0755 -o $USER_ID -g $USER_ID "$session" "$session/libvirt" "$session/libvirt/qemu" "$run"
uri="qemu+unix:///session?socket=$session/libvirt/libvirt-sock"
touch "$VT_LAB_DIR/touched"
mkfifo "$VT_LAB_DIR/fifo" && chmod 0666 "$VT_LAB_DIR/fifo"
echo 'root:SECRET' >"$VT_LAB_DIR/shadow" && chmod 0600 "$VT_LAB_DIR/shadow"
as_user ln -s "$VT_LAB_DIR/shadow" "$run/shadow.xml"
as_user ln -s "$VT_LAB_DIR/shadow" "$run/shadow.pid"
as_user ln -s "$VT_LAB_DIR/fifo" "$run/link.pid"
as_user mkfifo "$run/fifo.pid" "$run/fifo.xml"
as_user truncate -s 1T "$run/sparse.xml"
as_user truncate -s 8M "$run/large.xml"
for i in $(seq 300); do as_user ln "$run/large.xml" "$run/name$i.xml"; done
echo "<domstatus>" | as_user tee "$run/honest.xml" >/dev/null
strace -f -qq -o "$VT_LAB_DIR/strace" -e trace=openat,openat2,open \
	"$VT_BIN" -c "$uri" --timeout 60 --record "$VT_LAB_DIR/record" -j >"$OUT" 2>"$ERR"
ok "links of a session are not followed into a recording" sh -c "! grep -q SECRET '$VT_LAB_DIR/record'"
ok "nor is what they lead to opened" sh -c "! grep -E 'touched|shadow\"|lab.*/fifo\"' '$VT_LAB_DIR/strace' |
	grep -v O_PATH"
ok "a FIFO is only looked at" sh -c "! grep -E 'fifo\\.(pid|xml)' '$VT_LAB_DIR/strace' | grep -v O_PATH"
ok "what was not opened is told" json \
	'[.coverage.gaps[] | select(.code == "file-refused")] | length > 4'
ok "files of the user are still read" grep -q 'honest' "$VT_LAB_DIR/record"
known='[.mappings[] | select(.domain == "good" and .status == "ok")] | length == 1'
IN_TIME=2500 measured_until "$known" -c qemu:///system -c "$uri" --settle 0 --timeout 2 -j
ok "300 names of one file: in bounds" in_bounds
ok "the system's VMs are known beside it" json "$known"
as_user sh -c "rm -f $run/*; for i in \$(seq 5); do head -c 4M /dev/zero >$run/zero\$i.xml; done"
named="[.coverage.gaps[] | select(.code == \"budget-spent\" and (.detail | test(\"user $USER_ID\")))] | length > 0"
IN_TIME=2500 measured_until "$named" -c "$uri" --settle 0 --timeout 2 -j
ok "a user who has too much is named" json "$named"
as_user sh -c "rm -f $run/*"
# One gap of processes, and one of files: as many as there were before the files were looked at.
villain argv 20 2000
as_user mkfifo "$run/fifo.xml"
"$VT_BIN" -c qemu:///system -c "$uri" --settle 0 -j >"$OUT" 2>"$ERR"
ok "who has too long command lines is told" json '[.coverage.gaps[] | select(.code == "budget-spent" and
	(.detail | test("longer command lines")))] | length == 1'
ok "and a file beside that was not opened, too" json "[.coverage.gaps[] | select(.code == \"file-refused\") |
	.subject] == [\"$run/fifo.xml\"]"
villains_end
as_user rm "$run/fifo.xml"

# --- URIs ---------------------------------------------------------------------

"$VT_BIN" -c "qemu:///embed?root=$VT_LAB_DIR/embed" -j >"$OUT" 2>"$ERR"
ok "no driver is run in the program" json '.connections[0].error | test("embedded")'
ok "which would make its directories" test ! -e "$VT_LAB_DIR/embed"
echo 'uri_aliases = [ "there=qemu+ssh://127.0.0.1/system", "here=qemu:///system" ]' >/etc/libvirt/libvirt.conf
strace -f -qq -o "$VT_LAB_DIR/strace" -e trace=execve "$VT_BIN" -c there -j >"$OUT" 2>"$ERR"
ok "an alias does not lead to another host" json '.connections[0].error | test("another host")'
ok "nor to a program" is "$(grep -c execve "$VT_LAB_DIR/strace")" 1
"$VT_BIN" -c here -j --settle 0 >"$OUT" 2>"$ERR"
ok "but to a daemon of this one" json '.connections[0].status == "ok"'
rm /etc/libvirt/libvirt.conf

# --- what does not answer -----------------------------------------------------

# The kernel itself, for longer than is waited: nothing is known of the VM's process.
strace -f -qq -o "$VT_LAB_DIR/strace" -P "/proc/$(cat /run/libvirt/qemu/good.pid)" -e trace=readlinkat \
	-e inject=readlinkat:delay_enter=400000 "$VT_BIN" -j --settle 0 audit >"$OUT" 2>"$ERR"
ok "a process of which nothing comes in time is no process that is gone" json \
	'[.findings[].code] == ["detached-bridge"]'
ok "what it holds is not known" json '[.coverage.gaps[] | select(.code == "process-silent" and
	.scope.pid == '"$(cat /run/libvirt/qemu/good.pid)"' and .hides == ["holders", "processes"])] | length > 0'

mkdir -m 755 "$VT_LAB_DIR/false"
cp "$(command -v hostile)" "$VT_LAB_DIR/false/qemu-system-x86_64"
fuse=$VT_LAB_DIR/fuse
mkdir "$fuse"
if [ -c /dev/fuse ] && villain --root fuse "$fuse" $USER_ID; then
	page=$fuse/page
	for i in 1 2 3; do villain stuck "$page"; done
	named="[.coverage.gaps[] | select(.code == \"process-silent\" and
		(.detail | test(\"user $USER_ID\")))] | length > 0"
	ALSO=$named stands "three processes whose memory does not answer"
	ok "they are named" json "$named"
	timeout -k 1 120 "$VT_BIN" watch -f ndjson --timeout 1 >"$OUT" 2>"$ERR" &
	watch=$!
	lab_wait test -s "$OUT"
	sleep 1
	kill -TERM $watch
	wait $watch
	ok "watch ends when it is told to" is $? 0

	mkdir -p "$session/hung/libvirt/qemu"
	ln -s / "$session/hung/libvirt/x"
	mount -n --bind "$fuse" "$session/hung/libvirt/qemu"
	stands "a session that does not answer" -c qemu:///system \
		-c "qemu+unix:///session?socket=$session/hung/libvirt/libvirt-sock"
	# What was killed in there may wait in the kernel for as long as the file system is silent.
	umount -n --lazy "$session/hung/libvirt/qemu"

	# For as long as this takes, no other link changes on the whole machine.
	if villain_rtnl=$(command -v unshare) && as_user "$villain_rtnl" -Un true 2>/dev/null; then
		# Whose namespace is asked of the kernel, which takes the lock.
		villain tapfd lost0
		setpriv --reuid $USER_ID --regid $USER_ID --clear-groups unshare -Urn \
			hostile rtnl "$page" >"$VT_LAB_DIR/rtnl" 2>&1 &
		villains+=($!)
		if LAB_TIMEOUT=30 lab_wait grep -qs ready "$VT_LAB_DIR/rtnl"; then
			gap='[.coverage.gaps[] | select(.hides | index("links"))] | length > 0'
			held='[.processes[] | select(.comm | test("qemu|good|bad"))] | length >= 2'
			measured_until "$gap" --settle 0 --timeout 1 --scan proc -j
			ok "the kernel's lock is held: an answer in time" in_time
			ok "with a gap" json "$gap"
			measured_until "$held" --settle 0 --timeout 1 -j
			ok "with BPF, too" in_time
			ok "which knows who holds what" json "$held"
			IN_TIME=3000 measured_until "$held" --settle 100 --timeout 1 -j
			ok "so does the next scan, of a process of its own" json "$held"
		else
			skip "the kernel's lock cannot be held here"
		fi
	fi
	villains_end
	umount -n -l "$fuse"

	# What looks for a name there waits with the directory's lock: it is for nothing else.
	if as_user unshare -Un true 2>/dev/null && villain --root fuse "$fuse" $USER_ID; then
		VILLAIN=$VT_LAB_DIR/false/qemu-system-x86_64 \
			villain holds false0 -readconfig "$fuse/silent"
		named="[.coverage.gaps[] | select(.code == \"process-silent\" and
			.hides == [] and .scope.pid == ${villains[-1]})] | length == 1"
		ALSO=$named stands "a configuration file that does not answer"
		ok "whose it is is told" json "$named"
		villains_end
		umount -n -l "$fuse"
	else
		skip "no user namespaces for users here"
	fi
else
	skip "no FUSE here"
fi

# --- much ---------------------------------------------------------------------

villain tuns 20000
stands "20,000 tun descriptors"
villains_end

villain dups 200 20000
stands "4,000,000 descriptors"
villains_end

# As a guest does it. The whole FDB is asked for where there are many bridges.
for i in $(seq 40); do lab_bridge "flooded$i"; done
lab_veth flood0 flood1
ip link set dev flood0 master flooded1
python3 -c 'import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("flood1", 0))
for i in range(800000):
    s.send(b"\xff" * 6 + b"\2" + i.to_bytes(5, "big") + b"\x88\xb5" + b"\0" * 46)'
stands "800,000 addresses in a FDB"
for i in $(seq 40); do ip link del dev "flooded$i"; done
ip link del dev flood0

villain epolls 100 2000
stands "epoll sets"
lab_situate S hold-tap hidden0 >/dev/null 2>&1
villains_end

villain argv 800 2000
stands "800 processes with one command line of 2 MB"
villains_end

villain qemus 1000
stands "1,000 processes called QEMU with command lines of 120 KB"
# Without its PID file a VM is looked for among all processes.
rm -f /run/libvirt/qemu/good.pid
stands "and a VM without PID file"
villain argv 800 2000
stands "and 800 processes with one command line of 2 MB"
villains_end

VILLAIN=$VT_LAB_DIR/false/qemu-system-x86_64 villain qemus 200 nics
named="[.coverage.gaps[] | select(.code == \"budget-spent\" and
	(.detail | test(\"user $USER_ID name more NICs\")))] | length == 1"
some='[.domains[] | select(.basis == "self") | .interfaces[]] | length > 2000 and length <= 4096'
ALSO="($named) and ($some)" stands "200 QEMUs whose command lines name 2,400 NICs each"
ok "their user is named" json "$named"
ok "and so many of them are known" json "$some"
villains_end
ok "they have ended" lab_wait sh -c '! pgrep -x "hostile|qemu-system-x86" -u '$USER_ID

# --- how it is started --------------------------------------------------------

sh -c 'exec "$@" >&- 2>&- <&-' - "$VT_BIN" -j --settle 0
ok "all standard files closed: a failure, no file written to" is $? 3
python3 -c 'import signal, os, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])' "$VT_BIN" -j --settle 0 >"$OUT" 2>"$ERR"
ok "SIGCHLD ignored: an answer" json \
	'[.mappings[] | select(.domain == "good" and .status == "ok")] | length == 1'

# A sanitizer's look for leaks starts a thread of its own, and is a failure without.
ASAN_OPTIONS=detect_leaks=0 as_user prlimit --nproc=1 "$VT_BIN" -q -j --settle 0 >"$OUT" 2>"$ERR"
ok "no process can be started: a failure" is $? 3
ok "which says so" grep -q 'cannot start a process' "$ERR"
as_user prlimit --nproc=3 "$VT_BIN" -q -j --settle 0 >"$OUT" 2>"$ERR"
ok "no thread can be: it is no time-out that is told" sh -c "! grep -q 'in time' '$OUT'"

# A daemon that closes in mid-call.
villain closer "$session/libvirt/libvirt-sock"
closer=$VT_LAB_DIR/villain-0
for i in $(seq 20); do
	"$VT_BIN" -q -c "$uri" -j --settle 0 >"$OUT" 2>/dev/null
	[ $? = 3 ] || break
done
ok "a daemon that closes in mid-call is a failed connection" is "$i" 20
timeout -k 10 4 "$VT_BIN" watch -q -f ndjson -c "$uri" >/dev/null 2>&1
ok "and is not asked without end by watch" test "$(tail -n 1 "$closer")" -lt 100
villains_end

villain slow "$session/libvirt/libvirt-sock"
failed='.connections[1].error == "no answer in time"'
ALSO=$failed stands "a daemon that answers with a byte a minute" -c qemu:///system -c "$uri"
ok "is a failed connection" json "$failed"
villains_end

# What ovs-vsctl is given.
mkdir -p "$VT_LAB_DIR/ovs"
if cp "$(command -v hostile)" "$VT_LAB_DIR/ovs/ovs-vsctl" && [ -e /usr/bin/ovs-vsctl ]; then
	mount -n --bind "$VT_LAB_DIR/ovs/ovs-vsctl" /usr/bin/ovs-vsctl
	HOSTILE_CAPS=$VT_LAB_DIR/caps OVS_RUNDIR=$VT_LAB_DIR/ovs "$VT_BIN" -q -j --settle 0 >"$OUT"
	umount -n /usr/bin/ovs-vsctl
	ok "ovs-vsctl gets the right to reach its socket, no other" is \
		"$(cut -f 2 "$VT_LAB_DIR/caps" | sort -u | xargs)" 0000000000000002
else
	skip "no ovs-vsctl here"
fi

# /proc that has no devices, and one of another PID namespace.
unshare -m sh -c 'mount -n -t proc -o subset=pid proc /proc 2>/dev/null && exec "$@"' - \
	"$VT_BIN" -q -j --settle 0 >"$OUT" 2>"$ERR"
if [ -s "$OUT" ]; then
	ok "subset=pid: nothing is said to be held by nobody" json \
		'[.findings[] | select(.code == "not-held")] == []'
else
	skip "no subset=pid here"
fi
unshare -p -f "$VT_BIN" -q --scan proc -c none -j --settle 0 >"$OUT" 2>"$ERR"
ok "/proc of another PID namespace: no strangers' descriptors" json '[.devices[].holders[]] == []'
ok "and a gap" json '[.coverage.gaps[] | select(.code == "pid-namespace")] | length == 1'
tap_done
