# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154 # S is filled by lab_situate
#
# The part of selftest.sh about situate: each situation looked at in the kernel.

held_tap()
{
	lab_situate S hold-tap t0 && held_by t0 "${S[pid]}:${S[pid]}:${S[fd]}" &&
		is "$(cat /sys/class/net/t0/tun_flags)" 0x5002 && ended && link_gone t0
}

held_tap_queues()
{
	lab_situate S hold-tap t0 --multi-queue 3 --detach 2 && queues_are t0 "1 2" &&
		held_by t0 "$(printf '%s\n' "${S[pid]}:${S[pid]}:"{"${S[fd]}","${S[fd2]}","${S[fd3]}"})" &&
		ended
}

held_tap_persist()
{
	lab_situate S hold-tap t0 --persist && ended && link_exists t0 && held_by t0 "" &&
		lab_situate S attach-persistent t0 && held_by t0 "${S[pid]}:${S[pid]}:${S[fd]}" &&
		ended && ip link del t0 && not lab_situate S attach-persistent t0
}

held_tun()
{
	lab_situate S hold-tap t0 --tun --comm slirp4netns &&
		is "$(cat "/proc/${S[pid]}/comm")" slirp4netns &&
		is "$(ip -d -j link show t0 | jq -r '.[0].linkinfo.info_data.type')" tun && ended
}

persistent_multi_queue()
{
	lab_situate S attach-persistent pt1 --multi-queue && queues_are pt1 "1 0" && ended &&
		not lab_situate S attach-persistent pt1
}

tap_in_new_netns()
{
	lab_situate S hold-tap-netns t0 && link_gone t0 && in_netns_of "${S[pid2]}" t0 &&
		held_by_process t0 "${S[pid]}" && same_netns "${S[pid]}" &&
		is "$(readlink "/proc/${S[pid2]}/ns/net")" "net:[${S[netns]}]" && ended
}

same_netns()
{
	is "$(readlink "/proc/$1/ns/net")" "$(readlink /proc/self/ns/net)"
}

tap_moved()
{
	lab_situate S move-tap t0 && link_gone t0 && in_netns_of "${S[pid2]}" t0 &&
		held_by t0 "${S[pid]}:${S[pid]}:${S[fd]}" && same_netns "${S[pid]}" && ended
}

netns_by_fd()
{
	local namespaces

	lab_situate S netns-by-fd t0 && link_gone t0 && held_by_process t0 "${S[pid]}" &&
		namespaces=$(readlink /proc/[0-9]*/task/*/ns/net) &&
		not grep -q "${S[netns]}" <<<"$namespaces" &&
		not grep -q "${S[netns]}" /proc/self/mountinfo && ended
}

tap_renamed()
{
	lab_situate S rename-tap t0 't\x01\xff' && link_gone t0 &&
		iff_of "${S[pid]}" "${S[fd]}" $'t\x01\xff' && ended
}

tun_unattached()
{
	lab_situate S unattached && iff_of "${S[pid]}" "${S[fd]}" "" && ended
}

tap_deleted()
{
	lab_situate S deleted-tap t0 && link_gone t0 && iff_of "${S[pid]}" "${S[fd]}" "" && ended
}

fork_shares()
{
	lab_situate S fork-share t0 && held_by_process t0 "${S[pid]} ${S[pid2]}" && ended && link_gone t0
}

steals()
{
	local -A owner

	lab_situate owner hold-tap t0 && lab_situate S steal "${owner[pid]}" "${owner[fd]}" &&
		held_by_process t0 "${owner[pid]} ${S[pid]}" && lab_situate_end owner &&
		held_by t0 "${S[pid]}:${S[pid]}:${S[fd]}" && ended && link_gone t0
}

thread_has_table()
{
	lab_situate S thread-table t0 && held_by t0 "${S[pid]}:${S[tid]}:${S[fd]}" && ended
}

leader_is_zombie()
{
	lab_situate S zombie-leader t0 && lab_proc_state_is "${S[pid]}" Z &&
		held_by t0 "${S[pid]}:${S[tid]}:${S[fd]}" && is "$(ls "/proc/${S[pid]}/fdinfo")" "" &&
		ended && link_gone t0
}

in_flight()
{
	lab_situate S inflight t0 && held_by t0 "" && link_exists t0 && ended && link_gone t0 &&
		lab_situate S inflight t0 --multi-queue 3 && held_by t0 "" && queues_are t0 "3 0" && ended
}

in_io_uring()
{
	lab_situate S io-uring t0 && held_by t0 "" && link_exists t0 &&
		grep -q 'UserFiles:.1' "/proc/${S[pid]}/fdinfo/${S[ring]}" && ended &&
		lab_wait link_gone t0
}

in_pidns()
{
	lab_situate S hold-pidns t0 && held_by_process t0 "${S[pid]}" &&
		not is "$(readlink "/proc/${S[pid]}/ns/pid")" "$(readlink /proc/self/ns/pid)" 2>/dev/null &&
		ended && link_gone t0
}

macvtap_held()
{
	local rdev

	lab_situate S hold-macvtap mv0 3 && rdev=$(cat /sys/class/net/mv0/tap*/dev) &&
		is "${S[rdev]}" "$rdev" && macvtap_fds 3 && ended
}

