#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Network namespaces and tables of descriptors: what users make there costs
# themselves, and what is kept out of sight is found.

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

# --- namespaces that live for 100 ms -------------------------------------------

# A line for each: from when to when it can have lived, in microseconds
lives=$VT_LAB_DIR/lives

microseconds()
{
	echo "${EPOCHREALTIME/[.,]/}"
}

short_lives()
{
	local from

	while [ ! -e "$VT_LAB_DIR/lives-end" ]; do
		from=$(microseconds)
		ip netns add short && ip -n short tuntap add dev brief0 mode tap
		sleep 0.1
		ip netns del short
		echo "$from $(microseconds)" >>"$lives"
	done
}

lives_until()
{
	awk -v to="$1" '$2 > to { n++ } END { exit !n }' "$lives"
}

# long_lives FROM TO: how many of that time may have been there in both of its scans, as on a machine
# that is too busy to end them
long_lives()
{
	lab_wait lives_until "$2" || return
	awk -v from="$1" -v to="$2" '$1 < to && $2 > from && $2 - $1 >= 300000 { n++ } END { print n + 0 }' "$lives"
}

short_lives 2>/dev/null &
short=$!
lab_wait test -s "$lives"
told=0
for i in $(seq 12); do
	from=$(microseconds)
	"$VT_BIN" -q --settle 300 -j audit >"$OUT" 2>"$ERR"
	to=$(microseconds)
	n=$(jq '[.findings[] | select(.ifname == "brief0")] | length' "$OUT")
	[ "$n" != 0 ] && [ "$(long_lives "$from" "$to")" = 0 ] || n=0
	told=$((told + n))
done
ok "a tap of a namespace that lives for 100 ms is no confirmed one" is $told 0
touch "$VT_LAB_DIR/lives-end"
wait $short

# --- a user's own namespaces ---------------------------------------------------

"$VT_BIN" -q --settle 0 audit >"$OUT"
ok "nothing is wrong" is $? 0
if as_user unshare -Urn true 2>/dev/null; then
	villain churn
	for scan in auto proc; do
		calm=0
		for i in {1..20}; do
			measured --settle 0 --timeout 3 --scan $scan audit -j
			[ "$RC" != 0 ] || calm=$((calm + 1))
			# Again where a busy machine left too little time for it, and for nothing else.
			[ $calm != 3 ] && { [ "$RC" = 0 ] || was_late; } || break
		done
		ok "links that come and go in a user's namespace, --scan $scan: nothing is open" is "$RC" 0
		ok "the VM is well" json '[.mappings[] | select(.domain == "good" and .status == "ok")] | length == 1'
	done
	villains_end

	mkdir -m 755 "$VT_LAB_DIR/false"
	cp "$(command -v hostile)" "$VT_LAB_DIR/false/qemu-system-x86_64"
	villain links 1
	VILLAIN=$VT_LAB_DIR/false/qemu-system-x86_64 villain holds false0
	VILLAIN=$VT_LAB_DIR/false/qemu-system-x86_64 villain holds false1 \
		-netdev tap,id=n0,ifname=false1,script=no -device virtio-net-pci,netdev=n0
	for scan in auto proc; do
		"$VT_BIN" -q --settle 0 --scan $scan audit -j >"$OUT" 2>"$ERR"
		ok "a tap and false VMMs in a user's namespaces, --scan $scan: no alarm" is $? 0
		for name in many0:stray-tap false0:unmanaged-hypervisor false1:unmanaged-hypervisor; do
			ok "${name#*:} of ${name%:*} says whose it is" json "[.findings[] |
				select(.ifname == \"${name%:*}\" and .code == \"${name#*:}\") |
				.severity == \"info\" and (.message | contains(\" of user $USER_ID\"))] == [true]"
		done
	done
	villains_end
	ip netns add roots && ip -n roots tuntap add dev left0 mode tap
	"$VT_BIN" -q --settle 0 audit -j >"$OUT" 2>"$ERR"
	ok "a tap in a namespace of root's is one" is $? 1
	ip netns del roots

	ip link set "$(lab_virsh domiflist bad | awk '/bridge/ { print $1 }')" nomaster
	villain links 8000
	stands "8,000 links in a user's namespace"
	villains_end
	villain altnames 200 200
	named="[.coverage.gaps[] |
		select(.detail == \"user $USER_ID has more links than are kept of one user\")] | length == 1"
	ALSO=$named stands "200 links with 200 names of 127 letters each"
	ok "their user is named" json "$named"
	villains_end
	villain spaces 500
	stands "500 namespaces of a user"
	villains_end

	as_user unshare -Ur "$VT_BIN" -q -c none -j --settle 0 >"$OUT" 2>"$ERR"
	ok "rights in a user namespace of one's own are none: absence is not claimed" json \
		'[.findings[] | select(.code | test("stray|not-held|hidden"))] == [] and .coverage.complete == false'
else
	skip "no user namespaces for users here"
	ip link set "$(lab_virsh domiflist bad | awk '/bridge/ { print $1 }')" nomaster
fi

# --- out of sight ----------------------------------------------------------------

villain --root tables 100 thread0
for scan in auto proc; do
	"$VT_BIN" -q --settle 0 --scan $scan -j >"$OUT" 2>"$ERR"
	ok "a tap in the table of the hundredth thread, --scan $scan" json \
		'[.devices[] | select(.ifname == "thread0") | .holders[] | select(.comm == "hostile")] | length == 1'
done
villains_end

villain --root nsfd far0
for scan in auto proc; do
	"$VT_BIN" -q --settle 0 --scan $scan -j >"$OUT" 2>"$ERR"
	ok "a namespace that only a descriptor keeps, --scan $scan" json \
		'[.devices[] | select(.ifname == "far0")] | length == 1'
done
villains_end
villain --root tapfd far2
for scan in auto proc; do
	"$VT_BIN" -q --settle 0 --scan $scan -j >"$OUT" 2>"$ERR"
	ok "one that only the descriptor of its tap keeps, --scan $scan" json \
		'[.devices[] | select(.ifname == "far2") | .holders[]] | length == 1'
done
villains_end
mkdir "$VT_LAB_DIR/mounts"
villain --root nsmount "$VT_LAB_DIR/mounts" far1
for scan in auto proc; do
	"$VT_BIN" -q --settle 0 --scan $scan -j >"$OUT" 2>"$ERR"
	ok "one that only a mount elsewhere keeps, --scan $scan" json \
		'[.devices[] | select(.ifname == "far1")] | length == 1'
done
villains_end
tap_done
