# SPDX-License-Identifier: GPL-2.0-or-later
"""complete.py SHELL SETUP LINE...: what Tab makes of each LINE in a real shell.

SHELL (bash or zsh) runs on a terminal and reads SETUP. Each LINE is typed into
it, followed by Tab and by Ctrl-G, to which the shell has bound a command that
writes its editing line to the file descriptor 9. Prints these lines.
"""
import os
import pty
import select
import sys

BIND = {
    "bash": r"""bind -x '"\C-g": printf "%s\n" "$READLINE_LINE" >&9; READLINE_LINE='""",
    "zsh": r"""t_show() { print -r -- "$BUFFER" >&9; BUFFER= }; zle -N t_show; bindkey '^G' t_show""",
}
START = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}


def start(shell):
    out_read, out_write = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        os.dup2(out_write, 9)
        os.environ.update(TERM="dumb", PS1="", HISTFILE="")
        os.execvp(shell, START[shell])
    os.close(out_write)
    return pid, terminal, out_read


def converse(terminal, out, text):
    """Type it; the line that comes back, while the screen is drained."""
    os.write(terminal, text.encode())
    got = b""
    while not got.endswith(b"\n"):
        ready = select.select([terminal, out], [], [], 120)[0]
        if not ready:
            return "(no answer)\n"
        if terminal in ready:
            os.read(terminal, 65536)
        if out in ready:
            part = os.read(out, 65536)
            if not part:
                return "(it ended)\n"
            got += part
    return got.decode(errors="replace")


def main():
    shell, setup = sys.argv[1:3]
    pid, terminal, out = start(shell)
    converse(terminal, out, f". '{setup}'; {BIND[shell]}; echo ready >&9\n")
    for line in sys.argv[3:]:
        sys.stdout.write(converse(terminal, out, line + "\t\a"))
        sys.stdout.flush()
    os.close(terminal)
    os.waitpid(pid, 0)


main()
