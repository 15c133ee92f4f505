#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""slow-daemon.py REAL LISTEN PREFIX: stands between clients and a libvirt daemon's socket, and
never passes on a request for the XML of a VM whose name begins with PREFIX. So it looks when the
daemon waits for what another client does with that VM."""
import os
import socket
import struct
import sys
import threading

REMOTE_PROGRAM = 0x20008086
GET_XML_DESC = 14  # REMOTE_PROC_DOMAIN_GET_XML_DESC; its argument begins with the VM's name
real, listen, prefix = sys.argv[1:4]


def read_exactly(sock, size):
    data = b""
    while len(data) < size:
        part = sock.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def is_kept_back(frame):
    program, _, procedure = struct.unpack(">3I", frame[4:16])
    if program != REMOTE_PROGRAM or procedure != GET_XML_DESC:
        return False
    length = struct.unpack(">I", frame[28:32])[0]
    return frame[32:32 + length].startswith(prefix.encode())


def to_daemon(client, daemon):
    try:
        while True:
            head = read_exactly(client, 4)
            frame = head + read_exactly(client, struct.unpack(">I", head)[0] - 4)
            if not is_kept_back(frame):
                daemon.sendall(frame)
    except (EOFError, OSError):
        daemon.close()


def to_client(daemon, client):
    try:
        while True:
            data = daemon.recv(1 << 16)
            if not data:
                break
            client.sendall(data)
    except OSError:
        pass
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
    threading.Thread(target=to_daemon, args=(conn, upstream), daemon=True).start()
    threading.Thread(target=to_client, args=(upstream, conn), daemon=True).start()
