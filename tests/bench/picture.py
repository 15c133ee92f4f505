# SPDX-License-Identifier: GPL-2.0-or-later
"""The results as a picture: each program's time over the floor program's, on a
logarithmic scale, for each load."""
import math

WIDTH, LEFT, RIGHT, ROW, HEAD = 860, 150, 30, 20, 44
OURS, PEER, GRID, TEXT = "#1a6ea8", "#b5532a", "#d8d8d8", "#222222"


def times(x):
    return "%.0f" % x if x >= 100 else "%.3g" % x


class Scale:
    def __init__(self, values):
        self.low = math.floor(math.log10(min(values)))
        self.high = math.ceil(math.log10(max(values)))

    def at(self, x):
        part = (math.log10(x) - self.low) / (self.high - self.low)
        return LEFT + part * (WIDTH - LEFT - RIGHT - 60)

    def decades(self):
        return [10.0 ** n for n in range(self.low, self.high + 1)]


def text(x, y, what, anchor="start", size=12, weight="normal"):
    what = what.replace("&", "&amp;").replace("<", "&lt;")
    return ("<text x='%.1f' y='%.1f' text-anchor='%s' font-size='%d' font-weight='%s' fill='%s'>%s</text>" %
            (x, y, anchor, size, weight, TEXT, what))


def bar(scale, row, y):
    colour = OURS if row["name"] in ("bpf", "proc-1", "proc-2") else PEER
    name = "virt-taps " + row["name"] if colour == OURS else row["name"]
    start, end = sorted((scale.at(1), scale.at(row["x"])))
    dash = " stroke-dasharray='4 3'" if row["extrapolated_from"] else ""
    parts = [text(LEFT - 8, y + 14, name, "end"),
             "<rect x='%.1f' y='%d' width='%.1f' height='12' fill='%s' fill-opacity='%s' stroke='%s'%s/>" %
             (start, y + 4, max(end - start, 1), colour, "0.25" if dash else "0.85", colour, dash)]
    low, high = scale.at(row["x_low"]), scale.at(row["x_high"])
    if high - low > 2:
        parts.append("<path d='M%.1f %dH%.1f' stroke='%s' stroke-width='2'/>" % (low, y + 10, high, TEXT))
    parts.append(text(max(end, high) + 6, y + 14, times(row["x"]) + (" (extrapolated)" if dash else "")))
    return parts


def panel(scale, load, result, y):
    rows = sorted(result["rows"], key=lambda row: row["x"])
    head = "Load %s: %s" % (load, result["load"])
    parts = [text(8, y + 16, head, weight="bold"),
             text(8, y + 32, "1 = floor, %s ms" % times(result["floor"]["wall_ms"]), size=11)]
    bottom = y + HEAD + ROW * len(rows)
    for x in scale.decades():
        parts.append("<path d='M%.1f %dV%d' stroke='%s'/>" % (scale.at(x), y + HEAD - 4, bottom, GRID))
        parts.append(text(scale.at(x), y + HEAD - 7, "%g" % x, "middle", 10))
    parts.append("<path d='M%.1f %dV%d' stroke='%s' stroke-width='1.5'/>" %
                 (scale.at(1), y + HEAD - 4, bottom, TEXT))
    for i, row in enumerate(rows):
        parts += bar(scale, row, y + HEAD + ROW * i)
    return parts, bottom + 14


def table(results):
    """The same and the rest, as Markdown."""
    host = results["host"]
    lines = ["<!-- made by make bench -->", "", "Measured on %d CPUs (%s), Linux %s." % (
        host["cpus"], host["model"], host["kernel"]), ""]
    for load, result in results["loads"].items():
        lines += ["", "**%s**: %s; floor %s ms" % (load, result["load"], times(result["floor"]["wall_ms"])), "",
                  "| | ms | x floor | middle half | peak RSS MiB | |", "|---|--:|--:|--:|--:|---|"]
        for row in result["rows"]:
            lines.append("| %s | %.4g | %.3g | %.3g..%.3g | %.1f | %s |" % (
                row["name"], row["wall_ms"], row["x"], row["x_low"], row["x_high"], row["peak_rss_kib"] / 1024,
                "; ".join(filter(None, ["extrapolated" if row["extrapolated_from"] else "", row["note"]]))))
    lines += ["", "| goal | wanted | measured | |", "|---|---|--:|---|"]
    met = {True: "met", False: "**not met**", None: "another version"}
    lines += ["| %s | %s | %s | %s |" % (g["goal"], g["wanted"], g["measured"], met[g["met"]])
              for g in results["goals"]]
    return "\n".join(lines) + "\n"


def draw(results):
    loads = results["loads"]
    values = [row[key] for load in loads.values() for row in load["rows"] for key in ("x_low", "x_high")]
    scale = Scale(values + [1])
    parts, y = [], 30
    for load, result in loads.items():
        more, y = panel(scale, load, result, y)
        parts += more
    title = "Time to find all holders of taps, as a multiple of the least a scan of /proc can do (log scale)"
    return ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'>\n"
            "<title>%s</title>\n<rect width='100%%' height='100%%' fill='#ffffff'/>\n%s\n</svg>\n" %
            (WIDTH, y, title, "\n".join([text(8, 18, title, size=13, weight="bold")] + parts)))
