"""Asking the queue beside the log: in a thread, at most a twentieth of the time, and never in the log's way.

The thread only reads. What it finds comes back in small parts, which the loop writes between two looks at the log;
while the loop is busy, the thread waits.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sendoff.delivery.reconcile import Correction, Listing, Looked, Open, gone, new_times, pause
from sendoff.delivery.waiting import Waiting
from sendoff.host.errors import HostError
from sendoff.host.ledger.writing import Writer

MICRO = 1_000_000
_PART = 500
_WAITING_PARTS = 2
_POLL = 0.1


class Asking(NamedTuple):
    """How the queue and the ledger are asked. `listing` may have `truncated`, why messages are missing."""

    listing: Callable[[], Iterable[Waiting]]
    next_retry: Callable[[Iterable[str]], Mapping[str, int]]
    known: Callable[[], dict[str, Open]]


class _Part(NamedTuple):
    """What the queue knows and the ledger does not, and new times of the next retry (microseconds, by message)."""

    corrections: list[Correction]
    times: dict[int, int]


class _Told(NamedTuple):
    """The end of a listing: its figures, and what it lacks of the ledger's open messages."""

    looked: Looked
    absent: dict[str, int]


class Reconciliation:
    """Asks the queue now and then; `step` is to be called often, and does little."""

    def __init__(self, asking: Asking, least: float = 60.0) -> None:
        """Ask no more often than each `least` seconds."""
        self._asking = asking
        self._least = least
        self._due = 0.0
        self._thread: threading.Thread | None = None
        self._parts: queue.Queue[_Part | _Told] = queue.Queue(_WAITING_PARTS)
        self._began = 0
        self._absent = dict[str, int]()
        self._stopped = threading.Event()
        self.last: Looked | None = None

    def step(self, writer: Writer) -> bool:
        """Write one part of what was found, or begin anew when it is time; returns whether more waits.

        To be called only when the log is read to its end: of what the log still has to tell, the queue knows nothing.
        """
        try:
            part = self._parts.get_nowait()
        except queue.Empty:
            if not self._thread and time.monotonic() >= self._due:
                self._start()
            return False
        if isinstance(part, _Told):
            self._finish(writer, part)
        else:
            if part.corrections:
                writer.queued(part.corrections, self._began)
            if part.times:
                writer.next_retry(part.times)
        return True

    def once(self, writer: Writer) -> None:
        """Ask once, to the end. What the queue lacks is not gone for that: it takes a second look."""
        self._start()
        while self._thread:
            if not self.step(writer):
                time.sleep(_POLL)

    def close(self) -> None:
        """Let a listing that is under way end by itself."""
        self._stopped.set()
        if self._thread:
            self._thread.join(1.0)

    def _start(self) -> None:
        self._began = time.time_ns() // 1000
        self._thread = threading.Thread(target=self._ask, name="queue", daemon=True)
        self._thread.start()

    def _finish(self, writer: Writer, told: _Told) -> None:
        looked = self.last = told.looked
        self._due = time.monotonic() + pause(looked.seconds, self._least)
        self._thread = None
        if looked.unknown is None and not looked.truncated:
            writer.gone(gone(self._absent, told.absent), looked.began)
            self._absent = told.absent
        writer.fact("queue", looked.fact())
        writer.commit()

    def _ask(self) -> None:
        """Run in the thread."""
        start = time.monotonic()
        listing, truncated, unknown = Listing({}, self._began), False, None
        try:
            listing = Listing(self._asking.known(), self._began)
            found = self._asking.listing()
            for part in listing.parts(found, _PART):
                times = new_times(part.deferred, self._asking.next_retry(part.deferred))
                if part.corrections or times:
                    self._put(_Part(part.corrections, times))
            truncated = bool(getattr(found, "truncated", None))
        except HostError as error:
            unknown = error.what
        except Exception as error:  # noqa: BLE001 - whatever it is, the watch goes on and the ledger says it
            unknown = f"{type(error).__name__}: {error}"
        looked = listing.looked(time.monotonic() - start, truncated=truncated, unknown=unknown)
        self._put(_Told(looked, {} if truncated or unknown else listing.absent()))

    def _put(self, part: _Part | _Told) -> None:
        while not self._stopped.is_set():
            try:
                return self._parts.put(part, timeout=_POLL)
            except queue.Full:
                continue
        return None
