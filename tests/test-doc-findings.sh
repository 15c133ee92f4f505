#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The codes of the findings are the same everywhere, no code that was ever
# published is gone, and the pages are clean POD that names every JSON key.

# The same holds for the codes of gaps.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"

requires awk jq

# What scripts of others may rely on: rows may be added here, never changed.
published='bridge-down critical
bridge-full warning
bridge-netfilter info
cross-connection info
deleted-device critical
detached-bridge critical
duplicate-claim critical
duplicate-mac warning
extra-holder critical
foreign-holder info
hidden-holder warning
inactive-claim info
isolation-mismatch warning
link-down warning
mac-changed info
mac-elsewhere warning
mac-mismatch warning
missing-device critical
missing-filter warning
mtu-mismatch warning
no-process critical
not-held critical
pid-mismatch warning
port-blocked warning
queue-mismatch warning
renamed-device warning
stale-binding warning
stale-pidfile info
stray-macvtap warning
stray-tap warning
undeclared-device warning
unmanaged-hypervisor warning
unused-accept info
uplink-down warning
vlan-mismatch warning
wrong-bridge warning
wrong-holder critical
wrong-netns warning'

published_gaps='binding-xml nothing
bridge-tables nothing
budget-spent claims
cgroup-unseen nothing
config-file inactive
connection-failed claims inactive
descriptor-unreadable holders
domain-hidden claims inactive
domain-process nothing
domain-xml claims inactive
file-refused claims
hidepid holders processes
holder-ambiguous nothing
links-unreadable links
macvtap-unknown holders
manager-failed claims inactive
manager-file claims inactive
netns-unreadable links
no-libvirt claims inactive
not-asked inactive
ovs-unreadable nothing
pid-namespace holders processes
process-silent holders processes
process-unreadable holders
scan-cut claims inactive holders
status-file claims
timeout holders processes'

def=$VT_SRCDIR/src/model/findings.def
gaps=$VT_SRCDIR/src/model/gaps.def
awk=$VT_SRCDIR/build-aux/findings.awk
schema=$VT_SRCDIR/data/virt-taps.schema.json

ok "the tables are readable" awk -f "$awk" "$def" "$gaps" "$VT_SRCDIR/man/virt-taps-findings.pod.in"
cp "$t_tmp/ok" "$t_tmp/findings.pod"
awk -v list=1 -f "$awk" "$def" >"$t_tmp/table"
LC_ALL=C sort "$t_tmp/table" >"$t_tmp/sorted"
is "codes are unique" "$(cut -d ' ' -f 1 "$t_tmp/sorted" | uniq -d)" ""
is "codes and severities are the published ones" "$(cat "$t_tmp/sorted")" "$published"
is "explain has the same, in the same order" \
	"$("$VT_BIN" explain | awk '$2 != "gap" { print $1, $2 }')" "$(cat "$t_tmp/table")"
is "explain --json has the same" \
	"$("$VT_BIN" explain --json | jq -r '.[] | select(.kind == "finding") | "\(.code) \(.severity)"')" \
	"$(cat "$t_tmp/table")"
is "the man page has the same" "$(awk '
	/^=head1/ { on = /FINDINGS/ }
	on && /^=head2/ { code = $2 }
	on && /^I</ { sub(/^I</, ""); sub(/>.*/, ""); print code, $0 }' "$t_tmp/findings.pod")" \
	"$(cat "$t_tmp/table")"

awk -v list=1 -f "$awk" "$gaps" >"$t_tmp/gaps"
is "gaps and what they hide are the published ones" "$(LC_ALL=C sort "$t_tmp/gaps")" "$published_gaps"
is "explain has the same gaps, behind the findings" \
	"$("$VT_BIN" explain | sed -n 's/^\([a-z-]*\) *gap .*/\1/p')" "$(cut -d ' ' -f 1 "$t_tmp/gaps")"
is "explain --json has the same gaps" \
	"$("$VT_BIN" explain --json | jq -r '.[] | select(.kind == "gap") |
		"\(.code) \(if .hides == [] then "nothing" else .hides | join(" ") end)"')" "$(cat "$t_tmp/gaps")"
