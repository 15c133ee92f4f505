#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Hosts whose VMs are not libvirt's: Proxmox VE, Incus, Firecracker by itself, claims from a
# file. Cgroups, files and sockets are made as their managers make them; devices, queues and
# QEMU are real.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/vmm.sh
. "$lab/vmm.sh"
# shellcheck source=lab.d/cgroup.sh
. "$lab/cgroup.sh"

[ -d "$VT_LAB_DIR/etc" ] || { echo "1..0 # SKIP no private /etc here"; exit 0; }
cgroups_start || { echo "1..0 # SKIP no cgroup2 here"; exit 0; }

clean_up()
{
	vmms_end
	cgroups_end
}
trap clean_up EXIT

lab_libvirtd_stop 2>/dev/null
rm -rf /run/libvirt

# --- no manager at all ----------------------------------------------------------
vt -j audit
ok "without libvirt and VMs nothing is missing" json '.coverage.gaps == [] and .connections == []'
ok "and audit ends with 0" is "$RC" 0
mkdir -p /run/libvirt/qemu
vt -j audit
ok "a libvirtd that is merely stopped is missing" is "$RC" 3
rm -rf /run/libvirt

# --- Proxmox VE -------------------------------------------------------------------
lab_bridge vmbr0
lab_bridge vmbr1
mkdir -p /etc/pve/qemu-server
cat >/etc/pve/qemu-server/100.conf <<'END'
name: web
net0: virtio=BC:24:11:00:00:64,bridge=vmbr0
smbios1: uuid=6a8e1b4c-0f3d-4c55-9a7e-3b8a52d1c0de
cipassword: secret
[before]
net0: e1000=BC:24:11:00:00:99,bridge=vmbr9
END
printf 'name: stopped\nnet0: virtio=BC:24:11:00:00:65,bridge=vmbr0\n' >/etc/pve/qemu-server/101.conf
lab_tap_persistent tap100i0
ip link set dev tap100i0 master vmbr0 up
web=$(lab_qemu_outside web tap100i0 6a8e1b4c-0f3d-4c55-9a7e-3b8a52d1c0de)
vmms+=("$web")
in_cgroup qemu.slice/100.scope "$web"
vt -j audit
ok "Proxmox VE: a healthy host is quiet" is "$RC" 0
ok "the VM, its NIC and its process" json ".mappings[0] | [.domain, .alias, .mac, .ifname, .bridge, .pid,
	.manager, .status] == [\"web\", \"net0\", \"bc:24:11:00:00:64\", \"tap100i0\", \"vmbr0\", $web,
	\"proxmox\", \"ok\"]"
ok "what it rests on" json '.domains[] | select(.name == "web") | [.manager_id, .basis] == ["100", "config"]'
ok "the stopped one is known" json '.domains[] | select(.name == "stopped") | .state == "shut off"'
mkdir -p /etc/pve/nodes/pve2/qemu-server /etc/pve/nodes/pve1/qemu-server
sed 's/vmbr0/vmbr7/' /etc/pve/qemu-server/100.conf >/etc/pve/nodes/pve2/qemu-server/100.conf
vt -j audit
ok "what another node has of a number is not asked for" is "$RC $(row web status)" "0 ok"
mv /etc/pve/qemu-server/100.conf /etc/pve/nodes/pve1/qemu-server/
rm /etc/pve/nodes/pve2/qemu-server/100.conf
printf 'name: far\nnet0: virtio,bridge=vmbr0\n' >/etc/pve/nodes/pve2/qemu-server/200.conf
vt -j audit
ok "a VM that is being migrated here is known by the other node's file" json '[.domains[] | select(.basis == "config") |
	[.name, .basis]] == [["stopped", "config"], ["web", "config"]]'
