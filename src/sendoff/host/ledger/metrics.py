"""The numbers of a ledger for /metrics, cheap enough for a scrape: old hours are summed only once."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from sendoff.host.errors import HostError
from sendoff.host.ledger.reading import Ledger, ledger

_FACTS = ("begins", "last_line", "last_read", "source_trouble", "trouble", "monitoring", "generation", "queue")
_RECENT_HOURS = 2
_OLD_SECONDS = 30.0
_SHARE = 200
"""Adding up all hours anew may take one part in so many of the time."""
_LEAP = 48

_SUMS = "SELECT name, label, SUM(count) FROM tally WHERE hour >= ? AND hour < ? GROUP BY name, label"
_GAPS = "SELECT kind, SUM(count), MAX(until) FROM gap GROUP BY kind"

_INCIDENTS = "SELECT provider, part, class FROM incident WHERE closed IS NULL"

_FIRST, _END = 0, 1 << 62

Sums = Counter[tuple[str, str]]


class Tallies:
    """Sums over all hours of the ledger's counters.

    The newest hours are read each time. The sums of older ones, which take half a second for a year of hours, are
    kept, since such hours change only where an old log is read late: they are added up anew every half minute, or
    less often where that takes long.
    """

    def __init__(self) -> None:
        self._old: Sums = Counter()
        self._before = -1
        self._due = 0.0

    def of(self, source: Ledger) -> Sums:
        """Return the sums, by name and label."""
        newest = source.rows("SELECT MAX(hour) FROM tally")[0][0] or 0
        before = max(newest - _RECENT_HOURS + 1, 0)
        now = time.monotonic()
        if now >= self._due or not 0 <= before - self._before < _LEAP:
            self._old, self._before = _sums(source, _FIRST, before), before
            took = time.monotonic() - now
            self._due = now + max(_OLD_SECONDS, took * _SHARE)
        self._old += _sums(source, self._before, before)
        self._before = before
        return self._old + _sums(source, before, _END)


def _sums(source: Ledger, first: int, end: int) -> Sums:
    return Counter({(name, label): count for name, label, count in source.each(_SUMS, (first, end))})


def numbers(path: str, tallies: Tallies) -> dict[str, Any]:
    """Return the members of MetricFacts that the ledger knows; only `unreadable` when it cannot be read."""
    try:
        with ledger(path) as source:
            found = {name: source.fact(name) for name in _FACTS}
            gaps = source.rows(_GAPS)
            incidents = [(row[0], row[1], row[2]) for row in source.rows(_INCIDENTS)]
            sums = tallies.of(source)
    except HostError as error:
        return {"unreadable": error.what}
    newest = max((row[2] for row in gaps), default=None)
    told = {"gaps": {row[0]: row[1] for row in gaps}, "newest_gap": newest, "tallies": sums, "incidents": incidents}
    return {**found, **told}
