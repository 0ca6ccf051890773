"""A server under test: a world in which sendoff is applied, with words for what tests ask of it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import sendoff
from sendoff.lab import World

READABLE = "/run/somewhere"
DYING = Path(__file__).with_name("dying.py")
DOCUMENT = "/etc/sendoff/server.json"


def sendoff_as(world: World, user: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run sendoff as another user, from a copy: the checkout and its Python may be where only root can read."""
    return world.run(readable(world, *arguments), check=False, user=user)


def readable(world: World, *arguments: str) -> list[str]:
    """Return the command that runs sendoff from a copy which everybody may read."""
    copy = world.path(f"{READABLE}/sendoff")
    if not copy.exists():
        shutil.copytree(Path(sendoff.__file__).parent, copy)
    return ["env", f"PYTHONPATH={READABLE}", "/usr/bin/python3", "-m", "sendoff", *arguments]


def _briefly(arguments: tuple[str, ...], *, rehearse: bool) -> tuple[str, ...]:
    changes = arguments[0] in ("apply", "rollback")
    return (*arguments, "--no-rehearse") if changes and not rehearse else arguments


class Server:
    """Wraps a world; `document` arguments are what the JSON holds."""

    def __init__(self, world: World) -> None:
        """Use a running world."""
        self.world = world
        world.run(["mkdir", "-p", "/etc/sendoff"])

    def write(self, document: dict[str, Any] | str) -> None:
        """Write the server's JSON."""
        text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
        self.world.path(DOCUMENT).write_text(text, "utf-8")
        self.world.path(DOCUMENT).chmod(0o600)

    def end(self, process: subprocess.Popen[str]) -> None:
        """End a program of the world with everything it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def plan(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return the plan for a document."""
        self.write(document)
        found: dict[str, Any] = json.loads(self.world.sendoff("plan", "--json").stdout)
        return found

    def apply(
        self, document: dict[str, Any], *options: str, expect: int = 0, rehearse: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Apply a document; fails unless the exit code is the expected one."""
        self.write(document)
        return self.sendoff("apply", "--yes", *options, expect=expect, rehearse=rehearse)

    def sendoff(self, *arguments: str, expect: int = 0, rehearse: bool = False) -> subprocess.CompletedProcess[str]:
        """Run sendoff; fails unless the exit code is the expected one.

        A change is not rehearsed first unless that is asked for: most tests are about what comes after it.
        """
        done = self.world.sendoff(*_briefly(arguments, rehearse=rehearse))
        assert done.returncode == expect, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def die(self, effect: int, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run sendoff and kill it before an effect (see dying.py)."""
        arguments = _briefly(arguments, rehearse=False)
        return self.world.python(str(DYING), str(effect), *arguments, check=False, timeout=90)

    def parameter(self, name: str) -> str:
        """Return a parameter as Postfix reads it."""
        return self.world.run(["postconf", "-h", name]).stdout.strip()

    def queue(self) -> list[str]:
        """Return the queue ids of all waiting mail."""
        lines = self.world.run(["postqueue", "-j"]).stdout.splitlines()
        return sorted(json.loads(line)["queue_id"] for line in lines)

    def waiting(self) -> list[str]:
        """Return the recipients who still wait for mail."""
        lines = self.world.run(["postqueue", "-j"]).stdout.splitlines()
        return [recipient["address"] for line in lines for recipient in json.loads(line)["recipients"]]

    def runs(self, timeout: float = 15.0) -> bool:
        """Tell whether Postfix runs, or does so before `timeout` seconds are over."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self.world.run(["postfix", "status"], check=False).returncode == 0:
                return True
            time.sleep(0.05)
        return False

    def greets(self, host: str = "127.0.0.1") -> str:
        """Return the greeting on port 25, or the error."""
        script = f"import smtplib; c = smtplib.SMTP({host!r}, 25, timeout=5); print(c.ehlo()); c.quit()"
        done = self.world.run(["python3", "-c", script], check=False)
        return done.stdout + done.stderr
