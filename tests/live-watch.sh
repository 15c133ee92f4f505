#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# watch: each change is told by itself, and once; nothing is done while nothing
# happens; and the state that its events make is what a look says. It looks at
# the host when something wakes it, and never else: what is not told while
# it waits has not been noticed.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/watch.sh
. "$lab/watch.sh"

# count_fds PATTERN: descriptors of watch whose link text is like that
count_fds()
{
	find "/proc/$WATCH/fd" -lname "$1" 2>/dev/null | wc -l
}

# listens N: watch has a netlink socket in that many namespaces. Each file in
# /proc/PID/net is of the process's own one, so the kernel's list of all is of
# no use: sockets that are not unix sockets are counted.
listens()
{
	local n=0 inode

	for inode in $(find "/proc/$WATCH/fd" -lname 'socket:*' -printf '%l\n' | tr -dc '0-9\n'); do
		grep -q " $inode\( \|$\)" /proc/net/unix || n=$((n + 1))
	done
	[ "$n" = "$1" ]
}

# --- the state at the start ---------------------------------------------------

lab_bridge br0
# Otherwise a port's state changes 15 s after it came.
ip link set br0 type bridge forward_delay 0
lab_guest web --nic "$(nic_bridge br0)"
lab_tap_persistent old0
watch_start
ok "a mapping that is there" told '.event == "mapped" and .reason == "present" and
	.domain == "web" and .status == "ok"'
ok "a finding that is there" told '.event == "raised" and .reason == "present" and
	.code == "stray-tap" and .ifname == "old0"'
ok "each says when and where" jq -es 'all(.[]; (.time | test("^20..-..-..T..:..:...[0-9]+Z$")) and
	.host == "'"$(uname -n)"'")' "$EVENTS"
ok "that is the state of a look" lab_wait same_state

# --- nothing happens ----------------------------------------------------------

lines=$(wc -l <"$EVENTS")
ok "no CPU time and no switch of context while nothing happens" idles sleep "${VT_IDLE_SECONDS:-12}"
ok "and no event" is "$(wc -l <"$EVENTS")" "$lines"

# --- bridge ports -------------------------------------------------------------

# Only messages of the bridge tell it. What it learns of addresses is no reason to wake.
lab_guest port --nic "$(nic_bridge br0)"
tap=$(lab_tap port net0)
bridge link set dev "$tap" state 0
ok "a bridge port that is blocked" told '.event == "raised" and .code == "port-blocked" and
	.ifname == "'"$tap"'"'
bridge link set dev "$tap" state 3
ok "and is not any more" told '.event == "cleared" and .code == "port-blocked"'
learns()
{
	local i

	for i in $(seq 10 99); do
		bridge fdb add "52:54:00:00:77:$i" dev "$tap" master static
	done
	for i in $(seq 10 99); do
		bridge fdb del "52:54:00:00:77:$i" dev "$tap" master
	done
}
ok "nothing is done while a bridge learns addresses" idles learns
lab_stop port

# --- guests -------------------------------------------------------------------

lab_guest db --nic "$(nic_bridge br0)"
ok "a guest's start within a second" told \
	'.event == "mapped" and .reason != "present" and .domain == "db" and .status == "ok"'
lab_virsh attach-interface db bridge br0 --model virtio --live >/dev/null
ok "a NIC that is plugged" told '.event == "mapped" and .domain == "db" and .alias == "net1" and
	.status == "ok"'
lab_virsh detach-interface db bridge --live --mac \
	"$(lab_xml db | grep -o "52:54:[0-9a-f:]*" | tail -n 1)" >/dev/null
ok "and unplugged" told '.event == "unmapped" and .reason == "gone" and .domain == "db" and
	.alias == "net1"'
lab_stop db
ok "its end" told '.event == "unmapped" and .reason == "gone" and .domain == "db" and
	.alias == "net0"'
ok "nothing was found beside" is \
	"$(jq -r 'select(.event == "raised" and .code != "port-blocked") | .code' "$EVENTS" | sort -u)" stray-tap
lab_virsh start db >/dev/null
lab_kill db
ok "a guest that is killed is no finding" lab_wait same_state

# --- devices ------------------------------------------------------------------

lab_tap_persistent new0
ok "a stray tap" told '.event == "raised" and .reason == "new" and .ifname == "new0"'
ip link del new0
ok "that is deleted" told '.event == "cleared" and .reason == "gone" and .ifname == "new0"'
tap=$(lab_tap web net0)
ip link set "$tap" nomaster
ok "a bridge that lost its port" told '.event == "raised" and .code == "detached-bridge"'
ok "the NIC's row, old and new next to each other" jq -es 'map(select(.domain == "web" and .reason == "update")) |
	length == 2 and .[0].event == "unmapped" and .[0].status == "ok" and
	.[1].event == "mapped" and .[1].status == "mismatch"' "$EVENTS"
ok "with what its device carries per second by then" event '.domain == "web" and .reason == "update" and
	(.rates | keys) == ["from_guest_bytes", "from_guest_packets", "to_guest_bytes", "to_guest_packets"]'
