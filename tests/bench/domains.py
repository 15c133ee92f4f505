# SPDX-License-Identifier: GPL-2.0-or-later
"""libvirt's part, in a lab (see in-lab.sh): the XML of every domain."""
import json
import subprocess
import sys
import tempfile

from benchkit import Command, interleaved, log, taps

ROUNDS = 15


def virsh_lines(uri):
    """One virsh that is fed a line for each domain."""
    names = subprocess.run(["virsh", "-q", "-c", uri, "list", "--all", "--name"], stdout=subprocess.PIPE,
                           text=True).stdout.split()
    lines = tempfile.NamedTemporaryFile("w", suffix=".virsh", delete=False)
    lines.write("".join("domiflist %s\n" % name for name in names))
    lines.close()
    return len(names), ["sh", "-c", "exec virsh -q -r -c %s <%s" % (uri, lines.name)]


def main():
    uri = "qemu:///system"
    n, virsh = virsh_lines(uri)
    look = ("-c", uri, "--settle", "0")
    commands = [Command("virt-taps", taps(*look)),
                Command("virt-taps, /proc", taps("--scan", "proc", *look)),
                Command("virt-taps -c none", taps("-c", "none", "--settle", "0")),
                Command("virsh", virsh, note="one virsh, a domiflist line for each domain")]
    rows, skipped = interleaved(commands, ROUNDS)
    for row in rows:
        # Beside a daemon the floor program is no measure.
        for key in ("x", "x_low", "x_high", "x_cpu"):
            del row[key]
    out = subprocess.run(taps(*look, "-j"), stdout=subprocess.PIPE).stdout
    seen = json.loads(out)
    log("libvirt: %d domains, %d NICs" % (len(seen["domains"]), sum(len(d["interfaces"]) for d in seen["domains"])))
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump({"domains": n, "rows": rows, "skipped": skipped}, file)


main()
