# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts of the field: legal set-ups that once looked wrong, and faults that once did not."""
from hostkit import Host, Nic, mac_of, uuid_of
from scenes_managers import OvsPort, ovs_port, ovs_text


def ovs_port_lost():
    h = Host("ovs-port-lost", "Open vSwitch: the database has no port of a tap any more; the other port is there")
    h.netns.link("ovs-system", "openvswitch", up=False)
    h.netns.link("ovsbr0", "openvswitch", up=False)
    c = h.conn()
    a = Nic(bridge="ovsbr0", dev="one-8-0", virtualport="openvswitch", vlan=[100])
    b = Nic(bridge="ovsbr0", dev="one-9-0", virtualport="openvswitch")
    c.guest("one-8", a)
    other = c.guest("one-9", b)
    a.link.master = None
    h.ovs = ovs_text(("ovsbr0", "internal", {}), ovs_port(other, b))
    h.expect(2, "detached-bridge", statuses="mismatch:1 ok:1")
    return h


def ovs_both_datapaths():
    h = Host("ovs-both-datapaths", "Open vSwitch with both datapaths: a port of the one in user space has no master")
    h.netns.link("ovs-system", "openvswitch", up=False)
    h.netns.link("br-ex", "openvswitch")
    a = Nic(bridge="br-dpdk", dev="vnet0", virtualport="openvswitch")
    guest = h.conn().guest("vnf", a)
    a.link.master = None
    h.ovs = ovs_text(("br-ex", "internal", {}), ("br-dpdk", "internal", {}), ovs_port(guest, a))
    h.expect(0, statuses="ok:1")
    return h


def ovs_tags():
    h = Host("ovs-tags", "Open vSwitch: a VLAN that a patch port and the card on the way carry, one that the card does not, "
             "and a trunk")
    system = h.netns.link("ovs-system", "openvswitch", up=False)
    for name in ("ovs0", "br-ex"):
        h.netns.link(name, "openvswitch", up=False)
    h.netns.links[1].master = system
    c = h.conn()
    near, far, card = OvsPort(("patch-ex", "patch", {})), OvsPort(("patch-0", "patch", {})), OvsPort(("eth0", "", {}))
    near.bridge, near.options, near.trunks = "ovs0", {"peer": "patch-0"}, [10, 20]
    far.bridge, far.options = "br-ex", {"peer": "patch-ex"}
    card.bridge, card.tag, card.trunks, card.mode = "br-ex", 30, [10], "native-untagged"
    ports = [near, far, card]
    for i, vlan in enumerate(([10], [20], [10, 20])):
        nic = Nic(bridge="ovs0", dev="vnet%d" % i, virtualport="openvswitch", vlan=vlan)
        ports.append(ovs_port(c.guest("vm%d" % i, nic), nic))
    h.ovs = ovs_text(("ovs0", "internal", {}), ("br-ex", "internal", {}), *ports)
    h.expect(1, "vlan-mismatch", statuses="mismatch:1 ok:2")
    return h


def routed_in_vrf():
    h = Host("routed-in-vrf", "routed guests: taps in a VRF, with one MAC address; there is no bridge at all")
    vrf = h.netns.link("vrf-blue", "vrf")
    c = h.conn()
    for i in range(2):
        nic = Nic("ethernet", "tap%d" % i, mac="52:54:00:00:00:aa")
        c.guest("r%d" % i, nic)
        nic.link.master = vrf
    h.expect(0, statuses="ok:2")
    return h


def docker():
    h = Host("docker", "Docker's policy meets what passes a bridge of VMs; one whose VMs are routed alone is not meant")
    h.netns.bridge("br0")
    h.netns.bridge("docker0")
    c = h.conn()
    c.guest("web", Nic(bridge="br0", dev="vnet0"))
    h.netns.calls, h.netns.drops = "ip ip6", "ip filter FORWARD\n"
    h.expect(0, "bridge-netfilter", statuses="ok:1")
    return h


