# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts as those who manage guests set them up: names, bridges and command
lines are theirs in form; nothing is wrong but what the line says."""
import json

from hostkit import Host, Nic, tag, uuid_of


class OvsPort(tuple):
    """(name, type, external_ids), and where the port is"""
    bridge, tag, trunks, mode, fake = None, None, [], None, False


def ovs_set(items):
    return items[0] if len(items) == 1 else ["set", items]


def ovs_text(*rows):
    """ovs-vsctl --format=json list Bridge -- list Port -- list Interface, with the columns that are asked for"""
    def port(*names):
        return ["uuid", uuid_of("ovs", *names)]

    def table(headings, data):
        return json.dumps({"data": data, "headings": headings}, separators=(",", ":")) + "\n"

    def where(row):
        bridge = getattr(row, "bridge", None)
        return bridge or (row[0] if row[1] == "internal" else bridges[0] if bridges else None)

    bridges = [row[0] for row in rows if row[1] == "internal" and not getattr(row, "fake", False)]
    bridges += sorted({where(row) for row in rows} - set(bridges) - {None})
    text = table(["name", "datapath_type", "ports"],
                 [[b, "", ovs_set([port("port", r[0]) for r in rows if where(r) == b])] for b in bridges])
    text += table(["_uuid", "name", "interfaces", "tag", "trunks", "vlan_mode", "fake_bridge"], [
        [port("port", r[0]), r[0], port("interface", r[0]),
         ["set", []] if getattr(r, "tag", None) is None else r.tag, ovs_set(list(getattr(r, "trunks", []))),
         getattr(r, "mode", None) or ["set", []], getattr(r, "fake", False)] for r in rows])
    return text + table(["_uuid", "name", "type", "options", "external_ids", "error"], [
        [port("interface", r[0]), r[0], r[1], ["map", sorted([k, v] for k, v in getattr(r, "options", {}).items())], ["map", sorted([k, v] for k, v in r[2].items())],
         ["set", []]] for r in rows])


def ovs_fake_bridge(name, parent, vlan):
    """ovs-vsctl add-br NAME PARENT VLAN"""
    port = OvsPort((name, "internal", {}))
    port.bridge, port.tag, port.fake = parent, vlan, True
    return port


def ovs_port(guest, nic):
    port = OvsPort((nic.dev, "", {"attached-mac": nic.mac, "iface-id": uuid_of(nic.mac), "iface-status": "active",
                                  "vm-id": guest.uuid}))
    port.bridge, vlans = nic.bridge, list(nic.vlan or [])
    if len(vlans) == 1:
        port.tag = vlans[0]
    else:
        port.trunks = vlans
    return port


def empty():
    h = Host("empty", "a host without guests and without taps", processes=98)
    h.conn()
    h.expect(0)
    return h


def bpf_scan():
    h = Host("bpf-scan", "holders by BPF: file and namespace of every queue, and which queues are detached",
             scan="bpf")
    h.netns.bridge("br0")
    c = h.conn()
    c.guest("web", Nic(bridge="br0", dev="vnet0", vhost=True))
    c.guest("mq", Nic(bridge="br0", dev="vnet1", queues=4, vhost=True))
    c.guest("direct", Nic("direct", "macvtap0", source_dev="eth0", mode="bridge"))
    h.expect(0, statuses="ok:3")
    return h


def kubevirt_pod():
    h = Host("kubevirt-pod", "KubeVirt: libvirt and QEMU in a pod, a persistent tap of two queues on k6t-eth0",
             hostname="node-1", processes=611)
    pod = h.add_netns(4026533771, "/proc/41200/ns/net")
    h.netns.link("veth5c3f0a1e", "veth", lower_netnsid=2)
    pod.link("eth0-nic", "veth")
    bridge = pod.bridge("k6t-eth0")
    pod.links[1].master = bridge
    pod.link("eth0", "dummy")
    tap = pod.tap("tap0", persist=True, multi_queue=True, enabled=1, disabled=1, owner=107, group=107, mtu=1400,
                  master=bridge)
    h.proc("virt-launcher", ["/usr/bin/virt-launcher", "--name", "vm-a"], pid=41150, netns=pod, uid=107)
    c = h.conn("qemu+unix:///session?socket=/proc/41200/root/var/run/libvirt/virtqemud-sock", version="10.10.0",
               session=True, pidfiles_readable=False)
    c.guest("default_vm-a", Nic("ethernet", "tap0", managed="no", queues=2, mtu=1400, link=tap,
                                alias="ua-default", vhost=True),
            netns=pod, pid=41288, comm="qemu-kvm", emulator="/usr/libexec/qemu-kvm")
    h.expect(0, statuses="ok:1")
    return h


def openstack_ovs():
    h = Host("openstack-ovs", "OpenStack with Open vSwitch: taps on br-int, one behind a qbr bridge; one stale port",
             hostname="compute-7", processes=480)
    system = h.netns.link("ovs-system", "openvswitch", up=False)
    h.netns.link("br-int", "openvswitch", up=False)
    qbr = h.netns.bridge("qbr7d1e9a40-11")
    qvo = h.netns.link("qvo7d1e9a40-11", "veth", master=system)
    h.netns.link("qvb7d1e9a40-11", "veth", master=qbr, lower=qvo)
    c = h.conn(version="9.5.0")
    nova = ("  <metadata>\n    <nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'>\n"
            "      <nova:name>web</nova:name>\n      <interface type='bridge'><target dev='tapnotthis'/></interface>\n"
            "    </nova:instance>\n  </metadata>\n")
    a = Nic(bridge="br-int", dev="tap3f2a1b0c-9d", mac="fa:16:3e:4c:11:02", virtualport="openvswitch", mtu=1442)
    b = Nic(bridge="br-int", dev="tap90c3d7e1-55", mac="fa:16:3e:91:be:7f", virtualport="openvswitch", mtu=1442,
            queues=4, vhost=True)
    old = Nic(bridge="qbr7d1e9a40-11", dev="tap7d1e9a40-11", mac="fa:16:3e:08:3a:c4", mtu=1442)
    g1 = c.guest("instance-0000000a", a, extra_xml=nova, uid=64055)
    g2 = c.guest("instance-0000000b", b, uid=64055)
    c.guest("instance-00000003", old, uid=64055)
    gone = {"attached-mac": "fa:16:3e:77:77:77", "iface-id": uuid_of("gone"), "iface-status": "active",
            "vm-id": uuid_of("gone vm")}
    h.ovs = ovs_text(("br-int", "internal", {}), ("patch-tun", "patch", {}), ovs_port(g1, a), ovs_port(g2, b),
                     ("qvo7d1e9a40-11", "", {"iface-id": uuid_of("q"), "vm-uuid": uuid_of("nova")}),
                     ("vxlan-0a000002", "vxlan", {}), ("tapdeadbeef-00", "", gone))
    h.expect(1, "stale-binding", statuses="ok:3")
    return h


def proxmox_none():
    h = Host("proxmox-none", "Proxmox-like, without libvirt: guests are named by their own command lines",
             hostname="pve1", kernel="6.8.12-pve", processes=350)
    vmbr = h.netns.bridge("vmbr0")
    h.gap("no-libvirt", "claims inactive", "libvirt", "not asked: no VM and no claim is known")
    for number, name, firewall in ((100, "web", True), (101, "db,main", False)):
        master = vmbr
        if firewall:
            master = h.netns.bridge("fwbr%di0" % number)
            peer = h.netns.link("fwpr%dp0" % number, "veth", master=vmbr)
            h.netns.link("fwln%di0" % number, "veth", master=master, lower=peer)
        tap = h.netns.tap("tap%di0" % number, master=master)
        args = ["/usr/bin/kvm", "-id", str(number), "-name", name.replace(",", ",,") + ",debug-threads=on",
                "-smbios", "type=1,uuid=" + uuid_of("pve", number), "-smp", "2", "-m", "2048",
                "-netdev", "type=tap,id=net0,ifname=%s,script=/var/lib/qemu-server/pve-bridge,vhost=on" % tap.name,
                "-device", "virtio-net-pci,mac=BC:24:11:00:00:%02X,netdev=net0,bus=pci.0,addr=0x12,id=net0" % number]
        h.holder("kvm", tap, args, exe="/usr/bin/qemu-system-x86_64")
    h.netns.link("veth200i0", "veth", master=vmbr, lower_netnsid=1)
    h.expect(3, gaps="no-libvirt", statuses="ok:2")
    return h


def ovirt():
    h = Host("ovirt", "oVirt: vnets on ovirtmgmt, filters, aliases of its own, interface elements in the metadata",
             hostname="hv3", kernel="5.14.0-570.el9", processes=520)
    h.netns.bridge("ovirtmgmt")
    bond = h.netns.link("bond0", "bond", master=h.netns.links[-1])
    h.netns.links[1].master = bond
    c = h.conn(version="10.10.0")
    vdsm = ("  <metadata>\n    <ovirt-vm:vm xmlns:ovirt-vm='http://ovirt.org/vm/1.0'>\n"
            "      <ovirt-vm:device mac_address='56:6f:1a:2b:00:01'><ovirt-vm:custom/></ovirt-vm:device>\n"
            "    </ovirt-vm:vm>\n  </metadata>\n")
    for i, name in enumerate(("HostedEngine", "rhel9-ci-worker", "7b0c4a66-3f49-4f80-b0a4-6f8f3c0d9f11")):
        nic = Nic(bridge="ovirtmgmt", dev="vnet%d" % (4 + i), mac="56:6f:1a:2b:00:%02x" % i, mtu=1500,
                  queues=2 if i else 4, filter="vdsm-no-mac-spoofing", link_state="up",
                  alias="ua-" + uuid_of("nic", i))
        guest = c.guest(name, nic, extra_xml=vdsm, comm="qemu-kvm", emulator="/usr/libexec/qemu-kvm")
        c.filter_binding(guest, nic)
    h.expect(0, statuses="ok:3")
    return h


def dpdk_vhostuser():
    h = Host("dpdk-vhostuser", "DPDK: vhost-user NICs have no device; ovs-vswitchd itself holds taps",
             hostname="dpdk-2")
    daemon = h.proc("ovs-vswitchd", ["ovs-vswitchd", "unix:/var/run/openvswitch/db.sock", "--pidfile"],
                    exe="/usr/sbin/ovs-vswitchd")
    for name in ("ovs-netdev", "br-int"):
        daemon.fd(h.netns.tap(name, up=name == "br-int"))
    c = h.conn()
    for i, name in enumerate(("vnf-a", "vnf-b")):
        path = "/var/lib/vhost_sockets/vhu%08x-%02x" % (0xa1b2c3d4 + i, i)
        c.guest(name, Nic("vhostuser", path.rsplit("/", 1)[1], queues=2,
                          source=tag("source", type="unix", path=path, mode="server")))
    port = OvsPort(("vhua1b2c3d4-00", "dpdkvhostuserclient", {"vm-id": "not looked at"}))
    port.options = {"vhost-server-path": "/var/lib/vhost_sockets/vhua1b2c3d4-00"}
    h.ovs = ovs_text(("br-int", "internal", {}), ("dpdk0", "dpdk", {}),
                     port)
    h.expect(0, "foreign-holder foreign-holder", statuses="foreign:2 no-device:2")
    return h


def sriov():
    h = Host("sriov", "SR-IOV: hostdev and vDPA NICs have no device, macvtap in passthrough mode has one",
             hostname="sriov-1")
    h.netns.link("enp3s0f0", None, parent="0000:03:00.0", port_name="p0")
    h.netns.link("enp3s0f0v1", None, mac="52:54:00:00:aa:01", parent="0000:03:10.1")
    h.netns.link("enp3s0f0npf0vf2", None, parent="0000:03:00.0", port_name="pf0vf2")
    h.netns.vfs = ("0000:03:10.1 0000:03:00.0 number=1 mac=52:54:00:00:aa:01 vlan=0 trust=no spoofchk=yes link=auto\n"
                   "0000:03:10.2 0000:03:00.0 number=2 mac=%s vlan=20 trust=no spoofchk=yes link=enable\n"
                   % "52:54:00:00:aa:02")
    c = h.conn()
    c.guest("passthrough",
            Nic("hostdev", source="<source><address type='pci' domain='0x0000' bus='0x03' slot='0x10' "
                "function='0x2'/></source>", mac="52:54:00:00:aa:02"),
            Nic("direct", "macvtap0", mac="52:54:00:00:aa:01", source_dev="enp3s0f0v1", mode="passthrough"))
    c.guest("vdpa", Nic("vdpa", source="<source dev='/dev/vhost-vdpa-0'/>"))
    c.guest("whole-card", Nic("hostdev", source="<source><address type='pci' domain='0x0000' bus='0x5e' slot='0x00' "
                              "function='0x0'/></source>"))
    c.guest("other-hostdev", extra_xml=(
        "  <features><acpi/></features>\n  <devices>\n    <hostdev mode='capabilities' type='net'>\n"
        "      <source><interface>eth0</interface></source>\n    </hostdev>\n  </devices>\n"))
    h.expect(0, statuses="no-device:3 ok:1")
    return h


def ipvtap():
    h = Host("ipvtap", "an ipvtap is an unmanaged NIC's, another is left over")
    eth0 = h.netns.links[1]
    mine = h.netns.link("ipvtap0", "ipvtap", lower=eth0, mac=eth0.mac)
    h.netns.link("ipvtap1", "ipvtap", lower=eth0, mac=eth0.mac)
    h.netns.addressed = "2"
    h.conn().guest("edge", Nic("ethernet", "ipvtap0", managed="no", link=mine))
    h.expect(1, "stray-macvtap", statuses="ok:1 stray:1")
    return h


def lxc_and_ch():
    h = Host("lxc-and-ch", "containers' NICs are veths; Cloud Hypervisor's guests have PID files since libvirt 10")
    h.netns.bridge("br0")
    lxc = h.conn("lxc:///system", driver="LXC", pidfiles_readable=False, state_dir="/run/libvirt/lxc")
    veth = h.netns.link("vnet0", "veth", lower_netnsid=1, master=h.netns.links[-1])
    lxc.guest("box", Nic(bridge="br0", dev="vnet0", link=veth, hold=False), alive=False)
    ch = h.conn("ch:///system", driver="CH", state_dir="/run/libvirt/ch")
    new = ch.guest("cloud", Nic(bridge="br0", dev="vnet1"), comm="cloud-hyperviso", uid=0,
                   emulator="/usr/bin/cloud-hypervisor")
    new.proc.args = ["/usr/bin/cloud-hypervisor", "--api-socket", "fd=19"]
    h.expect(0, statuses="ok:2")
    return h


def ch_without_pidfile():
    h = Host("ch-without-pidfile", "a driver whose domains lead to no process: the device is held, by whom is open")
    h.netns.bridge("br0")
    ch = h.conn("ch:///system", driver="CH", pidfiles_readable=False)
    guest = ch.guest("cloud", Nic(bridge="br0", dev="vnet1"), comm="cloud-hyperviso", uid=0,
                     emulator="/usr/bin/cloud-hypervisor")
    guest.proc.args = ["/usr/bin/cloud-hypervisor", "--api-socket", "fd=19"]
    h.expect(3, statuses="unknown:1", gaps="domain-process")
    return h


def ch_by_socket():
    h = Host("ch-by-socket", "a driver without PID files, whose domains' processes are known by their sockets")
    h.netns.bridge("br0")
    ch = h.conn("ch:///system", driver="CH", pidfiles_readable=False)
    guest = ch.guest("cloud", Nic(bridge="br0", dev="vnet1"), comm="cloud-hyperviso", uid=0,
                     emulator="/usr/bin/cloud-hypervisor")
    guest.proc.args = ["/usr/bin/cloud-hypervisor", "--api-socket", "/run/libvirt/ch/cloud-socket"]
    h.expect(0, statuses="ok:1")
    return h


def test_driver():
    h = Host("test-driver", "the test driver's domains are no processes: each is said to have none", hostname="ci-4")
    c = h.conn("test:///default", driver="Test", pidfiles_readable=False)
    c.guest("test", Nic("network", "testnet0", network="default", bridge="virbr0", make=False), alive=False)
    c.guest("off", Nic("network", "testnet0", network="default"), active=False)
    h.expect(2, "no-process", statuses="mismatch:1")
    return h


def xen():
    h = Host("xen", "another driver's NICs: netback interfaces, which no process holds, and a device model's; none is called stray")
    h.netns.bridge("xenbr0")
    vif = h.netns.link("vif3.0", "vif", master=h.netns.links[-1])
    c = h.conn("xen:///system", driver="Xen", pidfiles_readable=False)
    c.guest("pv", Nic(bridge="xenbr0", dev="vif3.0", mac="00:16:3e:00:00:01", link=vif, hold=False), alive=False)
    c.guest("off", Nic(bridge="xenbr0", dev="vif1.0"), active=False)
    emulated = h.netns.tap("vif4.0-emu", master=h.netns.links[-2])
    h.holder("qemu-system-i38", emulated, ["/usr/lib/xen/bin/qemu-system-i386", "-xen-domid", "4", "-name", "hvm",
                                           "-netdev", "type=tap,id=net0,ifname=vif4.0-emu,script=no"],
             exe="/usr/lib/xen/bin/qemu-system-i386")
    h.expect(0, statuses="foreign:1 ok:1")
    return h


def two_connections():
    h = Host("two-connections", "a system and a session daemon; the session's guest holds a device of the system's")
    for name in ("sys0", "user0"):
        h.netns.tap(name, persist=True, owner=1000)
    sys0, user0 = h.netns.links[-2:]
    system = h.conn()
    session = h.conn("qemu+unix:///session?socket=/run/user/1000/libvirt/libvirt-sock", session=True,
                     state_dir="/run/user/1000/libvirt/qemu/run")
    system.guest("robbed", Nic("ethernet", "sys0", managed="no", link=sys0, hold=False))
    thief = session.guest("thief", Nic("ethernet", "user0", managed="no", link=user0), uid=1000)
    thief.proc.fd(sys0)
    h.expect(2, "wrong-holder undeclared-device cross-connection", statuses="mismatch:1 ok:1")
    return h


def twin_connections():
    h = Host("twin-connections", "one daemon by two URIs: its domains are judged and shown once")
    h.netns.bridge("br0")
    first, second = h.conn("qemu:///system"), h.conn("qemu+unix:///system")
    nic = Nic(bridge="br0", dev="vnet0")
    guest = first.guest("web", nic)
    second.guests.append(guest)
    h.expect(0, statuses="ok:1")
    return h


def twin_without_process():
    h = Host("twin-without-process", "one daemon by two URIs, by the names of its sockets: what has no process is told once; "
             "beside it a daemon of the same name at another socket")
    h.netns.bridge("br0")
    first = h.conn("qemu:///system")
    second = h.conn("qemu+unix:///system?mode=direct&socket=%2Frun%2Flibvirt%2Fvirtqemud-sock-ro")
    third = h.conn("qemu+unix:///system?socket=/srv/pod/libvirt-sock", state_dir="/srv/pod/qemu")
    second.guests.append(first.guest("gone", Nic(bridge="br0", dev="vnet0", make=False), alive=False, recorded=3999))
    third.guest("gone", Nic(bridge="br0", dev="vnet0", make=False), alive=False, recorded=3999, id=2)
    h.expect(2, "no-process no-process stale-pidfile stale-pidfile", statuses="mismatch:2")
    return h


def daemons_elsewhere():
    h = Host("daemons-elsewhere", "containers' libvirts have names of devices that the host's has, too: where it is not known "
             "in which network namespace a VM's device is, the host's of that name is not it")
    h.netns.bridge("br0")
    c = h.conn()
    c.guest("web", Nic(bridge="br0", dev="vnet0"))
    pod = h.add_netns(4026533771, "/proc/41200/ns/net")
    veth = pod.link("vnet0", "veth")
    unseen = h.conn("qemu+unix:///system?socket=/srv/unseen/libvirt-sock", state_dir="/srv/unseen/qemu")
    unseen.guest("p1", Nic(bridge="br0", dev="vnet0", make=False), alive=False, owner=-1, recorded=68)
    lxc = h.conn("lxc+unix:///?socket=/srv/lxc/libvirt-sock", driver="LXC", pidfiles_readable=False)
    lxc.guest("box", Nic(bridge="br0", dev="vnet0", make=False), alive=False)
    known = h.conn("lxc+unix:///?socket=/srv/pod/libvirt-sock", driver="LXC", pidfiles_readable=False, netns=pod)
    known.guest("pod", Nic("ethernet", "vnet0", make=False, link=veth), alive=False)
    h.expect(3, "", "domain-process", "ok:2 unknown:2")
    return h


def vpn_and_containers():
    h = Host("vpn-and-containers", "VPNs and user-mode networks of containers are foreign, and nothing else",
             hostname="laptop", processes=402)
    h.conn()
    h.holder("openvpn", h.netns.link("tun0", "tun"), ["openvpn", "--config", "work.ovpn"])
    h.holder("tailscaled", h.netns.link("tailscale0", "tun"), pid=900)
    for inode, program in ((4026532900, "slirp4netns"), (4026532901, "pasta.avx2")):
        pod = h.add_netns(inode, "/proc/%d/ns/net" % (inode % 100000))
        # The program is in the host's namespace, its device in the container's.
        h.holder(program, pod.tap("tap0"), uid=1000)
    h.netns.link("tun9", "tun", persist=True, carrier=False)
    h.expect(0, "foreign-holder foreign-holder foreign-holder foreign-holder", statuses="foreign:4 stray:1")
    return h


def ovs_duplicate_mac():
    h = Host("ovs-duplicate-mac", "one MAC address on two VLANs of Open vSwitch is none too many, on one VLAN it is")
    h.netns.link("ovs-system", "openvswitch", up=False)
    h.netns.link("br-int", "openvswitch", up=False)
    c = h.conn()
    for i, (vlan, mac) in enumerate(((10, 1), (20, 1), (30, 2), (30, 2))):
        c.guest("vm%d" % i, Nic(bridge="br-int", dev="vnet%d" % i, mac="52:54:00:00:00:%02x" % mac,
                                virtualport="openvswitch", vlan=[vlan]))
    h.expect(1, "duplicate-mac duplicate-mac", statuses="mismatch:2 ok:2")
    return h


def ovs_fake_bridge_vlan():
    h = Host("ovs-fake-bridge", "a VLAN of Open vSwitch that is a bridge to libvirt: on it, by its tag, on another, on none",
             hostname="node-5")
    h.netns.link("ovs-system", "openvswitch", up=False)
    for name in ("br0", "vlan10", "vlan20"):
        h.netns.link(name, "openvswitch", up=False)
    c = h.conn()
    ports = []
    for i, (bridge, vlan, is_on) in enumerate((("vlan10", [], 10), ("br0", [10], 10), ("vlan10", [], 20),
                                               ("vlan10", [], None), ("vlan10", [], 30))):
        nic = Nic(bridge=bridge, dev="vnet%d" % i, virtualport="openvswitch", vlan=vlan)
        port = ovs_port(c.guest("vm%d" % i, nic), nic)
        port.bridge, port.tag = "br0", is_on
        if is_on:
            ports.append(port)
        else:
            nic.link.master = None
    h.ovs = ovs_text(("br0", "internal", {}), ovs_fake_bridge("vlan10", "br0", 10),
                     ovs_fake_bridge("vlan20", "br0", 20), *ports)
    h.expect(2, "wrong-bridge wrong-bridge detached-bridge", statuses="mismatch:3 ok:2")
    return h


def vlans():
    h = Host("vlans", "VLANs of a bond, each with a bridge; macvtaps of the bond itself; a bridge with many ports; "
             "a tap taken off its bridge", hostname="node-3")
    bond = h.netns.link("bond0", "bond")
    for tag_of in (100, 101, 102):
        bridge = h.netns.bridge("br-vlan%d" % tag_of)
        h.netns.link("bond0.%d" % tag_of, "vlan", master=bridge, lower=bond)
    mgmt = h.netns.bridge("br-mgmt")
    for i in range(11):
        h.netns.link("veth%d" % i, "veth", master=mgmt)
    c = h.conn()
    for i in range(18):
        nics = [Nic(bridge="br-vlan%d" % (100 + i % 3), dev="vnet%d" % (2 * i))]
        if i % 3 == 0:
            nics.append(Nic(bridge="br-mgmt", dev="vnet%d" % (2 * i + 1)))
        if i % 7 == 0:
            nics.append(Nic("direct", "macvtap%d" % i, source_dev="bond0", mode="bridge"))
        guest = c.guest("web-%02d" % i, *nics)
        if i == 11:
            guest.nics[0].link.master = None
    h.expect(2, "detached-bridge", statuses="mismatch:1 ok:26")
    return h


def thousand_guests():
    h = Host("thousand-guests", "1,000 guests on two bridges, every tenth with two NICs, every hundredth wrong",
             scan="bpf", processes=9000, committed=False)
    h.netns.bridge("br0")
    h.netns.bridge("br1")
    c = h.conn()
    for i in range(1000):
        nics = [Nic(bridge="br%d" % (i % 2), dev="vnet%d" % i)]
        if i % 10 == 0:
            nics.append(Nic(bridge="br0", dev="vnet%d" % (1000 + i), queues=2))
        guest = c.guest("vm%04d" % i, *nics, uid=64055)
        if i % 100 == 0:
            guest.nics[0].link.master = None
    h.expect(2, " ".join(["detached-bridge"] * 10), statuses="mismatch:10 ok:1090")
    return h


HOSTS = [empty, bpf_scan, kubevirt_pod, openstack_ovs, proxmox_none, ovirt, dpdk_vhostuser, sriov, ipvtap,
         lxc_and_ch, ch_without_pidfile, ch_by_socket, test_driver, xen, two_connections, twin_connections,
         twin_without_process, daemons_elsewhere, vpn_and_containers, ovs_duplicate_mac, ovs_fake_bridge_vlan, vlans, thousand_guests]
