"""A message under way: the process that sends it, its deadline, and what it said of each place.

The URLs hold passwords. They go to the process through memory that has no name in any folder; neither its command
line nor its environment has them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sendoff.host.errors import HostError
from sendoff.host.telling import program

SECONDS = 30.0
"""How long a message may take."""
BROKEN = "the program that sends messages failed"
_MARGIN = 5.0
_POLL = 0.05
_PROGRAM = str(Path(__file__).with_name("program.py"))


class Message(NamedTuple):
    """What a person reads; `mood` is info, success, warning or failure (Apprise: the colour of it)."""

    subject: str
    body: str
    mood: str = "info"


class Told(NamedTuple):
    """How it went with one place: its number in the list, from 1; its service's scheme, if known; '' or the error."""

    number: int
    service: str
    error: str


class Sending:
    """One message on its way to every place; or, without a message, the URLs being read."""

    def __init__(self, urls: Sequence[str], message: Message | None, seconds: float = SECONDS) -> None:
        """Start; nothing here waits.

        Raises:
            HostError: no process can be started.
        """
        self._count = len(urls)
        self._end = time.monotonic() + seconds + _MARGIN
        path = [folder for folder in sys.path if folder]
        order = {"path": path, "urls": [*urls], "seconds": seconds, **(message._asdict() if message else {})}
        self._late = False
        try:
            with _memory("order") as given, ExitStack() as kept:
                given.write(json.dumps(order).encode())
                given.seek(0)
                self._answers = kept.enter_context(_memory("answers"))
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-S", _PROGRAM],
                    stdin=given,
                    stdout=self._answers,
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                    start_new_session=True,
                )
                kept.pop_all()
        except OSError as error:
            raise HostError(f"cannot start the program that sends messages: {error.strerror}") from None

    @property
    def pid(self) -> int:
        """Return the id of the process."""
        return self._process.pid

    def done(self) -> list[Told] | None:
        """Return how it went with each place, or None while it goes on; not to be asked after that."""
        if self._process.poll() is None:
            if time.monotonic() < self._end:
                return None
            self._kill()
        return self._result()

    def wait(self, seconds: float | None = None) -> list[Told]:
        """Wait for the end, so long at most; then it is ended."""
        end = self._end if seconds is None else min(self._end, time.monotonic() + seconds)
        while (found := self.done()) is None and time.monotonic() < end:
            time.sleep(_POLL)
        if found is None:
            self._kill()
            return self._result()
        return found

    def _kill(self) -> None:
        self._late = True
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _result(self) -> list[Told]:
        """Return what it said; of places that it said nothing of, that nobody answered in time."""
        with self._answers as said:
            said.seek(0)
            silent = program.LATE if self._late or self._process.returncode == 0 else BROKEN
            found = {number: Told(number, "", silent) for number in range(1, self._count + 1)}
            for line in said:
                with suppress(ValueError):  # cut off when the process died
                    number, service, error = json.loads(line)
                    found[number] = Told(number, service, silent if error is None else error)
        return [*found.values()]


def _memory(name: str) -> BinaryIO:
    return os.fdopen(os.memfd_create(name, os.MFD_CLOEXEC), "w+b", buffering=0)


def send(urls: Sequence[str], message: Message, seconds: float = SECONDS) -> list[Told]:
    """Send a message and wait for the end of it.

    Raises:
        HostError: no process can be started.
    """
    return Sending(urls, message, seconds).wait()


def usable(urls: Sequence[str], seconds: float = SECONDS) -> list[Told]:
    """Return what Apprise makes of URLs, without asking anybody.

    Raises:
        HostError: no process can be started.
    """
    return Sending(urls, None, seconds).wait()