def helpers_pidfiles():
    h = Host("helpers-pidfiles", "a guest with virtiofs and a vhost-user GPU: the PID files are its helpers'")
    h.netns.bridge("br0")
    c = h.conn()
    c.guest("web", Nic(bridge="br0", dev="vnet0"))
    for name, pid in (("1-web-fs0-fs", 4711), ("1-web-video0-vhost-user-gpu", 4712)):
        c.stale_pidfile(name, pid)
        c.pidfiles[-1]["owner"] = pid
    h.expect(0, statuses="ok:1")
    return h


def containers_records():
    h = Host("containers-records", "port and binding of an LXC container, whose driver is not asked")
    bridge = h.netns.bridge("virbr0")
    c = h.conn()
    n = Nic("network", "vnet0", network="default", bridge="virbr0")
    c.network_port(c.guest("web", n), n)

    class Box:
        name, uuid = "box", uuid_of("lxc", "box")
    other = Nic("network", "vnet1", network="default", bridge="virbr0", filter="clean-traffic", mac=mac_of("lxc"))
    h.netns.link("vnet1", "veth", lower_netnsid=1, master=bridge)
    c.network_port(Box, other)
    c.filter_binding(Box, other)
    h.expect(0, statuses="ok:1")
    return h


def filter_and_port_gone():
    h = Host("filter-and-port-gone", "one NIC has a filter and no binding of it, another names a network port that is gone")
    h.netns.bridge("br0")
    h.netns.bridge("virbr0")
    c = h.conn()
    a = Nic(bridge="br0", dev="vnet0", filter="clean-traffic")
    c.filter_binding(c.guest("filtered", a), a)
    c.guest("open", Nic(bridge="br0", dev="vnet1", filter="clean-traffic"))
    c.guest("web", Nic("network", "vnet2", network="default", bridge="virbr0", portid=uuid_of("gone")))
    h.expect(1, "missing-filter stale-binding", statuses="mismatch:2 ok:1")
    return h


def made_by_hand():
    h = Host("made-by-hand", "a script's MAC address, a larger MTU, a shut-off VM's tap, the host's own macvtap")
    eth0 = h.netns.links[1]
    c = h.conn()
    scripted = Nic("ethernet", "tap0")
    c.guest("scripted", scripted)
    scripted.link.mac = "ee:ee:ee:ee:ee:ee"
    c.guest("jumbo", Nic("ethernet", "tap1", managed="no", mtu=1500, link=h.netns.tap("tap1", persist=True, mtu=9000)))
    h.netns.stray_tap("tap-cold")
    c.guest("cold", Nic("ethernet", "tap-cold"), active=False)
    own = h.netns.link("macvtap0", "macvtap", lower=eth0)
    h.netns.addressed = "2,%d" % own.ifindex
    h.expect(0, "inactive-claim", statuses="ok:2 stray:1 waiting:1")
    return h


def pids_of_a_pod():
    h = Host("pids-of-a-pod", "a pod's daemon, asked by its socket: its PID file counts in the pod's namespace")
    pod = h.add_netns(4026533771, "/proc/41200/ns/net")
    tap = pod.tap("tap0", persist=True, owner=107, master=pod.bridge("k6t-eth0"))
    c = h.conn("qemu+unix:///session?socket=/proc/41200/root/var/run/libvirt/virtqemud-sock", session=True,
               state_dir="/proc/41200/root/var/run/libvirt/qemu/run")
    c.guest("default_vm-a", Nic("ethernet", "tap0", managed="no", link=tap), netns=pod, pid=41288, recorded=68,
            comm="qemu-kvm", emulator="/usr/libexec/qemu-kvm")
    h.expect(0, statuses="ok:1")
    return h


HOSTS = [docker, ovs_port_lost, ovs_both_datapaths, ovs_tags, routed_in_vrf, helpers_pidfiles, containers_records,
         filter_and_port_gone, made_by_hand, pids_of_a_pod]
