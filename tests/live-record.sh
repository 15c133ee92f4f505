#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is recorded and replayed gives the same in every format, without any
# privilege and without a look at this host; secrets are not in it; and diff
# tells what happened between two recordings.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/guests.sh
. "$lab/guests.sh"

rec=$VT_LAB_DIR/rec.json
chmod 0755 "$VT_LAB_DIR"

# Without what may differ: how long it took, and that it is a replay.
plain()
{
	sed -E 's/("duration_ms": ?)[0-9.]+/\1T/; s/"scan": ?"(proc|bpf|replay)"/SCAN/
		s/(scan="|scan: |by )(proc|bpf|replay)/\1SCAN/g
		s/(duration_seconds(\{[^}]*\})? )[0-9.e+-]+/\1T/; s/[0-9.]+ ?ms/T/g' "$1"
}

# same FORMAT COMMAND...: live and replayed are the same, and so is the status
same()
{
	local live=$VT_LAB_DIR/live rc

	rm -f "$rec"
	vt --record "$rec" -f "$@"
	rc=$RC
	plain "$OUT" >"$live"
	vt --replay "$rec" -f "$@"
	[ "$RC" = "$rc" ] || { echo "status $RC, not $rc"; cat "$ERR"; return 1; }
	plain "$OUT" | diff "$live" - && [ -s "$live" ]
}

# changes LINE...: exactly these differ, by a pattern of the shell for each
changes()
{
	local line

	while read -r line; do
		# shellcheck disable=SC2053 # a pattern
		[ $# -gt 0 ] && [[ $line == $1 ]] || { echo "line: $line, not: ${1-nothing}"; cat "$OUT"; return 1; }
		shift
	done <"$OUT"
	[ $# = 0 ] || { echo "not there: $*"; cat "$OUT"; return 1; }
}

no_secret()
{
	! grep -o 'hunter[0-9]' "$rec"
}

secrets_are_named()
{
	jq -e "[.scrubbed[] | .what] | $1" "$rec" >/dev/null || jq -c .scrubbed "$rec"
}

eight_guests >/dev/null
lab_guest secret --nic "<graphics type='vnc' passwd='hunter1'/>" --nic "$(nic_bridge br0)"
ok "a quiet host" same json list
ok "nothing differs from itself" "$VT_BIN" diff "$rec" "$rec"
cp "$rec" "$VT_LAB_DIR/old.json"
cp "$OUT" "$VT_LAB_DIR/old-inventory.json"

lab_tap_persistent left0
lab_macvtap leftv0 up0
lab_situate H hold-tap 'a\x1b[31m\xff\x22<'
lab_situate G hold-tap $'=1,\x7f\\xe9'
qemu-system-x86_64 -name guest=rogue -machine pc,accel=kvm:tcg -m 16 -bios "$(lab_firmware)" \
	-nodefaults -display none -object secret,id=s0,data=hunter2 \
	-object '{"qom-type":"secret","id":"s1","data":"hunter3"}' \
	-fw_cfg name=opt/org.example/key,string=hunter4 -vnc unix:/tmp/vnc,password=on \
	-netdev tap,id=n,ifname=rogue0,script=no,downscript=no \
	-device virtio-net-pci,netdev=n,romfile= -daemonize 2>"$VT_LAB_DIR/qemu.err"
web=$(lab_tap web net0)
ip link set "$web" nomaster
ip link set "$web" mtu 1400
for format in json ndjson csv prometheus dot html table; do
	ok "findings and hostile names: $format" same "$format" list
done
for format in monitoring json table; do
	ok "audit: $format" same "$format" audit
done
ok "show: table" same table show web
ok "show of nothing" eval 'vt --replay "$rec" show nosuch; is "$RC" 1'
ok "both looks are in it" eval 'is "$(jq ".looks | length" "$rec")" 2'
ok "no secret of a command line" no_secret
ok "and they are named" secrets_are_named 'index("data") and index("string")'
ok "one line on it" eval 'vt --record "$rec"; grep -c "known secrets scrubbed" "$ERR"'
ok "none with -q" eval 'vt -q --record "$rec"; [ ! -s "$ERR" ]'
ok "it is its owner's" eval 'is "$(stat -c "%a %U" "$rec")" "600 root"'
ok "nothing is left beside it" eval 'is "$(ls "$rec".* 2>/dev/null)" ""'

vt --record "$rec" -j
ok "diff of recordings ends with 1" eval 'vt diff "$VT_LAB_DIR/old.json" "$rec"; is "$RC" 1'
ok "and tells what happened" changes \
	"~ nic web net0 $web: mtu*" "x"
cp "$OUT" /tmp/diff.out

# As nobody, who can see nothing of this world, and asks nobody either.
install -m 0644 "$rec" "$VT_LAB_DIR/public.json"
as_nobody()
{
	setpriv --reuid nobody --regid nogroup --clear-groups "$@" >"$OUT" 2>"$ERR"
}
vt --replay "$rec" -j
plain "$OUT" >"$VT_LAB_DIR/as-root"
as_nobody "$VT_BIN" --replay "$VT_LAB_DIR/public.json" -j
ok "the same without privilege" eval 'plain "$OUT" | diff "$VT_LAB_DIR/as-root" -'
tap_done
