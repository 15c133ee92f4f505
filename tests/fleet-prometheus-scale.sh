#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# make check-prometheus-scale: a real Prometheus scrapes five thousand simulated
# hosts of fifty VMs, half a million series: its rules are evaluated within the
# interval, and find what was planted. It says how much memory that takes.

[ "$(id -u)" != 0 ] || [ -n "${VT_NETNS-}" ] || VT_NETNS=yes exec unshare -n -- "$0"
# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires_root
requires python3 jq prometheus promtool curl
hosts=${VT_FLEET_HOSTS:-5200}
vms=${VT_FLEET_VMS:-50}
interval=60
dir=$t_tmp/prometheus
mkdir -p "$dir"
ip link set lo up || skip_all "no network of one's own"

ask()
{
	promtool query instant --format=json http://127.0.0.1:9090 "$1"
}

# value QUERY: of its one row
value()
{
	ask "$1" | jq -r '.[0].value[1] // "none"'
}

serve()
{
	"$VT_SRCDIR/tests/fleet/serve-metrics" 9100 "$hosts" "$vms" "$dir/targets.json" >"$dir/server.log" 2>&1 &
	pids+=($!)
	for _ in $(seq 1200); do
		[ ! -e "$dir/targets.json" ] || return 0
		sleep 0.5
	done
	cat "$dir/server.log"
	return 1
}

run_prometheus()
{
	cp "$VT_SRCDIR/data/prometheus/virt-taps.rules.yml" "$dir/rules.yml"
	cat >"$dir/prometheus.yml" <<-END2
	global: { scrape_interval: ${interval}s, scrape_timeout: 30s, evaluation_interval: ${interval}s }
	rule_files: [ rules.yml ]
	scrape_configs:
	  - job_name: node
	    file_sd_configs: [ { files: [ targets.json ] } ]
	  - job_name: prometheus
	    static_configs: [ { targets: [ "127.0.0.1:9090" ] } ]
	END2
	(cd "$dir" && exec prometheus --config.file=prometheus.yml --storage.tsdb.path="$dir/tsdb" \
		--web.listen-address=127.0.0.1:9090 >"$dir/prometheus.log" 2>&1) &
	pids+=($!)
	sleep $((interval * 4))
	[ "$(value 'count(up{job="node"} == 1)')" = "$hosts" ] || { value 'count(up{job="node"} == 1)'; return 1; }
}

report()
{
	{
		echo "# series of hosts: $(value 'count({job="node", __name__=~"virt_taps_.*"})')"
		echo "# series in all: $(value prometheus_tsdb_head_series)"
		echo "# resident memory, MiB: $(value \
			'round(process_resident_memory_bytes{job="prometheus"} / 1048576)')"
		echo "# slowest scrape, s: $(value 'max(scrape_duration_seconds{job="node"})')"
		ask 'prometheus_rule_group_last_duration_seconds' |
			jq -r '.[] | "# rules of " + (.metric.rule_group | sub(".*;"; "")) + ", s: " + .value[1]'
	} >&3
}

in_time()
{
	[ "$(value "max(prometheus_rule_group_last_duration_seconds) < bool $interval")" = 1 ] &&
		[ "$(value 'sum(prometheus_rule_group_iterations_missed_total)')" = 0 ] &&
		[ "$(value 'sum(prometheus_rule_evaluation_failures_total)')" = 0 ]
}

# An alert for each twin that was planted, which is not firing yet: by the second
# evaluation of its group at the latest, when all hosts had been scraped.
found()
{
	for _ in $(seq 36); do
		[ "$(value 'count(ALERTS{alertname="VirtTapsDomainOnTwoHosts"}) >= bool 1')" != 1 ] || return 0
		sleep 10
	done
	ask ALERTS
	return 1
}

exec 3>&1
pids=()
cleanup 'kill "${pids[@]}" 2>/dev/null; wait'
ok "metrics of $hosts hosts with $vms VMs each" serve
ok "all are scraped" run_prometheus
report
ok "rules are evaluated within the interval" in_time
ok "and find what was planted" found
