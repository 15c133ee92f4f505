#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""slow-daemon.py REAL LISTEN PREFIX [BYTES]: stands between clients and a libvirt daemon's socket.

It never passes on a request for the XML of a VM whose name begins with PREFIX: so it looks when
the daemon waits for what another client does with that VM. What comes on that connection
afterwards is passed on, and said on standard output. With BYTES it makes the XML of such VMs that
much larger: a daemon with hundreds of those would need a host's memory itself."""
import os
import socket
import struct
import sys
import threading

REMOTE_PROGRAM = 0x20008086
GET_XML_DESC = 14  # REMOTE_PROC_DOMAIN_GET_XML_DESC; its argument begins with the VM's name
HEAD = 28  # length, program, version, procedure, type, serial, status
real, listen, prefix = sys.argv[1:4]
more = int(sys.argv[4]) if len(sys.argv) > 4 else 0
END = b"</domain>"
filler = b"<!--" + b"x" * more + b"-->" + END


def read_exactly(sock, size):
    parts = []
    while size:
        part = sock.recv(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def read_frame(sock):
    head = read_exactly(sock, 4)
    return head + read_exactly(sock, struct.unpack(">I", head)[0] - 4)


def text_at(frame):
    length = struct.unpack(">I", frame[HEAD:HEAD + 4])[0]
    return frame[HEAD + 4:HEAD + 4 + length]


def is_meant(frame):
    program, _, procedure = struct.unpack(">3I", frame[4:16])
    return (program == REMOTE_PROGRAM and procedure == GET_XML_DESC and
            text_at(frame).startswith(prefix.encode()))


def grown(frame):
    text = text_at(frame)
    if not text.rstrip().endswith(END):
        return frame
    text = text.rstrip()[:-len(END)] + filler
    text = struct.pack(">I", len(text)) + text + b"\0" * (-len(text) % 4)
    return struct.pack(">I", HEAD + len(text)) + frame[4:HEAD] + text


def to_daemon(client, daemon, serials):
    kept = False
    try:
        while True:
            frame = read_frame(client)
            if kept:
                print("asked behind what hangs", flush=True)
            if is_meant(frame):
                if not more:
                    kept = True
                    continue
                serials.add(frame[20:24])
            daemon.sendall(frame)
    except (EOFError, OSError):
        daemon.close()


def to_client(daemon, client, serials):
    try:
        while True:
            frame = read_frame(daemon)
            if frame[20:24] in serials:
                serials.remove(frame[20:24])
                frame = grown(frame)
            client.sendall(frame)
    except (EOFError, OSError):
        client.close()


server = socket.socket(socket.AF_UNIX)
server.bind(listen)
os.chmod(listen, 0o777)
server.listen(64)
print("ready", flush=True)
while True:
    conn = server.accept()[0]
    upstream = socket.socket(socket.AF_UNIX)
    upstream.connect(real)
    waiting = set()
    threading.Thread(target=to_daemon, args=(conn, upstream, waiting), daemon=True).start()
    threading.Thread(target=to_client, args=(upstream, conn, waiting), daemon=True).start()