ok "and nothing is said of it while it moves" codes
mv /etc/pve/nodes/pve1/qemu-server/100.conf /etc/pve/qemu-server/
rm -r /etc/pve/nodes
ip link set dev tap100i0 master vmbr1
vt -j audit
ok "on another bridge" codes wrong-bridge
ok "which is a warning, by its configuration" json '.findings[0] | .severity == "warning" and
	(.message | contains("its configuration says vmbr0"))'
ip link set dev tap100i0 nomaster
vt -j audit
ok "on none" json '[.findings[] | [.code, .severity]] == [["detached-bridge", "warning"]]'
ip link set dev tap100i0 master vmbr0
lab_tap_persistent tap101i0
vt -j audit
ok "a tap of a stopped VM is left over, and says whose" json '[.findings[] | [.code, .domain, .evidence.vmid]] ==
	[["stray-tap", "stopped", 101]]'
ip link del tap101i0
in_cgroup user.slice/user-0.slice/session-vt.scope "$web"
vt -j audit
ok "the same program in a login session is nobody's" codes unmanaged-hypervisor
in_cgroup qemu.slice/100.scope "$web"

# Whatever somebody puts there costs a gap, and nothing outside is read.
mkfifo /etc/pve/qemu-server/102.conf
ln -s /etc/shadow /etc/pve/qemu-server/103.conf
truncate -s 1G /etc/pve/qemu-server/104.conf
mknod /etc/pve/qemu-server/105.conf c 1 5
vt -j audit
ok "a FIFO, a link, a huge file, a device: each is a gap" json '[.coverage.gaps[] | .code] | length == 4 and
	all(. == "manager-file")'
ok "and audit leaves it open" is "$RC" 3
ok "the VM beside them is as before" is "$(row web status)" ok
vt --record "$VT_LAB_DIR/record.json" list
ok "a recording has no password" eval '! grep -q "secret" "$VT_LAB_DIR/record.json"'
vt -j --replay "$VT_LAB_DIR/record.json" audit
ok "and is judged as the host" is "$(row web status)" ok
rm -f /etc/pve/qemu-server/10[2-5].conf
mv /etc/pve/qemu-server /etc/pve/gone
vt -j audit
ok "an empty /etc/pve is a manager that does not answer" json '[.coverage.gaps[].code] == ["manager-failed"]'
ok "its VM is still known by its process" is "$(row web status)" ok
vt -j --managers none audit
ok "--managers none asks nobody" json '.coverage.gaps == []'
kill -KILL "$web"
lab_wait lab_proc_gone "$web"
rm -rf /etc/pve
ip link del tap100i0

# --- claims from a file -------------------------------------------------------------
lab_tap_persistent one-8-0
lab_tap_persistent one-9-0
ip link set dev one-8-0 master vmbr0 up
vmm qemu-kvm one-8-0 -name one-8
in_cgroup system.slice/one.service "$VMM"
cat >"$VT_LAB_DIR/claims" <<END
{"domain": "one-8", "device": "one-8-0", "bridge": "vmbr0", "mac": "02:00:0a:00:00:08", "manager": "opennebula"}
{"domain": "one-9", "device": "one-9-0", "manager": "opennebula"}
END
vt -j --claims "$VT_LAB_DIR/claims" audit
ok "a claim by a file is right" is "$(row one-8 status) $(row one-8 manager)" "ok opennebula"
ok "the device of a VM that is off waits" codes inactive-claim
vt -j --claims - audit <"$VT_LAB_DIR/claims"
ok "standard input is a file, too" is "$(row one-8 mac)" 02:00:0a:00:00:08
ip link set dev one-8-0 master vmbr1
vt -j --claims "$VT_LAB_DIR/claims" audit
ok "on another bridge" codes wrong-bridge inactive-claim
# The examples, with what these managers' own programs say.
cat >"$VT_LAB_DIR/bin/onevm" <<'END'
#!/bin/sh
echo '{"VM_POOL": {"VM": [
	{"ID": "8", "HISTORY_RECORDS": {"HISTORY": [{"HOSTNAME": "old"}, {"HOSTNAME": "node-3"}]},
	 "TEMPLATE": {"NIC": [
		{"NIC_ID": "0", "MAC": "02:00:0a:00:00:08", "BRIDGE": "vmbr1"}]}},
	{"ID": "9", "HISTORY_RECORDS": {"HISTORY": {"HOSTNAME": "node-3"}}, "TEMPLATE": {"NIC":
		{"NIC_ID": "1", "TARGET": "one-9-0", "BRIDGE": ""}}},
	{"ID": "10", "HISTORY_RECORDS": {"HISTORY": {"HOSTNAME": "node-4"}}, "TEMPLATE": {"NIC": {"NIC_ID": "0"}}},
	{"ID": "11", "HISTORY_RECORDS": {}, "TEMPLATE": {}}]}}'
