"""The loop of `sendoff watch`: read what the log has, write it, look at the queue, forget what is old, wait.

Nothing here holds up another part for long, and nothing but a request ends it: what goes wrong is said once, stands in
the ledger where that can still be written, and is tried again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from sendoff.host.errors import HostError
from sendoff.host.following.source import Chunk, Source
from sendoff.host.ledger.writing import Writer
from sendoff.host.watching.counts import Counts
from sendoff.host.watching.due import Due
from sendoff.host.watching.keeper import Keeper
from sendoff.host.watching.metrics import Metrics
from sendoff.host.watching.notifying import Notify
from sendoff.host.watching.reconciling import Reconciliation
from sendoff.host.watching.settings import Settings
from sendoff.host.watching.signals import Asked
from sendoff.host.watching.switching import Switching
from sendoff.host.watching.telling import Telling
from sendoff.host.watching.troubles import Troubles

IDLE = 0.25
"""The longest wait for a new line (seconds)."""
APART = 0.4
"""Between two transactions under load: larger ones cost Postfix less of the disk."""
_LOOK = 1.0
_BEAT = 10.0
_METRICS = 60.0
_TELL = 0.5
_FIND_AGAIN = 30.0


_SMALL = 256 * 1024
_FRESH = 5.0


def at_end(chunk: Chunk) -> bool:
    """Tell whether a log is read to its end, as far as that can be said of one that is written all the time."""
    return chunk.caught_up or (len(chunk.data) < _SMALL and chunk.latest > time.time() - _FRESH)


class Parts(NamedTuple):
    """What the loop is made of. `find` chooses the log, and raises HostError where there is none."""

    settings: Settings
    find: Callable[[], Source]
    keeper: Keeper
    reconciliation: Reconciliation | None
    metrics: Metrics
    notify: Notify
    troubles: Troubles
    telling: Telling | None = None
    switching: Switching | None = None


class Loop:
    """One run of the watch."""

    def __init__(self, parts: Parts, asked: Asked) -> None:
        """Choose the log and open the ledger; `asked` is set when the run is to end.

        Raises:
            HostError: there is no log, or the ledger cannot be written.
        """
        self._parts = parts
        self._asked = asked
        self._due = Due()
        self._chunk: Chunk | None = None
        self._caught_up = False
        self.counts = Counts()
        self.source = parts.find()
        self._place: dict[str, Any] | None = parts.keeper.open(self.source.name)
        self._placed = True

    def run(self) -> None:
        """Go on until asked to end."""
        parts = self._parts
        parts.notify.tell("READY=1", f"STATUS=reading {self.source.name}")
        try:
            while not self._asked.is_set():
                self._turn()
        finally:
            parts.notify.tell("STOPPING=1")
            if parts.reconciliation:
                parts.reconciliation.close()
            if parts.telling:
                parts.telling.close(parts.keeper.do)
            parts.metrics.close()
            parts.keeper.close()
            self.source.close()

    def _turn(self) -> None:
        began = time.monotonic()
        self._now_and_then()
        new = self._read()
        keeper, reconciliation, more = self._parts.keeper, self._parts.reconciliation, False
        if reconciliation and self._caught_up:
            more = keeper.do(reconciliation.step)
        more = keeper.trim() or more
        self._tell()
        self._switch()
        if self._due.now("beat", _BEAT) and not new:
            keeper.do(lambda writer: writer.commit())  # the log was read, though it had nothing
        self._rest(began, new=new, more=more)

    def _switch(self) -> None:
        """Say when what is on because of a block is no longer what is called for."""
        parts = self._parts
        if parts.switching and self._caught_up:
            try:
                parts.switching.step()
                parts.troubles.over("switching")
            except HostError as error:
                parts.troubles.tell("switching", error)

    def _now_and_then(self) -> None:
        parts = self._parts
        parts.notify.beat()
        if self._due.now("look", _LOOK) and parts.settings.changed():
            # What the new configuration says of the ledger begins with a writer of its own.
            self._reopen(self._found())
            self._due.in_(0.0, "metrics")
        if self._due.now("metrics", _METRICS):
            parts.metrics.serve(parts.settings.live.metrics)

    def _tell(self) -> None:
        """Tell a person what is due. What a log still has to tell may be the end of it, so it is read first."""
        parts = self._parts
        telling = parts.telling
        if telling and self._caught_up and self._due.now("tell", _TELL):
            parts.keeper.do(lambda writer: telling.step(writer, parts.settings.live.notify))

    def _read(self) -> bool:
        """Read a chunk, unless one waits to be written, and write it; returns whether there were lines."""
        if self._chunk is None:
            self._chunk = self._new_chunk()
        chunk = self._chunk
        return chunk is not None and self._parts.keeper.do(lambda writer: self._take(writer, chunk))

    def _new_chunk(self) -> Chunk | None:
        """Return what the log has behind the place, None where that is nothing or it cannot be read."""
        looked, keeper = time.time_ns() // 1000, self._parts.keeper
        if not self._placed and not keeper.do(self._go_to_place):
            return None
        try:
            chunk = self.source.read(self._place)
        except HostError as error:
            self._source_failed(error)
            return None
        if self._parts.troubles.over("source"):
            keeper.fact("source_trouble", None)
        self._caught_up = at_end(chunk)
        if self._caught_up and keeper.writer:
            keeper.writer.fact("last_read", looked)
        return chunk if chunk.data or chunk.gap or chunk.place != self._place else None

    def _take(self, writer: Writer, chunk: Chunk) -> bool:
        self.counts.add(writer.take(self.source.name, chunk.data, chunk.place, chunk.latest, chunk.gap))
        self._place, self._chunk = chunk.place, None
        return bool(chunk.data)

    def _source_failed(self, error: HostError) -> None:
        self._caught_up = False
        if self._parts.troubles.tell("source", error):
            self._parts.keeper.fact("source_trouble", error.what)
        self._asked.wait(_LOOK)
        if self._due.now("find", _FIND_AGAIN) and (found := self._found()):
            self._reopen(found)

    def _found(self) -> Source | None:
        """Return the log as chosen anew, since another configuration may log elsewhere; None where it is the same."""
        with suppress(HostError):
            found = self._parts.find()
            if found.name != self.source.name:
                return found
            found.close()
        return None

    def _reopen(self, source: Source | None) -> None:
        """Open the ledger anew, for another log if one is given. What was read but not written is read again."""
        self._chunk, self._caught_up = None, False
        if source:
            self.source.close()
            self.source = source
            self._parts.troubles.over("source")
            self._parts.notify.tell(f"STATUS=reading {source.name}")
        self._placed = False
        self._parts.keeper.turn_to(self.source.name)

    def _go_to_place(self, writer: Writer) -> bool:
        self._place, self._placed = writer.place(self.source.name), True
        return True

    def _rest(self, began: float, *, new: bool, more: bool) -> None:
        if self._chunk is not None:  # the ledger refuses
            self._asked.wait(IDLE)
        elif new and self._caught_up:
            self._asked.wait(max(0.0, began + APART - time.monotonic()))
        elif not new and not more and not self._parts.troubles.has("source"):
            self.source.wait(IDLE)
