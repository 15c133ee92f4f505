#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Support cases and other monitoring: the plug-in in a real sos, the line for
# must-gather, Checkmk's local check, Zabbix' template, and NetBox' difference.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires jq python3
data=$VT_SRCDIR/data
hosts=$VT_SRCDIR/tests/hosts
mkdir "$t_tmp/bin"

# as NAME: a program virt-taps that is on that recorded host
as()
{
	printf '#!/bin/sh\nexec "%s" --replay "%s" "$@"\n' "$VT_BIN" "$hosts/$1/host.json" >"$t_tmp/bin/virt-taps"
	chmod 755 "$t_tmp/bin/virt-taps"
}

# A copy of it, with the plug-in, by the Python that it is for; it has a PATH of its own.
sos_report()
{
	local program python from

	program=$(command -v sos)
	python=$(sed -n '1s/^#! *//p' "$program")
	from=$($python -c 'import os, sos; print(os.path.dirname(sos.__file__))') || return 1
	mkdir "$t_tmp/python" "$t_tmp/sos" && cp -r "$from" "$t_tmp/python/sos" &&
		sed "s|'virt-taps |'$t_tmp/bin/virt-taps |" "$data/sos/virt_taps.py" \
			>"$t_tmp/python/sos/report/plugins/virt_taps.py" &&
		PYTHONPATH=$t_tmp/python $python "$program" report --batch --build \
			--tmp-dir "$t_tmp/sos" -o virt_taps || return 1
	find "$t_tmp/sos" -path '*sos_commands/virt_taps/*' -type f | tee "$t_tmp/sos.files"
	grep -q '/recording.json$' "$t_tmp/sos.files" && grep -q ndjson_audit "$t_tmp/sos.files"
}

# What is in it can be replayed, and names nobody.
sos_recording()
{
	local file

	file=$(grep '/recording.json$' "$t_tmp/sos.files")
	"$VT_BIN" -q --replay "$file" audit | grep -q detached-bridge && ! grep -q lab.example "$file"
}

must_gather()
{
	sed -n "/sh -c 'd=/,/rm -r/p" "$data/sos/README.md" | sed "s/.*sh -c '//; s/' >.*//" >"$t_tmp/line" &&
		[ -s "$t_tmp/line" ] && PATH=$t_tmp/bin:$PATH sh "$t_tmp/line" >"$t_tmp/gathered" &&
		"$VT_BIN" -q --replay "$t_tmp/gathered" audit | grep -q detached-bridge
}

checkmk()
{
	t_same "$(PATH=$t_tmp/bin:$PATH "$data/checkmk/virt_taps" | grep -cE "$1")" 1
}

# What each item of the template gets from what the agent is told to run.
zabbix()
{
	sed -n 's/^UserParameter=virt-taps.audit,sudo -n //p' "$data/zabbix/virt-taps.conf" >"$t_tmp/parameter"
	[ -s "$t_tmp/parameter" ] || return 1
	PATH=$t_tmp/bin:$PATH sh "$t_tmp/parameter" >"$t_tmp/answer"
	python3 - "$data/zabbix/virt-taps.yaml" "$t_tmp/answer" <<-'END2'
	import json, re, sys, yaml
	template, = yaml.safe_load(open(sys.argv[1]))["zabbix_export"]["templates"]
	values = {"virt-taps.audit": open(sys.argv[2]).read()}
	uuids = []
	for item in template["items"]:
	    uuids += [item["uuid"]] + [trigger["uuid"] for trigger in item.get("triggers", [])]
	    if "master_item" not in item:
	        continue
	    value = values[item["master_item"]["key"]]
	    for step in item["preprocessing"]:
	        if step["type"] == "REGEX":
	            value = re.search(step["parameters"][0], value).group(1)
	        elif step["type"] == "JSONPATH":
	            value = json.loads(value) if isinstance(value, str) else value
	            for key in step["parameters"][0].split(".")[1:]:
	                value = value[key]
	    values[item["key"]] = value
	    for trigger in item.get("triggers", []):
	        assert item["key"] in trigger["expression"], trigger
	assert all(re.fullmatch("[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", u) for u in uuids), uuids
	assert len(set(uuids)) == len(uuids)
	assert values["virt-taps.critical"] == 1 and values["virt-taps.domains"] >= 7 and values["virt-taps.complete"]
	END2
}

table()
{
	"$VT_BIN" -q -j --replay "$hosts/recorded-eight-guests/host.json" |
		jq -r --arg cluster c --arg table "$1" -f "$data/netbox/netbox.jq"
}

difference()
{
	local compare=$data/netbox/netbox-diff

	table mac-addresses >"$t_tmp/ours.csv" && table nautobot-interfaces >"$t_tmp/nautobot.csv" &&
		"$compare" "$t_tmp/ours.csv" "$t_tmp/ours.csv" || return 1
	{ sed '/"web"/d' "$t_tmp/ours.csv"; echo '"52:54:00:00:00:99","gone","net0","true"'; } >"$t_tmp/theirs.csv"
	"$compare" "$t_tmp/ours.csv" "$t_tmp/theirs.csv" >"$t_tmp/diff"
	t_same "$? $(sort -r "$t_tmp/diff" | tr '\n' ,)" \
		"1 - 52:54:00:00:00:99 gone net0,+ 52:54:00:02:34:23 web net0," || return 1
	sed 's/"52:54:00:02:34:23"/"52:54:00:02:34:24"/' "$t_tmp/nautobot.csv" >"$t_tmp/theirs.csv"
	"$compare" "$t_tmp/nautobot.csv" "$t_tmp/theirs.csv" >"$t_tmp/diff"
	t_same "$? $(cat "$t_tmp/diff")" \
		"1 ~ web net0 mac_address: 52:54:00:02:34:23, there 52:54:00:02:34:24" || return 1
	! "$compare" "$t_tmp/ours.csv" /dev/null 2>/dev/null
}

addresses()
{
	jq -n '{host: {}, domains: [], mappings: [{domain: "v", alias: "net0", mac: "52:54:00:00:00:01", type: "bridge",
		addresses: [{ip: "192.0.2.7", source: "lease"}, {ip: "2001:db8::7", source: "neighbour"}]}]}' |
		jq -r --arg cluster c --arg table ip-addresses -f "$data/netbox/netbox.jq" >"$t_tmp/addresses"
	t_same "$(sed 1d "$t_tmp/addresses")" '"192.0.2.7/32","active","v","net0"
"2001:db8::7/128","active","v","net0"'
}

as recorded-planted-faults
if command -v sos >/dev/null && [ "$(id -u)" = 0 ]; then
	ok "sos runs the plug-in" sos_report
	ok "its recording can be replayed, and is anonymous" sos_recording
else
	skip "sos runs the plug-in" "no sos, or no root"
fi
ok "the line for must-gather" must_gather
ok "Checkmk: a critical finding" checkmk '^2 "virt-taps" critical=1;[^ ]*\|warning=5;[^ ]* VIRT-TAPS CRITICAL - '
if python3 -c 'import yaml' 2>/dev/null; then
	ok "Zabbix: every item has its value" zabbix
else
	skip "Zabbix: every item has its value" "no yaml for Python"
fi
as recorded-eight-guests
ok "Checkmk: nothing" checkmk '^0 "virt-taps" critical=0;[^ ]* VIRT-TAPS OK - '
printf '#!/bin/sh\nexit 1\n' >"$t_tmp/bin/virt-taps"
ok "Checkmk: no answer" checkmk '^1 "virt-taps" - virt-taps gave no answer$'
ok "NetBox: what is different" difference
ok "NetBox: IP addresses" addresses
