# SPDX-License-Identifier: GPL-2.0-or-later
"""KVM hosts without libvirt: Proxmox VE, Incus, KubeVirt, and VMMs by themselves."""
import json

from hostkit import Host, digest, mac_of, uuid_of
from scenes_managers import OvsPort, ovs_text


# --- Proxmox VE ---------------------------------------------------------------

def pve_chain(h, number, index, bridge):
    """What firewall=1 puts between a tap and its bridge."""
    fwbr = h.netns.bridge("fwbr%di%d" % (number, index))
    fwpr = h.netns.link("fwpr%dp%d" % (number, index), "veth", master=bridge)
    fwln = h.netns.link("fwln%di%d" % (number, index), "veth", master=fwbr, lower=fwpr)
    fwpr.lower = fwln
    return fwbr


def pve_mac(number, index=0):
    return "BC:24:11:00:%02X:%02X" % (index, number % 256)


def pve_kvm(h, number, name, *taps, queues=1):
    """A VM's process: root's, in its scope of qemu.slice."""
    args = ["/usr/bin/kvm", "-id", str(number), "-name", name + ",debug-threads=on", "-no-shutdown",
            "-pidfile", "/var/run/qemu-server/%d.pid" % number, "-daemonize",
            "-smbios", "type=1,uuid=" + uuid_of("pve", number)]
    for i, tap in enumerate(taps):
        args += ["-netdev", "type=tap,id=net%d,ifname=%s,script=/usr/libexec/qemu-server/pve-bridge,vhost=on%s" %
                 (i, tap.name, ",queues=%d" % queues if queues > 1 else ""),
                 "-device", "virtio-net-pci,mac=%s,netdev=net%d,bus=pci.0,addr=0x12,id=net%d" %
                 (pve_mac(number, i), i, i)]
    proc = h.proc("kvm", args, exe="/usr/bin/qemu-system-x86_64")
    proc.cgroup = "/qemu.slice/%d.scope" % number
    for tap in taps:
        for _ in range(queues):
            proc.fd(tap)
    return proc


def pve_conf(h, number, *lines, pid=0, error=None):
    text = "".join(line + "\n" for line in lines)
    h.source("proxmox", None if error else text, str(number), "/etc/pve/qemu-server/%d.conf" % number, pid, error)


def pve_net(number, index=0, **options):
    more = "".join(",%s=%s" % item for item in options.items())
    return "net%d: virtio=%s%s" % (index, pve_mac(number, index), more)


def pve_host(name, shows):
    h = Host(name, shows, hostname="pve1", kernel="6.14.11-4-pve", processes=350, scan="bpf")
    vmbr0 = h.netns.bridge("vmbr0")
    h.netns.links[1].master = vmbr0
    h.manager("proxmox")
    return h, vmbr0


def proxmox():
    h, vmbr0 = pve_host("proxmox", "Proxmox VE: a VM behind its firewall, one in a VLAN, one with four queues, one "
                        "that is stopped, a snapshot with other NICs, a template, and a NIC without bridge")
    vlan = h.netns.bridge("vmbr0v10")
    h.netns.link("eth0.10", "vlan", master=vlan, lower=h.netns.links[1])
    web = pve_kvm(h, 100, "web", h.netns.tap("tap100i0", master=pve_chain(h, 100, 0, vmbr0)))
    pve_conf(h, 100, "name: web", "smbios1: uuid=" + uuid_of("pve", 100), "tags: prod;web",
             pve_net(100, bridge="vmbr0", firewall=1), "ipconfig0: ip=192.0.2.10/24,gw=192.0.2.1", "[before]",
             "net0: e1000=BC:24:11:FF:FF:FF,bridge=vmbr9", pid=web.pid)
    pve_kvm(h, 101, "db", h.netns.tap("tap101i0", master=vlan))
    pve_conf(h, 101, "name: db", pve_net(101, bridge="vmbr0", tag=10, mtu=9000, link_down=1), "net1: virtio")
    pve_kvm(h, 102, "mq", h.netns.tap("tap102i0", master=vmbr0, multi_queue=True, enabled=4), queues=4)
    pve_conf(h, 102, "name: mq", "net0: queues=4,model=virtio,macaddr=%s,bridge=vmbr0" % pve_mac(102))
    pve_conf(h, 103, "name: off", pve_net(103, bridge="vmbr0"))
    pve_conf(h, 9000, "name: base", "template: 1", pve_net(9000, bridge="vmbr0"))
    h.expect(0, statuses="no-device:1 ok:3")
    return h


