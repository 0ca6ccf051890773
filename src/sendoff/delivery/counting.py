"""What is counted by the hour of the log; see tallies.py for the names."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from sendoff.delivery.tallies import BUCKETS, STAGES
from sendoff.replies.classes import CLASSES

HOUR = 3600 * 1_000_000
_LABELS = [f"{bound:g}" for bound in BUCKETS] + ["inf"]


class Counts:
    """Counters since they were emptied, by hour, name and label."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, str, str]] = Counter()
        self._refused: Counter[tuple[int, str, str, str]] = Counter()
        self._hour = 0
        self._delays = [[0] * len(_LABELS) for _ in STAGES]
        self._sums = [0] * len(STAGES)

    def add(self, when: int, name: str, label: str, count: int = 1) -> None:
        """Count something that happened at a moment (microseconds)."""
        self._counts[when // HOUR, name, label] += count

    def refused(self, when: int, status: str, provider: str, kind: str) -> None:
        """Count an attempt that was not sent, and the class of its reply: two counters, told apart when asked for."""
        self._refused[when // HOUR, status, provider, kind] += 1

    def delays(self, when: int, delays: tuple[float, ...]) -> None:
        """Count the four delays (seconds) of a delivery; kept apart by the hour, since this is done for each one."""
        hour = when // HOUR
        if hour != self._hour:
            self._gather()
            self._hour = hour
        for stage, delay in enumerate(delays):
            self._delays[stage][0 if delay < BUCKETS[0] else bisect_left(BUCKETS, delay)] += 1
            self._sums[stage] += round(delay * 1000)

    def all(self) -> list[tuple[int, str, str, int]]:
        """Return every counter: hour, name, label, count."""
        self._gather()
        for (hour, status, provider, kind), count in self._refused.items():
            self._counts[hour, "attempts", f"{status} {provider}"] += count
            self._counts[hour, "refused", f"{CLASSES[kind].coarse} {provider}"] += count
        self._refused.clear()
        return [(*key, count) for key, count in self._counts.items()]

    def clear(self) -> None:
        """Begin anew."""
        self._counts.clear()
        self._refused.clear()

    def _gather(self) -> None:
        for stage, buckets, total in zip(STAGES, self._delays, self._sums, strict=True):
            for label, count in zip(_LABELS, buckets, strict=True):
                if count:
                    self._counts[self._hour, "delay", f"{stage} {label}"] += count
            if total:
                self._counts[self._hour, "delay_sum", stage] += total
        self._delays = [[0] * len(_LABELS) for _ in STAGES]
        self._sums = [0] * len(STAGES)
