#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Proves from outside that the lab returns the right status and that nothing of
# it is left, however it ended. Takes the lab's selftest along unless --quick.

set -u

tests=$(dirname -- "$(readlink -f -- "$0")")/..
lab=$tests/lab
count=0
failed=0
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

ok()
{
	local what=$1 verdict=ok

	shift
	count=$((count + 1))
	"$@" || {
		verdict="not ok"
		failed=$((failed + 1))
	}
	echo "$verdict $count - $what"
}

status_is()
{
	local want=$1 status

	shift
	"$@" >"$scratch/out" 2>&1 </dev/null
	status=$?
	[ "$status" = "$want" ] || {
		echo "# status $status, not $want: $*"
		sed 's/^/# /' "$scratch/out"
		return 1
	}
}

# wait_for COMMAND...: ten seconds at most
wait_for()
{
	local end=$((SECONDS + 10))

	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.02
	done
}

# What a lab could leave: mounts, nodes, files, links, and processes by the
# namespaces they are in. Other labs may run beside, so ours is told apart by
# what its command wrote to $scratch/world.
host_state()
{
	sort /proc/self/mountinfo
	ls -lan /run /run/libvirt /run/netns /var/lib/libvirt /var/cache/libvirt \
		/var/log/libvirt /etc/libvirt /etc/netns 2>&1
	stat -c '%a %u %g %t:%T' /dev/kvm /dev/net/tun 2>&1
	ip -o link show | cut -d : -f 2
}

# shellcheck disable=SC2016 # expanded in the lab
no_uri='[ -z "${LIBVIRT_DEFAULT_URI+set}" ]'
world_note='readlink /proc/self/ns/net /proc/self/ns/pid /proc/self/ns/mnt'