def proxmox_wrong():
    h, vmbr0 = pve_host("proxmox-wrong", "Proxmox VE: a tap on another bridge, one off its bridge, one that a VM left "
                        "behind, one of a VM that is gone, too few queues, a VM that does not hold its tap")
    vmbr1 = h.netns.bridge("vmbr1")
    for number, name, master in ((100, "moved", vmbr1), (101, "off-bridge", None), (102, "queues", vmbr0)):
        pve_kvm(h, number, name, h.netns.tap("tap%di0" % number, master=master))
        pve_conf(h, number, "name: " + name, pve_net(number, bridge="vmbr0", **({"queues": 2} if number == 102 else {})))
    h.netns.stray_tap("tap103i0", master=vmbr0)
    pve_conf(h, 103, "name: stopped", pve_net(103, bridge="vmbr0"))
    h.netns.stray_tap("tap999i1", master=vmbr0)
    pve_kvm(h, 104, "lost")
    h.netns.stray_tap("tap104i0", master=vmbr0)
    pve_conf(h, 104, "name: lost", pve_net(104, bridge="vmbr0"))
    h.expect(1, "not-held detached-bridge wrong-bridge queue-mismatch stray-tap stray-tap",
             statuses="mismatch:4 stray:2")
    return h


def proxmox_ovs():
    h = Host("proxmox-ovs", "Proxmox VE on Open vSwitch: a VM behind its firewall, whose bridge has an internal port, one "
             "whose port there has another tag, and one with a tag and trunks", hostname="pve2",
             kernel="6.14.11-4-pve", processes=350, scan="bpf")
    system = h.netns.link("ovs-system", "openvswitch", up=False)
    h.netns.link("vmbr0", "openvswitch")
    h.netns.links[1].master = system
    h.manager("proxmox")

    def port(name, type_="", tag=None, trunks=(), mode=None):
        row = OvsPort((name, type_, {}))
        row.bridge, row.tag, row.trunks, row.mode = "vmbr0", tag, trunks, mode
        return row

    ports = [("vmbr0", "internal", {}), port("eth0")]
    for number, name, tag in ((100, "web", 20), (101, "db", 30)):
        fwbr, fwln = h.netns.bridge("fwbr%di0" % number), "fwln%do0" % number
        h.netns.link(fwln, "openvswitch", master=fwbr)
        pve_kvm(h, number, name, h.netns.tap("tap%di0" % number, master=fwbr))
        pve_conf(h, number, "name: " + name, pve_net(number, bridge="vmbr0", tag=20, firewall=1))
        ports.append(port(fwln, "internal", tag))
    pve_kvm(h, 102, "router", h.netns.tap("tap102i0", master=system))
    pve_conf(h, 102, "name: router", pve_net(102, bridge="vmbr0", tag=20, trunks="30;40"))
    ports.append(port("tap102i0", tag=20, trunks=(30, 40), mode="native-untagged"))
    h.ovs = ovs_text(*ports)
    h.expect(1, "vlan-mismatch", statuses="mismatch:1 ok:2")
    return h


def proxmox_unreadable():
    h, vmbr0 = pve_host("proxmox-unreadable", "Proxmox VE: one VM's file is a link, so that what it claims is open; "
                        "the VM itself is known by its command line")
    pve_kvm(h, 100, "web", h.netns.tap("tap100i0", master=vmbr0))
    pve_conf(h, 100, error="is a symbolic link")
    h.netns.stray_tap("tap101i0", master=vmbr0)
    h.expect(3, gaps="manager-file", statuses="ok:1 unknown:1")
    return h


def proxmox_down():
    h, vmbr0 = pve_host("proxmox-down", "Proxmox VE whose /etc/pve is empty: pmxcfs does not run")
    h.managers[0]["error"] = "/etc/pve is empty: pmxcfs does not run"
    pve_kvm(h, 100, "web", h.netns.tap("tap100i0", master=vmbr0))
    h.expect(3, gaps="manager-failed", statuses="ok:1")
    return h


# --- VMMs by themselves ---------------------------------------------------------

def vmm(h, program, args, tap, cgroup, netns=None, queues=1, **more):
    proc = h.proc(program[:15], ["/usr/bin/" + program] + args, netns=netns, **more)
    proc.cgroup = cgroup
    for _ in range(queues if tap else 0):
        proc.fd(tap)
    return proc


