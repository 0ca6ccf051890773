"""The ledger against the queue: what Postfix keeps, and what it keeps no more.

A log may have dropped lines, or begin late. Postfix's own listing of its queue tells which messages are there; it is
no snapshot, and a message on its way from one queue to another may be missing once. So a message counts as gone only
when two listings running lack it and the log said nothing of it shortly before the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sendoff.delivery.waiting import Waiting

MICRO = 1_000_000
SETTLE = 10 * MICRO
"""Of what happened so shortly before a listing, the log has the last word: it may be behind, or the queue."""

QUEUES = ("maildrop", "incoming", "active", "deferred", "hold")
HOLD = "hold"


class Open(NamedTuple):
    """A message that the ledger believes is in the queue; `undelivered` counts its recipients without a final line."""

    message: int
    last_seen: int
    held: bool
    undelivered: int
    next_retry: int | None


class Correction(NamedTuple):
    """What the queue knows and the ledger does not, of one message; `message` is None where it knows nothing of it.

    `held`: it is on hold (True), is so no longer (False), or the ledger is right about it (None).
    """

    message: int | None
    waiting: Waiting
    held: bool | None


class Looked(NamedTuple):
    """One listing: when it began (microseconds), how long it took, and whether it was told to its end."""

    began: int
    seconds: float
    truncated: bool
    unknown: str | None
    depth: dict[str, int]
    size: dict[str, int]
    oldest: dict[str, int | None]

    def fact(self) -> dict[str, Any]:
        """Return it as the ledger's fact `queue`: microseconds and bytes by queue."""
        return {
            "looked": self.began,
            "seconds": round(self.seconds, 3),
            "truncated": self.truncated,
            "depth": self.depth,
            "bytes": self.size,
            "oldest": self.oldest,
            "unknown": self.unknown,
        }


class Part(NamedTuple):
    """What some messages of a listing bring: `corrections`, and the deferred ones among those that are known."""

    corrections: list[Correction]
    deferred: dict[str, Open]


class Listing:
    """Counts a listing while it passes, and tells what the ledger lacks.

    `known` is what the ledger believes, by queue id; what the listing has is taken out of it, so that what is left at
    the end is what the queue lacks. A queue of 100,000 messages is held once, as small as can be.
    """

    def __init__(self, known: dict[str, Open], began: int) -> None:
        self.known = known
        self._began = began
        self.depth = dict.fromkeys(QUEUES, 0)
        self.size = dict.fromkeys(QUEUES, 0)
        self.oldest: dict[str, int | None] = dict.fromkeys(QUEUES)

    def parts(self, listing: Iterable[Waiting], size: int) -> Iterator[Part]:
        """Yield what is to be done, for some messages at a time; no message may stand in a listing twice."""
        part = Part([], {})
        for waiting in listing:
            self._take(waiting, part)
            if len(part.corrections) + len(part.deferred) >= size:
                yield part
                part = Part([], {})
        if part.corrections or part.deferred:
            yield part

    def _take(self, waiting: Waiting, part: Part) -> None:
        self._count(waiting)
        found = self.known.pop(waiting.queue_id, None)
        if found and waiting.queue_name == "deferred":
            part.deferred[waiting.queue_id] = found
        last = found.last_seen if found else waiting.arrival * MICRO
        if last < self._began - SETTLE and (correction := _correction(found, waiting)) is not None:
            part.corrections.append(correction)

    def _count(self, waiting: Waiting) -> None:
        name, arrival = waiting.queue_name, waiting.arrival * MICRO
        self.depth[name] = self.depth.get(name, 0) + 1
        self.size[name] = self.size.get(name, 0) + waiting.size
        oldest = self.oldest.get(name)
        self.oldest[name] = arrival if oldest is None else min(oldest, arrival)

    def absent(self) -> dict[str, int]:
        """Return the messages that the listing lacked and the log was silent about: queue id → message."""
        return {
            queue_id: found.message for queue_id, found in self.known.items() if found.last_seen < self._began - SETTLE
        }

    def looked(self, seconds: float, *, truncated: bool = False, unknown: str | None = None) -> Looked:
        """Return the listing's figures; where the queue could not be asked, none."""
        if unknown is not None:
            return Looked(self._began, seconds, truncated, unknown, {}, {}, {})
        return Looked(self._began, seconds, truncated, None, self.depth, self.size, self.oldest)


def _correction(found: Open | None, waiting: Waiting) -> Correction | None:
    if waiting.queue_name == "maildrop":
        return None  # its id is the file's, and pickup gives it another
    on_hold = waiting.queue_name == HOLD
    if found is None:
        return Correction(None, waiting, on_hold or None)
    held = on_hold if on_hold != found.held else None
    if held is None and found.undelivered == len(waiting.recipients):
        return None
    return Correction(found.message, waiting, held)


def gone(before: Mapping[str, int], now: Mapping[str, int]) -> list[int]:
    """Return the messages that two listings running lack, in order."""
    return sorted(message for queue_id, message in now.items() if before.get(queue_id) == message)


def new_times(deferred: Mapping[str, Open], times: Mapping[str, int]) -> dict[int, int]:
    """Return the next retries that the ledger does not have yet: message → microseconds; `times` are by queue id."""
    return {
        found.message: when
        for queue_id, when in times.items()
        if (found := deferred.get(queue_id)) is not None and found.next_retry != when
    }


def pause(seconds: float, least: float = 60.0, share: int = 20) -> float:
    """Return how long to wait after a listing that took `seconds`, so that it is no more than a share of all time."""
    return max(least, share * seconds)
