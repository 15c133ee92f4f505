# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts where something is wrong, or nearly so."""
from hostkit import ENOLINK, Host, Nic, mac_of, uuid_of

BLUE = 4026532777


def with_bridge(name, shows, **more):
    h = Host(name, shows, **more)
    h.netns.bridge("br0")
    return h, h.conn()


def holders():
    h, c = with_bridge("holders", "the wrong process, one too many, none at all, a deleted device, two claims")
    wrong = c.guest("wrong", Nic(bridge="br0", dev="vnet0", hold=False))
    h.proc("thief", ["thief"], pid=5001, uid=1000).fd(wrong.nics[0].link)
    extra = c.guest("extra", Nic(bridge="br0", dev="vnet1"))
    h.proc("ifup-script", ["/bin/sh", "/etc/qemu-ifup"], pid=5002).fd(
        extra.nics[0].link, file=extra.nics[0].fds[0].file)
    idle = h.netns.tap("adm0", persist=True, carrier=False)
    c.guest("unheld", Nic("ethernet", "adm0", managed="no", link=idle, hold=False))
    c.guest("deleted", Nic(bridge="br0", dev="vnet3", make=False)).proc.fd(None)
    direct = c.guest("direct", Nic("direct", "macvtap0", source_dev="eth0", mode="bridge", make=False))
    fd = direct.proc.fd(None)
    fd.kind, fd.gone = "macvtap", ENOLINK
    shared = h.netns.tap("shared0", persist=True)
    c.guest("first", Nic("ethernet", "shared0", managed="no", link=shared))
    c.guest("second", Nic("ethernet", "shared0", managed="no", link=shared, hold=False))
    h.expect(2, "wrong-holder extra-holder not-held missing-device deleted-device missing-device deleted-device "
             "duplicate-claim duplicate-claim wrong-holder", statuses="mismatch:7")
    return h


def links():
    h, c = with_bridge("links", "MTU, link, MAC address, bridge, queues: each wrong once, and each right nearby")
    h.netns.bridge("br1", altnames=["lan-of-the-third-floor"])
    h.netns.tap("br1-nic", persist=True, carrier=False, master=h.netns.links[-1])

    def guest(name, number, nic=None, **more):
        made = c.guest(name, nic or Nic(bridge="br0", dev="vnet%d" % number), **more)
        return made.nics[0].link

    guest("mtu", 0, Nic(bridge="br0", dev="vnet0", mtu=9000)).mtu = 1500
    guest("down", 1).up = False
    guest("down-by-xml", 2, Nic(bridge="br0", dev="vnet2", link_state="down")).up = False
    guest("mac", 3).mac = "fe:00:00:00:00:03"
    guest("mac-of-the-guest", 4, Nic(bridge="br0", dev="vnet4", mac="52:54:00:00:00:04")).mac = "52:54:00:00:00:04"
    guest("fe-guest", 5, Nic(bridge="br0", dev="vnet5", mac="fe:54:00:00:00:05"))
    guest("off-bridge", 6).master = None
    guest("other-bridge", 7).master = h.netns.links[-7]
    guest("altname-bridge", 8, Nic(bridge="lan-of-the-third-floor", dev="vnet8")).master = next(
        l for l in h.netns.links if l.name == "br1")
    queues = c.guest("queues", Nic(bridge="br0", dev="vnet9", queues=4))
    queues.nics[0].link.disabled = 1
    for row in queues.nics[0].fds[2:]:
        h.fds.remove(row)
    queues.nics[0].fds[2:] = []
    c.guest("enabled-few", Nic(bridge="br0", dev="vnet10", queues=8))
    paused = c.guest("paused-direct", Nic("direct", "macvtap0", source_dev="eth0", mode="bridge"), state=3, reason=1)
    paused.nics[0].link.up = False
    twin = mac_of("twin")
    guest("twin-a", 11, Nic(bridge="br0", dev="vnet11", mac=twin))
    guest("twin-b", 12, Nic(bridge="br0", dev="vnet12", mac=twin))
    guest("twin-elsewhere", 13, Nic(bridge="br1", dev="vnet13", mac=twin))
    for row in h.netns.links:
        if row.name == "vnet7":
            row.master = next(l for l in h.netns.links if l.name == "br1")
    h.expect(2, "mtu-mismatch link-down mac-mismatch mac-mismatch detached-bridge wrong-bridge queue-mismatch "
             "duplicate-mac duplicate-mac", statuses="mismatch:9 ok:6 stray:1")
    return h


