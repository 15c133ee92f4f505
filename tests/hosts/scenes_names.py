# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that mean something to those who read the output, and files from the
future."""
from hostkit import Host, Nic

# Devices take any byte but NUL, '/', ':' and white space, 15 of them.
DEVICES = [b"a\x1b[31mred", b"\xff\xfe\xc3(", b"=1+2,cmd|x", b'"q\'`$(id)', b"<b>&amp;</b>", b"{x=\"1\"}\\n",
           b"-rf", b"a->b[c];", "ta\u0301p\u202e\u200b".encode(), b"\xc2\x9b2J"]
# Domains may have newlines, too, when they are transient.
DOMAINS = ["line\nbreak", "=HYPERLINK(\"http://x\",\"y\")", "<script>alert(1)</script>", "q\"uote\\back", "tab\there",
           "\u001b]0;title\u0007", "100%|a=b;c", "-leading", "\u202egnp.exe", "--><!-- ]]> "]


def hostile_devices():
    h = Host("hostile-devices", "devices named with escapes, bad UTF-8, formulas, labels, markup and options",
             hostname="h\u00f6st<b>")
    h.conn()
    for i, name in enumerate(DEVICES):
        if i % 3:
            h.holder("evil\x1b[0m<i>\"", h.netns.tap(name), ["evil"], exe="/tmp/evil\n\"<i>")
        else:
            h.netns.stray_tap(name)
    h.expect(1, " ".join(["stray-tap"] * 4 + ["foreign-holder"] * 6), statuses="foreign:6 stray:4")
    return h


def hostile_domains():
    h = Host("hostile-domains", "domains named with newlines, formulas, markup and escapes; one NIC each is off its bridge")
    h.netns.bridge("br0")
    c = h.conn()
    for i, name in enumerate(DOMAINS):
        # XML 1.0 has no escape sequences of terminals at all.
        if "\u001b" in name:
            continue
        nic = Nic(bridge="br0", dev="vnet%d" % i)
        c.guest(name, nic).nics[0].link.master = None
        c.pidfiles.append(c.guests[-1].pidfile_row())
        c.pidfiles[-1]["name"] = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(
            '"', "&quot;").replace("'", "&apos;")
        c.guests[-1].pidfile = False
    h.expect(2, " ".join(["detached-bridge"] * 9), statuses="mismatch:9")
    return h


def hostile_sources():
    h = Host("hostile-sources", "a connection's error, gaps, aliases, bridges and command lines with controls and markup")
    h.netns.bridge(b"br<&\">\x07")
    h.conn("qemu:///embed?root=/tmp/<a>\"\n", error="\u001b[2Jgone\nand \"more\" <b>")
    c = h.conn()
    c.guest("web", Nic(bridge="x\"y<z>", dev="vnet0", alias="ua-\"<&>,=;|", virtualport=None)).nics[0].link.master = (
        h.netns.links[2])
    h.holder("qemu-system-x86", h.netns.tap("evil0"), [
        b"qemu-system-x86_64", b"-name", b"guest=\x1b[1m\xff<script>\n|,debug-threads=on", b"-uuid",
        b"not\na\x1buuid"], exe="/usr/bin/qemu-system-x86_64")
    h.gap("netns-unreadable", "links", "network\x1b[7m\nnamespace <9>", "\"why\" | \u009b31m not", netns=9)
    h.expect(1, "wrong-bridge", "connection-failed netns-unreadable", "mismatch:1 unknown:1")
    return h


def unknown_members():
    h = Host("unknown-members", "members that this version does not know are ignored", extra={"from_the_future": [1, "x"]})
    h.netns.bridge("br0")
    h.conn().guest("web", Nic(bridge="br0", dev="vnet0"))
    h.hints = [{"pid": 7, "way": "io-uring", "count": 1, "new": {"nested": None}}]
    h.expect(0, statuses="ok:1")
    return h


def newer_version():
    h = Host("newer-version", "a recording of a newer version is refused in one line", version=2)
    h.conn()
    h.verdict = ["refused"]
    return h


HOSTS = [hostile_devices, hostile_domains, hostile_sources, unknown_members, newer_version]