macvtap_fds()
{
	is "$(find "/proc/${S[pid]}/fd" -lname "${S[node]}" | wc -l)" "$1"
}

macvtap_deleted()
{
	lab_macvtap mv1 va && lab_situate S macvtap-deleted mv1 && link_gone mv1 &&
		is "$(find "/proc/${S[pid]}/fd" -lname "${S[node]} (deleted)" | wc -l)" 1 && ended
}

macvtap_moved()
{
	lab_macvtap mv1 va && lab_situate S macvtap-moved mv1 && link_gone mv1 &&
		in_netns_of "${S[pid2]}" mv1 && ended
}

cmdline_faked()
{
	lab_situate S fake-cmdline --hold t0 --uid 64055 -- qemu-system-x86_64 -name 'guest=x y' &&
		is "$(tr '\0' '|' <"/proc/${S[pid]}/cmdline")" 'qemu-system-x86_64|-name|guest=x y|' &&
		is "$(cat "/proc/${S[pid]}/comm")" qemu-system-x86 &&
		is "$(stat -c %u "/proc/${S[pid]}")" 64055 && held_by_process t0 "${S[pid]}" && ended
}

cmdline_from_file()
{
	printf 'qemu\0-name\0a\nb\xff\0' >"$VT_LAB_DIR/argv"
	lab_situate S fake-cmdline --comm other "$VT_LAB_DIR/argv" &&
		cmp "$VT_LAB_DIR/argv" "/proc/${S[pid]}/cmdline" &&
		is "$(cat "/proc/${S[pid]}/comm")" other && ended
}

many()
{
	lab_situate S many 50 20 && is "$(find "/proc/${S[pid]}/fd" -lname '*eventfd*' | wc -l)" 50 &&
		is "$(pgrep -c -P "${S[pid]}")" 20 && ended
}

uid_dropped()
{
	lab_situate S uid 1234 fork-share t0 && is "$(stat -c %u "/proc/${S[pid]}")" 1234 &&
		is "$(stat -c %u "/proc/${S[pid2]}")" 1234 &&
		setpriv --reuid 1234 --regid 1234 --clear-groups \
			grep -q 't0$' "/proc/${S[pid]}/fdinfo/${S[fd]}" && ended
}

# Killed itself, situate leaves no child; and a stdin that closes ends it.
situate_cleans_up()
{
	lab_situate S zombie-leader t0 && kill -KILL "${S[self]}" &&
		lab_wait [ ! -e "/proc/${S[pid]}" ] && link_gone t0 &&
		is "$(situate hold-tap t0 </dev/null | cut -d = -f 1)" "ready pid" && link_gone t0
}

situate_fails()
{
	not situate bogus && not situate hold-tap && not situate hold-tap 'a/b' </dev/null &&
		not situate hold-tap 1234567890123456 && not situate inflight t0 --bogus &&
		not situate fork-share pt0 extra
}

test_situations()
{
	ok "hold-tap" held_tap
	ok "hold-tap --multi-queue --detach" held_tap_queues
	ok "hold-tap --persist, attach-persistent" held_tap_persist
	ok "hold-tap --tun --comm" held_tun
	ok "attach-persistent --multi-queue" persistent_multi_queue
	ok "hold-tap-netns" tap_in_new_netns
	ok "move-tap" tap_moved
	ok "netns-by-fd" netns_by_fd
	ok "rename-tap, odd bytes" tap_renamed
	ok "unattached" tun_unattached
	ok "deleted-tap" tap_deleted
	ok "fork-share" fork_shares
	ok "steal" steals
	ok "thread-table" thread_has_table
	ok "zombie-leader" leader_is_zombie
	ok "inflight" in_flight
	ok "io-uring" in_io_uring
	ok "hold-pidns" in_pidns
	ok "hold-macvtap" macvtap_held
	ok "macvtap-deleted" macvtap_deleted
	ok "macvtap-moved" macvtap_moved
	ok "fake-cmdline" cmdline_faked
	ok "fake-cmdline from a file" cmdline_from_file
	ok "many" many
	ok "uid" uid_dropped
	ok "situate leaves nothing behind" situate_cleans_up
	ok "situate reports mistakes" situate_fails
}