def daemon_and_guest_dead():
    h, _ = with_bridge("daemon-and-guest-dead", "libvirtd is down, and one of its guests died meanwhile")
    h.conns.clear()
    c = h.conn(error="Failed to connect socket to '/var/run/libvirt/libvirt-sock-ro': No such file or directory",
               status_files=True, config_files=True)
    c.guest("alive", Nic(bridge="br0", dev="vnet0"))
    left = h.netns.link("macvtap0", "macvtap", mac=mac_of("left"), lower=h.netns.links[1])
    c.guest("dead", Nic("direct", "macvtap0", mac=left.mac, source_dev="eth0", mode="bridge", link=left),
            Nic(bridge="br0", dev="vnet1", make=False), alive=False, recorded=4242)
    c.guest("off", Nic(bridge="br0"), active=False)
    h.expect(2, "no-process stale-pidfile", "connection-failed", "mismatch:2 ok:1")
    return h


def guest_dead():
    h, c = with_bridge("guest-dead", "libvirt lists a guest whose process is gone; a zombie is no process either")
    c.guest("gone", Nic(bridge="br0", dev="vnet0", make=False), alive=False, recorded=3999)
    zombie = c.guest("zombie", Nic(bridge="br0", dev="vnet1", make=False), owner=0)
    zombie.proc.state, zombie.proc.threads, zombie.proc.args = "Z", 1, []
    zombie.proc.exe = None
    h.expect(2, "no-process no-process stale-pidfile stale-pidfile", statuses="mismatch:2")
    return h


def wrong_pid():
    h, c = with_bridge("wrong-pid", "a PID file that names another process; the lock and the UUID tell the right one")
    c.guest("web", Nic(bridge="br0", dev="vnet0"), recorded=1)
    c.guest("unlocked", Nic(bridge="br0", dev="vnet1"), owner=0)
    c.stale_pidfile("deleted-guest", 777)
    h.expect(1, "pid-mismatch stale-pidfile stale-pidfile", statuses="mismatch:1 ok:1")
    return h


def in_motion():
    h, c = with_bridge("in-motion", "guests that migrate in, migrate out, start and stop: nothing is said of them")
    c.guest("migrating-in", Nic(bridge="br0", dev="vnet0", make=False), state=3, reason=2)
    off = c.guest("post-copy", Nic(bridge="br0", dev="vnet1", hold=False), state=3, reason=12)
    off.nics[0].link.master = None
    c.guest("starting", Nic(bridge="br0", dev="vnet2", make=False), state=3, reason=11, alive=False)
    c.guest("stopping", Nic(bridge="br0", dev="vnet3", make=False), state=4, reason=1)
    c.guest("still", Nic(bridge="br0", dev="vnet4"))
    h.expect(0, statuses="ok:1 unknown:4")
    return h


def waiting():
    h, c = with_bridge("waiting", "a persistent tap waits for a shut-off guest; another waits for nobody")
    h.netns.stray_tap("wait0")
    h.netns.stray_tap("wait1")
    c.guest("off", Nic("ethernet", "wait0", managed="no"), active=False)
    h.expect(1, "inactive-claim stray-tap", statuses="stray:1 waiting:1")
    return h


def bridge_dummy():
    h, c = with_bridge("bridge-dummy", "virbr0-nic holds a bridge's address and is no stray; lost-nic has no bridge")
    virbr0 = h.netns.bridge("virbr0")
    h.netns.stray_tap("virbr0-nic", up=False, master=virbr0)
    h.netns.stray_tap("lost-nic", up=False)
    nic = Nic("network", "vnet0", network="default", bridge="virbr0")
    c.network_port(c.guest("web", nic), nic)
    h.expect(1, "stray-tap", statuses="ok:1 stray:2")
    return h


def bridge_full():
    h, c = with_bridge("bridge-full", "925 ports on a bridge with a guest; a bridge without guests may be as full",
                       committed=False)
    c.guest("last", Nic(bridge="br0", dev="vnet0"))
    other = h.netns.bridge("containers")
    for i in range(924):
        h.netns.link("veth%d" % i, "veth", master=h.netns.links[2])
        h.netns.link("cveth%d" % i, "veth", master=other)
    h.expect(1, "bridge-full", statuses="ok:1")
    return h


def same_names():
    h = Host("same-names", "one name in two namespaces is two devices, each with its own guest and holder")
    blue = h.add_netns(BLUE, "/run/netns/blue")
    c = h.conn()
    h.netns.bridge("br0")
    blue.bridge("br0")
    c.guest("here", Nic(bridge="br0", dev="vnet0"))
    c.guest("there", Nic(bridge="br0", dev="vnet0"), netns=blue)
    h.holder("openvpn", h.netns.tap("tap0"))
    h.holder("openvpn", blue.tap("tap0"))
    h.expect(0, "foreign-holder foreign-holder", statuses="foreign:2 ok:2")
    return h


