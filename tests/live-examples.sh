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

# Every call of libvirt ends within seconds, with the hook in its way.
start_in_time()
{
	timeout 20 bash -c '. "$0/lib.sh"; lab_guest "$@"' "$lab" web --nic "$(nic_bridge br0)" \
		--nic "$(nic_network nat)" && timeout 5 virsh -q -c qemu:///system domstate web | grep -q running
}

logged()
{
	lab_wait grep -qE "$1" "$hook_log" && return 0
	cat "$hook_log"
	return 1
}

stop_in_time()
{
	timeout 20 virsh -q -c qemu:///system destroy web && timeout 5 virsh -q -c qemu:///system list --all
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

netbox()
{
	"$VT_BIN" --json | jq -r --arg cluster production --arg table "$1" -f "$data/netbox/netbox.jq" |
		tee "$OUT"
}

virtual_machines()
{
	netbox virtual-machines && is "$(head -n 1 "$OUT")" '"name","status","cluster","comments"' &&
		grep -q '^"w""e,b","active","production","uuid [0-9a-f-]* *, seen on ' <(sed 's/, seen/ , seen/' "$OUT")
}

interfaces()
{
	netbox vminterfaces &&
		grep -q '^"w""e,b","net0","true","host .*device '"$(lab_tap 'w"e,b' net0)"' on br0"$' "$OUT"
}

mac_addresses()
{
	netbox mac-addresses && grep -qE '^"52:54:00(:[0-9A-F]{2}){3}","w""e,b","net0"$' "$OUT"
}

# The command before NetBox 4.2 as its README has it.
old_netbox()
{
	sed -n '/^    virt-taps --format csv/,/vminterfaces.csv$/p' "$data/netbox/README.md" >"$VT_LAB_DIR/recipe"
	(cd "$VT_LAB_DIR" && PATH=${VT_BIN%/*}:$PATH bash recipe &&
		grep -qE '^"w""e,b",net0,52:54:00:.*,true$' vminterfaces.csv && head -n 1 vminterfaces.csv |
		grep -qx 'virtual_machine,name,mac_address,enabled')
}

icinga_has()
{
	cat "$VT_LAB_DIR"/icinga/service* 2>/dev/null | grep -q "$1"
}

# Icinga 2 with its checker runs the command of data/icinga; sudo is a stand-in
# where nobody needs it.
icinga()
{
	mkdir -p "$VT_LAB_DIR/icinga/run"
	# Its first check is somewhere in the interval.
	sed 's/check_interval = 5m/check_interval = 2s/' "$data/icinga/virt-taps.conf" >"$VT_LAB_DIR/command.conf"
	printf '#!/bin/sh\nshift\nshift\nexec "%s" "$@"\n' "$VT_BIN" >"$VT_LAB_DIR/tools/sudo"
	chmod 755 "$VT_LAB_DIR/tools/sudo"
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

lab_bridge br0
lab_network nat virbr7 192.168.77 || exit 1
ok "libvirtd takes the hook" install_hook
ok "a guest starts, and libvirt answers" start_in_time
ok "the hook has told its taps" logged \
	"web started: $(lab_tap web net0) is there \(tap on br0\), held by $(lab_pid web) qemu-system-x86"
ok "of both networks" logged "web started: $(lab_tap web net1) is there \(tap on virbr7\)"
ok "a libvirtd that starts again asks the hook" reconnects
ok "the guest ends, and libvirt answers" stop_in_time
ok "and nothing of it was left" not_left
ok "a tap that was left is told" leaves_a_tap
lab_guest 'w"e,b' --nic "$(nic_bridge br0)" >/dev/null
ok "NetBox: virtual machines" virtual_machines
ok "NetBox: interfaces" interfaces
ok "NetBox: MAC addresses" mac_addresses
ok "NetBox before 4.2" old_netbox
ip link del mine0
lab_tap_persistent left0
if command -v icinga2 >/dev/null; then
	ok "Icinga runs the check and has its perfdata" icinga
else
	skip "no icinga2"
fi
tap_done
