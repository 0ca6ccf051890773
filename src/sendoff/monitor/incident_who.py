"""Whom an incident met: how often which senders, users and recipients were refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sendoff.monitor.incidents import Refusal

MOST_VALUES = 1000
"""So many values of a kind are kept one by one; the value '' counts the rest."""

KINDS = ("sender", "user", "recipient", "domain", "server")
"""What is counted of those who were refused: the domain is the sender's, the server is the one that refused."""


class Who:
    """The counts of one incident; `under` has those of before. `changed` are the values that were counted, by kind."""

    def __init__(self, under: Who | None = None) -> None:
        self._counts: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
        self._taken: list[Refusal] = []
        self._under = under
        self._sizes: dict[str, int] = dict(under._sizes) if under else dict.fromkeys(KINDS, 0)
        self.changed: dict[str, set[str]] = {kind: set() for kind in KINDS}

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """By kind and value, without those of before."""
        if self._taken:
            taken, self._taken = self._taken, []
            for kind in KINDS:  # which are names of a refusal's members
                self.add(kind, Counter(map(attrgetter(kind), taken)))
        return self._counts

    def take(self, found: Refusal) -> None:
        """Count those of a refusal that are known; all at once, when somebody asks."""
        self._taken.append(found)

    def add(self, kind: str, found: Mapping[str, int]) -> None:
        """Count values that are known; beyond `MOST_VALUES` different ones, all new ones as ''."""
        counts, room = self._counts[kind], MOST_VALUES - self._sizes[kind]
        before: Mapping[str, int] = self._under.counts[kind] if self._under else {}
        rest = 0
        for value, count in found.items():
            if value in counts:
                counts[value] += count
            elif value in before:
                counts[value] = count
            elif not value:
                continue  # not known
            elif room > 0:
                counts[value] = count
                room -= 1
            else:
                rest += count
        self._sizes[kind] = MOST_VALUES - room
        changed = self.changed[kind]
        changed.update(found.keys() & counts.keys() if rest else found)
        changed.discard("")
        if rest:
            counts[""] = counts.get("", 0) + rest
            changed.add("")

    def may_overflow(self, more: int) -> bool:
        """Tell whether it depends on the order of so many more refusals which values are kept."""
        return bool(self.counts) and any(0 < MOST_VALUES - size < more for size in self._sizes.values())

    def restore(self, kind: str, value: str, count: int) -> None:
        """Count a value as it was counted before, '' among them."""
        self._counts[kind][value] = count
        self._sizes[kind] += 1 if value else 0

    def take_back(self, kind: str, value: str, count: int) -> None:
        """Count a value less often, that nothing of before has."""
        counts = self.counts[kind]
        counts[value] = counts.get(value, 0) - count
        if counts[value] <= 0:
            del counts[value]
            self._sizes[kind] -= 1 if value else 0

    def taken(self) -> Iterator[tuple[str, str, int]]:
        """Yield kind, value and count of what was counted since this was asked last."""
        for kind, counts in self.counts.items():
            changed, self.changed[kind] = self.changed[kind], set()
            yield from ((kind, value, counts[value]) for value in changed)

    def count(self, kind: str, value: str) -> int:
        """Return how often a value was met, those of before with it."""
        return self.counts[kind].get(value, 0) + (self._under.count(kind, value) if self._under else 0)

    def has(self, kind: str, value: str) -> bool:
        """Tell whether a value was counted by itself."""
        return value in self.counts[kind] or (self._under is not None and self._under.has(kind, value))
