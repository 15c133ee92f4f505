#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""compare.py DECODE DIRECTORY: libvirt's own tests, read by the program's decoders and by
ElementTree, json and shlex; every field that differs is said, and the exit status is 1."""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

MAC = re.compile(r"^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$")


def attr(element, path, name):
    """The first non-empty attribute of that name of the elements there."""
    for e in element.findall(path) if path else [element]:
        if e.get(name):
            return e.get(name)
    return None


def one_of(value, yes, no):
    return {yes: "yes", no: "no"}.get(value)


def lower(mac):
    return mac.lower() if mac and MAC.match(mac) else mac


def number(text):
    return int(text) if text and re.match(r"^[0-9]+$", text) and int(text) < 2**32 - 1 else None


def first_of(element, path, name, values):
    """The first that is one of the values."""
    for e in element.findall(path):
        if e.get(name) in values:
            return e.get(name)
    return None


def instead(interface):
    """What a NIC without device has: a PCI function, a socket, passt."""
    for e in interface.iter():
        if e.tag == "address" and e in interface.findall("source/address") and e.get("type") == "pci":
            try:
                return "%04x:%02x:%02x.%x" % tuple(int(e.get(k), 16) for k in ("domain", "bus", "slot", "function"))
            except (TypeError, ValueError):
                pass
        elif e in interface.findall("source") and (e.get("dev") or e.get("type") == "unix" and e.get("path")):
            return e.get("dev") or e.get("path")
        elif e in interface.findall("backend") and e.get("type") == "passt":
            return "passt"
    return None


def vlans(where):
    tags = [t for t in where.findall("vlan/tag") if number(t.get("id")) is not None and number(t.get("id")) < 4096]
    native = [t for t in tags if t.get("nativeMode") in ("tagged", "untagged")]
    return {
        "vlan": ",".join(str(number(t.get("id"))) for t in tags) or None,
        "vlan_trunk": bool(where.findall("vlan")) and where.findall("vlan")[-1].get("trunk") == "yes",
        "vlan_native": number(native[-1].get("id")) if native else 0,
    }


def from_source(where):
    return {
        "source_bridge": attr(where, "source", "bridge"),
        "source_dev": instead(where),
        "source_mode": attr(where, "source", "mode"),
        "virtualport": attr(where, "virtualport", "type"),
        "interface_id": attr(where, "virtualport/parameters", "interfaceid"),
        "isolated": first_of(where, "port", "isolated", ("yes", "no")),
        **vlans(where),
    }


def read_nic(e):
    nic = {
        "type": e.get("type") or "user",
        "alias": attr(e, "alias", "name"),
        "mac": lower(attr(e, "mac", "address")),
        "mac_current": lower(attr(e, "mac", "currentAddress")),
        "model": attr(e, "model", "type"),
        "source_network": attr(e, "source", "network"),
        "portid": attr(e, "source", "portid"),
        "portgroup": attr(e, "source", "portgroup"),
        "target": attr(e, "target", "dev"),
        "managed": first_of(e, "target", "managed", ("yes", "no")),
        "filter": attr(e, "filterref", "filter"),
        "filter_parameters": "\n".join(
            "%s=%s" % (p.get("name"), p.get("value")) for p in e.findall("filterref/parameter")
            if re.match(r"^[A-Za-z0-9_.:]+$", p.get("name") or "") and
            re.match(r"^[A-Za-z0-9_.:]+$", p.get("value") or "")) or None,
        "script": attr(e, "script", "path"),
        "teaming": attr(e, "teaming", "type"),
        "link_up": one_of(first_of(e, "link", "state", ("up", "down")), "up", "down"),
        "queues": next((number(d.get("queues")) for d in e.findall("driver") if number(d.get("queues"))), 1),
        "mtu": next((number(m.get("size")) for m in e.findall("mtu") if number(m.get("size"))), 0),
        **from_source(e),
    }
    actual = e.find("actual")
    if actual is not None and actual.get("type") and nic["type"] == "network":
        nic["type"] = actual.get("type")
        nic.update(from_source(actual))
        if nic["type"] == "hostdev":
            nic["source_network"] = nic["portid"] = nic["portgroup"] = None
    if not nic["source_network"]:
        nic["portid"] = None
    return nic


def read_domain(root):
    uuid = root.findtext("uuid")
    return {
        "name": root.findtext("name") or None,
        "uuid": uuid.lower() if uuid else None,
        "id": number(root.get("id")) if number(root.get("id")) is not None else -1,
        "nics": [read_nic(e) for e in root.findall("devices/interface")],
    }


def words(text):
    """A command line as libvirt writes it down: a backslash ends each line, variables come first."""
    argv = shlex.split(text.replace("\\\n", " "))
    while argv and re.match(r"^[A-Z_]+=", argv[0]):
        argv.pop(0)
    return argv


def keyval(text):
    if text.startswith("{"):
        return json.loads(text)
    parts = re.split(r"(?<!,),(?!,)", text)
    head = {} if "=" in parts[0] else {"type": parts.pop(0), "driver": text.split(",")[0]}
    return {**head, **{p.split("=", 1)[0]: p.split("=", 1)[1].replace(",,", ",") for p in parts if "=" in p}}


def read_args(argv):
    pairs = list(zip(argv, argv[1:]))
    devices = [keyval(v) for o, v in pairs if o == "-device"]
    macs = {d["netdev"]: d.get("mac") for d in devices if isinstance(d.get("netdev"), str)}
    netdevs = []
    for value in [keyval(v) for o, v in pairs if o == "-netdev"]:
        if value["type"] not in ("tap",):
            continue
        fds = value.get("fds", value.get("fd"))
        for fd in str(fds).split(":") if fds is not None else [None]:
            netdevs.append({"id": value["id"], "fd": int(fd) if fd and fd.isdigit() else -1,
                            "ifname": value.get("ifname"), "mac": lower(macs.get(value["id"]))})
    name = [keyval("x," + v) for o, v in pairs if o == "-name"]
    return {"name": name[-1].get("guest") if name else None,
            "uuid": ([v for o, v in pairs if o == "-uuid"] or [None])[-1], "netdevs": netdevs}


class Count:
    def __init__(self):
        self.files = self.rows_seen = self.fields = self.refused = self.wrong = 0

    def field(self, path, name, got, want):
        self.fields += 1
        if got != want:
            self.wrong += 1
            print("%s: %s is %r, should be %r" % (path, name, got, want))

    def rows(self, path, what, got, want):
        self.field(path, "number of " + what, len(got), len(want))
        for i, (a, b) in enumerate(zip(got, want)):
            self.rows_seen += 1
            for key in b:
                self.field(path, "%s %d %s" % (what, i, key), a[key], b[key])


def compare(count, path, got, want):
    """One file; want is None where the decoder has to refuse it."""
    count.files += 1
    if want is None:
        count.refused += 1
        count.field(path, "accepted", got["ok"], False)
        return
    count.field(path, "accepted", got["ok"], True)
    for key in ("name", "uuid", "id", "pid"):
        if key in want:
            count.field(path, key, got[key], want[key])
    for what in ("nics", "netdevs"):
        if what in want:
            count.rows(path, what, got[what], want[what])


def read_xml(path):
    """("domain" or "status", what it should give), None for what no parser takes."""
    try:
        root = ET.parse(path).getroot()
    except ET.ParseError:
        return "domain", None
    if root.tag == "domstatus":
        want = read_domain(root.find("domain"))
        want["pid"] = number(root.get("pid")) or 0
        return "status", want
    return "domain", read_domain(root) if root.tag == "domain" else None


def find(directory, suffix):
    for base, _, names in sorted(os.walk(directory)):
        for name in sorted(names):
            if name.endswith(suffix) and os.path.isfile(os.path.join(base, name)):
                yield os.path.join(base, name)


def main():
    decode, directory = sys.argv[1:]
    jobs = [(path,) + read_xml(path) for path in find(directory, ".xml")]
    counts = {"domain": Count(), "status": Count(), "args": Count()}
    with tempfile.TemporaryDirectory() as work:
        names = {}
        for path in find(directory, ".args"):
            argv = words(open(path, encoding="utf-8").read())
            if not any(a == "-netdev" or a == "-name" for a in argv):
                continue
            names[os.path.join(work, "%d" % len(names))] = path
            with open(list(names)[-1], "wb") as out:
                out.write(b"".join(a.encode() + b"\0" for a in argv))
            jobs.append((list(names)[-1], "args", read_args(argv)))
        lines = "".join("%s %s\n" % (kind, path) for path, kind, _ in jobs)
        out = subprocess.run([decode], input=lines, stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout
        for (path, kind, want), line in zip(jobs, out.splitlines(), strict=True):
            compare(counts[kind], names.get(path, path), json.loads(line), want)
    for kind, c in counts.items():
        print("%s: %d files, %d of them to be refused, %d NICs, %d fields, %d wrong"
              % (kind, c.files, c.refused, c.rows_seen, c.fields, c.wrong))
    # A directory without them is not libvirt's tests.
    sys.exit(any(c.wrong or not c.rows_seen for c in counts.values()))


main()
