#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The screen of watch in a real terminal (tmux): each key, other sizes, many rows;
# and what watch prints where there is no screen.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
command -v tmux >/dev/null || {
	echo "1..0 # SKIP 'tmux' is not installed"
	exit 0
}

export LC_ALL=C.UTF-8
# A server for each screen: one that is ending would take the next one with it.
server=0
tmux()
{
	command tmux -S "$VT_LAB_DIR/tmux.$server" -f /dev/null "$@"
}

# starts COLUMNS ROWS [ARG...]: watch on a screen of that size
starts()
{
	tmux new-session -d -x "$1" -y "$2" "env LC_ALL=C.UTF-8 TERM=${TERMINAL-screen} \
		'$VT_BIN' watch ${*:3}; echo ended \$?; sleep 1000"
	lab_wait shows 'q quit'
}

ends()
{
	tmux kill-server 2>/dev/null
	server=$((server + 1))
}

screen()
{
	tmux capture-pane -p
}

# shows PATTERN: it is on the screen
shows()
{
	screen | grep -Eq -- "$1"
}

# types KEY...: as tmux names them
types()
{
	tmux send-keys "$@"
}

# becomes PATTERN: it is on the screen soon
becomes()
{
	lab_wait shows "$1" && return 0
	screen
	return 1
}

hidden()
{
	! shows "$1"
}

hides()
{
	lab_wait hidden "$1" && return 0
	screen
	return 1
}

# selected PATTERN: the row under the cursor, which is in reverse video
selected()
{
	tmux capture-pane -pe | sed -n '3,$p' | grep -a $'\033\[[0-9;]*7m' | head -n 1 |
		sed 's/\x1b\[[0-9;]*m//g' | grep -Eq -- "$1" && return 0
	tmux capture-pane -pe | cat -v
	return 1
}

selects()
{
	lab_wait selected "$1"
}

lab_bridge br0
ip link set br0 type bridge forward_delay 0
lab_guest web1 --nic "$(nic_bridge br0)" >/dev/null || exit 1
lab_guest web2 --nic "$(nic_bridge br0)" >/dev/null || exit 1
lab_guest db1 --nic "$(nic_bridge br0)" >/dev/null || exit 1
lab_tap_persistent left0
ip link set "$(lab_tap web2 net0)" nomaster
for i in $(seq 12); do lab_tap_persistent "old$i"; done

# --- keys at 80 x 15 ------------------------------------------------------------

starts 80 15
ok "the title counts" becomes ' 3 VMs  16 devices  1 critical  13 warnings'
ok "what is worst comes first" selects 'web2 .*detached-bridge'
ok "what the selected row is about" becomes 'on (no|not on any) bridge|is not on any bridge'
ok "the place in the list" becomes '1/16'
types Down
ok "Down" selects ' left0 '
types Up
ok "Up" selects 'web2'
types j
ok "j" selects ' left0 '
types k
ok "k" selects 'web2'
types G
ok "G goes to the end" becomes '16/16'
types g
ok "g to the beginning" becomes '1/16'
types End
ok "End" becomes '16/16'
types Home
ok "Home" becomes '1/16'
types PageDown
ok "PgDn" becomes '11/16'
types PageUp
ok "PgUp" becomes ' 1/16'
types Space
ok "Space" becomes '11/16'
types b
ok "b" becomes ' 1/16'
types C-f
ok "Control-F" becomes '11/16'
types C-b
ok "Control-B" becomes ' 1/16'
types C-n
ok "Control-N" becomes ' 2/16'
types C-p
ok "Control-P" becomes ' 1/16'

types / w e b
ok "/ searches while it is typed" becomes 'search: web_'
ok "and leaves the rows that have it" becomes '1/2$'
types BSpace
ok "a letter is taken back" becomes 'search: we_'
types b Enter
ok "Enter keeps it" becomes '/web +1/2$'
types Escape
ok "Escape ends it" becomes '1/16'
types / 5 2 : 5 4
ok "a MAC address is found" becomes '1/3$'
types Enter Escape
ok "and it is over" becomes '1/16'

types p
ok "p: problems only" becomes '1/14'
ok "the footer has the way back" becomes 'p all'
types p
ok "and all again" becomes '1/16'
for order in VM device bridge age worst; do
	types s
	ok "s: sorted by $order" becomes "sort: $order"
done
types s
types g
ok "by VM db1 is first" selects ' db1 '
types Enter
ok "Enter shows the row" becomes 'q back'
ok "everything about it" becomes 'db1'
types q
ok "q goes back" becomes 'q quit'
types '?'
ok "? explains the keys" becomes '/ +search: rows'
types Escape
ok "Escape goes back" becomes 'q quit'
types h Enter
ok "Enter, too" becomes 'q quit'

# --- what happens meanwhile -------------------------------------------------------

types s s s s Home
becomes 'sort: worst' >/dev/null
ip link set "$(lab_tap db1 net0)" nomaster
ok "a change is seen and marked" becomes '\*[0-9]+ s db1 .*detached-bridge'
ok "and counted" becomes '2 critical'
ip link set "$(lab_tap db1 net0)" master br0
ok "until it is over" hides 'db1 .*detached-bridge'
ok "ages grow" becomes '>[1-9][0-9]* s +- .*old'
ip link del old12
types / o l d 1 2 Enter
ok "what is gone stays for a while" becomes '^ *-[0-9]+ s +- +- +old12 .*gone \(was stray'
ok "and says so" becomes 'This is gone'
types Enter
ok "there is nothing to show of it" becomes 'q quit'
lab_tap_persistent old12
ok "what comes back is new" becomes '\*[0-9]+ s +- +- +old12 .*stray'
types Escape
tmux resize-window -x 120 -y 30
ok "resized: all rows" becomes 'old12 '
tmux resize-window -x 60 -y 10
sleep 1
ok "and small: no line wraps" hides '.{61}'
ok "with a footer" becomes '^q quit'
types q
ok "q ends it" becomes 'ended 0'
ends