def firecracker():
    h = Host("firecracker", "Firecracker in namespaces of its own, answered for by a service: with a configuration "
             "file, by its API, and one that somebody started in a login session", hostname="fc-7", scan="bpf")
    service = "/system.slice/fc-agent.service"
    for i, name in enumerate(("vm-a", "vm-b")):
        ns = h.add_netns(4026533000 + i, "/run/netns/fc-" + name)
        tap = ns.tap("tap0", persist=True, owner=30000)
        args = ["--id=" + name, "--start-time-us=1", "--api-sock", "/run/firecracker.socket"]
        if not i:
            args += ["--config-file", "vm.json"]
        proc = vmm(h, "firecracker", args, tap, service, netns=ns, uid=30000)
        if not i:
            proc.config = json.dumps({"network-interfaces": [{"iface_id": "eth0", "guest_mac": "06:00:AC:10:00:02",
                                                              "host_dev_name": "tap0"}]})
    br = h.netns.bridge("br0")
    vmm(h, "firecracker", ["--api-sock", "/home/me/test.sock"], h.netns.tap("tap-test", persist=True, master=br),
        "/user.slice/user-1000.slice/session-3.scope", uid=1000)
    h.expect(1, "unmanaged-hypervisor", statuses="ok:2 unmanaged:1")
    return h


def vmms():
    h = Host("vmms", "what other VMMs say of themselves: Cloud Hypervisor, crosvm and its jailed child, kvmtool, Kata, "
             "QEMU by -nic and -net, one that nobody knows and that holds a VM", hostname="vmms", scan="bpf")
    br = h.netns.bridge("br0")
    service = "/system.slice/vms.service"

    def tap(name, **more):
        return h.netns.tap(name, persist=True, master=br, **more)

    vmm(h, "cloud-hypervisor", ["--api-socket", "path=/run/ch-db.sock", "--net", "tap=ch0,mac=12:34:56:78:90:01,"
        "num_queues=4", "tap=ch1,mac=12:34:56:78:90:02"], tap("ch0", multi_queue=True, enabled=2), service,
        queues=2).fd(tap("ch1"))
    args = ["run", "--name", "cvd-1", "--net", "tap-name=cvd-etap-01,mac=00:1a:11:e1:cf:00"]
    main = vmm(h, "crosvm", args, None, service)
    child = vmm(h, "crosvm", args, tap("cvd-etap-01"), service)
    child.ppid = main.pid
    vmm(h, "lkvm", ["run", "--name", "kt", "--network", "mode=tap,tapif=kt0,guest_mac=02:15:15:15:15:15"], tap("kt0"),
        "/user.slice/user-1000.slice/user@1000.service/app.slice/kt.service", uid=1000)
    pod = h.add_netns(4026533900, "/proc/5000/ns/net")
    sandbox = digest("kata")
    vmm(h, "qemu-system-x86_64", ["-name", "sandbox-%s,debug-threads=on" % sandbox, "-netdev",
        "tap,id=network-0,vhost=on,fds=5:6", "-device", "driver=virtio-net-pci,netdev=network-0,mac=02:00:ca:fe:00:04"],
        pod.tap("tap0_kata", persist=True, multi_queue=True, enabled=2),
        "/kubepods.slice/kubepods-podb1d6e5b0_0c12_4f6e_9d7d_2f5f7a1c9e11.slice/cri-containerd-%s.scope" % sandbox,
        netns=pod, queues=2)
    vmm(h, "qemu-system-x86_64", ["-name", "nic", "-nic", "tap,ifname=q0,mac=52:54:00:00:00:10"], tap("q0"),
        "/system.slice/system-microvm.slice/microvm@nic.service", uid=900)
    vmm(h, "qemu-system-x86_64", ["-name", "old", "-net", "nic,macaddr=52:54:00:00:00:11", "-net", "tap,ifname=q1"],
        tap("q1"), "/machine.slice/machine-old.scope")
    vmm(h, "newvmm", ["--id", "x"], tap("n0"), service).kvm = "yes"
    h.expect(1, "unmanaged-hypervisor", statuses="ok:7 unmanaged:1")
    return h