END
cat >"$VT_LAB_DIR/bin/cmk" <<'END'
#!/bin/sh
echo '{"virtualmachine": [{"instancename": "i-2-7-VM", "id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
	"nic": [{"macaddress": "1E:00:0a:00:00:08"}, {"macaddress": "1e:00:0a:00:00:09"}]}]}'
END
cat >"$VT_LAB_DIR/bin/virsh" <<'END'
#!/bin/sh
printf ' Interface Type Source Model MAC\n-----\n one-9-0 bridge vmbr0 virtio 1e:00:0a:00:00:08\n'
END
chmod +x "$VT_LAB_DIR"/bin/{onevm,cmk,virsh}
sh "$VT_SRCDIR/data/claims/opennebula" node-3 >"$VT_LAB_DIR/claims2"
vt -j --claims "$VT_LAB_DIR/claims2" audit
ok "OpenNebula's, by its example" json '[.domains[] | "\(.name) \(.manager) \(.state)"] | sort ==
	["one-8 opennebula running", "one-9 opennebula shut off"]'
ok "with nothing wrong" codes inactive-claim
sh "$VT_SRCDIR/data/claims/cloudstack" host-id >"$VT_LAB_DIR/claims2"
vt -j --claims "$VT_LAB_DIR/claims2" audit
ok "CloudStack's, by its example" json '[.findings[] | "\(.code) \(.domain) \(.ifname)"] ==
	["inactive-claim i-2-7-VM one-9-0"]'
rm "$VT_LAB_DIR"/bin/{onevm,cmk,virsh}
lab_netns cl-a
lab_netns cl-b
for ns in cl-a cl-b; do
	ip -n "$ns" tuntap add dev tap0 mode tap && ip -n "$ns" link set dev tap0 up
done
VMM_IN=(ip netns exec cl-b)
vmm qemu-kvm tap0 -name in-b
VMM_IN=(env)
in_cgroup system.slice/one.service "$VMM"
printf '{"domain": "in-b", "device": "tap0", "netns": "cl-b"}\n{"domain": "in-a", "device": "tap0", "netns": %s}\n' \
	"$(stat -L -c %i /run/netns/cl-a)" >"$VT_LAB_DIR/claims2"
vt -j --claims "$VT_LAB_DIR/claims2" audit
ok "one name in two namespaces is two claims" json '[.devices[] | select(.ifname == "tap0") |
	[.netns_name, .claims[].domain]] | sort == [["cl-a"], ["cl-b", "in-b"]]'
ok "the one that is off has its device in its own" json '[.findings[] | select(.ifname == "tap0") |
	[.code, .domain, .netns_name]] == [["inactive-claim", "in-a", "cl-a"]]'
sed -i s/cl-b/cl-c/ "$VT_LAB_DIR/claims2"
vt -j --claims "$VT_LAB_DIR/claims2" audit
ok "who holds another is not the VM of a namespace that is not there" json '[.domains[] | select(.name == "in-b") |
	[.basis, .state]] == [["config", "shut off"], ["self", "running"]]'
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"
ip netns del cl-a
ip netns del cl-b
echo '{"domain": "x"}' >>"$VT_LAB_DIR/claims"
vt --claims "$VT_LAB_DIR/claims" audit
ok "a line that is no claim is named" grep -q 'line 3 has no "device"' "$ERR"
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"
ip link del one-8-0
ip link del one-9-0

