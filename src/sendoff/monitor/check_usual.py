"""This server's usual: what its own past says of this hour. Hours are whole hours since 1970 (UTC)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sendoff.monitor.check_facts import HOUR, History

WEEK = 168
WEEKS = 4
HISTORY = WEEK * WEEKS
"""How far back the usual goes (hours)."""

FEWEST_WEEKS = 2
"""With fewer weeks the usual is not known yet."""

FEWEST_ATTEMPTS = 10
"""A share of fewer attempts says nothing: 1 of 2 is no alarm."""

_BY_CHANCE = 1e-5
"""Silence that this server's own past makes less likely than this is not chance."""
_DAY, _FIRST_SATURDAY = 24, 2  # 1970-01-01 was a Thursday
_WEEKEND_DAYS = 2


class Share(NamedTuple):
    """A share of attempts (%), of how many, and the usual one; None where too few attempts, or weeks, are known."""

    percent: float | None
    attempts: int
    usual: float | None
    weeks: int


class Silence(NamedTuple):
    """How long no mail was handed in (seconds), and what of it is usual.

    `usual` is the longest silence at this hour of this day in the weeks before, None where it is not known yet.
    `chance` is how likely so long a silence is, if each hour is as the same hours of the days before: about 1 for a
    server that seldom sends.
    """

    seconds: float
    usual: float | None
    chance: float

    @property
    def unusual(self) -> bool:
        """Tell whether it is longer than usual, and no chance."""
        return self.usual is not None and self.seconds > self.usual and self.chance < _BY_CHANCE


def hours_of_attempts(hour: int) -> list[int]:
    """Return the hours that `share` asks for: this one and the one before, now and in the weeks before."""
    return [hour - week * WEEK - back for week in range(WEEKS + 1) for back in (1, 0)]


def share(history: History, now: int, status: str, fewest: int = FEWEST_ATTEMPTS) -> Share:
    """Return the share of a status in this hour and the one before, and its median in the same hours of weeks past."""
    hour = now // HOUR
    weeks = [_counted(history.attempts, hour - week * WEEK, status) for week in range(1, WEEKS + 1)]
    known = sorted(100 * some / all_ for some, all_ in weeks if all_ >= fewest)
    some, all_ = _counted(history.attempts, hour, status)
    usual = _median(known) if len(known) >= FEWEST_WEEKS else None
    return Share(100 * some / all_ if all_ >= fewest else None, all_, usual, len(known))


def _counted(attempts: Mapping[int, Mapping[str, int]], hour: int, status: str) -> tuple[int, int]:
    counts = [attempts.get(one, {}) for one in (hour - 1, hour)]
    return sum(one.get(status, 0) for one in counts), sum(sum(one.values()) for one in counts)


def _median(values: list[float]) -> float:
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def silence(history: History, now: int) -> Silence | None:
    """Return the silence up to now; None where no mail was handed in as long as the ledger knows."""
    last = history.last_accepted
    if last is None:
        return None
    seconds = max(0.0, (now - last) / 1e6)
    hour = now // HOUR
    if history.first_hour is None or hour - history.first_hour < FEWEST_WEEKS * WEEK:
        return Silence(seconds, None, 1.0)
    return Silence(seconds, _longest(history, history.first_hour, hour), _chance(history, last // HOUR, hour))


def _longest(history: History, first: int, hour: int) -> float:
    """Return the longest silence (seconds) that the same hour, give or take one, saw in the weeks before."""
    moments = [hour - week * WEEK + near for week in range(1, WEEKS + 1) for near in (-1, 0, 1)]
    return max((_quiet(history.accepted, moment, first) for moment in moments if moment >= first), default=0) * 3600.0


def _quiet(accepted: Mapping[int, int], hour: int, first: int) -> int:
    """Return for how many hours there was silence at the end of an hour; what began unseen counts from `first`."""
    last = next((one for one in range(hour, first - 1, -1) if accepted.get(one)), first - 1)
    return hour - last + 1


def _chance(history: History, last: int, hour: int) -> float:
    """Return how likely it is that none of the hours between brought mail, each by the days before of its kind."""
    start = last - HISTORY
    known = range(max(history.first_hour or start, start), last)
    rate = _rates(history.accepted, known)
    silent = range(last + 1, min(hour, last + HISTORY))
    return math.prod(1 - rate(one) for one in silent)


def _rates(accepted: Mapping[int, int], known: Iterable[int]) -> Callable[[int], float]:
    """Return a function that tells how often an hour of its kind brought mail."""
    seen: dict[tuple[int, bool], list[int]] = {}
    for one in known:
        counts = seen.setdefault(_kind(one), [0, 0])
        counts[0] += bool(accepted.get(one))
        counts[1] += 1

    def rate(hour: int) -> float:
        brought, days = seen.get(_kind(hour), [0, 0])
        # Half a day is added to each side: what was never seen may still happen.
        return brought / (days + 0.5) if days else 0.0

    return rate


def _kind(hour: int) -> tuple[int, bool]:
    """Return the hour of the day, and whether the day is of a weekend."""
    days = hour // _DAY
    return hour % _DAY, (days - _FIRST_SATURDAY) % 7 < _WEEKEND_DAYS
