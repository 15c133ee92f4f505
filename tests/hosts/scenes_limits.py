# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts of which not everything can be seen: what is open is said to be."""
from hostkit import EACCES, Host, Nic

DOWN = "Failed to connect socket to '/var/run/libvirt/libvirt-sock-ro': No such file or directory"


def three_guests(h, c):
    h.netns.bridge("br0")
    c.guest("web", Nic(bridge="br0", dev="vnet0"))
    c.guest("mq", Nic(bridge="br0", dev="vnet1", queues=4))
    c.guest("direct", Nic("direct", "macvtap0", source_dev="eth0", mode="bridge"))


def kernel_5_10():
    h = Host("kernel-5-10", "Linux 5.10 as root: no BPF, vhost in kernel threads, all there", kernel="5.10.0-35-amd64")
    three_guests(h, h.conn(version="7.0.0"))
    h.expect(0, statuses="ok:3")
    return h


def kernel_5_10_ptrace():
    h = Host("kernel-5-10-ptrace", "Linux 5.10 with CAP_SYS_PTRACE only: fdinfo is its owner's, holders are open",
             kernel="5.10.0-35-amd64", unreadable=209)
    three_guests(h, h.conn(version="7.0.0", status_readable=False))
    for proc in h.procs:
        proc.fds_error = EACCES
    h.netns.stray_tap("left0")
    h.netns.link("macvtap9", "macvtap")
    h.gap("process-unreadable", "holders", "processes",
          "descriptors of 209 of 212 are not readable: PID 1, 2, 3, 4, 5, 6, 7, 8, ...")
    h.expect(1, "stray-tap", "process-unreadable", "stray:1 unknown:4")
    return h


def kernel_4_18():
    h = Host("kernel-4-18", "Linux 4.18: no descriptor can be copied, so whose a macvtap is stays open",
             kernel="4.18.0-553.el8", can_copy=False)
    three_guests(h, h.conn(version="8.0.0"))
    h.expect(3, "", "macvtap-unknown", "ok:2 unknown:1")
    return h


def ambiguous_names():
    h = Host("ambiguous-names", "Linux 4.18: a name that two namespaces have, whose descriptors do not tell which",
             kernel="4.18.0-553.el8", can_copy=False)
    blue = h.add_netns(4026532777, "/run/netns/blue")
    c = h.conn(version="8.0.0")
    c.guest("same", Nic("ethernet", "tap0"))
    h.holder("openvpn", blue.tap("tap0"))
    h.expect(3, "", "holder-ambiguous", "unknown:2")
    return h


def no_net_admin():
    h = Host("no-net-admin", "without CAP_NET_ADMIN a descriptor does not tell its namespace: names must be enough",
             can_ask_netns=False)
    three_guests(h, h.conn())
    h.expect(0, statuses="ok:3")
    return h


def ordinary_user():
    h = Host("ordinary-user", "an ordinary user: domains and links, but no process; the kernel itself tells one stray",
             unreadable=205)
    c = h.conn(status_readable=False)
    three_guests(h, c)
    for proc in h.procs:
        proc.fds_error, proc.exe, proc.netns = EACCES, None, 0
    h.netns.stray_tap("left0")
    h.netns.link("macvtap9", "macvtap")
    h.gap("process-unreadable", "holders", "processes",
          "descriptors of 205 of 212 are not readable: PID 1, 2, 3, 4, 5, 6, 7, 8, ...")
    h.expect(1, "stray-tap", "process-unreadable", "stray:1 unknown:4")
    return h


def hidepid():
    h = Host("hidepid", "an ordinary user with /proc mounted hidepid=2: other users' processes do not even exist",
             processes=9)
    c = h.conn(status_readable=False)
    three_guests(h, c)
    for proc in h.procs:
        proc.visible = False
    h.gap("hidepid", "holders procs", "/proc",
          "mounted with hidepid: processes of other users are not visible")
    h.expect(3, "", "hidepid", "unknown:3")
    return h


