"""What waits in Postfix's queue, by `postqueue -j`: one message after the other, while it is being read.

Postfix reads the queue folder by folder while mail goes on, so a message that moves meanwhile may come twice (it is
given once) or not at all: counts are those of a crowd that walks.
"""

from __future__ import annotations

import contextlib
import os
import select
import time
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from sendoff.delivery.waiting import Recipient, Waiting, parsed
from sendoff.host.commands import environment
from sendoff.host.errors import HostError
from sendoff.host.spool import next_retry

if TYPE_CHECKING:
    import subprocess

__all__ = ["Listing", "Recipient", "Waiting", "listing", "next_retry"]

SECONDS = 300.0
"""How long a listing may take before it is cut short."""

_PROGRAM = ("postqueue", "-j")
_CHUNK = 1 << 18
_PIPE = 1 << 20
_NAP = 0.004
"""postqueue writes 4 kB at a time; to wake for each would take its processor (seconds)."""


class Listing:
    """The queue, to be gone through once. What it says of itself is known when that has ended.

    `direct`: Postfix does not run, its files were read. `truncated`: why messages are missing, or None.
    `unreadable`: lines that were not understood. `messages`: how many the queue has, also those not asked for.
    """

    def __init__(self, ids: Collection[str] | None, seconds: float, program: Sequence[str]) -> None:
        self.direct = False
        self.truncated: str | None = None
        self.unreadable = 0
        self.messages = 0
        self._wanted = None if ids is None else frozenset(ids)
        self._seconds = seconds
        self._program = program
        self._seen = set[str]()

    def __iter__(self) -> Iterator[Waiting]:
        """Yield the messages in Postfix's order; whoever stops early ends postqueue with it.

        Raises:
            HostError: the queue could not be asked, and not one message is known.
        """
        for lines in self._chunks():
            for found in parsed(lines):
                if found is None:
                    self.unreadable += 1
                elif found.queue_id not in self._seen:
                    self._seen.add(found.queue_id)
                    if self._wanted is None or found.queue_id in self._wanted:
                        yield found
        self.messages = len(self._seen)

    def _chunks(self) -> Iterator[str]:
        """Yield postqueue's output, some whole lines at a time; then see how it ended."""
        deadline = time.monotonic() + self._seconds
        errors = os.memfd_create("postqueue")
        child = _started(self._program, errors)
        try:
            yield from self._read(child, deadline)
            code = None if self.truncated else _code(child, deadline)
            said = _said(errors)
            self.direct = "accessing queue directly" in said
            if code != 0 and not self.truncated:
                self._failed(said)
        finally:
            child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()
            os.close(errors)

    def _read(self, child: subprocess.Popen[bytes], deadline: float) -> Iterator[str]:
        assert child.stdout is not None  # noqa: S101 - it was asked for
        pipe, parts, poll = child.stdout.fileno(), list[bytes](), select.poll()
        poll.register(pipe, select.POLLIN)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                self._cut(f"postqueue was still at it after {self._seconds:g} s")
                return
            data = os.read(pipe, _CHUNK)
            if not data:
                if rest := b"".join(parts):
                    yield rest.decode(errors="replace")
                return
            end = data.rfind(b"\n") + 1
            if end:
                yield b"".join([*parts, data[:end]]).decode(errors="replace")
                parts = []
            parts.append(data[end:])
            if len(data) < _CHUNK // 4:
                time.sleep(_NAP)

    def _failed(self, said: str) -> None:
        """Tell an empty queue from one that could not be asked."""
        last = said.splitlines()[-1] if said else "it gave no reason"
        reason = last.removeprefix("postqueue: ").removeprefix("fatal: ")
        if "mail system is down" in said and not self.direct:
            raise HostError(
                "the queue cannot be listed: Postfix does not run",
                "Start Postfix; root may read the queue without it.",
            )
        if "not allowed" in said:
            raise HostError(
                f"the queue cannot be listed: {reason}", "Run it as root; authorized_mailq_users says who may."
            )
        self._cut(f"postqueue failed: {reason}")

    def _cut(self, reason: str) -> None:
        """Keep what is known, and say that it is not all; nothing known is no empty queue."""
        if not self._seen:
            raise HostError(f"the queue cannot be listed: {reason}", "`postqueue -p` and the mail log may say more.")
        self.truncated = reason


def listing(
    ids: Collection[str] | None = None, *, seconds: float = SECONDS, program: Sequence[str] = _PROGRAM
) -> Listing:
    """Return what waits: everything, or the messages of these queue ids; cut short after `seconds`."""
    return Listing(ids, seconds, program)


def _started(program: Sequence[str], errors: int) -> subprocess.Popen[bytes]:
    import fcntl  # start-up
    import subprocess

    null, pipe = subprocess.DEVNULL, subprocess.PIPE
    try:
        child = subprocess.Popen(program, stdin=null, stdout=pipe, stderr=errors, env=environment(None), bufsize=0)
    except OSError as error:
        os.close(errors)
        raise HostError(f"the queue cannot be listed: {program[0]}: {error.strerror}", "Install Postfix.") from None
    if child.stdout:
        with contextlib.suppress(OSError):  # a user with many pipes gets a small one, which only costs time
            fcntl.fcntl(child.stdout, fcntl.F_SETPIPE_SZ, _PIPE)
    return child


def _code(child: subprocess.Popen[bytes], deadline: float) -> int | None:
    import subprocess  # start-up

    try:
        return child.wait(max(1.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None


def _said(errors: int) -> str:
    os.lseek(errors, 0, os.SEEK_SET)
    return os.read(errors, 1 << 16).decode(errors="replace").strip()