# Inode numbers of namespaces are used again at once, by labs beside this one:
# only a process that is older than the end of our lab can be ours.
is_gone()
{
	local end=$1 net pid mnt found

	{ read -r net && read -r pid && read -r mnt; } <"$scratch/world" || return 1
	net=${net//[][]/?} pid=${pid//[][]/?} mnt=${mnt//[][]/?}
	while IFS=/ read -r _ _ found _; do
		[ "$(started "$found")" -gt "$end" ] || return 1
	done < <(find /proc/[0-9]*/ns /proc/[0-9]*/fd \
		\( -lname "$net" -o -lname "$pid" -o -lname "$mnt" \) 2>/dev/null)
}

# In clock ticks after boot, of a process or (without argument) now; a process
# that is gone was not ours.
started()
{
	if [ $# = 0 ]; then
		awk -v hz="$(getconf CLK_TCK)" '{ print int($1 * hz) }' /proc/uptime
	else
		{ sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20; } 2>/dev/null | grep . ||
			echo 999999999999
	fi
}

nothing_is_left()
{
	wait_for is_gone "$(started)" || {
		echo "# something is left of the world"
		return 1
	}
	host_state >"$scratch/after"
	diff "$scratch/before" "$scratch/after" >"$scratch/diff" || {
		sed 's/^/# /' "$scratch/diff"
		return 1
	}
}

# A world with everything that may linger: a guest, daemons, a namespace, a
# process in a session of its own.
busy_world()
{
	cat >"$scratch/busy.sh" <<-END
	. "$tests/lab.d/lib.sh"
	lab_bridge br0
	lab_netns other
	lab_guest one --nic "\$(nic_bridge br0)"
	setsid sleep 1000 &
	ip netns exec other sleep 1000 &
	$world_note >"$scratch/note" && mv "$scratch/note" "$scratch/world"
	sleep 1000
	END
	rm -f "$scratch/world"
	setsid "$lab" run -- bash "$scratch/busy.sh" >"$scratch/out" 2>&1 </dev/null &
	busy=$!
	wait_for [ -s "$scratch/world" ] || sed 's/^/# /' "$scratch/out"
}

# Ends the busy world with a signal to the outer command, or to its group.
ends_by()
{
	local signal=$1 want=$2 target=$3 status

	busy_world
	! is_gone "$(started)" || {
		echo "# the check would not notice a world that is there"
		return 1
	}
	[ "$target" = group ] && target=-
	kill -s "$signal" -- "${target/#one/}$busy"
	{ wait "$busy"; } 2>/dev/null
	status=$?
	[ "$status" = "$want" ] || {
		echo "# status $status, not $want"
		return 1
	}
}

reads_stdin()
{
	[ "$(echo text | "$lab" run --no-libvirt -- cat)" = text ]
}

other_user_is_refused()
{
	status_is 77 setpriv --reuid nobody --clear-groups bash "$lab" run -- true &&
		[ "$(wc -l <"$scratch/out")" = 1 ]
}

missing_command_is_named()
{
	local command

	mkdir -p "$scratch/bin"
	for command in bash dirname readlink id unshare setpriv mount flock; do
		ln -sf "$(command -v "$command")" "$scratch/bin/$command"
	done
	# The lab adds the system's sbin itself: hide what is there too.
	status_is 77 unshare -m sh -c \
		"mount -n -t tmpfs none /usr/sbin; PATH=$scratch/bin exec $lab run -- true" &&
		grep -q "package 'iproute2'" "$scratch/out"
}

# Typed on a terminal; job control says so if it is off.
shell_works()
{
	script -qec "$lab shell --no-libvirt" /dev/null \
		<<<$'echo one$((1 + 1)) $VT_LAB $-; type -t lab_guest; exit 5' >"$scratch/out" 2>&1
	[ $? = 5 ] && grep -q 'one2 1 .*m' "$scratch/out" && grep -q '^function' "$scratch/out" &&
		return 0
	sed 's/^/# /' "$scratch/out"
	return 1
}

# As on a host with systemd-resolved
# shellcheck disable=SC2016 # expanded by that sh
resolver_is_in_run()
{
	mkdir -p "$scratch/etc"
	status_is 0 unshare -m sh -c 'mount -n -t tmpfs etc "$0" && mkdir "$0/up" "$0/work" &&
		mount -n -t overlay -o "lowerdir=/etc,upperdir=$0/up,workdir=$0/work" etc /etc &&
		ln -sf ../run/vt-resolve/stub.conf /etc/resolv.conf && exec "$@"' "$scratch/etc" \
		"$lab" run --no-libvirt -- test -d /run/vt-resolve
}

parallel_labs()
{
	local pids=() i

	for i in 1 2 3; do
		"$lab" run -- bash -c ". $tests/lab.d/lib.sh; lab_veth va vb &&
			lab_guest one --nic \"\$(nic_direct va)\" && lab_tap one net0" \
			>"$scratch/out$i" 2>&1 </dev/null &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i" || {
			cat "$scratch"/out[123] | sed 's/^/# /'
			return 1
		}
	done
}

[ "$(id -u)" = 0 ] || {
	echo "1..0 # SKIP must be run as root"
	exit 0
}
host_state >"$scratch/before"
ok "status of the command" status_is 7 "$lab" run -- sh -c 'exit 7'
ok "status of a killed command" status_is 143 "$lab" run --no-libvirt -- sh -c 'kill $$'
ok "status of a missing command" status_is 127 "$lab" run --no-libvirt -- /nonexistent
ok "stdin is passed" reads_stdin
ok "usage errors" status_is 2 "$lab" run --bogus
ok "a missing command is a usage error" status_is 2 "$lab" run --
ok "help" status_is 0 "$lab" --help
ok "other users are refused" other_user_is_refused
ok "a missing package is named" missing_command_is_named
ok "the caller's URI is not used" status_is 0 env LIBVIRT_DEFAULT_URI=test:///default \
	"$lab" run --no-libvirt -- sh -c "$no_uri"
ok "works from any directory" status_is 0 sh -c "cd / && $lab run --no-libvirt -- true"
if grep -qw overlay /proc/filesystems; then
	ok "where /etc/resolv.conf leads is there" resolver_is_in_run
fi
if command -v script >/dev/null; then
	ok "a shell on a terminal" shell_works
fi
ok "a note of the world" status_is 0 "$lab" run -- sh -c "$world_note >$scratch/world"
ok "nothing is left after the end" nothing_is_left
ok "SIGTERM" ends_by TERM 143 one
ok "nothing is left after SIGTERM" nothing_is_left
ok "SIGINT to the group, as by a terminal" ends_by INT 130 group
ok "nothing is left after SIGINT" nothing_is_left
ok "SIGKILL" ends_by KILL 137 one
ok "nothing is left after SIGKILL" nothing_is_left
ok "labs with macvtaps beside each other" parallel_labs
if [ "${1-}" != --quick ]; then
	ok "the lab's selftest" status_is 0 "$lab" run -- "$tests/lab.d/selftest.sh"
fi
ok "nothing is left after all" nothing_is_left
echo "1..$count"
[ "$failed" = 0 ]
