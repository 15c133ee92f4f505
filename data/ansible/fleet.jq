# SPDX-License-Identifier: GPL-2.0-or-later
#
# The inventories of several hosts (virt-taps --json) to what none of them sees
# alone:
#
#   jq -n -f fleet.jq HOST.json...
#
# A host is the name of its file: hosts may share a host name.

def file_host: input_filename | sub(".*/"; "") | sub("[.]json$"; "");

# Those that libvirt alone thinks to run are none.
def running: . as $h
	| [.findings[] | select(.code == "no-process") | .uuid] as $gone
	| .domains[] | select(.id != null and (.uuid | IN($gone[]) | not))
	| {host: $h.fleet_host, uuid, name, state, pid};

# What a tap of libvirt's, which has FE there, shares with its guest's NIC.
def wire: (.mac // "")[3:];

def nics: . as $h | .mappings[] | select(.uuid != null and .mac != null)
	| {host: $h.fleet_host, uuid, domain, mac, alias, ifname};

def strays: . as $h | .mappings[] | select(.status == "stray" and .mac != null)
	| {host: $h.fleet_host, ifname, kind, mac};

def several_hosts: map(.host) | unique | length > 1;

[inputs | select(.format == "virt-taps") | . + {fleet_host: file_host}] as $hosts
| [$hosts[] | nics] as $nics
| ([$hosts[] | running] | group_by(.uuid) | map(select(several_hosts)
	| {uuid: .[0].uuid, name: .[0].name, hosts: map({host, name, state, pid})})) as $twice
| ($nics | group_by(.mac)
	| map(select(several_hosts and (map(.uuid) | unique | length > 1))
	| {mac: .[0].mac, nics: map(del(.mac))})) as $macs
| [$hosts[] | strays | . as $s
	| ([$nics[] | select(wire == ($s | wire))]) as $like
	| select($like != [] and ($like | all(.host != $s.host)))
	| . + {runs: $like}] as $left
| {
	format: "virt-taps-fleet",
	version: 1,
	hosts: [$hosts[] | {
		host: .fleet_host, hostname: .host.hostname, generated_at,
		complete: .coverage.complete, summary
	}],
	contradictions: ($twice + $macs + $left | length),
	domains_on_several_hosts: $twice,
	macs_on_several_hosts: $macs,
	leftovers: $left,
	findings: [$hosts[] | .fleet_host as $host | .findings[]
		| {host: $host, code, severity, domain, ifname, message}]
}
