"""A Firefox that is driven over its own wire, Marionette: as much of it as the tests of visitors need.

Debian has no geckodriver, and playwright drives only a Firefox of its own make; Marionette is in every Firefox.
"""

import json
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # what the standard calls a reference to one
PREFERENCES = {
    "browser.privatebrowsing.autostart": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
    "extensions.update.enabled": False,
    "toolkit.telemetry.enabled": False,
    "browser.aboutConfig.showWarning": False,
}


def program() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Wire:
    """Messages are a length, a colon, and JSON: [kind, number, command or error, values]."""

    def __init__(self, port: int):
        self.socket = self._connected(port)
        self._read()  # it says who it is
        self.number = 0

    def ask(self, command: str, **values):
        """What the command gives; AssertionError with its words where it fails."""
        self.number += 1
        message = json.dumps([0, self.number, command, values]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _kind, number, error, result = self._read()
        assert (number, error) == (self.number, None), error
        return result.get("value", result) if isinstance(result, dict) else result

    def _connected(self, port: int) -> socket.socket:
        until = time.monotonic() + 60
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=60)
            except OSError:
                assert time.monotonic() < until, "Firefox does not answer"
                time.sleep(0.2)

    def _read(self):
        length = b""
        while not length.endswith(b":"):
            length += self._some(1)
        wanted, told = int(length[:-1]), b""
        while len(told) < wanted:
            told += self._some(wanted - len(told))
        return json.loads(told)

    def _some(self, most: int) -> bytes:
        found = self.socket.recv(most)
        assert found, "Firefox hung up"
        return found


class Window:
    """A private window."""

    def __init__(self, wire: Wire):
        self.wire = wire
        wire.ask("WebDriver:NewSession", capabilities={"alwaysMatch": {}})

    def goto(self, address: str) -> None:
        self.wire.ask("WebDriver:Navigate", url=address)

    @property
    def url(self) -> str:
        return self.wire.ask("WebDriver:GetCurrentURL")

    def back(self) -> None:
        self.wire.ask("WebDriver:Back")

    def click(self, selector: str) -> None:
        self.wire.ask("WebDriver:ElementClick", id=self._find(selector))

    def type(self, selector: str, words: str) -> None:
        self.wire.ask("WebDriver:ElementSendKeys", id=self._find(selector), text=words)

    def text(self, selector: str) -> str:
        """The words of the first one, once there is one."""
        return self.wire.ask("WebDriver:GetElementText", id=self._find(selector))

    def run(self, script: str):
        return self.wire.ask("WebDriver:ExecuteScript", script=script, args=[])

    def cookies(self) -> list:
        return self.wire.ask("WebDriver:GetCookies")

    def _find(self, selector: str) -> str:
        until = time.monotonic() + 20
        while True:
            try:
                return self.wire.ask("WebDriver:FindElement", using="css selector", value=selector)[ELEMENT]
            except AssertionError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)


@contextmanager
def window(folder: Path, port: int, *, has_javascript: bool = True):
    """A Firefox with a profile of its own in `folder`, ended afterwards."""
    said = PREFERENCES | {"marionette.port": port, "javascript.enabled": has_javascript}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in said.items()]
    folder.mkdir()
    (folder / "user.js").write_text("\n".join(lines))
    command = [program(), "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([*command, "--private-window", "about:blank"], stdout=log, stderr=log)
    try:
        yield Window(Wire(port))
    finally:
        process.terminate()
        process.wait(30)
