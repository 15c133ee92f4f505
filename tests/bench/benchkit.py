# SPDX-License-Identifier: GPL-2.0-or-later
"""What the parts of the benchmark share: a command, its runs beside those of
the floor program, and what to say of them."""
import math
import os
import shutil
import statistics
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
BUILD = os.path.abspath(os.environ.get("VT_BUILDDIR", "."))
TAPS = os.environ.get("VT_BIN", os.path.join(BUILD, "virt-taps"))
REALTIME = os.environ.get("BENCH_REALTIME", "yes") != "no"

# TAPS QUEUES HOLDERS PROCESSES FDS, as tests/bench/load takes them
LOADS = {
    "S": (50, 1, 50, 200, 60),
    "M": (500, 4, 250, 1500, 100),
    "L": (2000, 1, 1000, 5000, 100),
}


def tool(name):
    return os.path.join(BUILD, "tests/bench", name)


def log(text):
    print(text, flush=True)


class Failed(Exception):
    """A command that cannot be measured, and why."""


class Run:
    def __init__(self, text):
        wall, cpu, rss, status = text.split()
        self.wall, self.cpu, self.rss, self.status = float(wall), float(cpu), int(rss), int(status)


class Command:
    """ok: exit statuses at which it did its work; one_cpu: as on a host with
    one; slow: measured in fewer rounds; factor: it did one part of so many."""

    def __init__(self, name, argv, ok=(0,), one_cpu=False, slow=False, factor=1, note=""):
        self.name, self.argv, self.ok, self.one_cpu, self.slow = name, argv, ok, one_cpu, slow
        self.factor, self.note = factor, note

    def timed(self, cold=False):
        argv = [tool("timed")] + ["--cold"] * cold + ["--one-cpu"] * self.one_cpu + ["--realtime"] * REALTIME
        return argv + self.argv

    def run(self, cold=False):
        done = subprocess.run(self.timed(cold), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise Failed("%s: %s" % (self.name, done.stderr.strip() or "status %d" % done.returncode))
        run = Run(done.stdout)
        if run.status not in self.ok:
            raise Failed("%s: ended with %d" % (self.name, run.status))
        return run


def taps(*args):
    return [TAPS, "-q", *args]


def scans():
    """virt-taps by its ways to find holders; one look, no libvirt."""
    look = ("-c", "none", "--settle", "0")
    return [Command("bpf", taps("--scan", "bpf", *look)),
            Command("proc-1", taps("--scan", "proc", *look), one_cpu=True),
            Command("proc-2", taps("--scan", "proc", *look))]


FLOOR = Command("floor", [tool("floor")])


def spread(values):
    """The median, and where the middle half of all is."""
    values = sorted(values)
    if len(values) < 4:
        return statistics.median(values), values[0], values[-1]
    quarters = statistics.quantiles(values, n=4, method="inclusive")
    return quarters[1], quarters[0], quarters[2]


def rounded(value, digits=4):
    return float("%.*g" % (digits, value))


def row_of(command, pairs):
    """pairs: the floor's run, and the command's right behind it."""
    factor = command.factor
    x, low, high = spread([factor * run.wall / floor.wall for floor, run in pairs])
    return {"name": command.name, "command": " ".join(command.argv).replace(TAPS, "virt-taps"),
            "rounds": len(pairs),
            "wall_ms": rounded(factor * statistics.median(run.wall for _, run in pairs)),
            "cpu_ms": rounded(factor * statistics.median(run.cpu for _, run in pairs)),
            "peak_rss_kib": max(run.rss for _, run in pairs),
            "x": rounded(x), "x_low": rounded(low), "x_high": rounded(high),
            "x_cpu": rounded(factor * statistics.median(run.cpu / floor.cpu for floor, run in pairs)),
            "extrapolated_from": "one of %d parts" % factor if factor > 1 else None,
            "note": command.note or None}


def interleaved(commands, rounds):
    """Each command right behind a run of the floor program, round by round."""
    pairs = {command.name: [] for command in commands}
    skipped = []
    for _ in range(rounds):
        for command in list(commands):
            try:
                pairs[command.name].append((FLOOR.run(), command.run()))
            except Failed as why:
                skipped.append(str(why))
                commands = [c for c in commands if c is not command]
    rows = [row_of(command, pairs[command.name]) for command in commands]
    return rows, skipped


def exponent(small, large, small_size, large_size):
    """Of growth: 1 is as the size, 2 as its square."""
    return rounded(math.log(large / small) / math.log(large_size / small_size), 3)


def which(name):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise Failed("%s: not installed" % name)
    return path
