#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""terminal.py COLUMNS ROWS FILE COMMAND...: runs it on a terminal of that size.

What it writes is kept in FILE, what the screen shows in FILE.now; what is written
into FILE.keys is typed. Ends with the command's status, or after ten minutes.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios

COLUMNS, ROWS, FILE = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
TOKEN = re.compile(r"\x1b\[(\??)([0-9;]*)([A-Za-z])|\r|\n|[^\x1b\r\n]|\x1b")


class Screen:
    def __init__(self):
        self.cells = [[" "] * COLUMNS for _ in range(ROWS)]
        self.x = self.y = 0
        self.modes = {"1049": False, "25": True, "7": True}

    def put(self, char):
        if self.x == COLUMNS:
            if not self.modes["7"]:
                self.x -= 1
            else:
                self.x, self.y = 0, min(self.y + 1, ROWS - 1)
        self.cells[self.y][self.x] = char
        self.x += 1

    def clear(self, whole):
        self.cells[self.y][min(self.x, COLUMNS - 1):] = " " * (COLUMNS - min(self.x, COLUMNS - 1))
        for row in self.cells[self.y + 1:] if whole else []:
            row[:] = " " * COLUMNS

    def line_feed(self):
        if self.y + 1 < ROWS:
            self.y += 1
        else:
            self.cells = self.cells[1:] + [[" "] * COLUMNS]

    def control(self, private, args, final):
        if private and final in "hl":
            self.modes[args] = final == "h"
            if args == "1049":
                self.__dict__.update(cells=Screen().cells, x=0, y=0)
        elif final == "H":
            self.x = self.y = 0
        elif final == "K":
            self.clear(False)
        elif final == "J":
            self.clear(True)
        elif final != "m":
            sys.exit(f"unknown sequence: {private}{args}{final}")

    def feed(self, text):
        for match in TOKEN.finditer(text):
            if match.group(3):
                self.control(*match.groups())
            elif match.group() == "\r":
                self.x = 0
            elif match.group() == "\n":
                self.line_feed()
            else:
                self.put(match.group())

    def text(self):
        if not self.modes["1049"]:
            return "main screen, cursor %s, wrap %s\n" % (
                "shown" if self.modes["25"] else "hidden", "on" if self.modes["7"] else "off")
        return "".join("".join(row).rstrip() + "\n" for row in self.cells)


def show(text):
    with open(FILE + ".tmp", "w", encoding="utf-8") as now:
        now.write(text)
    os.rename(FILE + ".tmp", FILE + ".now")


signal.alarm(600)
os.mkfifo(FILE + ".keys")
keys = os.open(FILE + ".keys", os.O_RDWR)
pid, master = pty.fork()
if not pid:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    # Whatever the tests run on.
    os.environ["TERM"] = os.environ.get("VT_TERMINAL", "xterm")
    os.execv(sys.argv[4], sys.argv[4:])
screen = Screen()
with open(FILE, "wb") as log:
    while True:
        ready = select.select([master, keys], [], [])[0]
        if keys in ready:
            os.write(master, os.read(keys, 64))
        if master not in ready:
            continue
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        log.write(data)
        log.flush()
        screen.feed(data.decode())
        show(screen.text())
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
flags = termios.tcgetattr(master)[3]
show(screen.text() + "echo %s\n" % ("on" if flags & termios.ECHO and flags & termios.ICANON else "off"))
os.unlink(FILE + ".keys")
sys.exit(status)
