#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Full disks, closed pipes, daemons and guests that hang; and a run that writes
# nothing to the host's state.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

lab_bridge br0
lab_guest a --nic "$(nic_bridge br0)"
lab_guest b --nic "$(nic_bridge br0)"

"$VT_BIN" >/dev/full 2>"$ERR"
ok "a full disk is an error" is $? 3
ok "told in one line" is "$(wc -l <"$ERR")" 1
"$VT_BIN" >&- 2>"$ERR"
ok "so is a closed standard output" is $? 3
ok "a reader that stops early is none" is "$("$VT_BIN" 2>&1 | head -n 1 | wc -l)" 1

kill -STOP "$(lab_pid a)"
vt -j audit
ok "a guest that hangs is mapped as ever" is "$RC" 0
kill -CONT "$(lab_pid a)"

lab_libvirtd_freeze
timeout 60 "$VT_BIN" --timeout 4 -j >"$OUT" 2>"$ERR"
ok "a daemon that hangs is waited for no longer than asked" is $? 3
ok "and the guests are mapped by its files" json \
	'[.mappings[] | select(.status == "ok")] | length == 2'
ok "one line says why" is "$(grep -c connection-failed "$ERR")" 1
ok "nothing of progress where nobody looks" sh -c "! grep -q -e 'waiting for' -e ' of 4 s' '$ERR'"

# seen ARG...: what a terminal is sent on standard error
seen()
{
	script -qec "'$VT_BIN' --timeout 3 -j $* >'$OUT'" /dev/null </dev/null >"$VT_LAB_DIR/seen"
}
seen
ok "somebody who waits is told" grep -q 'waiting for qemu:///system, [123] of 3 s' "$VT_LAB_DIR/seen"
ok "in one line, which is taken away" is "$(sed 's/.*\r\x1b\[K//' "$VT_LAB_DIR/seen" | grep -Ec 'waiting|scanning')" 0
ok "before the reason is said" grep -q '^virt-taps: connection-failed' \
	<(sed 's/.*\r\x1b\[K//' "$VT_LAB_DIR/seen")
seen -q
ok "or not, as asked" is "$(cat "$VT_LAB_DIR/seen")" ""
lab_libvirtd_thaw

timeout 60 "$VT_BIN" -c "qemu+unix:///system?socket=/nonexistent" -c qemu:///system -j >"$OUT" 2>"$ERR"
ok "one connection fails, the other one answers" json '[.connections[].status] == ["failed", "ok"] and
	(.mappings | length) == 2'
"$VT_BIN" -c qemu+ssh://elsewhere/system -j >"$OUT" 2>"$ERR"
ok "another host's libvirt is not asked" json '.connections[0].error | test("another host")'
setpriv --reuid nobody --clear-groups env HOME=/nonexistent XDG_RUNTIME_DIR="$VT_LAB_DIR/none" \
	"$VT_BIN" -c qemu:///session >/dev/null 2>&1
ok "no daemon is spawned" is "$(pgrep -u nobody -a 'libvirtd|virtqemud')" ""
"$VT_BIN" -c qemu:///system -c qemu:///system -c qemu+unix:///system -j >"$OUT" 2>"$ERR"
ok "one daemon by two URIs is one guest each" json '(.mappings | length) == 2'

# --- nothing is written -------------------------------------------------------

# A process of its own may be ended.
not_own_kills()
{
	awk -v trace="$VT_LAB_DIR/strace" '
		BEGIN { while ((getline line <trace) > 0) { sub(/ .*/, "", line); own[line] = 1 } }
		$2 ~ /^kill\([0-9]+,$/ { pid = $2; gsub(/[^0-9]/, "", pid); if (pid in own) next }
		{ print }'
}

# A whole run under strace: each system call with a way to write, against what
# a look needs.
trace()
{
	strace -f -qq -o "$VT_LAB_DIR/strace" -e signal=none \
		-e trace=file,network,ioctl,setns,mount,umount2,kill,ptrace,bpf,write,pwrite64,prctl,fcntl \
		"$VT_BIN" "$@" >/dev/null 2>&1
	grep -v 'resumed>' "$VT_LAB_DIR/strace" | not_own_kills |
		sed -E 's/^[0-9]+ +//' >"$VT_LAB_DIR/calls"
}

# A build for coverage writes its counters when it ends, into files it locks.
counters=
[ ! -e "$VT_BUILDDIR/src/virt_taps-main.gcno" ] || counters=.gcda

# offenders: what no look may do
offenders()
{
	awk -v counters="$counters" '
		BEGIN {
			n = split("unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir link " \
				"linkat symlink symlinkat chmod fchmodat chown lchown fchownat truncate " \
				"mknod mknodat utimensat setxattr mount umount2 ptrace kill tkill swapon " \
				"pivot_root chroot listen", names, " ")
			for (i = 1; i <= n; i++)
				writes[names[i]] = 1
			ioctls = "TUNGETIFF|TUNGETDEVNETNS|0x54e3|SIOCGIFHWADDR|TCGETS|TIOCGWINSZ|NS_GET|FIONBIO"
			ioctls = ioctls "|PIDFD_GET_INFO|0xff, 0xb, 0x40"
		}
		{ call = $0; sub(/\(.*/, "", call) }
		counters && index($0, counters) { ending = 1; next }
		ending && /^fcntl\(.*F_SETLKW/ { next }
		call in writes { print; next }
		/^(open|openat|openat2)\(/ {
			if (/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/ && !/"\/dev\/(null|tty)"/)
				print
			next
		}
		/^ioctl\(/ { if ($0 !~ ioctls) print; next }
		/^fcntl\(/ { if (/F_SETLK|F_OFD_SETLK|F_SETLEASE|F_ADD_SEALS|F_NOTIFY/) print; next }
		/^send(to|msg)\(/ { if (/nlmsg_type=RTM_/ && !/RTM_GET/) print; next }
		/^bind\(/ { if (!/AF_NETLINK/) print; next }
	' "$VT_LAB_DIR/calls"
}

for scan in proc auto; do
	trace --scan $scan audit -j
	ok "--scan $scan: there is a trace" test "$(wc -l <"$VT_LAB_DIR/calls")" -gt 100
	ok "--scan $scan: no call writes to the host's state" is "$(offenders)" ""
done
tap_done
