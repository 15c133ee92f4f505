# SPDX-License-Identifier: GPL-2.0-or-later
"""What paths cost: 1,000 ports of one bridge with 10,000 addresses learned, and 1,000
namespaces; in a network of its own. Where BENCH_BASE names another virt-taps, which does
less, both run in turn, here and in the load that called it; what counts is the ratio."""
import json
import os
import statistics
import subprocess
import sys

from benchkit import Command, Failed, rounded, spread, taps

PORTS, ADDRESSES, NAMESPACES = 1000, 10000, 1000
ROUNDS = 9
CLAIM = "/run/claim"
BASE = os.environ.get("BENCH_BASE")


def batch(tool, lines):
    done = subprocess.run([tool, "-batch", "-"], input="\n".join(lines) + "\n", stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise Failed("%s: %s" % (tool, done.stderr.strip().split("\n")[-1]))


def pair(more):
    """This virt-taps, and the other one without what that may not know."""
    ours = taps("-c", "none", "--settle", "0")
    commands = {"virt-taps": Command("virt-taps", ours + more, ok=(0, 3))}
    if BASE:
        commands["base"] = Command("base", [BASE] + ours[1:], ok=(0, 3))
    return commands


def compare(rounds, more=()):
    """Walls of each, and the ratio of runs that follow each other."""
    commands, walls = pair(list(more)), {}
    for command in commands.values():
        command.run()
    for _ in range(rounds):
        for name, command in commands.items():
            walls.setdefault(name, []).append(command.run().wall)
    row = {"wall_ms": rounded(statistics.median(walls["virt-taps"])), "x": None, "x_low": None, "x_high": None}
    if BASE:
        ratios = [a / b for a, b in zip(walls["virt-taps"], walls["base"])]
        row["x"], row["x_low"], row["x_high"] = map(rounded, spread(ratios))
    return row


def measure_bridge():
    batch("ip", ["link add br0 type bridge", "link set br0 up"] +
          ["link add p%d type veth peer name q%d" % (i, i) for i in range(PORTS // 2)] +
          ["link set %s%d master br0" % (side, i) for i in range(PORTS // 2) for side in "pq"])
    batch("bridge", ["fdb add 52:54:00:00:%02x:%02x dev p%d master static" % (i >> 8, i & 255, i % (PORTS // 2))
                     for i in range(ADDRESSES)])
    subprocess.run(["ip", "tuntap", "add", "dev", "vnet0", "mode", "tap"], check=True)
    subprocess.run(["ip", "link", "set", "vnet0", "master", "br0", "up"], check=True)
    # Addresses are asked for where there is a NIC to look for.
    with open(CLAIM, "w", encoding="utf-8") as file:
        file.write(json.dumps({"domain": "vm", "mac": "52:54:00:00:00:01", "device": "vnet0", "bridge": "br0"}) + "\n")
    row = compare(ROUNDS, ["--claims", CLAIM])
    subprocess.run(["ip", "link", "del", "br0"], check=True)
    batch("ip", ["link del p%d" % i for i in range(PORTS // 2)])
    return row


def measure_namespaces():
    """By names, as those of containers and pods are not; what one more costs."""
    few = compare(ROUNDS)
    batch("ip", ["netns add bench%d" % i for i in range(NAMESPACES)])
    many = compare(ROUNDS)
    many["one_more_ms"] = rounded((many["wall_ms"] - few["wall_ms"]) / NAMESPACES)
    batch("ip", ["netns del bench%d" % i for i in range(NAMESPACES)])
    return many


if __name__ == "__main__":
    subprocess.run(["mount", "-t", "tmpfs", "bench", "/run"], check=True)
    with open(sys.argv[-1], "w", encoding="utf-8") as out:
        if "load" in sys.argv[1:-1]:
            json.dump(compare(ROUNDS), out)
        else:
            json.dump({"bridge": measure_bridge(), "namespaces": measure_namespaces()}, out)