def kvm_of_nobody():
    h = Host("kvm-of-nobody", "no libvirt, no manager, and nothing that looks like a VM: nothing is missing")
    h.netns.stray_tap("left0")
    h.holder("openvpn", h.netns.link("tun0", "tun"), ["openvpn"])
    h.expect(1, "stray-tap foreign-holder", statuses="foreign:1 stray:1")
    return h


def cgroup_unseen():
    h = Host("cgroup-unseen", "seen from a container with a cgroup namespace of its own: a VM of the host's, one in the "
             "container itself, one that a service inside answers for", hostname="tools", scan="bpf")
    h.cgroup_inner = True
    br = h.netns.bridge("br0")
    for name, cgroup in (("host", "/../../qemu.slice/100.scope"), ("own", "/"), ("inside", "/system.slice/vm.service")):
        vmm(h, "qemu-system-x86_64", ["-name", name, "-nic", "tap,ifname=%s0" % name],
            h.netns.tap(name + "0", persist=True, master=br), cgroup)
    h.expect(3, gaps="cgroup-unseen", statuses="ok:1 unknown:2")
    return h


def gvisor():
    h = Host("gvisor", "gVisor on KVM: a container's sandbox holds a VM of KVM and a tap; Kubernetes answers for one of "
             "them, and nothing for the other", hostname="gvisor", scan="bpf")
    pod = h.add_netns(4026533950, "/proc/5100/ns/net")
    vmm(h, "runsc-sandbox", ["--root=/run/containerd/runsc/k8s.io", "boot"], pod.tap("tap0", persist=True),
        pod_cgroup(uuid_of("pod", "gvisor"), digest("gvisor")), netns=pod).kvm = "yes"
    vmm(h, "runsc-sandbox", ["boot"], h.netns.tap("tap-test", persist=True),
        "/user.slice/user-1000.slice/session-3.scope", uid=1000).kvm = "yes"
    h.expect(1, "unmanaged-hypervisor", statuses="ok:1 unmanaged:1")
    return h


# --- Incus --------------------------------------------------------------------

def incus_nic(name, device, **more):
    return {"device": device, "hwaddr": mac_of("incus", name, device), **more}


def incus_vm(h, name, *nics, project="default", status=103, pid=0):
    text = {"name": name, "project": project, "location": "none", "status_code": status,
            "uuid": uuid_of("incus", project, name), "nics": list(nics)}
    h.source("incus", json.dumps(text, separators=(",", ":")), name, "/var/lib/incus/unix.socket", pid)


def incus_qemu(h, name, *taps, project="default"):
    """All VMs are in the daemon's own unit, and no NIC is on the command line."""
    proc = h.proc("qemu-system-x86", ["/opt/incus/bin/qemu-system-x86_64", "-S", "-name", name, "-uuid",
                  uuid_of("incus", project, name), "-daemonize", "-readconfig", "/run/incus/%s/qemu.conf" % name],
                  exe="/opt/incus/bin/qemu-system-x86_64", uid=65534)
    proc.cgroup = "/system.slice/incus.service"
    for tap in taps:
        proc.fd(tap)
        proc.fd(tap)
    return proc


def incus_host(name, shows):
    h = Host(name, shows, hostname="incus-1", scan="bpf")
    br = h.netns.bridge("incusbr0")
    h.manager("incus")
    return h, br


def incus():
    h, br = incus_host("incus", "Incus: two VMs of one name in two projects, a routed one in a VRF, a stopped one")

    def tap(name, master):
        return h.netns.tap(name, persist=True, multi_queue=True, enabled=2, master=master)

    for project, dev in (("default", "tap41b45490"), ("test", "tap7c1d20aa")):
        proc = incus_qemu(h, "web", tap(dev, br), project=project)
        incus_vm(h, "web", incus_nic(project + "web", "eth0", network="incusbr0", host_name=dev), project=project,
                 pid=proc.pid)
    vrf = h.netns.link("dc_services", "vrf")
    incus_qemu(h, "routed", tap("tap00c0ffee", vrf))
    incus_vm(h, "routed", incus_nic("routed", "eth0", nictype="routed", parent="eth0", host_name="tap00c0ffee"))
    incus_vm(h, "off", incus_nic("off", "eth0", network="incusbr0"), status=102)
    incus_vm(h, "elsewhere", incus_nic("elsewhere", "eth0", network="incusbr0", host_name="tap11111111"))
    h.expect(0, statuses="ok:3")
    return h


