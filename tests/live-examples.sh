#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The examples of data/ in a lab: a real libvirtd runs the qemu hook and does
# not wait for ever, NetBox's tables are made of real guests, and a monitoring
# system's own process runs the check.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

data=$VT_SRCDIR/data
hook_log=$VT_LAB_DIR/hook.log
netbox=$VT_LAB_DIR/netbox

# libvirt gives a hook its own environment: the hook finds the program of the
# build, and a logger that can be read, by the paths written into its copy.
install_hook()
{
	mkdir -p /etc/libvirt/hooks "$VT_LAB_DIR/tools"
	printf '#!/bin/sh\necho "$*" >>%s\n' "$hook_log" >"$VT_LAB_DIR/tools/logger"
	chmod 755 "$VT_LAB_DIR/tools/logger"
	sed -e "s|^virt_taps=.*|virt_taps='$VT_BIN'; PATH='$VT_LAB_DIR/tools':\$PATH|" \
		"$data/libvirt-hook/qemu" >/etc/libvirt/hooks/qemu
	chmod 755 /etc/libvirt/hooks/qemu
	: >"$hook_log"
	lab_libvirtd_stop && lab_libvirtd_start
}

# Every call of libvirt ends, with the hook in its way.
start_in_time()
{
	timeout 120 bash -c '. "$0/lib.sh"; lab_guest "$@"' "$lab" web --nic "$(nic_bridge br0)" \
		--nic "$(nic_network nat)" && timeout 60 virsh -q -c qemu:///system domstate web | grep -q running
}

logged()
{
	lab_wait grep -qE "$1" "$hook_log" && return 0
	cat "$hook_log"
	return 1
}

stop_in_time()
{
	timeout 120 virsh -q -c qemu:///system destroy web && timeout 60 virsh -q -c qemu:///system list --all
}

reconnects()
{
	: >"$hook_log"
	lab_libvirtd_stop && lab_libvirtd_start && logged "web reconnect: $(lab_tap web net0) is there"
}

not_left()
{
	! grep -q 'left behind' "$hook_log"
}

# An unmanaged tap that is persistent stays; the hook says so.
leaves_a_tap()
{
	lab_tap_persistent mine0 && lab_guest eth --nic "$(nic_ethernet mine0 no)" && lab_stop eth &&
		logged 'eth release: mine0 was left behind \(tap\), held by nobody'
}

