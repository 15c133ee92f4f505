#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# VMs in pods of Kubernetes and in other containers. Cgroups and files are made as the kubelet,
# KubeVirt and libvirt make them; namespaces, devices, queues and QEMU are real.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
hung=()
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/vmm.sh
. "$lab/vmm.sh"

# shellcheck source=lab.d/cgroup.sh
. "$lab/cgroup.sh"
# shellcheck source=hostile/lib.sh
. "$(dirname -- "$0")/hostile/lib.sh"

[ -d "$VT_LAB_DIR/etc" ] || { echo "1..0 # SKIP no private /etc here"; exit 0; }
cgroups_start || { echo "1..0 # SKIP no cgroup2 here"; exit 0; }

clean_up()
{
	villains_end
	vmms_end
	cgroups_end
}
trap clean_up EXIT

lab_libvirtd_stop 2>/dev/null
rm -rf /run/libvirt

# --- KubeVirt ---------------------------------------------------------------------------
pod=b1d6e5b0-0c12-4f6e-9d7d-2f5f7a1c9e11
container=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
lab_netns pod
ip -n pod link add k6t-eth0 type bridge
ip -n pod tuntap add dev tap0 mode tap user 107
ip -n pod link set dev tap0 master k6t-eth0 up
ip -n pod link set dev k6t-eth0 up
VMM_IN=(ip netns exec pod unshare --mount bash -c 'mount -n -t tmpfs pod /mnt && mkdir -p /mnt/run/libvirt/qemu/run &&
	mount -n --bind /mnt/run/libvirt /srv && exec "$@"' -)
VMM_UID=107 vmm qemu-kvm tap0 -name guest=default_vm-a -uuid 74341479-9ee0-4179-9972-20473f678e19
VMM_IN=(env)
in_cgroup "kubepods.slice/kubepods-pod${pod//-/_}.slice/cri-containerd-$container.scope" "$VMM"
vt -j audit
ok "KubeVirt: a pod without files is known by its cgroup" is "$(row default_vm-a manager)" kubevirt
ok "and quiet" is "$RC" 0
ok "its namespace has the pod's name" is "$(row default_vm-a netns_name)" pod
# The kubelet has names for pods, and so have people.
mount -n -t tmpfs logs /var/log
mkdir -p "/var/log/pods/default_virt-launcher-vm-a-x7k2p_$pod" "/var/log/pods/default_other_${pod/b1/b2}" \
	"/var/log/pods/$pod" "/var/log/pods/default_$pod"
vt -j audit
ok "a pod has the kubelet's name" json '[.domains[].labels | del(.title) | to_entries[] | "\(.key)=\(.value)"] |
	sort == ["pod-name=virt-launcher-vm-a-x7k2p", "pod-namespace=default"]'
vt -j show virt-launcher-vm-a-x7k2p
ok "by which it is found" is "$(row default_vm-a ifname)" tap0
chown 65534 /var/log/pods
vt -j audit
ok "a directory that is not root's names nothing" json '[.domains[].labels | keys[]] == ["title"]'
umount -n /var/log
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"

# The root of its QEMU has the files of its libvirt.
root=$VT_LAB_DIR/podroot
mkdir -p "$root"
VMM_IN=(ip netns exec pod unshare --mount bash -c 'mount -n --rbind / "$0" && mount -n -t tmpfs pod "$0/srv" &&
	mkdir -p "$0/srv/libvirt/qemu/run" "$0/run/libvirt" &&
	cp "$0/run/vt-lab/status.xml" "$0/srv/libvirt/qemu/run/default_vm-a.xml" &&
	mount -n --bind "$0/srv/libvirt" "$0/run/libvirt" && exec chroot "$0" "$@"' "$root")
cat >"$VT_LAB_DIR/status.xml" <<END
<domstatus state='running' reason='booted' pid='1'>
  <domain type='kvm' id='1'>
    <name>default_vm-a</name>
    <uuid>74341479-9ee0-4179-9972-20473f678e19</uuid>
    <devices>
      <interface type='ethernet'>
        <mac address='02:11:22:33:44:55'/>
        <target dev='tap0' managed='no'/>
        <alias name='ua-default'/>
      </interface>
    </devices>
  </domain>
</domstatus>
END
VMM_UID=107 vmm qemu-kvm tap0 -name guest=default_vm-a -uuid 74341479-9ee0-4179-9972-20473f678e19
in_cgroup "kubepods.slice/kubepods-pod${pod//-/_}.slice/cri-containerd-$container.scope" "$VMM"
vt -j audit
ok "the status file in the pod tells its NIC" is "$(nic default_vm-a)" \
	"02:11:22:33:44:55 ua-default ok"
ok "its basis is libvirt's own state" json ".domains[] | [.manager, .manager_id, .basis] ==
	[\"kubevirt\", \"$pod\", \"live\"]"
in_pod()
{
	nsenter --mount="/proc/$VMM/ns/mnt" --root="/proc/$VMM/root" sh -c "$1"
}
in_pod 'rm /run/libvirt/qemu/run/default_vm-a.xml; ln -s /etc/shadow /run/libvirt/qemu/run/default_vm-a.xml
	mkfifo /run/libvirt/qemu/run/b.xml; truncate -s 1G /run/libvirt/qemu/run/c.xml'
vt -j --record "$VT_LAB_DIR/record.json" audit
ok "links, FIFOs and huge files of a pod are gaps" json '[.coverage.gaps[].code] == ["manager-file", "manager-file",
	"manager-file"]'
in_pod 'cd /run/libvirt/qemu/run; rm -- *; for i in $(seq 20); do ln -s /etc/shadow "l$i.xml"; done'
vt -j audit
ok "of twenty links eight are told, and that there are more" json '[.coverage.gaps[].detail] | group_by(.) |
	map([length, .[0]]) | sort == [[1, "more of them were not read"], [8, "is a symbolic link"]]'
in_pod 'cd /run/libvirt/qemu/run; rm -- *; for i in 1 2 3; do head -c 400K /dev/zero | tr "\0" " " >"$i.xml"; done'
vt -j audit
ok "of a pod a MiB is read" json 'any(.coverage.gaps[]; .detail == "is beyond what is read of one user")'
ok "nothing outside is read" eval '! grep -q "root:" "$VT_LAB_DIR/record.json"'
in_pod 'rm -rf /run/libvirt/qemu; ln -s /etc /run/libvirt/qemu'
vt -j audit
ok "nor through a directory" json 'all(.coverage.gaps[]; .code == "manager-file") and (.coverage.gaps | length) == 1'
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"

# --- pods whose files do not answer ------------------------------------------------------------
# pod_of N DIRECTORY: a pod with that directory of libvirt's
pod_of()
{
	local uid=${pod%e11}$((100 + $1))

	ip -n pod tuntap add dev "tap$1" mode tap user 107
	VMM_IN=(ip netns exec pod unshare --mount bash -c 'mount -n --rbind / "$0" && mkdir -p "$0/run/libvirt" &&
		mount -n --bind "$1" "$0/run/libvirt" && shift && exec chroot "$0" "$@"' "$root" "$2")
	VMM_UID=107 vmm qemu-kvm "tap$1" -name "guest=default_vm-$1" \
		-uuid "74341479-9ee0-4179-9972-20473f678e$((10 + $1))"
	in_cgroup "kubepods.slice/kubepods-pod${uid//-/_}.slice/cri-containerd-$container.scope" "$VMM"
}

silent=$VT_LAB_DIR/silent
answers=$VT_LAB_DIR/answers
mkdir -p "$silent" "$answers/qemu/run"
sed "s/tap0/tap9/; s/20473f678e../20473f678e19/" "$VT_LAB_DIR/status.xml" >"$answers/qemu/run/default_vm-9.xml"
if [ -c /dev/fuse ] && villain --root fuse "$silent" 107; then
	# More than are read at a time.
	for i in 1 2 3 4 5; do
		pod_of "$i" "$silent"
		hung+=("$VMM")
	done
	pod_of 9 "$answers"
	for _ in 1 2 3 4 5; do
		vt -j audit
		[ "$(nic default_vm-a)" != "02:11:22:33:44:55 ua-default ok" ] || break
	done
	ok "beside five pods whose files do not answer, one is known" is "$(nic default_vm-a)" \
		"02:11:22:33:44:55 ua-default ok"
	ok "each of the five is a gap, and nothing else" json "[.coverage.gaps[] | [.code, .scope.pid]] | sort ==
		([$(IFS=,; echo "${hung[*]}")] | map([\"manager-file\", .]) | sort)"
	ok "with its reason" json 'all(.coverage.gaps[]; .detail == "they did not come in time")'
	vmms_end
	villains_end
	umount -n --lazy "$silent"
	for i in 1 2 3 4 5 9; do ip -n pod link del dev "tap$i"; done
else
	skip "no FUSE here"
fi

# Of all that goes beyond what is usual for a VM, 6 MiB are kept: of seven pods with 1000 KiB.
large=$VT_LAB_DIR/large
mkdir -p "$large/qemu/run"
head -c 1000K /dev/zero | tr '\0' ' ' >"$large/qemu/run/default_vm-a.xml"
for i in 1 2 3 4 5 6 7 8; do pod_of "$i" "$large"; done
vt -j audit
ok "of many pods with much, what is kept has a bound" json '[.coverage.gaps[] | select(.detail |
	test("it has 1000 KiB; of all XML .* 6 MiB are kept"))] | length == 1'
vmms_end
for i in 1 2 3 4 5 6 7 8; do ip -n pod link del dev "tap$i"; done

# --- libvirt in a container that is no pod -----------------------------------------------------
VMM_IN=(ip netns exec pod unshare --mount bash -c 'mount -n --rbind / "$0" && mount -n -t tmpfs pod "$0/srv" &&
	mkdir -p "$0/srv/libvirt/qemu" "$0/run/libvirt" &&
	sed "s/pid=.1./pid=\"$$\"/" "$0/run/vt-lab/status.xml" >"$0/srv/libvirt/qemu/inside.xml" &&
	mount -n --bind "$0/srv/libvirt" "$0/run/libvirt" && exec chroot "$0" "$@"' "$root")
VMM_UID=107 vmm qemu-kvm tap0 -name guest=default_vm-a -uuid 74341479-9ee0-4179-9972-20473f678e19
in_cgroup "system.slice/docker-$container.scope" "$VMM"
vt -j audit
ok "libvirt in a container: its status file tells the NIC" is "$(nic default_vm-a)" \
	"02:11:22:33:44:55 ua-default ok"
ok "it is that libvirt's" json ".domains[] | [.manager, .manager_id, .basis] ==
	[\"libvirt\", \"${container::12}\", \"live\"]"
ok "and no KubeVirt is here" json '[.managers[].name] == ["libvirt"]'
# A user makes containers, too, and what is in them.
in_cgroup "user.slice/user-1000.slice/libpod-$container.scope" "$VMM"
vt -j audit
ok "a user's own container tells nothing" json '[.domains[] | .basis] == ["self"] and .managers == []'
in_cgroup "system.slice/docker-$container.scope" "$VMM"
nsenter --mount="/proc/$VMM/ns/mnt" --root="/proc/$VMM/root" rm -r /run/libvirt/qemu
vt -j audit
ok "a QEMU in a container without libvirt has its command line alone" json \
	'[.managers[] | .name, .basis] == ["docker", "self"]'
kill -KILL "$VMM"
lab_wait lab_proc_gone "$VMM"
VMM_IN=(env)
ip netns del pod

tap_done
