"""What is usual: the same span in the weeks before, or in the days before where the ledger is young."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

HOUR = 3_600_000_000
DAY = 24 * HOUR
WEEK = 7 * DAY
WEEKS, DAYS = 4, 7
_WEEKS_NEEDED, _DAYS_NEEDED = 2, 3

Hours = Mapping[int, Mapping[str, float]]
"""Counts by name, by the hour since 1970."""


class Usual(NamedTuple):
    """A count of this span, and the middle, lowest and highest of the spans it is compared with."""

    now: float
    usual: float
    low: float
    high: float


class Comparison(NamedTuple):
    """Counts by name with what is usual. `against` says what with, or, where `spans` is 0, why there is nothing."""

    against: str
    spans: int
    counts: dict[str, Usual]


def earliest(since: int, until: int) -> int:
    """Return the moment (µs) from which hours are needed to compare a span."""
    return since - WEEKS * _step(until - since)


def compared(
    since: int, until: int, now: int, *, known_since: int | None, hours: Hours, names: Sequence[str]
) -> Comparison:
    """Compare a span (µs) with those before it.

    `known_since` is the beginning of what was counted (µs; None: nothing was), `hours` the counts, in which an hour
    without any line read may be missing: a span in which nothing at all was read says nothing of the usual.
    """
    length = until - since
    shift, number, needed, what = _step(length), WEEKS, _WEEKS_NEEDED, "the same span, weeks before"
    starts = _starts(since, shift, number, known_since)
    if length > WEEK:
        what = "spans of this length before"
    spans = [found for start in starts if (found := sums(hours, start, start + length, now, names))]
    if len(spans) < needed and length <= DAY:
        needed, what = _DAYS_NEEDED, "the same span, days before"
        starts = _starts(since, DAY, DAYS, known_since)
        spans = [found for start in starts if (found := sums(hours, start, start + length, now, names))]
    if len(spans) < needed:
        return Comparison("the ledger does not reach back far enough to know what is usual", 0, {})
    here = sums(hours, since, until, now, names) or dict.fromkeys(names, 0.0)
    return Comparison(
        f"the middle of {len(spans)} ({what})",
        len(spans),
        {name: _usual(here[name], [span[name] for span in spans]) for name in names},
    )


def _step(length: int) -> int:
    # Whole weeks, so that Mondays are compared with Mondays.
    return WEEK * max(1, -(-length // WEEK))


def _starts(since: int, step: int, number: int, known_since: int | None) -> list[int]:
    starts = (since - step * count for count in range(1, number + 1))
    return [] if known_since is None else [start for start in starts if start >= known_since]


def _usual(now: float, before: list[float]) -> Usual:
    ordered = sorted(before)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return Usual(now, median, ordered[0], ordered[-1])


def sums(hours: Hours, since: int, until: int, now: int, names: Sequence[str]) -> dict[str, float] | None:
    """Return counts of a span (µs), or None where nothing was read in it.

    An hour that lies in the span by a part counts by that part.
    """
    found, read = dict.fromkeys(names, 0.0), False
    for hour in range(since // HOUR, -(-until // HOUR)):
        counts = hours.get(hour)
        if counts is None:
            continue
        read = True
        share = _share(hour, since, until, now)
        for name in names:
            found[name] += counts.get(name, 0) * share
    return found if read else None


def _share(hour: int, since: int, until: int, now: int) -> float:
    """Return how much of an hour lies in the span; of the hour that is not over, only what has passed counts."""
    start, end = hour * HOUR, min((hour + 1) * HOUR, max(now, hour * HOUR + 1))
    return max(0, min(end, until) - max(start, since)) / (end - start)
