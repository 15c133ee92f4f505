#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""reach.py PID FD: what the kernel lets the caller see of a descriptor of a tap.

A word each, ok or the error, for: listing /proc/PID/fd, reading the link there,
reading /proc/PID/fdinfo/FD, the link of its network namespace, TUNGETIFF and
TUNGETDEVNETNS on a copy by pidfd_getfd ("-" where there is no copy)."""
import ctypes
import errno
import fcntl
import os
import sys

PIDFD_GETFD = 438  # the same number on every architecture
TUNGETIFF = 0x800454D2
TUNGETDEVNETNS = 0x54E3
libc = ctypes.CDLL(None, use_errno=True)


def word(call):
    try:
        call()
        return "ok"
    except OSError as error:
        return errno.errorcode[error.errno]


def read(path):
    with open(path, "rb") as file:
        file.read()


def copy(pid, fd):
    mine = libc.syscall(PIDFD_GETFD, os.pidfd_open(pid), fd, 0)
    if mine < 0:
        raise OSError(ctypes.get_errno(), "pidfd_getfd")
    return mine


def main(pid, fd):
    proc = "/proc/%d/" % pid
    words = [word(lambda: os.listdir(proc + "fd")), word(lambda: os.readlink(proc + "fd/%d" % fd)),
             word(lambda: read(proc + "fdinfo/%d" % fd)), word(lambda: os.readlink(proc + "ns/net"))]
    try:
        mine = copy(pid, fd)
        words += [word(lambda: fcntl.ioctl(mine, TUNGETIFF, bytes(40))),
                  word(lambda: os.close(fcntl.ioctl(mine, TUNGETDEVNETNS)))]
    except OSError as error:
        words += [errno.errorcode[error.errno], "-"]
    print(*words)


main(int(sys.argv[1]), int(sys.argv[2]))
