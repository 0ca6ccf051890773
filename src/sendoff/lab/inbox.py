"""A receiver as seen from outside its world: what it got, and what it shall do next."""

from __future__ import annotations

import dataclasses
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from . import record
from .layout import HOME
from .model import LabError, LabTimeout, Received, Receiver, Session

POLL = 0.02  # seconds
T = TypeVar("T")


class Inbox:
    """`place` turns a path of the world into one that can be opened here; `situation` describes the world in words."""

    def __init__(self, receiver: Receiver, place: Callable[[Path], Path], situation: Callable[[], str]) -> None:
        self.receiver = receiver
        self._place = place
        self._situation = situation

    def messages(self) -> list[Received]:
        """All accepted messages so far, in order."""
        lines = record.read(self._place(record.MESSAGES), self.receiver.name)
        return [Received.from_json(line) for line in lines]

    def sessions(self) -> list[Session]:
        """All finished connections so far, in order of their ends."""
        lines = record.read(self._place(record.SESSIONS), self.receiver.name)
        return [Session.from_json(line) for line in lines]

    def wait(self, n: int = 1, timeout: float = 10) -> list[Received]:
        """All messages, once there are at least n. Raises LabTimeout after `timeout` seconds."""
        return self._wait(self.messages, "messages", n, timeout)

    def wait_sessions(self, n: int = 1, timeout: float = 10) -> list[Session]:
        """All finished connections, once there are at least n. Raises LabTimeout after `timeout` seconds."""
        return self._wait(self.sessions, "sessions", n, timeout)

    def set(self, **changes: Any) -> None:
        """Change fields of the receiver (not name, addresses, port, tls, certificate) for new connections."""
        fixed = {"name", "address", "address6", "port", "tls", "certificate", "host"} & changes.keys()
        if fixed:
            raise LabError(f"a running receiver keeps its {', '.join(sorted(fixed))}")
        changed = dataclasses.replace(self.receiver, **changes)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(10)
            connection.connect(str(self._place(HOME / "receivers.socket")))
            connection.sendall(json.dumps(changed.to_json()).encode() + b"\n")
            answer = connection.recv(65536).decode()
        if answer != "ok\n":
            raise LabError(f"the receivers' process says {answer.strip()}")
        self.receiver = changed

    def _wait(self, look: Callable[[], list[T]], what: str, n: int, timeout: float) -> list[T]:
        deadline = time.monotonic() + timeout
        while len(found := look()) < n:
            if time.monotonic() > deadline:
                name = self.receiver.name
                raise LabTimeout(f"{name}: {len(found)} of {n} {what} after {timeout:g} s\n{self._situation()}")
            time.sleep(POLL)
        return found
