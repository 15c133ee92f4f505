#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every host, and one with names of 1 to 200 characters, wide and combining ones, on
# terminals of 80, 100, 132 and 200 columns, and in a pipe, by every command: no line is
# wider than the terminal, no status or code is cut, and a pipe gets all of it. And which
# terminal gets color.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"
requires python3
hosts=$VT_SRCDIR/tests/hosts

cat >"$t_tmp/widths.py" <<'END'
import fcntl, json, os, pty, re, struct, subprocess, sys, termios, threading, unicodedata

def on_terminal(columns, command, **environment):
    """What the command writes to a terminal of that width; a variable of None is unset."""
    environment = {key: value for key, value in {**os.environ, **environment}.items() if value is not None}
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(command, stdout=child, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                               env=environment)
    # The end is marked, and this side of it stays open: when the last writer closes a terminal,
    # a reader on a busy machine can miss what was written.
    end = threading.Thread(target=lambda: (process.wait(), os.write(child, b"\0")))
    end.start()
    text = b""
    while not text.endswith(b"\0"):
        text += os.read(parent, 65536)
    end.join()
    os.close(child)
    os.close(parent)
    return text[:-1].decode().replace("\r\n", "\n")

def width(line):
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in line)

program, recording, other = sys.argv[1:4]
problems = []

# Where TERM names no terminal, nothing says what this one would make of an escape.
COLORS = ((dict(TERM="xterm", NO_COLOR=None), True), (dict(TERM="xterm", NO_COLOR=""), True),
          (dict(TERM="xterm", NO_COLOR="0"), False), (dict(TERM="dumb", NO_COLOR=None), False),
          (dict(TERM="", NO_COLOR=None), False), (dict(TERM=None, NO_COLOR=None), False))
if sys.argv[4:] == ["colors"]:
    for environment, wanted in COLORS:
        for when in "auto", "always", "never":
            text = on_terminal(80, [program, "-q", "--color", when, "--replay", recording], **environment)
            if ("\033[" in text) != (wanted if when == "auto" else when == "always"):
                problems.append(f"{environment} --color {when}: {text}")
    print("\n".join(problems))
    sys.exit(bool(problems))

replayed = [program, "-q", "--color", "never", "--replay", recording]
inventory = json.loads(subprocess.run(replayed + ["-j"], capture_output=True).stdout)
words = {code for row in inventory["mappings"] for code in row["findings"][:1] if row["status"] == "mismatch"}
words |= {row["status"] for row in inventory["mappings"] if row["status"] != "mismatch"}

# What show is asked about: two VMs, two devices, a bridge, an address.
def some(rows, key, n):
    return [row[key] for row in rows if row[key] and not row[key].startswith("-")][:n]

subjects = (some(inventory["domains"], "name", 2) + some(inventory["devices"], "ifname", 2) +
            some(inventory["bridges"], "ifname", 1) + some(inventory["mappings"], "mac", 1))
lists = [[], ["-o", "+COMM,KIND,TYPE,MAC,UUID"]]
commands = [replayed + arguments for arguments in lists + [["audit"], ["audit", "-v"]]]
commands += [replayed + verbose + ["show", subject] for subject in subjects for verbose in ([], ["-v"])]
commands += [replayed + ["list"] + subjects[:1]] if subjects else []
commands += [[program, "-q", "--color", "never", "diff", other, recording]]
if sys.argv[4:]:
    commands = [[program] + arguments for arguments in (["--help"], ["explain"], ["--list-columns"], ["version"])]
    codes = subprocess.check_output([program, "explain"], text=True).splitlines()
    commands += [[program, "explain", line.split()[0]] for line in codes]
for command in commands:
    shown = " ".join(command[1:])
    piped = subprocess.run(command, capture_output=True).stdout.decode()
    paths = [line for line in piped.split("\n") if line.startswith("  path ") and "show" in command]
    for columns in 80, 100, 132, 200:
        text = on_terminal(columns, command)
        # A command is there to be copied: a line of its own, however long.
        lines = [line for line in text.split("\n") if not line.startswith("  try ") and
                 (not line.startswith("      ") or "-v" not in command)]
        problems += [f"{shown} {columns}: {line}" for line in lines if width(line) > columns]
        # What goes on begins where values stand, and nothing of it is lost.
        whole = re.sub("\n {14}", " ", text).split("\n")
        problems += [f"{shown} {columns}: not {line}" for line in paths if line not in whole]
        if command[len(replayed):] in lists and command[:2] == replayed[:2] and "diff" not in command:
            table = text.split("\n\n")[0]
            problems += [f"{columns}: no '{word}'" for word in words if word not in table]
    if "…" in piped and "…" not in json.dumps(inventory, ensure_ascii=False):
        problems.append(f"{shown}: a pipe was given something shortened")
    if "no room for" in piped:
        problems.append(f"{shown}: a pipe was given fewer columns")
print("\n".join(problems))
sys.exit(bool(problems))
END

# What is compared with each host: another boot of another one.
other=$hosts/links/host.json
for host in "$hosts"/*/host.json; do
	name=${host%/host.json}
	[ "$(<"$name/expect")" != refused ] || continue
	ok "${name##*/} fits" python3 "$t_tmp/widths.py" "$VT_BIN" "$host" "$other"
done

# Names of all lengths: of one column a character, of two, and with one that has none.
PYTHONPATH=$hosts python3 -B - "$t_tmp/names.json" <<'END'
import sys
from hostkit import Host, Nic

h = Host("names", "")
c = h.conn()
for i, n in enumerate((1, 2, 3, 7, 8, 9, 15, 16, 31, 40, 63, 80, 100, 128, 199, 200)):
    for k, char in enumerate(("x", "漢", "e\u0301")):
        bridge = h.netns.bridge(("b%d-%d-" % (i, k) + "b" * 15)[:15 - (n % 9)])
        # An interface has at most 15 bytes.
        dev = (("d%d%d" % (i, k)) + (char * 15)).encode()[:15].decode(errors="ignore")
        guest = c.guest((char * n)[:200], Nic(bridge=bridge.name, dev=dev, managed="no" if n == 8 else None))
        guest.nics[0].link.master = bridge if n % 4 else None
open(sys.argv[1], "w", encoding="utf-8").write(h.recording())
END
ok "names of all lengths fit" python3 "$t_tmp/widths.py" "$VT_BIN" "$t_tmp/names.json" "$other"
ok "color is for a terminal that is known" python3 "$t_tmp/widths.py" "$VT_BIN" "$other" "$other" colors
ok "what needs no host fits" python3 "$t_tmp/widths.py" "$VT_BIN" "$other" "$other" "without"
