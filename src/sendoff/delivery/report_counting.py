"""Counting any number of deliveries in bounded memory: the most frequent names, and delays."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

NAMES_KEPT = 100_000
_DELAYS_KEPT = 20_000
_DIGITS = 3
STEPS = (*(step * 10.0**power for power in range(-1, 6) for step in (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)), math.inf)
_MIDDLE, _HIGH = 0.5, 0.95


class Top(NamedTuple):
    """The most frequent names with their counts, most frequent first.

    `floor` is 0 where all is exact; else rare names were dropped on the way, and any count may be low by so many.
    """

    rows: list[tuple[str, dict[str, int]]]
    names: int
    floor: int


class Frequent:
    """Counts names, such as domains, each under a kind, such as a verdict; keeps the frequent names."""

    def __init__(self, limit: int = NAMES_KEPT) -> None:
        """Keep at most about `limit` names of a kind."""
        self._kinds: dict[Any, Counter[str | None]] = {}
        self._weights: dict[str, int] = {}
        self._limit, self._floor = limit, 0

    def count(self, names: Iterable[str | None], kind: Any) -> None:
        """Count names under a kind; None is no name."""
        counts = self._kinds.setdefault(kind, Counter())
        counts.update(names)
        if len(counts) > self._limit:
            self._forget()

    def add(self, name: str, kind: Any, times: int) -> None:
        """Count a name so many times."""
        self.count((), kind)
        self._kinds[kind][name] += times

    def weigh(self, names: Iterable[str | None], weights: Iterable[int | None]) -> None:
        """Add to the weight (bytes) of each name; count the same names first."""
        known = self._weights
        for name, weight in zip(names, weights, strict=False):
            if weight and name is not None:
                known[name] = known.get(name, 0) + weight
        if len(known) > self._limit:
            kept = self._totals()
            self._weights = {name: weight for name, weight in known.items() if name in kept}

    def top(self, number: int) -> Top:
        """Return the most frequent names; their counts hold `bytes` too where they were weighed."""
        totals = self._totals()
        chosen = sorted(totals, key=lambda name: (-totals[name], name))[:number]
        rows = [(name, self._of(name)) for name in chosen]
        return Top(rows, len(totals), self._floor)

    def _of(self, name: str) -> dict[Any, int]:
        counts = {kind: counts[name] for kind, counts in self._kinds.items() if name in counts}
        return {**counts, "bytes": self._weights[name]} if name in self._weights else counts

    def _totals(self) -> dict[str, int]:
        totals: Counter[Any] = Counter()
        for counts in self._kinds.values():
            totals.update(counts)
        totals.pop(None, None)
        return totals

    def _forget(self) -> None:
        # The rarer half goes, and all that are as rare as its last one, so that this is needed seldom. Who is frequent
        # stays; `floor` tells by how much a count may be low.
        totals = self._totals()
        border = sorted(totals.values())[len(totals) // 2]
        for kind, counts in self._kinds.items():
            kept = {name: count for name, count in counts.items() if name is None or totals[name] > border}
            self._kinds[kind] = Counter(kept)
        self._weights = {name: weight for name, weight in self._weights.items() if totals[name] > border}
        self._floor += border


class Spread(NamedTuple):
    """How delays are spread, in seconds."""

    number: int
    median: float
    p95: float
    longest: float


class Delays:
    """Delays in seconds. Exact, as Postfix prints few digits; with very many different ones, to three digits."""

    def __init__(self) -> None:
        self._counts: Counter[float] = Counter()

    def take(self, seconds: Iterable[float | None]) -> None:
        """Count delays; None is not known and not counted."""
        self._counts.update(seconds)  # type: ignore[arg-type]  # a None is taken out below
        self._counts.pop(None, None)  # type: ignore[call-overload]
        if len(self._counts) > _DELAYS_KEPT:
            rounded: Counter[float] = Counter()
            for value, count in self._counts.items():
                rounded[few_digits(value, _DIGITS)] += count
            self._counts = rounded

    def spread(self) -> Spread | None:
        """Return their spread, or None where there are none."""
        return spread(sorted(self._counts.items()))


def spread(sorted_counts: Sequence[tuple[float, int]]) -> Spread | None:
    """Return the spread of (seconds, count), sorted by seconds; None of nothing. Percentiles are nearest-rank."""
    total = sum(count for _, count in sorted_counts)
    if not total:
        return None
    middle, high = math.ceil(total * _MIDDLE), math.ceil(total * _HIGH)
    median = p95 = -1.0
    seen = 0
    for value, count in sorted_counts:
        seen += count
        if median < 0 and seen >= middle:
            median = value
        if seen >= high:
            p95 = value
            break
    return Spread(total, median, p95, sorted_counts[-1][0])


class DelaysByName:
    """Delays of many names, such as domains; each is told as the next of some fixed steps.

    Of more than `limit` names the rarer are dropped.
    """

    def __init__(self, limit: int = 30_000) -> None:
        """Keep at most about `limit` names."""
        self._counts: dict[str, list[int]] = {}
        self._limit = limit

    def take(self, names: Iterable[str], seconds: Iterable[float | None]) -> None:
        """Count a delay for each name; None is not known and not counted."""
        counts = self._counts
        for name, delay in zip(names, seconds, strict=True):
            if delay is not None:
                found = counts.get(name)
                if found is None:
                    found = counts[name] = [0] * len(STEPS)
                found[bisect_left(STEPS, delay)] += 1
        if len(counts) > self._limit:
            border = sorted(map(sum, counts.values()))[len(counts) // 2]
            self._counts = {name: found for name, found in counts.items() if sum(found) > border}

    def spreads(self) -> Iterator[tuple[str, Spread]]:
        """Yield each name with its spread."""
        for name, counts in self._counts.items():
            found = spread([(step, count) for step, count in zip(STEPS, counts, strict=True) if count])
            if found:
                yield name, found


def few_digits(value: float, digits: int) -> float:
    """Return a number in so many significant digits."""
    return float(f"{value:.{digits - 1}e}")
