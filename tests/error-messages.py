# SPDX-License-Identifier: GPL-2.0-or-later
"""error-messages.py SRCDIR: every error message in the sources, as its format, a line each.

What calls one of the functions below has the format as its first string that is not an
option's name, a prefix of words or where to read on.
"""
import os
import re
import sys

CALLS = re.compile(r"\b(vt_err_set|vt_err_prefix|vt_nearest_error|bad|bad_item)\s*\(")
LITERALS = re.compile(r'"((?:[^"\\]|\\.)*)"')
# A macro beside a literal is a text, too, unless it is one of <inttypes.h>.
TEXTS = re.compile(r'"((?:[^"\\]|\\.)*)"|\b(?!PRI)([A-Z][A-Z0-9_]*)\b')
SKIPPED = {"", "-", "--", "virt-taps --help", "virt-taps explain", "virt-taps --list-columns"}


def arguments(text, at):
    """From behind the opening parenthesis to the one that closes it, apart at the commas."""
    depth, quoted, parts, start = 1, False, [], at
    while depth:
        char = text[at]
        if quoted:
            at += char == "\\"
            quoted = char != '"' or text[at] != '"' and char != '"'
        elif char == '"':
            quoted = True
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 1:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return parts + [text[start:at - 1]]


def messages(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for call in CALLS.finditer(text):
        if re.match(r"\s*(static )?(int|const|struct|void)\b", text[text.rfind("\n", 0, call.start()) + 1:call.start()]):
            continue  # it is defined there
        given = arguments(text, call.end())
        # The format of vt_err_prefix() is its second argument, of the others the first that is one.
        for part in given[1:]:
            literal = "".join("%s" if macro else text for text, macro in TEXTS.findall(part))
            if LITERALS.search(part) and literal not in SKIPPED and not re.fullmatch(r'[a-z_]+', literal):
                yield literal
                break


found = set()
for directory, _, names in os.walk(os.path.join(sys.argv[1], "src")):
    for name in names:
        if name.endswith(".c") and name not in ("err.c", "nearest.c"):
            found.update(messages(os.path.join(directory, name)))
print("\n".join(sorted(found)))