# --- Incus ----------------------------------------------------------------------------------
if grep -q '^#define HAVE_CURL 1' "$VT_BUILDDIR/config.h"; then
	mkdir -p /run/incus
	# A daemon is known by its executable, and has options alone.
	for python in python3 /usr/bin/python3; do
		read -r python python_home < <(
			"$python" -c 'import os, sys; print(os.path.realpath(sys.executable), sys.base_prefix)')
		# One that a user can run, too.
		! PYTHONHOME=$python_home setpriv --reuid 65534 --clear-groups -- "$python" -c '' 2>/dev/null ||
			break
	done
	cp "$python" "$VT_LAB_DIR/vmm/incusd"
	cp "$python" "$VT_LAB_DIR/vmm/lxd"
	cat >"$VT_LAB_DIR/daemon.py" <<-'END'
	import os, socket, sys, time
	where, asked, how = sys.argv[1:4]
	os.path.exists(where) and os.unlink(where)
	s = socket.socket(socket.AF_UNIX)
	s.bind(where)
	os.chmod(where, 0o666)
	s.listen()
	print("ready", flush=True)
	head = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"
	while True:
	    c = s.accept()[0]
	    request = c.recv(4096).decode().split("\r\n")[0]
	    open(asked, "a").write(request + "\n")
	    try:
	        if how == "slow":
	            c.sendall(b"H")
	            time.sleep(3600)
	        elif how == "endless":
	            head = head.replace(b"1.0", b"1.1")
	            c.sendall(head[:-2] + b"Transfer-Encoding: chunked\r\n\r\n")
	            while True:
	                c.sendall(b"100000\r\n" + b" " * (1 << 20) + b"\r\n")
	        elif how == "deep":
	            c.sendall(head + b'{"metadata": ' + b"[" * 10000 + b"]" * 10000 + b"}")
	        elif how == "refuse":
	            c.sendall(head + b'{"type": "error", "error_code": 403, "error": "Forbidden\\u001b[31m"}')
	        else:
	            c.sendall(head + open(asked + ".json", "rb").read())
	    except OSError:
	        pass
	    c.close()
	END
	# daemon NAME SOCKET ASKED [HOW]: one that answers ASKED.json; its PID is in daemon
	daemon()
	{
		local exe=$VT_LAB_DIR/vmm/$1 fifo line

		fifo=$(mktemp -u) && mkfifo "$fifo" || return 1
		PYTHONHOME=$python_home "${VMM_IN[@]}" "$exe" ${DAEMON_ARGS:--u "$VT_LAB_DIR/daemon.py"} "$2" "$3" \
			"${4:-well}" >"$fifo" &
		daemon=$!
		disown "$daemon"
		vmms+=("$daemon")
		read -r -t "$LAB_TIMEOUT" line <"$fifo"
		rm -f "$fifo"
		[ "${line-}" = ready ] || lab_fail "$exe: not ready"
	}
	incusd()
	{
		daemon incusd /run/incus/unix.socket "$VT_LAB_DIR/asked" "$@"
	}
	# unasked: the daemon runs, and nobody asked it anything
	unasked()
	{
		kill -0 "$daemon" && is "$(cat "$VT_LAB_DIR/asked")" ''
	}
	end_daemon()
	{
		kill -KILL "$@"
		for pid; do lab_wait lab_proc_gone "$pid"; done
	}
	ip tuntap add dev tap41b45490 mode tap
	ip link set dev tap41b45490 master vmbr0 up
	vmm qemu-system-x86_64 tap41b45490 -S -name web -uuid 11111111-2222-4333-8444-555555555501
	in_cgroup system.slice/incus.service "$VMM"
	cat >"$VT_LAB_DIR/asked.json" <<-'END'
	{"type": "sync", "status_code": 200, "metadata": [
	 {"name": "box", "type": "container", "status_code": 103, "expanded_devices": {}},
	 {"name": "card", "type": "virtual-machine", "status_code": 102, "expanded_config": {
	   "volatile.eth0.last_state.vf.id": "3", "volatile.eth1.last_state.pci.driver": "ice",
	   "volatile.eth2.last_state.usb.bus": "001", "volatile.eth3.last_state.created": "true"},
	  "expanded_devices": {"eth0": {"type": "nic"}, "eth1": {"type": "nic"}, "eth2": {"type": "nic"},
	   "eth3": {"type": "nic"}}},
	 {"name": "web", "project": "default", "type": "virtual-machine", "status_code": 103, "location": "none",
	  "expanded_config": {"volatile.uuid": "11111111-2222-4333-8444-555555555501", "user.user-data": "secret",
	   "volatile.eth0.host_name": "tap41b45490", "volatile.eth0.hwaddr": "00:16:3e:00:00:01"},
	  "expanded_devices": {"eth0": {"type": "nic", "nictype": "bridged", "parent": "vmbr0"},
	   "root": {"type": "disk"}}}]}
	END
	vt -j audit
	ok "Incus: no daemon, no question, and nothing is missing" json '.coverage.gaps == []'
	ok "the VM is the daemon's by its cgroup" is "$(row web manager) $(row web status)" "incus ok"
	incusd
	vt -j --record "$VT_LAB_DIR/record.json" --settle 0 audit
	ok "its instance tells the NIC" is "$(nic web)" "00:16:3e:00:00:01 eth0 ok"
	ok "one GET without state" is "$(cat "$VT_LAB_DIR/asked")" \
		"GET /1.0/instances?recursion=1&all-projects=true HTTP/1.0"
	ok "what is passed through is said: functions of cards, and what is on USB" is \
		"$(jq -r '.looks[-1].sources[] | select(.id == "card").text' "$VT_LAB_DIR/record.json" |
			jq -c '[.nics[].passthrough]')" '[true,true,true,null]'
	ok "no secret of a configuration is recorded" eval '! grep -q secret "$VT_LAB_DIR/record.json"'
	ip link set dev tap41b45490 master vmbr1
	vt -j audit
	ok "on another bridge" codes wrong-bridge
	ip link set dev tap41b45490 master vmbr0
	end_daemon "$daemon"
	for how in slow endless deep refuse; do
		incusd $how
		vt -j --timeout 5 audit
		ok "a daemon whose answer is $how is a gap" json '[.coverage.gaps[].code] == ["manager-failed"] and
			[.managers[] | select(.name == "incus").status] == ["failed"]'
		end_daemon "$daemon"
	done
	ok "what a daemon says reaches nobody's terminal" json '.managers[].error | contains("Forbidden")'

	# Whom to connect to is not for others to say, nor is a daemon started.
	: >"$VT_LAB_DIR/asked"
	VMM_IN=(setpriv --reuid 65534 --clear-groups --)
	chmod 777 "$VT_LAB_DIR" /run/incus && chmod 666 "$VT_LAB_DIR/asked"
	incusd
	vt -j audit
	ok "a user's program of that name is no daemon" unasked
	end_daemon "$daemon"
	VMM_IN=(env)
	daemon lxd /run/incus/unix.socket "$VT_LAB_DIR/asked"
	vt -j audit
	ok "nor is lxd at Incus' socket" unasked
	end_daemon "$daemon"
	cp "$VT_LAB_DIR/daemon.py" "$VT_LAB_DIR/forkproxy"
	cd "$VT_LAB_DIR" || exit 1
	DAEMON_ARGS=forkproxy incusd
	vt -j audit
	ok "nor a helper that the daemon left" unasked
	end_daemon "$daemon"
	cd "$OLDPWD" || exit 1

	# Its own environment moves it; and two daemons answer each for theirs.
	mkdir -p /srv/incus /srv/lxd
	VMM_IN=(env INCUS_DIR=/srv/incus)
	daemon incusd /srv/incus/unix.socket "$VT_LAB_DIR/asked"
	first=$daemon
	vt -j audit
	ok "INCUS_DIR of the daemon's is where it is asked" is "$(nic web)" "00:16:3e:00:00:01 eth0 ok"
	VMM_IN=(env)
	ip tuntap add dev tap51b45490 mode tap
	ip link set dev tap51b45490 master vmbr0 up
	web=$VMM
	vmm qemu-system-x86_64 tap51b45490 -S -name db -uuid 11111111-2222-4333-8444-555555555502
	in_cgroup system.slice/lxd.service "$VMM"
	sed 's/555501/555502/; s/tap41b45490/tap51b45490/; s/"web"/"db"/; s/0:00:01/0:00:02/' \
		"$VT_LAB_DIR/asked.json" >"$VT_LAB_DIR/lxd.json"
	VMM_IN=(env LXD_DIR=/nowhere LXD_SOCKET=/srv/lxd/socket)
	daemon lxd /srv/lxd/socket "$VT_LAB_DIR/lxd"
	vt -j audit
	ok "Incus and LXD beside each other" is "$(nic web) $(row web manager) $(nic db) $(row db manager)" \
		"00:16:3e:00:00:01 eth0 ok incus 00:16:3e:00:00:02 eth0 ok lxd"
	end_daemon "$first"
	VMM_IN=(env INCUS_DIR=/srv/incus)
	daemon incusd /srv/incus/unix.socket "$VT_LAB_DIR/asked" refuse
	vt -j --managers incus audit
	ok "one that does not answer costs the other nothing" json '[.managers[] | .name + " " + .status] ==
		["incus failed", "lxd ok"] and [.mappings[] | select(.domain == "db").mac] == ["00:16:3e:00:00:02"]'
	VMM_IN=(env)
	end_daemon "${vmms[@]: -2}" "$web" "$VMM"
	rm -rf /run/incus /srv/incus /srv/lxd
	ip link del tap41b45490
	ip link del tap51b45490
