#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every host on terminals of 80, 100, 132 and 200 columns, and in a pipe: no line is
# wider than the terminal, no status or code is cut, and a pipe gets all of it.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires python3
hosts=$VT_SRCDIR/tests/hosts

cat >"$t_tmp/widths.py" <<'END'
import fcntl, json, os, pty, struct, subprocess, sys, termios, unicodedata

def on_terminal(columns, command):
    """What the command writes to a terminal of that width."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(command, stdout=child, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    os.close(child)
    text = b""
    try:
        while part := os.read(parent, 65536):
            text += part
    except OSError:
        pass
    process.wait()
    os.close(parent)
    return text.decode().replace("\r\n", "\n")

def width(line):
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in line)

program, recording = sys.argv[1:3]
problems = []
base = [program, "-q", "--color", "never", "--replay", recording]
inventory = json.loads(subprocess.run(base + ["-j"], capture_output=True).stdout)
words = {code for row in inventory["mappings"] for code in row["findings"][:1] if row["status"] == "mismatch"}
words |= {row["status"] for row in inventory["mappings"] if row["status"] != "mismatch"}
for arguments in [], ["-o", "+COMM,KIND,TYPE,MAC,UUID"], ["audit"], ["audit", "-v"]:
    for columns in 80, 100, 132, 200:
        text = on_terminal(columns, base + arguments)
        # A command is there to be copied: a line of its own, however long.
        lines = [line for line in text.split("\n") if not line.startswith("      ") or "-v" not in arguments]
        problems += [f"{arguments} {columns}: {line}" for line in lines if width(line) > columns]
        if "audit" not in arguments:
            table = text.split("\n\n")[0]
            problems += [f"{columns}: no '{word}'" for word in words if word not in table]
    piped = subprocess.run(base + arguments, capture_output=True).stdout.decode()
    if "…" in piped and "…" not in json.dumps(inventory, ensure_ascii=False):
        problems.append(f"{arguments}: a pipe was given something shortened")
    if "no room for" in piped:
        problems.append(f"{arguments}: a pipe was given fewer columns")
print("\n".join(problems))
sys.exit(bool(problems))
END

for host in "$hosts"/*/host.json; do
	name=${host%/host.json}
	[ "$(<"$name/expect")" != refused ] || continue
	ok "${name##*/} fits" python3 "$t_tmp/widths.py" "$VT_BIN" "$host"
done
