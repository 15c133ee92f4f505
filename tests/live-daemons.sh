#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# More than one libvirtd on a host, as in KubeVirt's pods and Kolla's containers: each VM by the
# state directory of its own daemon, whatever its socket is called; and one in a PID namespace of
# its own, whose files have the numbers of that.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

lab_bridge br0
lab_guest web --nic "$(nic_bridge br0)"
lab_guest host1 --nic "$(nic_bridge br0)"

# in_container: a libvirtd with a network, a mount namespace and a /run/libvirt of its own
pod=$VT_LAB_DIR/pod
mkdir -p "$pod/run/v" "$pod/lib/qemu" "$pod/etc"
cp -a /etc/libvirt/. "$pod/etc/"
rm -rf "$pod/etc/qemu"
lab_netns pod
ip netns exec pod unshare -m bash -c 'mount --make-rprivate / && mount --bind "$0/lib" /var/lib/libvirt &&
	mount --bind "$0/etc" /etc/libvirt && mount --bind "$0/run" /run/libvirt &&
	ip link add name k6t-eth0 type bridge && ip link set dev k6t-eth0 up &&
	virtlogd -d -p /run/libvirt/v/virtlogd.pid && libvirtd -d -p /run/libvirt/v/libvirtd.pid' "$pod"
pod_virsh()
{
	virsh -q -c "qemu+unix:///system?socket=$pod/run/libvirt-sock" "$@"
}
lab_wait pod_virsh uri >/dev/null 2>&1
for name in web pod1; do
	lab_domain_xml "$name" "$(nic_bridge k6t-eth0)" >"$pod/$name.xml"
	pod_virsh define "$pod/$name.xml" >/dev/null
	pod_virsh start "$name" >/dev/null
done
host_web=$(lab_pid web) pod_web=$(<"$pod/run/qemu/web.pid") pod_pod1=$(<"$pod/run/qemu/pod1.pid")

# Its socket by its place on the host; by a name that leads to it, beside which the host's daemon
# has its state; and by that with escapes.
ln -s "$pod/run/libvirt-sock-ro" /run/libvirt/pod-sock
ln -s "$pod/run/libvirt-sock-ro" "$VT_LAB_DIR/libvirt-sock"
mkdir "$VT_LAB_DIR/qemu"
echo "$host_web" >"$VT_LAB_DIR/qemu/pod1.pid"
for socket in "$pod/run/libvirt-sock-ro" /run/libvirt/pod-sock %2Frun%2flibvirt%2Fpod-sock \
	"$VT_LAB_DIR/libvirt-sock"; do
	vt -j -c qemu:///system -c "qemu+unix:///system?socket=$socket" audit
	ok "two daemons, one at ${socket//$VT_LAB_DIR/...}: nothing is wrong" codes
	ok "and nothing missing" json '.coverage.gaps == []'
	ok "each VM by the lock on its own daemon's file" json "[.domains[] | [.name, .pid, .pid_source]] | sort ==
		([[\"web\", $host_web, \"pidfile\"], [\"host1\", $(lab_pid host1), \"pidfile\"],
		[\"web\", $pod_web, \"pidfile\"], [\"pod1\", $pod_pod1, \"pidfile\"]] | sort)"
done
ok "two VMs of one name are not one" json '[.mappings[] | select(.domain == "web")] | length == 2 and
	all(.[]; .status == "ok") and ([.[].netns_name] | sort) == [null, "pod"]'

# libvirt has no session of root's with QEMU: it asks the system's daemon.
for uri in qemu:///session "qemu:///session?socket=/run/libvirt/libvirt-sock-ro"; do
	[ -e /run/libvirt/libvirt-sock-ro ] || uri=${uri/libvirt-sock/virtqemud-sock}
	vt -j -c "$uri" audit
	ok "root's $uri: its VMs by their files" json "[.domains[] | select(.connection) |
		[.name, .pid, .pid_source]] | sort ==
		([[\"web\", $host_web, \"pidfile\"], [\"host1\", $(lab_pid host1), \"pidfile\"]] | sort)"
	vt -j -c qemu:///system -c "$uri" audit
	ok "and it is one daemon by both names" codes
done

vt -j -c "qemu+unix:///system?socket=$pod/run/libvirt-sock-ro" audit
ok "the container's daemon alone: the host's VMs are not its own" json 'all(.findings[];
	.code == "unmanaged-hypervisor" and .netns_name == null)'
ok "its own are ok" json '[.mappings[] | select(.netns_name == "pod") | .status] == ["ok", "ok"]'
vt -j -c qemu:///system audit
ok "the host's daemon alone finds nothing wrong with its own" json 'all(.findings[]; .netns_name == "pod") and
	([.mappings[] | select(.netns_name == null) | .status] == ["ok", "ok"])'

# What is left by the container's daemon is told of it, not of the host's.
kill -KILL "$pod_pod1"
lab_wait lab_proc_gone "$pod_pod1"
pod_gone()
{
	! pod_virsh list --name | grep -qx pod1
}
lab_wait pod_gone
echo 4711 >"$pod/run/qemu/left.pid"
vt -j -c qemu:///system -c "qemu+unix:///system?socket=/run/libvirt/pod-sock" audit
ok "a PID file that the container's daemon left" json '[.findings[] | [.code, .severity]] ==
	[["stale-pidfile", "info"]] and
	(.findings[0].message | test("^/proc/[0-9]+/root/run/libvirt/qemu/left.pid "))'
rm "$pod/run/qemu/left.pid"

# One daemon by two URIs is one, with and without a process.
vt -j -c qemu:///system -c "qemu+unix:///system?socket=/run/libvirt/libvirt-sock-ro" audit
ok "one daemon by two URIs: each VM once" json '[.mappings[] | select(.netns_name == null) | .domain] | sort ==
	["host1", "web"]'

# Links in the container's directories lead nowhere.
mv "$pod/run/qemu" "$pod/run/qemu-gone"
ln -s /run/libvirt/qemu "$pod/run/qemu"
vt -j -c qemu:///system -c "qemu+unix:///system?socket=$pod/run/libvirt-sock-ro" list
ok "no link out of the container is followed" json '[.coverage.gaps[].code] | unique == ["file-refused"]'
ok "its VM is found by its UUID then" json ".domains[] | select(.pid == $pod_web) | .pid_source == \"uuid\""
rm "$pod/run/qemu"
mv "$pod/run/qemu-gone" "$pod/run/qemu"
pod_virsh destroy web >/dev/null
for daemon in libvirtd virtlogd; do
	pid=$(<"$pod/run/v/$daemon.pid")
	kill "$pid"
	lab_wait lab_proc_gone "$pid"
done

# --- a daemon in a PID namespace of its own ------------------------------------
lab_stop web
lab_stop host1
lab_libvirtd_stop
# Its first process takes what QEMUs that the daemon only asked for their abilities leave.
unshare -pf --mount-proc bash -c 'libvirtd -d -p "$VT_LAB_DIR/inner.pid"; while :; do sleep 0.1; done' 2>/dev/null &
inner=$!
lab_wait lab_libvirtd_answers 2>/dev/null
lab_guest inner --nic "$(nic_bridge br0)"
vt -j audit
ok "a libvirtd in a PID namespace of its own" codes
ok "its VM has the PID that is seen from here" json ".mappings[] | select(.domain == \"inner\") |
	.status == \"ok\" and .pid != $(lab_pid inner)"
ok "audit ends with 0" is "$RC" 0
# With its first process all of that namespace ends.
pkill -KILL -P "$inner"
wait "$inner"
tap_done