# recipe FIRST-LINE LAST-LINE: a block of the README as it is there, in its directory
recipe()
{
	sed -n "/^    $1/,/^    $2/s/^    //p" "$data/netbox/README.md" >"$netbox/recipe"
	[ -s "$netbox/recipe" ] && (cd "$netbox" && PATH=${VT_BIN%/*}:$PATH bash -e recipe) &&
		! grep $'\r' "$netbox"/*.csv
}

virtual_machines()
{
	recipe 'for t in' 'done' && is "$(head -n 1 "$netbox/virtual-machines.csv")" \
		'"name","status","cluster","comments"' && grep '"w""e,b"' "$netbox/virtual-machines.csv" |
		grep -qxE '"w""e,b","active","production","uuid [0-9a-f-]{36}, seen on .+"'
}

interfaces()
{
	is "$(head -n 1 "$netbox/vminterfaces.csv")" '"virtual_machine","name","enabled","description"' &&
		grep -q '^"w""e,b","net0","true","host .*device '"$(lab_tap 'w"e,b' net0)"' on br0"$' \
			"$netbox/vminterfaces.csv"
}

mac_addresses()
{
	is "$(head -n 1 "$netbox/mac-addresses.csv")" '"mac_address","virtual_machine","interface","is_primary"' &&
		grep -qE '^"52:54:00(:[0-9A-F]{2}){3}","w""e,b","net0","true"$' "$netbox/mac-addresses.csv"
}

# Each row has as many columns as the heading, for a reader of CSV.
tables()
{
	python3 -c 'import csv, sys
for name in sys.argv[1:]:
    rows = list(csv.reader(open(name), strict=True))
    assert len(rows) > 1 and len({len(row) for row in rows}) == 1, (name, rows)' "$netbox"/*.csv
}

old_netbox()
{
	recipe 'virt-taps --format csv' ' .*vminterfaces.csv' &&
		grep -qE '^"w""e,b",net0,52:54:00(:[0-9a-f]{2}){3},true$' "$netbox/vminterfaces.csv" &&
		is "$(head -n 1 "$netbox/vminterfaces.csv")" virtual_machine,name,mac_address,enabled
}

# Inventories of two hosts, as the playbook leaves them.
fleet_netbox()
{
	mkdir "$netbox/fleet" && "$VT_BIN" --json >"$netbox/fleet/a.json" &&
		sed 's/"w\\"e,b"/"other"/' "$netbox/fleet/a.json" >"$netbox/fleet/b.json" &&
		recipe 'for f in' 'done |' && cat "$netbox/virtual-machines.csv" &&
		is "$(grep -c '^"name"' "$netbox/virtual-machines.csv")" 1 &&
		is "$(grep -c '^"\(w""e,b\|other\)","active"' "$netbox/virtual-machines.csv")" 2
}

icinga_has()
{
	cat "$VT_LAB_DIR"/icinga/service* 2>/dev/null | grep -q "$1"
}

# Icinga 2 with its checker runs the command of data/icinga; sudo is a stand-in
# where nobody needs it (and where it may be missing).
icinga()
{
	mkdir -p "$VT_LAB_DIR/icinga/run"
	# Its first check is somewhere in the interval.
	sed 's/check_interval = 5m/check_interval = 2s/' "$data/icinga/virt-taps.conf" >"$VT_LAB_DIR/command.conf"
	cat >"$VT_LAB_DIR/icinga2.conf" <<-END
	include <itl>
	include "$VT_LAB_DIR/command.conf"
	object CheckCommand "none" { command = [ "/bin/true" ] }
	object Host "hv1" { check_command = "none", vars.virt_taps = true
		vars.virt_taps_connect = [ "qemu:///system" ] }
	object CheckerComponent "checker" { }
	object FileLogger "log" { severity = "debug", path = "$VT_LAB_DIR/icinga/debug" }
	object PerfdataWriter "perfdata" {
		host_perfdata_path = "$VT_LAB_DIR/icinga/host", service_perfdata_path = "$VT_LAB_DIR/icinga/service"
		host_temp_path = "$VT_LAB_DIR/icinga/host.tmp", service_temp_path = "$VT_LAB_DIR/icinga/service.tmp"
		rotation_interval = 1s
		service_format_template = "\$service.name\$|\$service.state\$|\$service.output\$|\$service.perfdata\$"
	}
	END
	PATH=$VT_LAB_DIR/tools:$PATH icinga2 daemon -D "RunAsUser=root" -D "RunAsGroup=root" \
		-D "CacheDir=$VT_LAB_DIR/icinga" -D "DataDir=$VT_LAB_DIR/icinga" -D "LogDir=$VT_LAB_DIR/icinga" \
		-D "InitRunDir=$VT_LAB_DIR/icinga/run" -D "SpoolDir=$VT_LAB_DIR/icinga" \
		-c "$VT_LAB_DIR/icinga2.conf" >"$VT_LAB_DIR/icinga/out" 2>&1 &
	icinga_pid=$!
	lab_wait icinga_has '^virt-taps|WARNING|VIRT-TAPS WARNING - 1 warning: stray-tap left0' &&
		icinga_has '|critical=0;.* warning=1;.* domains=[0-9]*'
	local rc=$?

	kill "$icinga_pid"
	[ $rc = 0 ] || tail -n 20 "$VT_LAB_DIR/icinga/out" "$VT_LAB_DIR/icinga/debug"
	return $rc
}

# A monitoring host's way here: check_by_ssh to a real sshd of this lab. sudo is
# a stand-in, as with Icinga.
sshd_start()
{
	local dir=$VT_LAB_DIR/ssh sshd

	sshd=$(PATH=$PATH:/usr/sbin command -v sshd)
	# /etc must be this lab's: ssh is told there about the key.
	[ -d "$VT_LAB_DIR/etc" ] || return 1
	mkdir -p "$dir" /run/sshd /etc/ssh/ssh_config.d
	ssh-keygen -q -t ed25519 -N '' -f "$dir/key" && ssh-keygen -q -t ed25519 -N '' -f "$dir/hostkey"
	cat >"$dir/sshd_config" <<-END
	ListenAddress 127.0.0.1
	HostKey $dir/hostkey
	AuthorizedKeysFile $dir/key.pub
	PidFile $dir/pid
	StrictModes no
	UsePAM no
	PasswordAuthentication no
	PermitRootLogin yes
	SetEnv PATH=$VT_LAB_DIR/tools:/usr/bin:/bin
	END
	printf 'IdentityFile %s\nUserKnownHostsFile /dev/null\nStrictHostKeyChecking no\nLogLevel ERROR\n' \
		"$dir/key" >/etc/ssh/ssh_config.d/lab.conf
	"$sshd" -f "$dir/sshd_config" && lab_wait test -s "$dir/pid"
}

nagios_conf()
{
	local dir=$VT_LAB_DIR/nagios

	cat >"$dir/nagios.cfg" <<-END
	log_file=$dir/log
	cfg_file=$VT_SRCDIR/tests/data/nagios-objects.cfg
	cfg_file=$data/nagios/virt-taps.cfg
	resource_file=$dir/resource.cfg
	check_result_path=$dir
	temp_path=$dir
	temp_file=$dir/tmp
	status_file=$dir/status
	status_update_interval=1
	object_cache_file=$dir/objects
	precached_object_file=$dir/precached
	lock_file=$dir/lock
	command_file=$dir/cmd
	query_socket=$dir/qh
	nagios_user=root
	nagios_group=root
	interval_length=1
	illegal_macro_output_chars=\`~\$&|'"<>
	END
	echo '$USER1$=/usr/lib/nagios/plugins' >"$dir/resource.cfg"
}

nagios_is_content()
{
	nagios4 -v "$VT_LAB_DIR/nagios/nagios.cfg" | tee "$OUT"
	grep -q 'Total Warnings: 0' "$OUT" && grep -q 'Total Errors:   0' "$OUT" &&
		grep -q 'Checked 1 services' "$OUT"
}

nagios_has()
{
	sed -n '/^servicestatus/,/}/p' "$VT_LAB_DIR/nagios/status" 2>/dev/null | grep -q "$1"
}

nagios()
{
	local rc=0 pid

	nagios4 "$VT_LAB_DIR/nagios/nagios.cfg" >"$VT_LAB_DIR/nagios/out" 2>&1 &
	pid=$!
	lab_wait nagios_has 'plugin_output=VIRT-TAPS WARNING - 1 warning: stray-tap left0' &&
		nagios_has 'current_state=1' && nagios_has 'performance_data=critical=0;.* warning=1;' || rc=1
	kill "$pid" && wait "$pid"
	[ $rc = 0 ] || cat "$VT_LAB_DIR/nagios/out" "$VT_LAB_DIR/nagios/log" "$VT_LAB_DIR/nagios/status"
	return $rc
}

lab_bridge br0
lab_network nat virbr7 192.168.77 || exit 1
ok "libvirtd takes the hook" install_hook
ok "a guest starts, and libvirt answers" start_in_time
ok "the hook has told its taps" logged \
	"web started: $(lab_tap web net0) is there \(tap on br0\), held by $(lab_pid web) qemu-system-x86\$"
ok "of both networks" logged "web started: $(lab_tap web net1) is there \(tap on virbr7\)"
ok "a libvirtd that starts again asks the hook" reconnects
ok "the guest ends, and libvirt answers" stop_in_time
ok "and nothing of it was left" not_left
ok "a tap that was left is told" leaves_a_tap
lab_guest 'w"e,b' --nic "$(nic_bridge br0)" >/dev/null
mkdir "$netbox" && cp "$data/netbox/netbox.jq" "$netbox"
ok "NetBox: virtual machines" virtual_machines
ok "NetBox: interfaces" interfaces
ok "NetBox: MAC addresses" mac_addresses
ok "NetBox: tables for a reader of CSV" tables
ok "NetBox before 4.2" old_netbox
ok "and again" tables
ok "NetBox: a fleet" fleet_netbox
ip link del mine0
lab_tap_persistent left0
mkdir -p "$VT_LAB_DIR/nagios" "$VT_LAB_DIR/tools"
printf '#!/bin/sh\nshift\nshift\nexec "%s" "$@"\n' "$VT_BIN" >"$VT_LAB_DIR/tools/sudo"
chmod 755 "$VT_LAB_DIR/tools/sudo"
if command -v icinga2 >/dev/null; then
	ok "Icinga runs the check and has its perfdata" icinga
else
	skip "no icinga2"
fi
if command -v nagios4 >/dev/null && [ -x /usr/lib/nagios/plugins/check_by_ssh ] &&
	PATH=$PATH:/usr/sbin command -v sshd >/dev/null; then
	nagios_conf
	ok "nagios4 -v" nagios_is_content
	ok "an sshd to be asked by" sshd_start
	ok "Nagios runs the check by ssh and has its perfdata" nagios
else
	skip "no nagios4, check_by_ssh or sshd"
fi
tap_done