def pid_namespace():
    h = Host("pid-namespace", "in a container beside the host's network: guests' PIDs are not of its PID namespace",
             processes=4)
    c = h.conn()
    three_guests(h, c)
    for guest in c.guests:
        guest.owner, guest.recorded, guest.proc.visible = -1, guest.proc.pid, False
    h.gap("pid-namespace", "holders procs", "/proc",
          "shows the processes of this PID namespace only, beside the host's network")
    h.expect(3, "", "pid-namespace", "unknown:3")
    return h


def daemon_down():
    h = Host("daemon-down", "libvirtd does not answer, its files do: all of the mapping is known")
    c = h.conn(error=DOWN, status_files=True, config_files=True)
    three_guests(h, c)
    c.guest("off", Nic(bridge="br0"), active=False)
    h.expect(3, "", "connection-failed", "ok:3")
    return h


def daemon_down_no_config():
    h = Host("daemon-down-no-config", "libvirtd does not answer, and shut-off domains' files are not readable")
    c = h.conn(error=DOWN, status_files=True)
    three_guests(h, c)
    h.netns.stray_tap("left0")
    h.expect(3, "", "connection-failed", "ok:3 unknown:1")
    return h


def daemon_down_no_files():
    h = Host("daemon-down-no-files", "libvirtd does not answer and its files are not readable: claims are open")
    c = h.conn(error="authentication unavailable: no polkit agent available", status_readable=False)
    three_guests(h, c)
    h.netns.stray_tap("left0")
    h.expect(3, "", "connection-failed", "unknown:4")
    return h


def one_connection_down():
    h = Host("one-connection-down", "one of two connections failed: what only the other has claimed is still judged")
    h.netns.bridge("br0")
    c = h.conn()
    c.guest("web", Nic(bridge="br0", dev="vnet0")).nics[0].link.master = None
    h.conn("qemu:///session", error="no daemon", session=True)
    h.netns.stray_tap("left0")
    h.expect(2, "detached-bridge", "connection-failed", "mismatch:1 unknown:1")
    return h


def acl_hidden():
    h = Host("acl-hidden", "access control hides a domain: its locked PID file tells that claims are incomplete")
    h.netns.bridge("br0")
    c = h.conn()
    c.guest("mine", Nic(bridge="br0", dev="vnet0"))
    c.guest("secret", Nic(bridge="br0", dev="vnet1"), listed=False)
    h.netns.stray_tap("left0")
    h.expect(3, "", "domain-hidden", "ok:1 unknown:2")
    return h


def xml_unreadable():
    h = Host("xml-unreadable", "a domain's XML is refused, another's is none: these claims are open")
    h.netns.bridge("br0")
    c = h.conn()
    c.guest("mine", Nic(bridge="br0", dev="vnet0"))
    c.guest("refused", Nic(bridge="br0", dev="vnet1"),
            xml_error="operation forbidden: read only access prevents virDomainGetXMLDesc")
    c.guest("broken", Nic(bridge="br0", dev="vnet2"), extra_xml="  <metadata><unclosed></metadata>\n")
    h.expect(3, "", "domain-xml domain-xml", "ok:1 unknown:2")
    return h


def netns_unreadable():
    h = Host("netns-unreadable", "a namespace cannot be entered: what would be missing in it is open, elsewhere not")
    h.netns.bridge("br0")
    pod = h.add_netns(4026533771, "/proc/41200/ns/net")
    c = h.conn()
    c.guest("web", Nic(bridge="br0", dev="vnet0"))
    c.guest("in-pod", Nic("ethernet", "tap0"), netns=pod)
    c.guest("missing", Nic(bridge="br0", dev="vnet7", make=False))
    pod.error = "setns: Operation not permitted"
    h.gap("netns-unreadable", "links", "network namespace 4026533771 (/proc/41200/ns/net)", pod.error,
          netns=pod.inode)
    h.expect(2, "missing-device", "netns-unreadable", "mismatch:1 ok:1 unknown:1")
    return h


HOSTS = [kernel_5_10, kernel_5_10_ptrace, kernel_4_18, ambiguous_names, no_net_admin, ordinary_user, hidepid, pid_namespace,
         daemon_down, daemon_down_no_config, daemon_down_no_files, one_connection_down, acl_hidden, xml_unreadable,
         netns_unreadable]