def incus_wrong():
    h, br = incus_host("incus-wrong", "Incus: a tap off its bridge, one on another, one that a VM left behind")
    other = h.netns.bridge("br1")
    for name, dev, master in (("off-bridge", "tap41b45490", None), ("moved", "tap7c1d20aa", other)):
        incus_qemu(h, name, h.netns.tap(dev, persist=True, multi_queue=True, enabled=2, master=master))
        incus_vm(h, name, incus_nic(name, "eth0", network="incusbr0", host_name=dev))
    h.netns.stray_tap("tapdeadbeef", master=br, multi_queue=True)
    incus_vm(h, "off", incus_nic("off", "eth0", network="incusbr0"), status=102)
    h.expect(2, "detached-bridge wrong-bridge stray-tap", statuses="mismatch:2 stray:1")
    return h


# --- KubeVirt -----------------------------------------------------------------

def pod_cgroup(uid, container):
    return "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod%s.slice/cri-containerd-%s.scope" % (
        uid.replace("-", "_"), container)


def status_file(h, manager, name, uuid, interface, inner, proc, where):
    """Of the libvirt in a container, where the VM's process has the number @inner."""
    h.source(manager, """<domstatus state='running' reason='booted' pid='%d'>
  <domain type='kvm' id='1'>
    <name>%s</name>
    <uuid>%s</uuid>
    <devices>
%s
    </devices>
  </domain>
</domstatus>
""" % (inner, name, uuid, interface), None, "%s.xml of the %s of PID %d" % (name, where, proc.pid), proc.pid)


def kubevirt_vm(h, i, hold=True, bridge=True, inner=68):
    """A VM in its pod: the bridge and the tap that KubeVirt makes, and the status file of the pod's libvirt."""
    name, uid = "default_vm-%d" % i, uuid_of("pod", i)
    pod = h.add_netns(4026533771 + i, "/proc/%d/ns/net" % (41200 + i))
    pod.link("eth0", "veth")
    br = pod.bridge("k6t-eth0")
    tap = pod.tap("tap0", persist=True, owner=107, group=107, master=br if bridge else None, carrier=hold)
    proc = h.proc("qemu-kvm", ["/usr/libexec/qemu-kvm", "-name", "guest=%s,debug-threads=on" % name, "-uuid",
                  uuid_of("vmi", i), "-netdev", '{"type":"tap","fd":"21","id":"hostua-default"}'],
                  exe="/usr/libexec/qemu-kvm", netns=pod, uid=107)
    proc.cgroup, proc.inner_pid = pod_cgroup(uid, digest("container", i)), 68
    if hold:
        proc.fd(tap, 21)
    status_file(h, "kubevirt", name, uuid_of("vmi", i), """      <interface type='ethernet'>
        <mac address='%s'/>
        <target dev='tap0' managed='no'/>
        <model type='virtio-non-transitional'/>
        <alias name='ua-default'/>
      </interface>""" % mac_of("vmi", i), inner, proc, "pod")
    return pod


def kubevirt():
    h = Host("kubevirt", "a KubeVirt node without a libvirt of its own: three VMs by the status files in their pods",
             hostname="node-1", scan="bpf")
    h.manager("kubevirt")
    for i in range(3):
        kubevirt_vm(h, i)
    # The kubelet's names of two of them.
    for i in range(2):
        h.source("kubernetes", "default/virt-launcher-vm-%d-x7k2p" % i, uuid_of("pod", i), "/var/log/pods")
    h.expect(0, statuses="ok:3")
    return h


def kubevirt_wrong():
    h = Host("kubevirt-wrong", "KubeVirt: a VM that does not hold its tap, a tap that was left in a pod, a status file "
             "of another process in the pod", hostname="node-1", scan="bpf")
    h.manager("kubevirt")
    kubevirt_vm(h, 0, hold=False)
    pod = kubevirt_vm(h, 1)
    pod.stray_tap("tap1a2b3c4d5e6")
    kubevirt_vm(h, 2, inner=99)
    h.expect(2, "not-held stray-tap", gaps="manager-file", statuses="mismatch:1 ok:2 stray:1")
    return h


