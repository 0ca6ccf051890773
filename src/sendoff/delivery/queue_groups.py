"""Counters of what belongs together in the queue: by destination, reason, sender and user."""

from __future__ import annotations

from bisect import bisect_left

from sendoff.delivery.waiting import Recipient, Waiting

AGES = (5, 10, 20, 40, 80, 160, 320, 640, 1280)
"""Upper bounds of the ages (minutes); whatever is older is counted in one more."""

GROUPS = 100_000
"""No more groups of a kind are told apart; what comes then is counted as not grouped."""

_BOUNDS = tuple(minutes * 60 for minutes in AGES)
_ALL = 1 << 62


def age_place(seconds: int) -> int:
    """Return the place of an age in a group's `ages`."""
    return bisect_left(_BOUNDS, seconds)


class Group:
    """Numbers of what belongs together. `ages` counts recipients, `oldest` is in seconds since 1970."""

    __slots__ = ("ages", "bytes", "example", "messages", "oldest")

    def __init__(self) -> None:
        self.messages = 0
        self.bytes = 0
        self.oldest = _ALL
        self.ages = [0] * (len(AGES) + 1)
        self.example: tuple[str, Recipient] | None = None

    def add(self, waiting: Waiting, recipients: int, age: int) -> None:
        """Count a message with so many of its recipients; `age` is the place in `ages`."""
        self.messages += 1
        self.bytes += waiting.size
        if waiting.arrival < self.oldest:  # noqa: PLR1730 - half the time of min(), five times for each message
            self.oldest = waiting.arrival
        self.ages[age] += recipients

    @property
    def recipients(self) -> int:
        """How many recipients wait."""
        return sum(self.ages)

    def merge(self, other: Group) -> None:
        """Add another group's numbers."""
        self.messages += other.messages
        self.bytes += other.bytes
        self.oldest = min(self.oldest, other.oldest)
        self.ages = [mine + its for mine, its in zip(self.ages, other.ages, strict=True)]


class Groups(dict[str, Group]):
    """Groups by name; `not_grouped` counts recipients that came when there were GROUPS already."""

    not_grouped = 0

    def count(self, name: str, waiting: Waiting, recipients: int, age: int) -> Group | None:
        """Count a message in the group of this name; None when there is no more room for one."""
        group = self.get(name)
        if group is None:
            if len(self) >= GROUPS:
                self.not_grouped += recipients
                return None
            group = self[name] = Group()
        group.add(waiting, recipients, age)
        return group

    def first(self, top: int, sort: str) -> list[tuple[str, Group]]:
        """Return the first groups, by most recipients (count), oldest message (age) or most bytes (size)."""
        keys = {"age": lambda one: one[1].oldest, "size": lambda one: -one[1].bytes}
        return sorted(self.items(), key=keys.get(sort, lambda one: -one[1].recipients))[:top]


class Retries:
    """When deferred messages are tried again (µs). `unknown` counts those of which it cannot be told."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.soonest: int | None = None
        self.latest: int | None = None
        self.due = 0
        self.known = 0
        self.unknown = 0

    def add(self, retry: int | None) -> None:
        """Count a deferred message."""
        if retry is None:
            self.unknown += 1
            return
        self.known += 1
        self.due += retry <= self.now
        if self.soonest is None or retry < self.soonest:
            self.soonest = retry
        if self.latest is None or retry > self.latest:
            self.latest = retry
