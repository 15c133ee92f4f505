#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every recording under tests/hosts, anonymised: nothing of the original is left
# in it, and it is judged as before.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires python3 jq
hosts=$VT_SRCDIR/tests/hosts
[ "$(printf '\1\0' | od -An -td2 | tr -d ' ')" = 1 ] || skip_all "the hosts are little-endian"
words=$VT_SRCDIR/src/collect/recording/anonymise-words.c

# anonymised NAME [FILE]: it and its inventory, before and after
anonymised()
{
	local file=${2:-$hosts/$1/host.json}

	"$VT_BIN" -q -j --replay "$file" --record "$t_tmp/$1.json" --anonymise >"$t_tmp/$1.before"
	"$VT_BIN" -q -j --replay "$t_tmp/$1.json" >"$t_tmp/$1.after"
	"$VT_SRCDIR/tests/anonymised" "$words" "$file" "$t_tmp/$1.before" \
		"$t_tmp/$1.json" "$t_tmp/$1.after"
}

# The same gives the same, so that two recordings of one host can still be compared
# with each other while it is one run, and what is anonymous is so for good.
again()
{
	"$VT_BIN" -q -j --replay "$t_tmp/$1.json" --record "$t_tmp/again" --anonymise >/dev/null
	"$VT_BIN" -q -j --replay "$t_tmp/again" >"$t_tmp/again.after"
	t_same "$(jq -c '[.findings[] | [.code, .pid]] | sort' "$t_tmp/again.after")" \
		"$(jq -c '[.findings[] | [.code, .pid]] | sort' "$t_tmp/$1.after")"
}

# A name is the same in XML, on command lines, in messages and paths.
consistent()
{
	"$VT_BIN" -q -j --replay "$t_tmp/recorded-eight-guests.json" >"$t_tmp/now"
	jq -e '(.processes | map(select(.domain != null)) | length) == 7 and
		all(.processes[] | select(.domain != null); .guest == .domain) and
		([.mappings[] | select(.status == "ok")] | length) == 7' "$t_tmp/now"
}

for host in "$hosts"/*/host.json; do
	name=$(basename "$(dirname "$host")")
	[ "$(<"$hosts/$name/expect")" != refused ] || continue
	ok "$name: nothing is left, and the findings are the same" anonymised "$name"
done
# everything: addresses by lease, neighbor and metadata, and the labels, before and after
everything()
{
	anonymised everything "$t_tmp/everything.host" || return 1
	t_same "$(jq -c '[.mappings[].addresses[].source], (.domains[0].labels | keys)' "$t_tmp/everything.after")" \
		"$(jq -c '[.mappings[].addresses[].source], (.domains[0].labels | keys)' "$t_tmp/everything.before")" &&
		[ "$(jq '.mappings[0].addresses | length' "$t_tmp/everything.after")" = 4 ] &&
		! grep -iE 'secret|hush|mute|hidden|department|203\.0\.113|198\.51|c0000263|02aabbccddee|20010db8' \
			"$t_tmp/everything.json"
}
PYTHONPATH=$hosts python3 -B - "$t_tmp/everything.host" <<'END'
import json, sys
from hostkit import Host, Nic, attr, pack

# What no host under tests/hosts has: leases, neighbors, what a bridge learned, titles and
# metadata, a VM's cgroup, the network of a record.
h = Host("everything", "", scan="bpf")
h.netns.bridge("br-secret")
side = h.add_netns(4026532777, "/run/netns/secretns")
side.tap("sidetap")
c = h.conn()
g = c.guest("secretvm", Nic(bridge="br-secret", dev="vnet0"), extra_xml="""  <title>Secret Title</title>
  <description>of the Hidden Department</description>
  <metadata>
    <nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'>
      <nova:name>hush-instance</nova:name>
      <nova:owner><nova:project uuid='0b1c2d3e4f5061728394a5b6c7d8e9f0'>mute-project</nova:project></nova:owner>
      <nova:ports><nova:port uuid='11e0a5a4-7f2f-4d0e-9f4b-3a1d2c3b4a59'><nova:ip type='fixed' address='203.0.113.77'
        ipVersion='4'/></nova:port></nova:ports>
    </nova:instance>
  </metadata>
""")
g.proc.cgroup = "/machine.slice/machine-qemu\\x2d1\\x2dsecretvm.scope/libvirt/emulator"


def neighbour(family, ifindex, mac, ip=b""):
    body = pack("BBHiHBB", family, 0, 0, ifindex, 2, 0, 1) + attr(2, bytes.fromhex(mac.replace(":", "")))
    body += attr(1, ip) if ip else b""
    return (pack("IHHII", 16 + len(body), 28, 2, 1, 0) + body).hex()


recording = json.loads(h.recording())
port = g.nics[0].link.ifindex
for look in recording["looks"]:
    conn = look["connections"][0]
    conn["leases"] = [{"network": "secretnet", "mac": g.nics[0].mac, "ip": "198.51.100.23", "expiry": 1769850000}]
    conn["leftovers"] = [{"kind": "nwfilter", "network": "secretnet", "text":
                          "<filterbinding><owner><name>secretvm</name></owner><portdev name='vnet0'/>"
                          "<filterref filter='secret-filter'/></filterbinding>"}]
    look["now"] = 1769847300
    look["netnses"][0]["neighbours"] = [
        neighbour(7, port, g.nics[0].mac), neighbour(7, port, "02:aa:bb:cc:dd:ee"),
        neighbour(2, port, g.nics[0].mac, bytes([192, 0, 2, 99])),
        neighbour(10, port, g.nics[0].mac, bytes.fromhex("20010db8000000000000000000000099"))]
json.dump(recording, open(sys.argv[1], "w", encoding="utf-8"))
END
ok "of addresses, metadata, cgroups and records nothing is left" everything
ok "names are the same wherever they are" consistent
ok "it can be done again" again recorded-planted-faults
run "$VT_BIN" --replay "$hosts/links/host.json" --record "$t_tmp/said" --anonymise audit
ok "it is said" grep -q "all names, addresses and command lines replaced" "$t_tmp/err"
ok "the file is its owner's" [ "$(stat -c %a "$t_tmp/said")" = 600 ]

# Into the directory of somebody else, as after "sudo virt-taps" in a user's home; not by their links.
if [ "$(id -u)" = 0 ]; then
	mkdir "$t_tmp/home" "$t_tmp/elsewhere"
	ln -s "$t_tmp/elsewhere" "$t_tmp/home/link"
	ln -s "$t_tmp/elsewhere" "$t_tmp/root-link"
	chown -h 65534 "$t_tmp/home" "$t_tmp/home/link"
	into()
	{
		run "$VT_BIN" -q -j --replay "$hosts/links/host.json" --anonymise --record "$1"
		cat "$t_tmp/err"
		[ "$status" != 3 ] && [ -s "$1" ]
	}
	ok "root writes into another user's directory" into "$t_tmp/home/a.json"
	ok "where nothing else is left" t_same "$(ls -A "$t_tmp/home")" "$(printf 'a.json\nlink')"
	ok "by a link of root's" into "$t_tmp/root-link/a.json"
	rm "$t_tmp/elsewhere/a.json"
	ok "not by a link of that user" eval '! into "$t_tmp/home/link/a.json"'
	ok "where nothing is written" t_same "$(ls -A "$t_tmp/elsewhere")" ""
	ln -sf "$t_tmp/elsewhere/b.json" "$t_tmp/home/b.json"
	ok "nor to where a file is a link" eval '! into "$t_tmp/home/b.json"'
else
	skip "root writes into another user's directory" "it takes root"
fi
