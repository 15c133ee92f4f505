# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Stand-ins for VMMs; sourced behind lib.sh.

# What a VMM is started through: "ip netns exec NAME", a wrapper.
VMM_IN=(env)
vmms=()

# vmm EXECUTABLE "TAP[:QUEUES]..." ARGUMENT...: a process of that name and with these arguments that
# holds the taps; its PID is in VMM
vmm()
{
	local name=$1 exe=$VT_LAB_DIR/vmm/$1 hold=() tap fifo line

	for tap in $2; do
		hold+=(--hold "$tap")
	done
	shift 2
	mkdir -p "$VT_LAB_DIR/vmm"
	[ -e "$exe" ] || cp "$(command -v situate)" "$exe"
	fifo=$(mktemp -u) && mkfifo "$fifo" "$fifo.in" || return 1
	"${VMM_IN[@]}" "$exe" fake-cmdline "${hold[@]}" ${VMM_UID:+--uid "$VMM_UID"} -- "$name" "$@" \
		<>"$fifo.in" >"$fifo" &
	VMM=$!
	disown "$VMM"
	vmms+=("$VMM")
	read -r -t "$LAB_TIMEOUT" line <"$fifo"
	rm -f "$fifo" "$fifo.in"
	[[ ${line-} == "ready "* ]] || lab_fail "vmm $name: not ready"
}

# vmms_end: all of them are gone
vmms_end()
{
	local pid

	for pid in "${vmms[@]}"; do
		kill -KILL "$pid" 2>/dev/null
	done
	for pid in "${vmms[@]}"; do
		lab_wait lab_proc_gone "$pid"
	done
	vmms=()
}