def libvirt_in_a_container():
    h = Host("libvirt-in-a-container", "libvirt and its QEMUs in a container of Docker's, with a bridge of its own: one tap "
             "is off it; the file of a VM that is gone", scan="bpf")
    inside = h.add_netns(4026533771, "/proc/41200/ns/net")
    br = inside.bridge("br0")
    procs = []
    for i, name in enumerate(("mail", "web")):
        tap = inside.tap("vnet%d" % i, master=br if name == "web" else None)
        proc = h.proc("qemu-system-x86", ["/usr/bin/qemu-system-x86_64", "-name", "guest=%s" % name, "-uuid",
                      uuid_of("inside", name), "-netdev", '{"type":"tap","fd":"30","id":"hostnet0"}'],
                      exe="/usr/bin/qemu-system-x86_64", netns=inside, uid=64055)
        proc.cgroup, proc.inner_pid = "/system.slice/docker-%s.scope" % digest("container", 1), 70 + i
        proc.fd(tap, 30)
        procs.append(proc)
    # All files are below the root of each.
    for i, name in enumerate(("mail", "web", "gone")):
        status_file(h, "libvirt", name, uuid_of("inside", name), """      <interface type='bridge'>
        <mac address='%s'/>
        <source bridge='br0'/>
        <target dev='vnet%d'/>
        <model type='virtio'/>
        <alias name='net0'/>
      </interface>""" % (mac_of("inside", name), i), 70 + i, procs[0], "container")
    h.manager("libvirt")
    h.expect(2, "detached-bridge", gaps="manager-file", statuses="mismatch:1 ok:1")
    return h


# --- claims of another manager ---------------------------------------------------

def claims():
    h = Host("claims", "OpenNebula by --claims: one VM right, one on another bridge, one that is off with its device "
             "waiting, one whose device is gone", hostname="one-3", scan="bpf")
    br0, br1 = h.netns.bridge("br0"), h.netns.bridge("br1")
    lines = []
    for i, (name, master) in enumerate((("one-8", br0), ("one-9", br1), ("one-11", None))):
        dev = name + "-0"
        proc = h.proc("qemu-kvm", ["/usr/bin/qemu-kvm", "-name", name, "-uuid", uuid_of("one", name)],
                      exe="/usr/bin/qemu-kvm", uid=9869)
        proc.cgroup = "/system.slice/opennebula.service"
        if master:
            proc.fd(h.netns.tap(dev, persist=True, master=master))
        lines.append({"domain": name, "uuid": uuid_of("one", name), "mac": "02:00:0a:00:00:%02x" % i, "device": dev,
                      "bridge": "br0", "pid": proc.pid, "manager": "opennebula"})
    h.netns.stray_tap("one-10-0", master=br0)
    lines.append({"domain": "one-10", "device": "one-10-0", "bridge": "br0", "manager": "opennebula"})
    h.source("claims", "".join(json.dumps(line) + "\n" for line in lines), None, "one.ndjson")
    h.expect(1, "missing-device wrong-bridge inactive-claim", statuses="mismatch:2 ok:1 waiting:1")
    return h


def claims_netns():
    h = Host("claims-netns", "--claims of VMs whose devices have one name in several namespaces: two right, one held in "
             "another than is said, one whose namespace is gone, one that is off and waits, and what the last one left",
             hostname="fc-9", scan="bpf")
    lines = []
    for i, name in enumerate(("vm-a", "vm-b", "vm-c", "vm-d", "vm-e", "vm-f")):
        ns = h.add_netns(4026533100 + i, "/run/netns/fc-" + name)
        line = {"domain": name, "device": "tap0", "netns": "fc-" + name, "manager": "fc-agent"}
        if name in ("vm-e", "vm-f"):
            ns.stray_tap("tap0")
        else:
            proc = h.proc("launcher", ["/usr/bin/newvmm", name], exe="/usr/bin/newvmm", uid=0)
            proc.kvm, proc.cgroup = "yes", "/system.slice/fc-agent.service"
            line["pid"] = proc.pid
            if name != "vm-d":
                proc.fd(ns.tap("tap0", persist=True))
        if name == "vm-b":
            line["netns"] = ns.inode
        if name == "vm-c":
            line["netns"] = "fc-vm-a"
        if name == "vm-d":
            line["netns"] = "fc-gone"
        if name != "vm-f":
            lines.append(line)
    h.source("claims", "".join(json.dumps(line) + "\n" for line in lines), None, "fc.ndjson")
    h.expect(1, "missing-device wrong-netns stray-tap inactive-claim", statuses="mismatch:2 ok:2 stray:1 waiting:1")
    return h


