"""How the ledger is: what the watch says of itself in it, its gaps of late, and its size."""

from __future__ import annotations

import os

from sendoff.host.ledger.gaps import gaps
from sendoff.host.ledger.reading import Ledger
from sendoff.monitor.check_facts import Health
from sendoff.monitor.check_queue import BELIEVED

DAY = 86_400_000_000
"""Gaps of this long (µs) are asked for."""

_FACTS = ("begins", "last_line", "last_read", "source", "source_trouble", "trouble", "queue", "notify")


def health(ledger: Ledger, now: int) -> Health:
    """Return how a ledger is; `now` in microseconds.

    Raises:
        HostError: it cannot be read.
    """
    found = {name: ledger.fact(name) for name in _FACTS}
    queue = found["queue"]
    # A long queue takes a while to ask for; who looked into it a short time ago knows better.
    looked = queue and not queue.get("unknown") and now - queue["looked"] < BELIEVED
    oldest = None if looked else _oldest_open(ledger)
    return Health(
        ledger.path,
        **found,
        oldest_open=oldest,
        size=size(ledger.path),
        gaps=tuple(gaps(ledger, now - DAY, None)),
    )


def size(path: str) -> int | None:
    """Return the bytes that a ledger takes on the disk, with the file that SQLite writes ahead."""
    total = 0
    for name in (path, f"{path}-wal"):
        try:
            total += os.stat(name).st_size
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return total


def _oldest_open(ledger: Ledger) -> int | None:
    """Return when the oldest message that waits and is not held came in; where that is not known, was first seen."""
    sql = "SELECT min(coalesce(began, first_seen)) AS oldest FROM message WHERE ended IS NULL AND held IS NULL"
    oldest: int | None = ledger.rows(sql)[0]["oldest"]
    return oldest
