#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""measure.py SECONDS COMMAND...: runs it, and writes to standard error's end
one line: its exit status, milliseconds, CPU milliseconds of all its processes,
and the peak KiB of the largest of them. Killed after SECONDS: status 137."""
import os
import signal
import subprocess
import sys
import time

limit = float(sys.argv[1])
tick = os.sysconf("SC_CLK_TCK")


def fields(pid):
    with open(f"/proc/{pid}/stat", encoding="latin-1") as f:
        return f.read().rsplit(")", 1)[1].split()


def peak(pid):
    with open(f"/proc/{pid}/status", encoding="latin-1") as f:
        for line in f:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


started = time.monotonic()
child = subprocess.Popen(sys.argv[2:], start_new_session=True)
cpu, memory = {}, {}
status = None
while status is None:
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = fields(pid)
            if int(stat[3]) == child.pid:
                cpu[pid] = int(stat[11]) + int(stat[12])
                memory[pid] = max(memory.get(pid, 0), peak(pid))
        except (OSError, IndexError):
            pass
    try:
        status = child.wait(0.005)
    except subprocess.TimeoutExpired:
        if time.monotonic() - started > limit:
            os.killpg(child.pid, signal.SIGKILL)
            status = 137
wall = (time.monotonic() - started) * 1000
print(status, round(wall), round(sum(cpu.values()) * 1000 / tick), max(memory.values(), default=0),
      file=sys.stderr)