def claims_leftover():
    h = Host("claims-leftover", "OpenNebula by --claims: a VM that runs beside a tap that another one left behind, a "
             "tap off its bridge, and a VM that is off and has no device", hostname="one-4", scan="bpf")
    br0 = h.netns.bridge("br0")
    lines = []
    for name, master in (("one-20", br0), ("one-21", None)):
        proc = h.proc("qemu-kvm", ["/usr/bin/qemu-kvm", "-name", name], exe="/usr/bin/qemu-kvm", uid=9869)
        proc.cgroup = "/system.slice/opennebula.service"
        proc.fd(h.netns.tap(name + "-0", persist=True, master=master))
        lines.append({"domain": name, "device": name + "-0", "bridge": "br0", "manager": "opennebula"})
    h.netns.stray_tap("one-19-0", master=br0)
    lines.append({"domain": "one-22", "device": "one-22-0", "bridge": "br0", "manager": "opennebula"})
    h.source("claims", "".join(json.dumps(line) + "\n" for line in lines), None, "one.ndjson")
    h.expect(1, "detached-bridge stray-tap", statuses="mismatch:1 ok:1 stray:1")
    return h


def kubevirt_bridge():
    h = Host("kubevirt-bridge", "KubeVirt: the tap of one VM is off its pod's bridge: what the status file says names no "
             "bridge, so that only its path tells", hostname="node-2", scan="bpf")
    h.manager("kubevirt")
    kubevirt_vm(h, 0)
    kubevirt_vm(h, 1, bridge=False)
    h.expect(0, statuses="ok:2")
    return h


def kubevirt_gone():
    h = Host("kubevirt-gone", "KubeVirt: a VM was stopped, and its pod's namespace is there with the tap that waits for "
             "its user; another VM runs", hostname="node-3", scan="bpf")
    h.manager("kubevirt")
    kubevirt_vm(h, 0)
    pod = h.add_netns(4026533790, "/run/netns/cni-5f2c")
    pod.stray_tap("tap0", owner=107, group=107, master=pod.bridge("k6t-eth0"))
    h.expect(0, "inactive-claim", statuses="ok:1 waiting:1")
    return h


def readme_proxmox():
    h, vmbr0 = pve_host("readme-proxmox", "the README's Proxmox VE: a VM behind its firewall, one whose tap is off its "
                        "bridge, and a tap that a stopped VM left behind")
    for number, name in ((100, "web"), (101, "db"), (102, "mail")):
        master = pve_chain(h, 100, 0, vmbr0) if name == "web" else vmbr0 if name == "db" else None
        proc = pve_kvm(h, number, name, h.netns.tap("tap%di0" % number, master=master))
        pve_conf(h, number, "name: " + name, pve_net(number, bridge="vmbr0", firewall=int(name == "web")),
                 "ipconfig0: ip=192.0.2.%d/24" % (number - 90), pid=proc.pid)
    h.netns.stray_tap("tap103i0", master=vmbr0)
    pve_conf(h, 103, "name: old", pve_net(103, bridge="vmbr0"))
    h.expect(1, "detached-bridge stray-tap", statuses="mismatch:1 ok:2 stray:1")
    return h


def readme_firecracker():
    h = Host("readme-firecracker", "the README's Firecrackers: three run by a service, each in a namespace, one by hand, "
             "and a tap that was left behind", hostname="fc-1", scan="bpf")
    for i, name in enumerate(("a", "b", "c", "d")):
        ns = h.add_netns(4026533200 + i, "/run/netns/fc-" + name)
        if name == "d":
            ns.stray_tap("tap0")
            continue
        vmm(h, "firecracker", ["--id=vm-" + name, "--api-sock", "/run/firecracker.socket"], ns.tap("tap0", persist=True),
            "/system.slice/fc-agent.service", netns=ns, uid=30000)
    vmm(h, "firecracker", ["--id=test"], h.netns.tap("tap-test", persist=True),
        "/user.slice/user-1000.slice/session-3.scope", uid=1000)
    h.expect(1, "unmanaged-hypervisor stray-tap", statuses="ok:3 stray:1 unmanaged:1")
    return h


HOSTS = [readme_proxmox, readme_firecracker, proxmox, proxmox_wrong, proxmox_ovs, proxmox_unreadable, proxmox_down, firecracker, vmms, kvm_of_nobody, incus, incus_wrong,
         kubevirt, kubevirt_wrong, claims, claims_netns, claims_leftover, cgroup_unseen, gvisor, kubevirt_bridge, kubevirt_gone,
         libvirt_in_a_container]