else
	skip "this build cannot ask Incus"
fi

# --- Firecracker ---------------------------------------------------------------------------------
lab_tap_persistent fc0
ip link set dev fc0 up
printf '{"network-interfaces": [{"iface_id": "eth0", "host_dev_name": "fc0", "guest_mac": "06:00:ac:10:00:02"}]}' \
	>"$VT_LAB_DIR/tmp/vm.json"
chmod 600 "$VT_LAB_DIR/tmp/vm.json"
VMM_UID=65534 vmm firecracker fc0 --id vm-a --config-file "$VT_LAB_DIR/tmp/vm.json"
in_cgroup system.slice/fc.service "$VMM"
vt -j audit
ok "a configuration of another user's is not read" is "$(row vm-a mac)" null
chown 65534 "$VT_LAB_DIR/tmp/vm.json"
vt -j show 06:00:ac:10:00:02
ok "the VMM's own is, and the guest is found by its MAC address" is "$(row vm-a ifname) $(row vm-a status)" "fc0 ok"
ip link set dev fc0 down
vt -j audit
ok "what rests on it is for information" json '[.findings[] | [.code, .severity]] == [["link-down", "info"]]'
ok "and audit ends with 0" is "$RC" 0
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"
ip link del fc0

# A VM that machined registered, in a cgroup that says nothing.
lab_tap_persistent fc0
ip link set dev fc0 up
vmm newvmm fc0
in_cgroup vt-machine "$VMM"
mkdir -p /run/systemd/machines
mono=$(awk '{printf "%d", $1 * 1000000}' /proc/uptime)
printf '# This is private data. Do not parse.\nNAME=box\nSERVICE=vmspawn\nCLASS=vm\nLEADER=%s\nMONOTONIC=%s\n' \
	"$VMM" "$mono" >/run/systemd/machines/box