# --- how it begins -----------------------------------------------------------------------

starts 80 15 --problems --sort -DEVICE
ok "--problems: only these" becomes ' 1/14$'
ok "--sort: in that order" becomes 'sort: -DEVICE '
ok "downwards" selects ' vnet[0-9]'
types s
ok "s has the other orders" becomes 'sort: worst'
types s s s s s
ok "and that one again" becomes 'sort: -DEVICE'
types p
ok "p has all rows" becomes '/16$'
types q
ok "q ends that" becomes 'ended 0'
ends

# --- a daemon that does not answer -----------------------------------------------------

starts 80 15
becomes '1/16' >/dev/null
lab_libvirtd_freeze
types r
ok "what is waited for, and how long yet" becomes 'waiting for qemu:///system, [0-9]+ of 10 s$'
types Down
ok "keys are served meanwhile" selects ' left0 '
ok "and the time goes on" becomes 'waiting for qemu:///system, [2-9] of 10 s$'
types q
ok "q ends it at once" becomes 'ended 0'
ends
tmux new-session -d -x 80 -y 15 "'$VT_BIN' --timeout 6 list; sleep 1000"
ok "a list says what it waits for, too" becomes '^virt-taps: waiting for qemu:///system, [1-5] of 6 s'
ok "and takes that away" hides 'waiting for'
ends
lab_libvirtd_thaw

# --- many rows ----------------------------------------------------------------------

for i in $(seq 1000); do echo "tuntap add dev many$i mode tap"; done | ip -batch -
starts 80 24
ok "a thousand rows" becomes '1/10[0-9][0-9]'
types G
ok "to the end" becomes '(10[0-9][0-9])/\1'
ends
python3 - "$VT_BIN" >"$OUT" <<'END'
import os, pty, select, struct, fcntl, sys, termios
pid, master = pty.fork()
if not pid:
    os.environ["TERM"] = "xterm"
    os.execv(sys.argv[1], [sys.argv[1], "watch"])
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
def drain(wait):
    got = b""
    while select.select([master], [], [], wait)[0]:
        got += os.read(master, 65536)
        wait = 0.02
    return got
def cpu():
    with open(f"/proc/{pid}/stat", encoding="latin-1") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
while b"/10" not in drain(10):
    pass
drain(1.5)
before = cpu()
for i in range(40):
    os.write(master, b"\x1b[B" if i % 4 else b" ")
    select.select([master], [], [], 60)
    os.read(master, 65536)
    drain(0.02)
print(int((cpu() - before) * 1000 / 40))
os.write(master, b"q")
END
# Of CPU, so that a machine with other things to do does not count.
ok "a key takes $(cat "$OUT") ms of CPU with a thousand rows, less than 50" [ "$(cat "$OUT")" -lt 50 ]
for i in $(seq 1000); do echo "link del many$i"; done | ip -batch -

# --- where there is no screen ---------------------------------------------------------

"$VT_BIN" watch --log >"$OUT" 2>"$ERR" &
watch=$!
ok "--log begins with the findings" lab_wait grep -Eq '^[0-9:]{8} raised detached-bridge web2 net0 vnet[0-9]+: ' "$OUT"
ip link set "$(lab_tap web1 net0)" nomaster
ok "a line for a change" lab_wait grep -Eq '^[0-9:]{8} raised detached-bridge web1 ' "$OUT"
ip link set "$(lab_tap web1 net0)" master br0
ok "and when it is over" lab_wait grep -Eq '^[0-9:]{8} cleared detached-bridge web1 ' "$OUT"
kill "$watch"
wait "$watch"
"$VT_BIN" watch -f table >"$OUT" 2>"$ERR" &
watch=$!
ok "-f table into a pipe is the table" lab_wait grep -Eq '^VM +NIC +DEVICE' "$OUT"
ip link set "$(lab_tap web1 net0)" nomaster
problems()
{
	timeout 60 "$VT_BIN" watch -f table --problems 2>&1 | sed '/^$/q' | grep -c "$1"
}
ok "with the rows that were asked for" is "$(problems '^web2 ') $(problems '^web1 .* ok$')" '1 0'
ok "anew after each change" lab_wait sh -c "[ \$(grep -c '^VM ' '$OUT') -gt 1 ]"
kill "$watch"
wait "$watch"
VT_TERMINAL=dumb python3 "$lab/terminal.py" 100 12 "$VT_LAB_DIR/dumb" "$VT_BIN" watch &
terminal=$!
ok "TERM=dumb: lines without color instead of a screen" \
	lab_wait grep -qs 'raised stray-tap' "$VT_LAB_DIR/dumb"
pkill -P "$terminal"
wait "$terminal"

# ends_silently: as ls does when its reader has gone
ends_silently()
{
	{
		env --default-signal=PIPE timeout -s KILL 120 "$VT_BIN" -q watch 2>"$ERR"
		echo $? >"$VT_LAB_DIR/status"
	} | head -n 1 >/dev/null
	cat "$ERR"
	[ ! -s "$ERR" ] && is "$(cat "$VT_LAB_DIR/status")" 141
}
ok "watch | head -n 1 ends without a word" ends_silently
tap_done