is "the man page has the same gaps" "$(awk '
	/^=head1/ { on = /GAPS/ }
	on && /^=head2/ { code = $2 }
	on && sub(/.*Hides: I</, "") { gsub(/[,>.]/, ""); print code, $0 }' "$t_tmp/findings.pod")" \
	"$(cat "$t_tmp/gaps")"
# Firecracker has an option of the name of one.
is "nothing but the table names a code" \
	"$(cd "$VT_SRCDIR/src" && sed 's/ .*/"/; s/^/"/' "$t_tmp/gaps" |
		grep -rlFf - --exclude-dir=vmm collect analyze render)" ""
run "$VT_BIN" explain timeout
ok "explain of a gap says what it hides" grep -qx '  Hides: holders processes' "$t_tmp/out"

run "$VT_BIN" explain stray-tap wrong-bridge
ok "explain of two codes has both" grep -q '^wrong-bridge (warning)' "$t_tmp/out"
is "explain of a code succeeds" "$status" 0
run "$VT_BIN" explain STRAY
is "the beginning of codes, in any case, is all of them" "$(grep -c '^stray-' "$t_tmp/out")" \
	"$(grep -c '^stray-' "$t_tmp/table")"
run "$VT_BIN" explain Wrong-Bridge
is "a whole code is that one" "$(grep -c '^[a-z]' "$t_tmp/out")" 1
run "$VT_BIN" explain strai
is "explain of no code fails" "$status" 3
ok "and names it" grep -qx "virt-taps: .*'strai'.*" "$t_tmp/err"

# Keys of the schema, as the man page writes them: mappings[].mac
json_keys()
{
	jq -r 'def deref($root): if has("$ref") then
			.["$ref"] as $ref | $root | getpath($ref | ltrimstr("#/") | split("/"))
		else . end;
	def keys_of($root; $path): deref($root) |
		(.properties // {} | to_entries[] | ($path + .key) as $key |
			$key, (.value | keys_of($root; $key + "."))),
		(.items // empty | keys_of($root; $path[:-1] + "[]."));
	. as $root | keys_of($root; "")' "$schema"
}

# Objects that the page describes in braces.
braces='coverage\.gaps\[\]|mappings\[\]\.addresses\[\]|domains\[\]\.interfaces\[\]\.source'
braces="^($braces|devices\[\]\.(holders|claims|path)\[\]|devices\[\]\.stats|summary\.findings)\."
missing()
{
	local key

	json_keys | grep -Ev "$braces|\.evidence\." | while read -r key; do
		grep -qF "C<$key>" "$VT_SRCDIR/man/virt-taps-json.pod" || echo "$key"
	done
}
ok "the schema has keys" [ "$(json_keys | wc -l)" -gt 80 ]
is "virt-taps-json(5) has every key of the schema" "$(missing)" ""

# Keys of the other forms that no row of the object has, by what is printed.
hosts=$VT_SRCDIR/tests/hosts
other_keys()
{
	"$VT_BIN" -q --replay "$hosts/holders/host.json" -f ndjson | jq -r 'keys[]'
	"$VT_BIN" -q diff -j "$hosts/holders/host.json" "$hosts/links/host.json" |
		jq -r 'keys[], (.old | keys[]), (.changes[] | keys[], (.key | keys[]))'
	jq -r 'keys[]' "$hosts/holders/host.json"
}
undescribed()
{
	local key

	other_keys | sort -u | while read -r key; do
		json_keys | grep -qE "(^|\.)$key\$" ||
			awk '/^=head1 OTHER FORMS/, /^=head1 EXAMPLES/' "$VT_SRCDIR/man/virt-taps-json.pod" |
			grep -qw "$key" || echo "$key"
	done
}
ok "the other forms have keys" [ "$(other_keys | sort -u | wc -l)" -gt 30 ]
is "virt-taps-json(5) has every key of the other forms" "$(undescribed)" ""

if command -v podchecker >/dev/null; then
	for page in "$t_tmp/findings.pod" "$VT_SRCDIR"/man/virt-taps.pod \
		"$VT_SRCDIR"/man/virt-taps-json.pod; do
		podchecker -warnings -warnings "$page" >"$t_tmp/pod" 2>&1
		ok "POD of ${page##*/} is clean" t_same "$(cat "$t_tmp/pod")" "$page pod syntax OK."
	done
else
	skip "POD is clean" "'podchecker' is not installed"
fi
