"""A server that sends to the great providers while `sendoff watch` reads its log, with words for what tests ask."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from sendoff.lab import LabTimeout, Manner, Receiver, World
from sendoff.lab.birth import python_path
from tests.lab import providers
from tests.lab.providers import Mail, Place
from tests.lab.server import Server

T = TypeVar("T")
MakeWorld = Callable[..., World]

DEADLINE = 30.0
QUICK = ("queue_run_delay=1s", "minimal_backoff_time=2s", "maximal_backoff_time=2s")
"""Postfix tries again soon. With 1 s it may do so while a program still has the file, and then leaves that for long."""

# In the world: a process for each mail would cost more than the mail.
_SUBMIT = r"""
import json, subprocess, sys, time
for sender, recipient, text in json.load(sys.stdin):
    text = f"X-Handed-In: {time.time()}\n{text}"
    subprocess.run(["/usr/sbin/sendmail", "-f", sender, "--", recipient], input=text, text=True, check=True)
"""
_FETCH = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:9725/metrics', timeout=5).read().decode())"

# What is told to a person goes there: each message is a line.
_PERSON = r"""
import http.server
class Person(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open("/run/lab/told", "ab") as told:
            told.write(b" ".join(body.split()) + b"\n")
        self.send_response(200)
        self.end_headers()
server = http.server.HTTPServer(("127.0.0.1", 8099), Person)
print("listens", flush=True)
server.serve_forever()
"""
PERSON = "json://127.0.0.1:8099/"
"""The URL of a person in the world, for sendoff::notify."""

# How long it takes from words in the log to a line on the metrics page (seconds).
_SEEN = r"""
import re, sys, time, urllib.request
def moment(read, pattern):
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if re.search(pattern, read(), re.MULTILINE):
            return time.monotonic()
        time.sleep(0.01)
    raise SystemExit(f"never: {pattern}\n{read()}")
page = lambda: urllib.request.urlopen("http://127.0.0.1:9725/metrics", timeout=5).read().decode()
log = lambda: open("/var/log/mail.log").read()
line = moment(log, sys.argv[1])
print(moment(page, sys.argv[2]) - line)
"""


_QUICK_WATCH = """
import sys
from sendoff.host.watching import telling
telling.pace = lambda settle: telling.Pace(gather=0.5, apart=1.0, settle=1.0, settle_again=1.0)
from sendoff.cli import main
sys.argv = ["sendoff", "watch", *sys.argv[1:]]
sys.exit(main())
"""

_SAID = "/run/lab/watch"
"""What the watch says."""


class Watched(Server):
    """Wraps a world whose receivers are those of tests.lab.providers."""

    @classmethod
    def begin(
        cls, make_world: MakeWorld, manners: Mapping[str, Manner] | None = None, *parameters: str,
        replies: Mapping[str, Mapping[str, str]] | None = None, places: Mapping[str, Place] | None = None,
        zones: Iterable[str] = (), more: Iterable[Receiver] = (),
    ) -> Self:  # fmt: skip
        """Return a server in a new world.

        Manners and replies are by the receiver's name, `parameters` are Postfix's own. `places` are beyond PLACES;
        `zones` and `more` are records and receivers as the laboratory has them.
        """
        there = {**providers.PLACES, **(places or {})}
        world = make_world(
            start=False, zones=[*providers.records(there), *zones],
            receivers=[*providers.receivers(there, manners or {}, replies or {}), *more],
        )  # fmt: skip
        world.run(["postconf", "-e", *(parameters or QUICK)])
        world.run(["newaliases"])
        world.run(["postfix", "start"])
        return cls(world)

    # sending

    def send(self, mails: Iterable[Mail], user: str | None = None) -> None:
        """Hand mails in by sendmail(1), one after the other."""
        order = json.dumps([(mail.sender, mail.recipient, mail.text) for mail in mails])
        self.world.run(["python3", "-c", _SUBMIT], input=order, user=user)

    def until(self, what: str, look: Callable[[], T], seconds: float = DEADLINE) -> T:
        """Return what `look` finds, once it is true."""
        deadline = time.monotonic() + seconds
        while not (found := look()):
            if time.monotonic() > deadline:
                said = self.world.path(_SAID).read_text()
                known = [self.world.sendoff("incidents", "--all").stdout, said, self.world.situation()]
                raise LabTimeout("\n".join([f"not {what} after {seconds:g} s", *known]))
            time.sleep(0.05)
        return found

    def drained(self) -> bool:
        """Tell whether no mail waits, in whichever queue."""
        spool = self.world.path("/var/spool/postfix")
        # What a program is moving at the moment is in one folder or the other: look twice.
        return not any(
            any(path.is_file() for path in (spool / queue).rglob("*"))
            for queue in ("maildrop", "incoming", "active", "deferred", "incoming", "active")
        )

    # what sendoff says

    def delist(self, *names: str) -> None:
        """Have receivers take everything again, in a second of its own: the log tells no smaller time."""
        for name in names:
            self.world.receiver(name).set(manner=None)
        second = int(time.time())
        self.until("the next second", lambda: int(time.time()) > second)

    @contextmanager
    def watching(self, *options: str, quick: bool = False) -> Iterator[subprocess.Popen[str]]:
        """`sendoff watch` beside it; `quick` has it tell people in seconds what else takes minutes."""
        command = [sys.executable, *(["-c", _QUICK_WATCH] if quick else ["-m", "sendoff", "watch"]), *options]
        none = subprocess.DEVNULL
        with self.world.path(_SAID).open("a") as said:
            process = self.world.popen(
                command, env={"PYTHONPATH": python_path()}, stdin=none, stdout=none, stderr=said
            )  # fmt: skip
        try:
            self.until("served", self.metrics)
            yield process
        finally:
            self.end(process)

    def blocked(self, *providers: str) -> bool:
        """Tell whether the metrics say that just these providers have an open incident."""
        page = self.metrics()
        found = re.findall(r'^sendoff_incident_open\{.*provider="([^"]*)".*\} 1(?:\.0)?$', page, re.MULTILINE)
        return bool(page) and set(found) == set(providers)

    def incident(self, *providers: str) -> dict[str, Any]:
        """Wait until just these providers block or throttle; return the newest incident."""
        self.until(f"an incident of {providers}", lambda: self.blocked(*providers))
        return self.incidents()[0]

    def incidents(self, *options: str) -> list[dict[str, Any]]:
        """Return what `sendoff incidents --json` lists."""
        found = self.asked("incidents", *options)
        return list(found["incidents"]) if "incidents" in found else [found]

    def asked(self, *arguments: str) -> dict[str, Any]:
        """Return the JSON that a command says, however it ends."""
        done = self.world.sendoff(*arguments, "--json")
        try:
            found: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            raise AssertionError(f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}") from None
        return found

    def metrics(self) -> str:
        """Return the metrics page, empty as long as there is none."""
        return self.world.run(["python3", "-c", _FETCH], check=False).stdout

    @contextmanager
    def person(self) -> Iterator[Callable[[], list[dict[str, Any]]]]:
        """Somebody at PERSON; yields what returns the messages so far."""
        process = self.world.popen(["python3", "-c", _PERSON], stderr=subprocess.DEVNULL)
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "listens\n"
            yield lambda: [json.loads(line) for line in self._told().splitlines()]
        finally:
            self.end(process)

    def _told(self) -> str:
        place = self.world.path("/run/lab/told")
        return place.read_text() if place.exists() else ""

    @contextmanager
    def timed(self, words: str, metric: str) -> Iterator[Callable[[], float]]:
        """From a pattern in the log to one on the metrics page: yields what returns the seconds between."""
        process = self.world.popen(["python3", "-c", _SEEN, words, metric])

        def seconds() -> float:
            out, err = process.communicate(timeout=DEADLINE + 10)
            assert process.returncode == 0, err
            return float(out)

        try:
            yield seconds
        finally:
            if process.poll() is None:
                self.end(process)

    def kill_watch(self, process: subprocess.Popen[str]) -> None:
        """End the watch as a crash does: no time to write anything."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.communicate()
