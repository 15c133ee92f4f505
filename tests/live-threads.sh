#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# ThreadSanitizer over all that scans do in threads, in a build with
# --enable-sanitizers=thread. Without libvirt, whose own threads it does not know.

[ -n "${VT_LAB-}" ] || {
	nm "$VT_BIN" 2>/dev/null | grep -q __tsan_init || {
		echo "1..0 # SKIP needs a build with --enable-sanitizers=thread"
		exit 0
	}
	exec "$(dirname -- "$0")/in-lab" "$0"
}
set -u
here=$(dirname -- "$0")
lab=$here/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=hostile/lib.sh
. "$here/hostile/lib.sh"

# It starts a thread of its own, which namespaces and processes of a scan are no part of.
export TSAN_OPTIONS="log_path=$VT_LAB_DIR/tsan exitcode=0 report_signal_unsafe=0 die_after_fork=0"

# clean WHAT ARG...: scans, and nothing was reported of any process
clean()
{
	local what=$1 scan

	shift
	for scan in auto proc; do
		"$VT_BIN" -q -c none --settle 50 --scan $scan -j "$@" >"$OUT" 2>"$ERR"
		ok "$what, --scan $scan: an answer" json '.mappings | length > 0'
		ok "$what, --scan $scan: no race" sh -c "! cat $VT_LAB_DIR/tsan.* 2>/dev/null"
		rm -f "$VT_LAB_DIR"/tsan.*
	done
}

lab_bridge br0
lab_tap_persistent left0
lab_netns blue
ip -n blue tuntap add dev blue0 mode tap
clean "a few devices"
villain qemus 200
clean "many processes"
villains_end
villain --root spaces 100
clean "many namespaces"
villains_end
villain --root tables 100 thread0
clean "many tables"
villains_end
fuse=$VT_LAB_DIR/fuse
mkdir "$fuse"
if [ -c /dev/fuse ] && villain --root fuse "$fuse" $USER_ID; then
	for i in 1 2 3; do villain stuck "$fuse/page"; done
	clean "threads that are left behind" --timeout 3
	villains_end
	umount -n -l "$fuse"
else
	skip "no FUSE here"
fi
"$VT_BIN" watch -q -c none -f ndjson >"$OUT" 2>"$ERR" &
watch=$!
for i in $(seq 20); do
	ip tuntap add dev "churn$i" mode tap
	sleep 0.1
	ip link del "churn$i"
done
kill -TERM $watch
wait $watch
ok "watch ends well" is $? 0
ok "and had no race" sh -c "! cat $VT_LAB_DIR/tsan.* 2>/dev/null"
tap_done