ip link set "$tap" master br0
ok "and has it back" told '.event == "cleared" and .code == "detached-bridge"'
lab_situate VPN hold-tap vpn0
ok "another program's tap" told '.event == "mapped" and .ifname == "vpn0" and .status == "foreign"'
lab_situate_end VPN
ok "until it ends" told '.event == "unmapped" and .ifname == "vpn0" and .reason == "gone"'
lab_veth up0 up1
lab_macvtap mv0 up0
lab_situate MV macvtap-moved mv0
kill -USR1 "$WATCH"
ok "SIGUSR1 has a look taken" told '.event == "mapped" and .ifname == "mv0" and .status == "foreign"'
lab_situate_end MV
ok "whoever holds a macvtap is seen to end" told \
	'.event == "unmapped" and .ifname == "mv0" and .status == "foreign"'
ip link del up0

# --- namespaces ---------------------------------------------------------------

lab_netns side
ok "a new namespace is listened to" lab_wait listens 2
sleep 0.5
ip -n side tuntap add dev in0 mode tap
ok "a stray tap in it" told '.event == "raised" and .ifname == "in0"'
ip link add far0 type veth peer name near0 netns side
ip netns del side
ok "it can be removed" lab_wait listens 1
ok "and is: the far end of its veth goes, too" lab_wait sh -c '! ip link show far0'
ok "so is its stray tap" told '.event == "cleared" and .ifname == "in0"'
unshare -n sleep 1000 &
hidden=$!
lab_wait sh -c "[ \"\$(readlink /proc/$hidden/ns/net)\" != \"\$(readlink /proc/self/ns/net)\" ]"
kill -USR1 "$WATCH"
ok "so is a namespace that a process keeps" lab_wait listens 2
sleep 0.5
ip link add far1 type veth peer name near1 netns "$hidden"
kill "$hidden"
wait "$hidden" 2>/dev/null
ok "and it dies with that" lab_wait listens 1
ok "as it would without us" lab_wait sh -c '! ip link show far1'

# --- libvirtd -----------------------------------------------------------------

lab_wait same_state
lines=$(wc -l <"$EVENTS")
lab_libvirtd_stop
ok "without libvirtd, what its files say" lab_wait same_state
ok "nothing is done while it is down" idles sleep 5
lab_libvirtd_start
lab_wait same_state
ok "its restart changes nothing" is "$(events_since "$lines")" ""
lab_guest back --nic "$(nic_bridge br0)"
ok "a guest's start is told again" told '.event == "mapped" and .domain == "back" and .status == "ok"'
sleep 0.5
kill -KILL "$(lab_libvirtd_pid)"
lab_wait lab_proc_gone "$(lab_libvirtd_pid)"
lab_libvirtd_start
lab_stop back
ok "also after libvirtd was killed" told '.event == "unmapped" and .domain == "back" and
	.reason == "gone"'
lab_libvirtd_freeze
lab_tap_persistent new1
ok "a libvirtd that hangs delays, but does not hinder" told '.event == "mapped" and .ifname == "new1"'
ip link del new1
lab_libvirtd_thaw
ok "it all ends in the state of a look" lab_wait same_state

# --- the end ------------------------------------------------------------------

watch_end
ok "SIGTERM ends it well" is "$RC" 0
lab_libvirtd_stop
watch_start
lab_wait minds_signals
sleep 1
ok "started without libvirtd, it waits for it" kill -0 "$WATCH"
lab_libvirtd_start
lab_guest late --nic "$(nic_bridge br0)"
ok "and takes it up" told '.event == "mapped" and .domain == "late" and .status == "ok"'
watch_end INT
ok "SIGINT ends it well" is "$RC" 0

"$VT_BIN" watch >/dev/full 2>"$ERR"
RC=$?
ok "a full disk is an error" is "$RC" 3
ok "with a reason" grep -q 'cannot write to standard output' "$ERR"
mkfifo "$VT_LAB_DIR/fifo"
env --default-signal=PIPE "$VT_BIN" watch >"$VT_LAB_DIR/fifo" 2>"$ERR" &
WATCH=$!
head -n 1 "$VT_LAB_DIR/fifo" >/dev/null
wait "$WATCH"
RC=$?
ok "a reader that leaves ends it, without another event and word" is "$RC$(cat "$ERR")" 141
env --default-signal=PIPE "$VT_BIN" watch >"$VT_LAB_DIR/fifo" 2>"$ERR" &
WATCH=$!
exec 8<"$VT_LAB_DIR/fifo"
for i in $(seq 40); do ip tuntap add dev "full$i" mode tap; done
lab_wait minds_signals
sleep 2
watch_end
ok "SIGTERM ends it while its reader sleeps" is "$RC" 0
exec 8<&-
for i in $(seq 40); do ip link del "full$i"; done

# --- what opens for it ----------------------------------------------------------