def wrong_netns():
    h, c = with_bridge("wrong-netns", "a guest's tap was moved to another namespace")
    blue = h.add_netns(BLUE, "/run/netns/blue")
    guest = c.guest("moved", Nic("ethernet", "vnet0"))
    link = guest.nics[0].link
    h.netns.links.remove(link)
    blue.links.append(link)
    link.netns = blue
    c.guest("stays", Nic(bridge="br0", dev="vnet1"))
    h.expect(1, "wrong-netns", statuses="mismatch:1 ok:1")
    return h


def renamed():
    h, c = with_bridge("renamed", "taps renamed on the host, traced by the command line, and by MAC after hotplug")
    started = c.guest("started", Nic(bridge="br0", dev="vnet0"))
    started.nics[0].link.name = "web-lan"
    hot = c.guest("hotplugged", Nic(bridge="br0", dev="vnet1"), Nic(bridge="br0", dev="vnet2"))
    # What is plugged later is on no command line.
    hot.proc.args = [a for a in hot.proc.args if "net1" not in a or a == "-netdev"]
    hot.nics[1].link.name = "db-lan"
    c.guest("altname", Nic(bridge="br0", dev="vnet3")).nics[0].link.name = "app-lan"
    h.netns.links[-1].altnames = ["vnet3"]
    h.expect(1, "renamed-device renamed-device", statuses="mismatch:2 ok:2")
    return h


def undeclared():
    h, c = with_bridge("undeclared", "a device by qemu:commandline, and a hypervisor of nobody's")
    guest = c.guest("web", Nic(bridge="br0", dev="vnet0"))
    guest.proc.fd(h.netns.tap("own0"))
    h.holder("qemu-system-x86", h.netns.tap("rogue0"), [
        "qemu-system-x86_64", "-name", "guest=rogue", "-uuid", uuid_of("rogue"), "-netdev",
        "tap,id=n,ifname=rogue0,script=no"], exe="/usr/bin/qemu-system-x86_64")
    h.expect(1, "undeclared-device unmanaged-hypervisor", statuses="ok:1 unknown:1 unmanaged:1")
    return h


def stale_records():
    h, c = with_bridge("stale-records", "filter bindings and network ports of guests and devices that are gone")
    fine = Nic(bridge="br0", dev="vnet0", filter="clean-traffic")
    c.filter_binding(c.guest("fine", fine), fine)
    lost = Nic(bridge="br0", dev="vnet1", filter="clean-traffic")
    guest = c.guest("fine-too", lost)
    c.filter_binding(guest, lost, dev="vnet9")
    off = c.guest("off", Nic(bridge="br0", filter="clean-traffic", mac="52:54:00:00:00:0f"), active=False)
    c.filter_binding(off, off.nics[0], dev="vnet2")
    c.network_port(off, off.nics[0])
    h.expect(1, "missing-filter stale-binding stale-binding stale-binding", statuses="mismatch:1 ok:1")
    return h


def hidden_holders():
    h, c = with_bridge("hidden-holders", "taps held from an io_uring, from a message in flight and by vhost alone")
    h.netns.tap("ring0")
    h.netns.tap("fly0", multi_queue=True, enabled=2)
    fly = h.proc("sender", ["sender"])
    fly.fd(h.netns.links[-1])
    c.guest("vhost", Nic(bridge="br0", dev="vnet0", hold=False))
    h.hints = [{"pid": 2600, "way": "io-uring", "count": 1}, {"pid": fly.pid, "way": "in-flight", "count": 1}]
    h.expect(1, "hidden-holder hidden-holder hidden-holder foreign-holder", statuses="foreign:1 mismatch:1 unknown:1")
    return h


def settled():
    h, c = with_bridge("settled", "two looks: what only the first or only the second saw is not reported")
    gone = c.guest("was-off-bridge", Nic(bridge="br0", dev="vnet0"))
    now = c.guest("is-off-bridge", Nic(bridge="br0", dev="vnet1"))
    always = c.guest("stays-off-bridge", Nic(bridge="br0", dev="vnet2"))
    bridge = gone.nics[0].link.master
    gone.nics[0].link.master = always.nics[0].link.master = None
    h.earlier = h.look()
    gone.nics[0].link.master, now.nics[0].link.master = bridge, None
    h.expect(2, "detached-bridge", statuses="mismatch:1 ok:1 unknown:1")
    return h


HOSTS = [holders, links, daemon_and_guest_dead, guest_dead, wrong_pid, in_motion, waiting, bridge_dummy, bridge_full,
         same_names, wrong_netns, renamed, undeclared, stale_records, hidden_holders, settled]