ln -s box /run/systemd/machines/unit:box.scope
vt -j audit
ok "no VMM, and no VM of KVM: machined does not make it one" codes foreign-holder
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"
vmm qemu-kvm fc0 -name boxed
in_cgroup vt-machine "$VMM"
sed -i "s/^LEADER=.*/LEADER=$VMM/; s/^MONOTONIC=.*/MONOTONIC=1/" /run/systemd/machines/box
vt -j audit
ok "another process than the one that was registered is nobody's" codes unmanaged-hypervisor
sed -i "s/^MONOTONIC=.*/MONOTONIC=99999999999999/" /run/systemd/machines/box
vt -j audit
ok "machined answers for its machine" is "$(row boxed manager) $(row boxed status)" "systemd ok"
ok "by its name" json '.domains[] | select(.name == "boxed") | .manager_id == "box"'
rm -r /run/systemd/machines
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"

# In a jail, the file is below its root, and a link in there leads nowhere.
jail=$VT_LAB_DIR/jail
mkdir -p "$jail"
VMM_IN=(unshare --mount bash -c 'mount -n --rbind / "$0" && mount -n -t tmpfs jail "$0/srv" &&
	cp "$0$1" "$0/srv/vm.json" && chown 65534 "$0/srv/vm.json" && cd "$0/srv" && shift &&
	exec chroot "$0" "$@"' "$jail" "$VT_LAB_DIR/tmp/vm.json")
VMM_UID=65534 vmm firecracker fc0 --id=vm-j --config-file /srv/vm.json
in_cgroup system.slice/fc.service "$VMM"
vt -j audit
ok "in a jail its file is below its root" is "$(nic vm-j)" "06:00:ac:10:00:02 eth0 ok"
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"
VMM_UID=65534 vmm firecracker fc0 --id=vm-k --config-file=/etc/shadow
in_cgroup system.slice/fc.service "$VMM"
vt -j --record "$VT_LAB_DIR/record.json" audit
ok "what its user may not read is not read" eval '[ "$(row vm-k mac)" = null ] &&
	! grep -q "root:" "$VT_LAB_DIR/record.json"'
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"
VMM_IN=(env)
cat >"$VT_LAB_DIR/tmp/qemu.conf" <<'END'
[netdev "n0"]
  type = "tap"
  ifname = "fc0"
[device]
  driver = "virtio-net-pci"
  netdev = "n0"
  mac = "52:54:00:00:00:77"
END
vmm qemu-system-x86_64 fc0 -name rc -readconfig "$VT_LAB_DIR/tmp/qemu.conf"
in_cgroup system.slice/rc.service "$VMM"
vt -j audit
ok "QEMU's -readconfig tells a NIC" is "$(nic rc)" "52:54:00:00:00:77 n0 ok"
chown 65534 "$VT_LAB_DIR/tmp/qemu.conf"
vt -j audit
ok "not if the file is another user's" json 'all(.. | strings; . != "52:54:00:00:00:77")'
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"
ip link del fc0

for i in $(seq 100); do
	ip netns add "fc-$i" && ip -n "fc-$i" tuntap add dev tap0 mode tap && ip -n "fc-$i" link set dev tap0 up
	VMM_IN=(ip netns exec "fc-$i")
	vmm firecracker tap0 "--id=vm-$i" --api-sock /run/firecracker.socket
	in_cgroup system.slice/fc.service "$VMM"
done
vt -j audit
ok "a hundred in a hundred namespaces: each is mapped" json '[.mappings[] | select(.status == "ok" and
	.netns_name == ("fc-" + .domain[3:]))] | length == 100'
ok "and audit ends with 0" is "$RC" 0
tap_done
