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
		s/seen live|from a recording/HOW/
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
	jq -e "[.scrubbed[] | .what] | $1" "$rec" >/dev/null && return 0
	jq -c .scrubbed "$rec"
	return 1
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

refused()
{
	vt "$@"
	[ "$RC" = 3 ] && [ ! -s "$OUT" ] && [ "$(wc -l <"$ERR")" = 1 ] && return 0
	echo "status $RC"
	cat "$OUT" "$ERR"
	return 1
}

mkdir "$VT_LAB_DIR/directory"
mount -n -t tmpfs -o size=16k tmpfs "$VT_LAB_DIR/directory"
echo keep >"$VT_LAB_DIR/directory/rec.json"
ok "a directory cannot be recorded to" refused -q --record "$VT_LAB_DIR/directory"
ok "nor a device" refused -q --record /dev/null
ok "which is still there" test -c /dev/null
ok "nor where no directory is" refused -q --record "$VT_LAB_DIR/no/rec.json"
ok "nor on a full disk" refused -q --record "$VT_LAB_DIR/directory/rec.json"
ok "where the older file stays" eval 'is "$(ls "$VT_LAB_DIR/directory"; cat "$VT_LAB_DIR/directory/rec.json")" \
	"rec.json${IFS:2:1}keep"'

vt --record "$rec" -j
cp "$OUT" "$VT_LAB_DIR/inventory.json"
happened=(
	"+ domain rogue: running"
	"+ nic rogue n"
	"~ nic web net0 $web: status ok -> mismatch"
	'+ device =1,\\x7f\\xe9: tap'
	'+ device a\\x1b\[31m\\xff"<: tap'
	"+ device left0: tap"
	"+ device leftv0: macvtap"
	"+ device rogue0: tap"
	"~ device $web: mtu 1500 -> 1400, master br0 -> -"
	"+ holder =1,* situate: pid ${G[pid]}"
	"+ holder a* situate: pid ${H[pid]}"
	"+ holder rogue rogue0 qemu-system-x86: pid *"
	"+ finding foreign-holder =1,*"
	"+ finding foreign-holder a*"
	"+ finding stray-tap left0: *"
	"+ finding stray-macvtap leftv0: *"
	"+ finding unmanaged-hypervisor rogue rogue0: *"
	"+ finding link-down rogue n rogue0: *"
	"+ finding detached-bridge web net0 $web: *"
)
for old in old.json old-inventory.json; do
	for new in "$rec" "$VT_LAB_DIR/inventory.json"; do
		vt diff "$VT_LAB_DIR/$old" "$new"
		ok "diff $old ${new##*/} ends with 1" is "$RC" 1
		ok "and tells what happened" changes "${happened[@]}"
	done
done
ok "nothing on standard error" test ! -s "$ERR"
vt -j diff "$VT_LAB_DIR/old.json" "$rec"
ok "diff as JSON" jq -e '.format == "virt-taps-diff" and .version == 1 and .same_boot and
	(.changes | length == 19) and (.changes[] | select(.what == "device" and .change == "changed") |
	.fields == {"mtu": [1500, 1400], "master": ["br0", null]})' "$OUT"
ok "with the bytes of names" jq -e \
	'any(.changes[].key; .ifname_hex == "3d312c7fe9" and .ifname == "=1,\u007f\u00e9")' "$OUT"

# A guest that restarts is the same guest with the same NICs.
lab_stop mq
lab_virsh start mq >/dev/null
lab_undefine off
vt -q --record "$VT_LAB_DIR/new.json"
vt diff "$rec" "$VT_LAB_DIR/new.json"
mapfile -t restarted < <(jq -r '.looks[0].connections[0].domains[] | select(.name == "mq").id' \
	"$rec" "$VT_LAB_DIR/new.json")
ok "a guest is restarted, another one is gone" changes \
	"~ domain mq: id ${restarted[0]} -> ${restarted[1]}, pid * -> $(lab_pid mq)" \
	"- domain off: shut off" "~ nic mq net0 *: ifname * -> $(lab_tap mq net0)" \
	"- nic off *"
lab_stop mq
vt -q --record "$rec"
vt diff "$VT_LAB_DIR/new.json" "$rec"
ok "a guest is shut off" changes "~ domain mq: state running -> shut off, id *, pid * -> -" \
	"- device *" "- holder *"
sed 's/"boot_id":"[^"]*"/"boot_id":"another"/' "$VT_LAB_DIR/new.json" >"$VT_LAB_DIR/booted.json"
jq -c '.looks[].connections[0].domains[].id |= (if . >= 0 then . + 10 else . end)' \
	"$VT_LAB_DIR/booted.json" >"$VT_LAB_DIR/booted2.json"
vt diff "$VT_LAB_DIR/new.json" "$VT_LAB_DIR/booted2.json"
ok "the same guests after a reboot are no difference" is "$RC $(cat "$OUT")" "0 "
ok "and the reboot is told" grep -q 'booted in between' "$ERR"

# As nobody, who can see nothing of this world; and nobody is asked.
install -m 0644 "$VT_LAB_DIR/new.json" "$VT_LAB_DIR/public.json"
vt --replay "$VT_LAB_DIR/new.json" -j
plain "$OUT" >"$VT_LAB_DIR/as-root"
setpriv --reuid nobody --regid nogroup --clear-groups \
	"$VT_BIN" --replay "$VT_LAB_DIR/public.json" -j >"$OUT" 2>"$ERR"
ok "the same without privilege" eval 'plain "$OUT" | diff "$VT_LAB_DIR/as-root" -'
asks_nobody()
{
	strace -f -o "$VT_LAB_DIR/trace" "$VT_BIN" --replay "$VT_LAB_DIR/new.json" >/dev/null 2>&1
	# The program itself is run, and its own status read to drop privileges.
	sed -i 1d "$VT_LAB_DIR/trace"
	grep -v -e '^[0-9]* *access(' -e '"/proc/[0-9]*/status"' "$VT_LAB_DIR/trace" |
		grep -E 'socket\(|connect\(|setns\(|bpf\(|execve|"/proc/[0-9]|"/run/libvirt|/libvirt.conf' &&
		return 1
	grep -q 'new\.json' "$VT_LAB_DIR/trace"
}
if command -v strace >/dev/null; then
	ok "a replay asks nobody" asks_nobody
else
	skip "strace is not installed"
fi

# The files of a daemon that is down have what its read-only answers have not.
lab_libvirtd_stop
ok "a daemon that is down" same json list
ok "its files were read" jq -e 'any(.looks[0].connections[0].domains[]; .status and .name == "secret")' "$rec"
ok "no secret of its files" no_secret
ok "and they are named" secrets_are_named 'index("passwd")'
tap_done
