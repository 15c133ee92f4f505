#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""browse.py DRIVER BROWSER DIRECTORY [SHOTS]: opens the reports in DIRECTORY in a
browser without a window and says of each check "ok" or "not ok", a tab, and what it
was. Of what fails the reason comes first, behind "#". SHOTS is where pictures of the
screen go, for people.
"""
import collections
import http.server
import os
import re
import sys
import threading
import traceback

sys.dont_write_bytecode = True  # the sources may be read-only

from webdriver import BACKSPACE, ENTER, SPACE, TAB, Browser  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "page.js"), encoding="utf-8") as source:
    PAGE = source.read()

DESKTOP, PHONE, NARROW = (1280, 900), (390, 844), (320, 640)
LANDMARKS = "banner navigation main contentinfo".split()
RANKS = {"info": 1, "warning": 2, "critical": 3}


def check(what, good, why=""):
    if not good:
        print("# " + str(why)[:2000].replace("\n", "\n# "))
    print("%s\t%s" % ("ok" if good else "not ok", what), flush=True)


def same(what, got, wanted):
    check(what, got == wanted, "got %r, not %r" % (got, wanted))


class Report:
    """One page, and the questions about it."""

    def __init__(self, browser, directory, name):
        self.browser, self.name = browser, name
        self.path = os.path.join(directory, name + ".html")
        self.url = "file://" + self.path
        with open(self.path, encoding="utf-8") as file:
            self.source = file.read()
        self.rows = self.source.count("<tr") - self.source.count("<thead>")
        self.large = self.rows > 1000  # then the checks that say nothing new are left out

    def ask(self, script, *args):
        return self.browser.run(PAGE + script, *args)

    def open(self):
        self.browser.console()
        self.browser.requests()
        self.browser.open(self.url)

    def check(self, what, good, why=""):
        check("%s: %s" % (self.name, what), good, why)

    def same(self, what, got, wanted):
        same("%s: %s" % (self.name, what), got, wanted)

    # --- it is quiet -----------------------------------------------------------

    def quiet(self):
        self.same("nothing on the console", self.browser.console(), [])
        self.same("nothing is loaded but the page", self.browser.requests(), [self.url])
        self.same("nor was anything tried", self.ask("return performance.getEntriesByType('resource').length"), 0)

    # --- structure, and what a screen reader is given ----------------------------

    def structure(self):
        self.same("its language, one title, one main heading", self.ask("""return [document.documentElement.lang,
            all("h1").length, document.title.length > 0]"""), ["en", 1, True])
        self.same("no id twice", self.ask("""var ids = all("[id]").map(e => e.id);
            return ids.filter((id, i) => ids.indexOf(id) !== i)"""), [])
        self.same("references lead somewhere", self.ask("""
            return all("[aria-labelledby], a[href^='#'], label").flatMap(e => (e.getAttribute("aria-labelledby") ||
                (e.getAttribute("href") || "").slice(1) || e.htmlFor).split(" "))
                .filter(id => !document.getElementById(id))"""), [])
        self.same("every table has a caption, every heading a scope, every row a heading", self.ask("""
            return all("table").filter(t => !t.caption || !t.caption.textContent ||
                all("th", t).some(h => !h.scope) ||
                Array.from(t.tBodies[0].rows).some(r => !r.cells[0].matches("th[scope=row]"))).map(t => t.id)"""), [])
        if not self.large:
            self.assistive()

    def assistive(self):
        tree = self.browser.accessible()
        roles = collections.Counter(role for role, _ in tree)
        self.same("one landmark of each kind", [roles[role] for role in LANDMARKS], [1] * len(LANDMARKS))
        self.same("sections are landmarks with a name", sorted(name for role, name in tree if role == "region"),
                  self.ask("return all('section > h2').map(h => h.textContent).sort()"))
        images = [name for role, name in tree if role in ("image", "img")]
        self.check("the picture has a text in its place", len(images) == self.ask("return all('svg.picture').length")
                   and all("rows" in name for name in images), images)
        self.same("tables and rows are known as such", [roles["table"], roles["rowheader"]],
                  [self.source.count("<table "), self.rows])
        self.same("the names of columns are the words, no arrows", sorted({
            name for role, name in tree if role == "columnheader" and not re.fullmatch(r"[A-Za-z ]+", name)}), [])

    # --- searching ---------------------------------------------------------------

    def visible(self):
        return self.ask("return all('tbody tr').filter(shown).map(r => r.textContent)")

    def searched(self, text):
        box = self.browser.find("#find")
        length = self.ask("return document.querySelector('#find').value.length")
        self.browser.type(box, BACKSPACE * length + text)
        return self.visible()

    def search(self):
        every = self.visible()
        self.same("without a search every row is shown", len(every), self.rows)
        name = self.ask("""return cells(document.querySelector("#t-devices")).map(r => r[0])[0]""")
        got = self.searched(name)
        self.check("a name leaves its rows", got and got == [row for row in every if name.lower() in row.lower()],
                   "%r: %r" % (name, got))
        count = "%d of %d rows" % (len(got), self.rows)
        self.same("their number is said", self.ask("return document.querySelector('.find output').textContent"), count)
        self.same("capitals mean nothing", self.searched(name.upper()), got)
        self.same("what is nowhere leaves none", self.searched("no such thing anywhere"), [])
        self.same("which dims all of the picture", self.dimmed()[1], 0)
        self.same("an empty search brings all back", self.searched(""), every)
        self.same("in the picture, too", self.dimmed()[0], 0)

    def dimmed(self):
        """How many boxes of the picture are dimmed, and how many are not."""
        return self.ask("""var boxes = all(".picture svg[data-n]"), dim = boxes.filter(b => b.matches(".dim"));
            return [dim.length, boxes.length - dim.length]""")

    def search_picture(self):
        """A device leaves its box, what is left of it and what is right."""
        name = self.ask("""var named = all(".picture svg[data-m] title").map(t => t.textContent.split(",")[0]);
            return named.find(name => /^[a-z0-9-]{5,}$/.test(name) && !name.startsWith("net")) || null""")
        if not name:
            return
        rows = self.ask("""var table = document.getElementById("t-mapping");
            return Array.from(table.tBodies[0].rows).map(r => r.id)""")
        self.searched(name)
        dim, lit = self.dimmed()
        self.check("a search dims what is not found", lit > 0 and (dim > 0 or len(rows) < 3), (name, dim, lit))
        stray = self.ask("""var rows = arguments[0];
            return all(".picture svg[data-m]").filter(box => !box.matches(".dim") &&
                all(".picture path[data-e]").filter(line => !line.matches(".dim") &&
                    line.getAttribute("data-e").split(" ").includes(box.getAttribute("data-n"))).length === 0 &&
                (document.getElementById(rows[box.getAttribute("data-m")]) || {}).hidden).length""", rows)
        self.same("no box of a hidden row is lit alone", stray, 0)
        self.searched("")

    def permalink(self):
        """The address of a row: it is found, marked and in sight."""
        ids = self.ask("return all('#t-mapping tbody tr').map(r => r.id)")
        self.check("each row of the mapping has an address", ids and all(ids), ids)
        self.browser.open("about:blank")
        self.browser.open(self.url + "#" + ids[-1])
        self.same("which leads to it", self.ask("return (document.querySelector('tr:target') || {}).id"), ids[-1])
        self.check("where it is seen", self.ask("""
            var box = document.querySelector("tr:target").getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight"""))
        self.browser.open("about:blank")
        self.open()

    # --- sorting -----------------------------------------------------------------

    def columns(self, table):
        return self.ask("return document.getElementById(arguments[0]).tHead.rows[0].cells.length", table)

    def state(self, table):
        """Directions of all columns that have one, and the rows."""
        return self.ask("""var table = document.getElementById(arguments[0]);
            return [all("thead th[aria-sort]", table).map(h => [h.cellIndex, h.getAttribute("aria-sort")]),
                cells(table)]""", table)

    def in_order(self, keys, down):
        """Absent ones last, numbers by value, severities by rank, names as people count."""
        there = [key for key in keys if key is not None]
        if there != keys[:len(there)]:
            return False
        if down:
            there.reverse()
        if all(re.fullmatch(r"[0-9]+", key) for key in there):
            there = [int(key) for key in there]
        elif set(there) <= set(RANKS):
            there = [RANKS[key] for key in there]
        elif all(re.fullmatch(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", key) for key in there):
            pass
        elif all(re.fullmatch(r"[a-z0-9]+", key) for key in there):
            there = [[(part.isdigit(), int(part) if part.isdigit() else part)
                      for part in re.findall(r"[0-9]+|[a-z]+", key)] for key in there]
        else:
            return True  # the other checks are all that can be said here
        return there == sorted(there)

    def sort_column(self, table, column, press):
        _, before = self.state(table)
        press()
        up_state, up = self.state(table)
        press()
        down_state, down = self.state(table)
        wrong = []
        if (up_state, down_state) != ([[column, "ascending"]], [[column, "descending"]]):
            wrong.append("aria-sort %r, %r" % (up_state, down_state))
        if not sorted(map(str, before)) == sorted(map(str, up)) == sorted(map(str, down)):
            wrong.append("other rows")
        keys, back = [row[column] for row in up], [row[column] for row in down]
        if [key for key in reversed(back) if key is not None] != [key for key in keys if key is not None]:
            wrong.append("down is not up reversed")
        if not self.in_order(keys, False) or not self.in_order(back, True):
            wrong.append("order %r" % keys[:40])
        return ["%s %d: %s" % (table, column, what) for what in wrong]

    def button(self, table, column):
        return self.browser.find("#%s thead th:nth-child(%d) button" % (table, column + 1))

    def sort(self):
        wrong = []
        for table in ["t-mapping"] if self.large else self.ask("return all('table').map(t => t.id)"):
            for column in (0, 10) if self.large else range(self.columns(table)):
                button = self.button(table, column)
                wrong += self.sort_column(table, column, lambda b=button: self.browser.click(b))
        self.same("each column of each table sorts both ways" if not self.large else "a column sorts both ways", wrong, [])

    def keyboard(self):
        """From the search on, by Tab alone, to the first two headings."""
        self.browser.click(self.browser.find("#find"))
        steps = 0
        focus = """var e = document.activeElement, s = getComputedStyle(e);
            return [e.tagName, e.closest("table") && e.closest("table").id, e.textContent,
                s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2]"""
        self.check("whoever types sees where", self.ask(focus)[3])
        while self.ask(focus)[0] != "BUTTON" and steps < 30:
            self.browser.press(TAB)
            steps += 1
            if not self.ask(focus)[3]:
                break
        for column, key in enumerate((ENTER, SPACE)):
            tag, table, text, seen = self.ask(focus)
            self.check("a heading is reached by Tab and seen to be", tag == "BUTTON" and seen, [tag, text, seen])
            self.same("%s sorts by it" % {ENTER: "Enter", SPACE: "the space bar"}[key],
                      self.sort_column(table, column, lambda k=key: self.browser.press(k)), [])
            self.same("and the focus stays", self.ask(focus)[:3], [tag, table, text])
            self.browser.press(TAB)

    # --- how it looks ------------------------------------------------------------

    def wide(self):
        """How far the page is wider than the screen, and what is not in a box of its own."""
        return self.ask("""var width = document.documentElement.clientWidth;
            return [document.documentElement.scrollWidth - width,
            all("body *").filter(e => shown(e) && !e.closest(".scroll > *, .skip") &&
                e.getBoundingClientRect().right > width + 0.5).map(e => e.outerHTML.slice(0, 60))]""")

    def contrast(self, scheme):
        self.browser.scheme(scheme)
        self.same("%s: the scheme is taken" % scheme, self.ask("return luminance(background(document.body)) > 0.5"),
                  scheme == "light")
        texts = self.ask("return contrasts()")
        low = [text for text in texts if text[0] < 4.5]
        self.check("%s: every text has a contrast of 4.5 (lowest %.2f)" % (scheme, min(texts)[0]), not low, low)
        low = [line for line in self.ask("return lines()") if line[0] < 3]
        self.check("%s: and lines of 3" % scheme, not low, low[:5])
        self.browser.scheme("light")

    def phone(self):
        for width, height in (PHONE, NARROW):
            self.browser.screen(width, height, mobile=True)
            self.open()
            self.same("%d pixels: nothing sticks out" % width, self.wide(), [0, []])
            self.same("nor of findings and mapping within their frames", self.ask("""
                return all("#t-findings, #t-mapping").filter(t => t.scrollWidth > t.parentNode.clientWidth)
                    .map(t => t.id)"""), [])
        self.same("every row is there", len(self.visible()), self.rows)
        if not self.large:
            self.tables()
        self.same("what is nowhere leaves no row", self.searched("no such thing anywhere"), [])
        self.browser.screen(*DESKTOP)

    def tables(self):
        roles = collections.Counter(role for role, _ in self.browser.accessible())
        self.same("tables are tables to screen readers", [roles["table"], roles["rowheader"]],
                  [self.source.count("<table "), self.rows])

    def without_scripts(self):
        self.browser.scripts(False)
        self.open()
        self.same("without scripts every row is shown", len(self.visible()), self.rows)
        self.same("and nothing that would not work", self.ask("return all('button, input, output').length"), 0)
        self.quiet()
        self.browser.scripts(True)

    def shots(self, directory):
        for name, size, scheme in (("light", DESKTOP, "light"), ("dark", DESKTOP, "dark"), ("phone", PHONE, "light")):
            self.browser.scheme(scheme)
            self.browser.screen(*size, mobile=name == "phone")
            self.open()
            self.browser.shot(os.path.join(directory, "%s-%s.png" % (self.name, name)))
        self.browser.scheme("light")
        self.browser.screen(*DESKTOP)


# --- that the checks see what they are for ---------------------------------------

def changed(report, directory, old, new):
    """The same page with something else in it."""
    assert old in report.source
    path = os.path.join(directory, "changed.html")
    with open(path, "w", encoding="utf-8") as file:
        file.write(report.source.replace(old, new, 1))
    report.browser.console()
    report.browser.requests()
    report.browser.open("file://" + path)


class Counter(http.server.BaseHTTPRequestHandler):
    """Somebody out there, who counts."""
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_):
        pass


def policy(report, directory):
    browser = report.browser
    server = http.server.HTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    foreign = "<img src='http://127.0.0.1:%d/a'><script>document.title = 'run'; console.error('no')</script>" \
              "<p style='color: #777'>x</p>" % server.server_port
    changed(report, directory, "<main>", "<main>" + foreign)
    check("what a name could smuggle in is not run", browser.run("return document.title") != "run")
    said = browser.console()
    check("the page's policy says so", len([line for line in said if "Content Security Policy" in line]) >= 3, said)
    same("and nobody out there is asked", Counter.asked, [])
    start = report.source.index("<meta http-equiv")
    rule = report.source[start:report.source.index(">", start) + 1]
    report.source = report.source.replace(rule, "")
    changed(report, directory, "<main>", "<main>" + foreign)
    check("without the policy it would be run", browser.run("return document.title") == "run")
    same("and somebody asked", Counter.asked, ["/a"])
    check("the test sees that request", [url for url in browser.requests() if url.startswith("http:")])
    check("and the error", browser.console())
    check("and a weak contrast", [text for text in report.ask("return contrasts()") if text[0] < 4.5])
    server.shutdown()


def browse(browser, directory, shots):
    browser.screen(*DESKTOP)
    browser.scheme("light")
    for name in sorted(file[:-len(".html")] for file in os.listdir(directory) if file.endswith(".html")):
        report = Report(browser, directory, name)
        if shots:
            report.shots(shots)
        report.open()
        report.structure()
        report.same("no more wide than the screen", report.wide(), [0, []])
        report.contrast("light")
        report.contrast("dark")
        if "<table id=\"t-devices\"" in report.source and report.rows > 5:
            report.search()
            report.search_picture()
            report.permalink()
            report.keyboard()
            report.sort()
        report.quiet()
        report.phone()
        report.without_scripts()
    policy(Report(browser, directory, "planted"), directory)


def main():
    driver, binary, directory = sys.argv[1:4]
    profile = os.path.join(directory, "profile")
    try:
        with Browser(driver, binary, profile) as browser:
            browse(browser, os.path.abspath(directory), sys.argv[4] if sys.argv[4:] else None)
    except Exception:  # a check that could not be made is one that failed
        check("the browser could be asked", False, traceback.format_exc())


main()
