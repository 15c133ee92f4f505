# SPDX-License-Identifier: GPL-2.0-or-later
"""What is aimed at, and whether this run was there. Nothing fails by it."""

# Of the time of the floor program, for each load.
AT_MOST = {"bpf": {"S": 0.25, "M": 0.06, "L": 0.04},
           "proc-1": {"S": 1.10, "M": 1.10, "L": 1.10},
           "proc-2": {"S": 0.65, "M": 0.60, "L": 0.60}}
# How many times faster than a peer virt-taps is, as it runs by default.
FASTER = {"lsfd": {"S": 30, "M": 130, "L": 300},
          "ip -d tuntap": {"S": 300, "M": 15000, "L": 40000},
          "grep": {"S": 10, "M": 40, "L": 80}}
CHURN = {"bpf": 1.1, "proc-1": 2, "proc-2": 2}
RSS_KIB = 3 << 10
RSS_PER_QUEUE_KIB = 3  # a row of each table, and the line of output
RSS_PER_HOLDER_KIB = 1  # what /proc says of the process
LIBVIRT_MS = 60
PER_QUEUE_US = 7
PATHS_X = 1.2  # of a virt-taps that knew of no path
PER_NAMESPACE_MS = 0.25
EXPONENT = 1.05  # at most linear, and what is noise


def goal(name, wanted, measured, met):
    """met: None where what is installed here is not what is aimed at."""
    return {"goal": name, "wanted": wanted, "measured": measured, "met": met if met is None else bool(met)}


def does_as_much(row):
    """Newer ones of lsfd name the interface, which costs it more."""
    return row["name"] != "lsfd" or "names no interface" not in (row["note"] or "")


def of_load(load, result):
    rows = {row["name"]: row for row in result["rows"]}
    goals = []
    for name, limits in AT_MOST.items():
        if name in rows:
            goals.append(goal("%s scan at %s" % (name, load), "<= %.2f floor" % limits[load],
                              "%.3g" % rows[name]["x"], rows[name]["x"] <= limits[load]))
    best = rows.get("bpf", rows.get("proc-2"))
    for name, limits in FASTER.items():
        if best and name in rows:
            times = rows[name]["x"] / best["x"]
            goals.append(goal("%s at %s" % (name, load), ">= %dx slower" % limits[load], "%.0f" % times,
                              times >= limits[load] if does_as_much(rows[name]) else None))
    if best:
        holders = int(result["load"].split(" holders")[0].split()[-1])
        rows_kib = RSS_PER_QUEUE_KIB * result["queues_seen"]["floor"] + RSS_PER_HOLDER_KIB * holders
        goals.append(goal("peak memory at %s" % load, "<= 3 MiB and %.1f for rows" % (rows_kib / 1024),
                          "%.1f MiB" % (best["peak_rss_kib"] / 1024), best["peak_rss_kib"] <= RSS_KIB + rows_kib))
    for row in result["churn"]:
        if row["name"] in CHURN:
            goals.append(goal("%s beside link churn at %s" % (row["name"], load), "<= %.1f" % CHURN[row["name"]],
                              "%.3g" % row["x"], row["x"] <= CHURN[row["name"]]))
    return goals


def judge(results):
    goals = []
    for load, result in results["loads"].items():
        goals += of_load(load, result)
    for row in results.get("libvirt", {}).get("rows", []):
        if row["name"] == "virt-taps":
            goals.append(goal("200 domains of two NICs", "<= %d ms" % LIBVIRT_MS, "%.1f ms" % row["wall_ms"],
                              row["wall_ms"] <= LIBVIRT_MS))
    for name, row in results.get("paths", {}).items():
        if row["x"]:
            goals.append(goal("paths at %s" % name, "<= %.1f of the other" % PATHS_X, "%.3g" % row["x"],
                              row["x"] <= PATHS_X))
        if "one_more_ms" in row:
            goals.append(goal("a namespace", "<= %.2f ms" % PER_NAMESPACE_MS, "%.3g ms" % row["one_more_ms"],
                              row["one_more_ms"] <= PER_NAMESPACE_MS))
    more = results.get("one_more_us", {})
    for name in AT_MOST if more else ():
        us = more["queue"][name] - more["descriptor"][name]
        goals.append(goal("a queue beside another descriptor, %s" % name, "<= %d us" % PER_QUEUE_US,
                          "%.3g us" % us, us <= PER_QUEUE_US))
    for name, exponent in results.get("growth", {}).items():
        if name in AT_MOST:
            goals.append(goal("growth with descriptors, %s" % name, "<= linear", "%.2f" % exponent,
                              exponent <= EXPONENT))
    return goals
