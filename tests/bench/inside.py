# SPDX-License-Identifier: GPL-2.0-or-later
"""One load, from inside its namespaces: virt-taps and its peers beside the
floor program, cold, and beside links that come and go."""
import json
import os
import statistics
import subprocess
import sys
import time

from benchkit import (FLOOR, LOADS, TAPS, Command, Failed, interleaved, log, rounded, scans, spread, taps,
                      tool, which)

ROUNDS = {"S": (15, 5), "M": (7, 2), "L": (5, 1)}  # of fast ones, of slow ones


def lsfd():
    path = which("lsfd")
    helptext = subprocess.run([path, "--help"], stdout=subprocess.PIPE, text=True).stdout
    version = subprocess.run([path, "--version"], stdout=subprocess.PIPE, text=True).stdout.split()[-1]
    if "TUN.IFACE" in helptext:
        return Command("lsfd", [path, "-n", "-r", "-o", "PID,FD,TUN.IFACE", "-Q", 'TUN.IFACE =~ ".+"'],
                       slow=True, note="version %s" % version)
    return Command("lsfd", [path, "-n", "-r", "-o", "PID,FD,MISCDEV", "-Q", 'MISCDEV == "tun"'],
                   slow=True, note="version %s, which names no interface" % version)


def lsof():
    return Command("lsof", [which("lsof"), "-w", "-n", "-P", "-l", "/dev/net/tun"], slow=True,
                   note="names no interface")


def grep():
    # Processes end meanwhile (its own shell's, for one): 2 is no failure here.
    return Command("grep", ["sh", "-c", "grep -rl iff: /proc/[0-9]*/fdinfo"], ok=(0, 2), slow=True,
                   note="names no interface")


def ip_of_one(taps_there):
    """ip -d tuntap looks at all processes for each tap: one in a network of
    its own, times the taps that are there."""
    path = which("ip")
    script = ("mount -t sysfs bench /sys && ip tuntap add dev bone mode tap && "
              "exec \"$@\"")
    one = Command("ip -d tuntap", [path, "-d", "tuntap", "show"], slow=True, factor=taps_there,
                  note="one tap measured, times %d taps" % taps_there)
    plain = one.timed
    one.timed = lambda cold=False: ["unshare", "-n", "-m", "sh", "-c", script, "sh"] + plain(cold)
    return one


def ip_of_all():
    return Command("ip -d tuntap, all", [which("ip"), "-d", "tuntap", "show"], slow=True)


def peers(load):
    """Those that are installed, and why the others are not measured."""
    makers = [lsfd, lsof, grep, lambda: ip_of_one(LOADS[load][0])]
    if load == "S":
        makers.append(ip_of_all)
    found, skipped = [], []
    for make in makers:
        try:
            found.append(make())
        except Failed as why:
            skipped.append(str(why))
    return found, skipped


def describe(load):
    """How large it is, counted here and not believed."""
    processes = fds = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            fds += len(os.listdir("/proc/%s/fd" % pid))
            processes += 1
        except OSError:
            pass
    names = ("taps", "queues", "holders", "processes", "fds")
    return {"load": " ".join("%d %s" % (n, what) for n, what in zip(LOADS[load], names)),
            "processes": processes, "fds": fds}


def check_agreement(result):
    """All of them see the same queues: else a ratio says nothing."""
    floor = subprocess.run([tool("floor")], stdout=subprocess.PIPE, text=True).stdout.count("\n")
    seen = {"floor": floor}
    for scan in ("bpf", "proc"):
        out = subprocess.run(taps("-c", "none", "--settle", "0", "--scan", scan, "-j"), stdout=subprocess.PIPE).stdout
        seen[scan] = sum(h["fds"] for d in json.loads(out)["devices"] for h in d["holders"]) if out else None
    result["queues_seen"] = seen
    if len(set(seen.values())) > 1:
        log("  NOT THE SAME QUEUES: %s" % seen)


def cold(commands, rounds):
    """In a /proc that nobody has looked at, against one that somebody has."""
    rows = []
    for command in commands:
        fresh = [command.run(cold=True).wall for _ in range(rounds)]
        warm = [command.run().wall for _ in range(rounds)]
        rows.append({"name": command.name, "cold_ms": rounded(statistics.median(fresh)),
                     "warm_ms": rounded(statistics.median(warm)),
                     "x": rounded(statistics.median(fresh) / statistics.median(warm))})
    return rows


class Churn:
    """Bridges come and go; each deletion keeps the kernel's rtnl lock."""
    SCRIPT = "while :; do ip link add bchurn type bridge && ip link del bchurn && echo; done"

    def __enter__(self):
        wrap = ["chrt", "-r", "1"] if scans()[0].timed().count("--realtime") else []
        self.writer = subprocess.Popen(wrap + ["sh", "-c", self.SCRIPT], stdout=subprocess.PIPE)
        self.writer.stdout.readline()
        return self

    def __exit__(self, *_):
        self.writer.kill()
        self.writer.wait()


def churn(commands, rounds):
    """Quiet and beside the churn, in turn."""
    ratios = {c.name: [] for c in commands}
    for _ in range(rounds):
        quiet = {c.name: c.run().wall for c in commands}
        with Churn():
            time.sleep(0.05)
            for c in commands:
                ratios[c.name].append(c.run().wall / quiet[c.name])
        subprocess.run(["ip", "link", "del", "bchurn"], stderr=subprocess.DEVNULL)
    rows = []
    for c in commands:
        x, low, high = spread(ratios[c.name])
        rows.append({"name": c.name, "x": rounded(x), "x_low": rounded(low), "x_high": rounded(high)})
    return rows


def measure(load):
    fast, slow = ROUNDS[load]
    result = describe(load)
    check_agreement(result)
    log("%s: %s: %d processes, %d descriptors" % (load, result["load"], result["processes"], result["fds"]))
    FLOOR.run()
    floors = [FLOOR.run() for _ in range(fast)]
    result["floor"] = {"wall_ms": rounded(statistics.median(r.wall for r in floors)),
                       "cpu_ms": rounded(statistics.median(r.cpu for r in floors)),
                       "peak_rss_kib": max(r.rss for r in floors)}
    result["rows"], result["skipped"] = interleaved(scans(), fast)
    found, skipped = peers(load)
    rows, more = interleaved(found, slow)
    result["rows"] += rows
    result["skipped"] += skipped + more
    ours = [c for c in scans() if c.name in [r["name"] for r in result["rows"]]]
    result["cold"] = cold([FLOOR] + ours, 3 if load == "S" else 2)
    # What any list of links waits for, and nothing else.
    links = [Command("ip link", [which("ip"), "-o", "link", "show"])]
    result["churn"] = churn([FLOOR] + links + ours, fast)
    return result


if __name__ == "__main__":
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        json.dump(measure(sys.argv[1]), out)
