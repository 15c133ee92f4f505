# SPDX-License-Identifier: GPL-2.0-or-later
"""A browser that is driven over the loopback interface: as much of W3C WebDriver,
and of Chromium's own commands beside it, as the test of the page needs.
"""
import base64
import http.client
import json
import re
import subprocess
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # by the standard
ENTER, TAB, SPACE, BACKSPACE = "\ue007", "\ue004", " ", "\ue003"

# Nothing but the page that is opened, and nothing of whoever runs the test.
ARGUMENTS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-dev-shm-usage
--disable-background-networking --disable-component-update --disable-sync --disable-extensions
--disable-default-apps --no-proxy-server""".split()


class Failed(Exception):
    """What the driver or the browser said."""


class Browser:
    """Use it with `with`: it ends the browser and its driver."""

    def __init__(self, driver, binary, profile):
        self.process = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True)
        self.port = self.session = None
        for line in self.process.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        if not self.port:
            raise Failed("the driver does not start")
        options = {"binary": binary, "args": ARGUMENTS + ["--user-data-dir=" + profile]}
        self.session = "/session/" + self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.session:
            self.call("DELETE", self.session)
        self.process.terminate()
        self.process.wait()

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, None if body is None else json.dumps(body),
                           {"Content-Type": "application/json"})
        value = json.loads(connection.getresponse().read())["value"]
        connection.close()
        if isinstance(value, dict) and "error" in value:
            raise Failed("%s: %s" % (value["error"], value["message"]))
        return value

    def post(self, path, **body):
        return self.call("POST", self.session + path, body)

    def open(self, url):
        self.post("/url", url=url)

    def run(self, script, *args):
        """The value of a function's body in the page, JSON both ways."""
        return self.post("/execute/sync", script=script, args=list(args))

    def chromium(self, command, **params):
        return self.post("/goog/cdp/execute", cmd=command, params=params)

    def find(self, css):
        return self.post("/element", using="css selector", value=css)[ELEMENT]

    def click(self, element):
        self.post("/element/%s/click" % element)

    def type(self, element, keys):
        self.post("/element/%s/value" % element, text=keys)

    def press(self, key):
        """On whatever has the focus."""
        self.post("/actions", actions=[{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}])

    def wait(self, script):
        """Until that is true in the page."""
        end = time.monotonic() + 120
        while not self.run(script):
            if time.monotonic() > end:
                raise Failed("never true: " + script)
            time.sleep(0.02)

    def console(self):
        """What was logged since the last call, of any level."""
        return [entry["message"] for entry in self.post("/se/log", type="browser")]

    def requests(self):
        """Addresses that were asked for since the last call."""
        events = [json.loads(entry["message"])["message"] for entry in self.post("/se/log", type="performance")]
        return [event["params"]["request"]["url"] for event in events
                if event["method"] == "Network.requestWillBeSent"]

    def screen(self, width, height, mobile=False):
        self.chromium("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=1, mobile=mobile)

    def scheme(self, name):
        self.chromium("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def scripts(self, on):
        self.chromium("Emulation.setScriptExecutionDisabled", value=not on)

    def accessible(self):
        """What assistive programs are given: (role, name) of all that is not left out."""
        nodes = self.chromium("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", ""))
                for node in nodes if not node.get("ignored")]

    def shot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.chromium("Page.captureScreenshot", format="png")["data"]))