# opener: its PID. It has the right to enter namespaces, and to look into processes, alone.
opener()
{
	local pid

	for pid in $(pgrep -P "$(pgrep -P "$WATCH")"); do
		! readlink "/proc/$pid/exe" >/dev/null || # a zombie
			! grep -q '^CapEff:.*0000280000$' "/proc/$pid/status" || echo "$pid"
	done
}

watch_start
lab_wait grep -q '"mapped"' "$EVENTS"
ok "watch itself has no right, nor could it take one" is \
	"$(sed -n 's/^Cap\(Eff\|Prm\|Inh\|Amb\):.//p' "/proc/$WATCH/status" | sort -u)" 0000000000000000
has_opener()
{
	[ -n "$(opener)" ]
}
opener_is_home()
{
	is "$(readlink "/proc/$(opener)/ns/net")" "$(readlink /proc/self/ns/net)"
}
ok "what opens for it has two" lab_wait has_opener
lab_netns outside
lab_wait listens 2
ok "it stays in no namespace" lab_wait opener_is_home
held=$(opener)
kill -STOP "$held"
lab_netns held
ip tuntap add dev own0 mode tap
ok "it does not answer: what happens here is told" told '.event == "mapped" and .ifname == "own0"'
ip link del own0
ok "another takes its place" lab_wait listens 3
ok "and this one is ended" lab_wait sh -c "! readlink /proc/$held/exe"
ip -n held tuntap add dev held0 mode tap
ok "nothing is missed" told '.event == "mapped" and .ifname == "held0"'
ip netns del held
ip netns del outside
kill -STOP "$(opener)"
watch_end
ok "nor does it keep watch from ending" is "$RC" 0
ok "with all that it started" lab_wait sh -c "! pgrep -x virt-taps"

# systemd-notify's socket, without systemd
python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
for _ in range(2): print(s.recv(100).decode(), flush=True)' "$VT_LAB_DIR/notify" >"$VT_LAB_DIR/notified" &
lab_wait test -S "$VT_LAB_DIR/notify"
NOTIFY_SOCKET=$VT_LAB_DIR/notify watch_start
lab_wait grep -q . "$VT_LAB_DIR/notified"
ok "systemd is told when the state is known" grep -q '"mapped"' "$EVENTS"
watch_end
wait %python3 2>/dev/null
ok "and when it ends" is "$(xargs <"$VT_LAB_DIR/notified")" "READY=1 STOPPING=1"

# --- on a terminal ------------------------------------------------------------

# A terminal of 100 x 12: python's pty, since script(1) cannot set a size. What
# the screen shows at the end is what a terminal that knows our few sequences
# would.
python3 "$lab/terminal.py" 100 12 "$VT_LAB_DIR/screen" "$VT_BIN" watch &
terminal=$!
ok "the table on the second screen" lab_wait grep -qs 'late .*net0 .*vnet' "$VT_LAB_DIR/screen.now"
ok "what contradicts comes first" lab_wait sh -c "sed -n 3p '$VT_LAB_DIR/screen.now' | grep -q stray"
lab_guest more --nic "$(nic_bridge br0)"
ok "it is drawn anew, and says that the row is new" lab_wait grep -Eq '^ *\*[0-9]+ s +more ' "$VT_LAB_DIR/screen.now"
ok "no line is longer than the screen" sh -c "! grep -q '.\{101\}' '$VT_LAB_DIR/screen.now'"
printf 'xyz' >"$VT_LAB_DIR/screen.keys"
sleep 0.3
ok "keys are not shown" sh -c "! grep -q xyz '$VT_LAB_DIR/screen.now'"
printf '\032' >"$VT_LAB_DIR/screen.keys"
ok "Control-Z leaves the screen" lab_wait grep -q '^main screen, cursor shown' "$VT_LAB_DIR/screen.now"
ok "and stops it" lab_wait grep -q '^State:.T' "/proc/$(pgrep -P "$terminal")/status"
kill -CONT "$(pgrep -P "$terminal")"
ok "it comes back" lab_wait grep -q '^ *AGE' "$VT_LAB_DIR/screen.now"
kill -TERM "$(pgrep -P "$terminal")"
wait "$terminal"
ok "it ends well" is $? 0
as_it_was="main screen, cursor shown, wrap on
echo on"
ok "and leaves the terminal as it was" is "$(cat "$VT_LAB_DIR/screen.now")" "$as_it_was"
python3 "$lab/terminal.py" 60 12 "$VT_LAB_DIR/screen" "$VT_BIN" watch &
terminal=$!
lab_wait grep -qs '^ *AGE' "$VT_LAB_DIR/screen.now"
ok "on a narrow one no line is longer, either" sh -c "! grep -q '.\{61\}' '$VT_LAB_DIR/screen.now'"
printf q >"$VT_LAB_DIR/screen.keys"
wait "$terminal"
ok "q ends it, too" is $? 0
ok "and leaves the terminal as it was" is "$(cat "$VT_LAB_DIR/screen.now")" "$as_it_was"

tap_done
