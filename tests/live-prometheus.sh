#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A real Prometheus scrapes the textfile from a real node_exporter, in a lab,
# and the alerts of data/prometheus fire on what is planted and end with it.

for tool in prometheus prometheus-node-exporter promtool jq; do
	command -v "$tool" >/dev/null || { echo "1..0 # SKIP $tool is missing"; exit 0; }
done
[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

data=$VT_SRCDIR/data
dir=$VT_LAB_DIR/prometheus
server=http://127.0.0.1:9090
mkdir -p "$dir/a" "$dir/b" "$dir/tsdb"

# As the timer's unit does it.
look()
{
	"$data/systemd/publish" "$dir/a/virt-taps.prom" "$VT_BIN" --quiet --format prometheus
}

exporter()
{
	prometheus-node-exporter --collector.disable-defaults --collector.textfile \
		--collector.textfile.directory="$dir/$1" --web.listen-address="127.0.0.1:$2" \
		>"$dir/exporter-$1.log" 2>&1 &
}

# The alerts as they are, but for their patience and leisure. Their patience is longer than the
# few scrapes that a busy machine may miss.
server()
{
	sed 's/^\( *for:\) .*/\1 4s/; /^ *interval: 3m$/d' "$data/prometheus/virt-taps.rules.yml" >"$dir/rules.yml"
	cat >"$dir/prometheus.yml" <<-'END'
	global: { scrape_interval: 1s, evaluation_interval: 500ms }
	rule_files: [ rules.yml ]
	scrape_configs:
	  - job_name: node
	    static_configs: [ { targets: [ "127.0.0.1:9100", "127.0.0.1:9101" ] } ]
	END
	prometheus --config.file="$dir/prometheus.yml" --storage.tsdb.path="$dir/tsdb" \
		--web.listen-address=127.0.0.1:9090 >"$dir/server.log" 2>&1 &
}

query()
{
	promtool query instant --format=json "$server" "$1"
}

# has QUERY: an answer with at least one row
has()
{
	query "$1" 2>/dev/null | jq -e 'length > 0' >/dev/null
}

has_not()
{
	query "$1" | jq -e 'length == 0' >/dev/null
}

fires()
{
	lab_wait has "ALERTS{alertstate=\"firing\",$1}" || { query ALERTS; tail -n 5 "$dir/server.log"; return 1; }
}

is_over()
{
	lab_wait has_not "ALERTS{$1}"
}

metrics_are_good()
{
	promtool check metrics <"$dir/a/virt-taps.prom"
}

silent()
{
	sleep 6
	has_not ALERTS || { query ALERTS; return 1; }
}

# Each query of the dashboard is one that the server understands.
dashboard()
{
	local expr bad=0

	while read -r expr; do
		query "${expr//\$instance/.*}" >/dev/null || { echo "$expr"; bad=1; }
	done < <(jq -r '.panels[].targets[].expr' "$data/grafana/virt-taps-dashboard.json")
	return $bad
}

dashboard_shows()
{
	local expr

	expr=$(jq -r '.panels[] | select(.title == "'"$1"'") | .targets[0].expr' \
		"$data/grafana/virt-taps-dashboard.json")
	query "${expr//\$instance/.*}" | jq -e "$2"
}

plant()
{
	lab_tap_persistent left0 && look
}

unplant()
{
	ip link del left0 && look
}

# Another host has the guest as well; then what it leaves there is a macvtap
# with the guest's MAC.
twin()
{
	cp "$dir/a/virt-taps.prom" "$dir/b/virt-taps.prom"
}

leftover()
{
	sed -e '/^virt_taps_mapping_info/ { s/domain="[^"]*"/domain=""/; s/nic="[^"]*"/nic=""/; s/uuid="[^"]*"/uuid=""/
		s/ifname="[^"]*"/ifname="macvtap0"/; s/kind="[^"]*"/kind="macvtap"/
		s/pid="[^"]*"/pid=""/; s/status="[^"]*"/status="stray"/ }' \
		"$dir/a/virt-taps.prom" >"$dir/b.new" && mv "$dir/b.new" "$dir/b/virt-taps.prom"
}

blind()
{
	"$data/systemd/publish" "$dir/a/virt-taps.prom" "$VT_BIN" -c none --quiet -f prometheus
}

lab_bridge br0 && lab_guest web --nic "$(nic_bridge br0)" >/dev/null || exit 1
ok "promtool check rules" promtool check rules "$data/prometheus/virt-taps.rules.yml"
ok "promtool test rules" promtool test rules "$data/prometheus/virt-taps.rules.test.yml"
ok "the textfile is written" look
ok "promtool check metrics" metrics_are_good
exporter a 9100
exporter b 9101
server
ok "the guest's mapping is scraped" lab_wait has \
	'virt_taps_mapping_info{domain="web",alias="net0",master="br0",status="ok"}'
ok "no alert on a healthy host" silent
ok "a stray tap is planted" plant
ok "promtool check metrics, with a finding" metrics_are_good
ok "its alert fires" fires 'alertname="VirtTapsWarning",code="stray-tap",ifname="left0"'
ok "and no other" has_not 'ALERTS{code!="stray-tap"}'
ok "the dashboard's queries are understood" dashboard
ok "the dashboard shows the finding" dashboard_shows Findings \
	'any(.[]; .metric.code == "stray-tap" and .metric.ifname == "left0")'
ok "the dashboard shows the mapping" dashboard_shows Mapping 'any(.[]; .metric.domain == "web")'
ok "the tap is gone" unplant
ok "the alert ends" is_over 'alertname="VirtTapsWarning"'
ok "the domain appears on a second host" twin
ok "which is an alert" fires 'alertname="VirtTapsDomainOnTwoHosts"'
ok "not one about its MAC" has_not 'ALERTS{alertname="VirtTapsMacOnTwoHosts"}'
ok "there, it was left" leftover
ok "the leftover's alert fires" fires \
	'alertname="VirtTapsMigrationLeftover",instance="127.0.0.1:9101",ifname="macvtap0"'
ok "and the domain runs once" is_over 'alertname="VirtTapsDomainOnTwoHosts"'
ok "a look without libvirt" blind
ok "is an alert" fires 'alertname="VirtTapsCoverageIncomplete"'
tap_done
