"""The queue's depth and the age of its oldest message, from whichever source can be believed.

A deferred message's file tells the next retry, not the arrival, so its age comes from the watch's look at the queue,
from the ledger, or from a long queue id; where none of them can tell, it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sendoff.change.facts import Unknown
from sendoff.monitor.check_facts import Facts, Health

BELIEVED = 900_000_000
"""For how long a look at the queue stands for now (µs)."""

HELD = "hold"


class Age(NamedTuple):
    """The age of the oldest message that waits (seconds), None when none does; `least`: it may be older."""

    seconds: float | None
    least: bool = False


def depth(facts: Facts) -> Mapping[str, int] | Unknown:
    """Return the number of messages by queue: counted now, or as the watch counted a short time ago."""
    if not isinstance(facts.files, Unknown):
        return facts.files
    looked = _looked(facts)
    counts = looked.get("depth") if looked else None
    return counts if counts is not None else facts.files


def age(facts: Facts) -> Age | Unknown:
    """Return how long the oldest message waits; those on hold are nobody's delay."""
    counts = depth(facts)
    if not isinstance(counts, Unknown) and not sum(count for name, count in counts.items() if name != HELD):
        return Age(None)
    looked = _looked(facts)
    if looked:
        found = [moment for name, moment in looked["oldest"].items() if name != HELD and moment is not None]
        return _age(facts, min(found, default=None), least=bool(looked.get("truncated")))
    if isinstance(facts.ledger, Health) and _recent(facts, facts.ledger.last_read):
        return _age(facts, facts.ledger.oldest_open)
    if isinstance(facts.ids, Unknown):
        return facts.ids
    return _age(facts, facts.ids)


def _looked(facts: Facts) -> Mapping[str, Any] | None:
    """Return the watch's last look at the queue, if it was a good one and not long ago."""
    looked = facts.ledger.queue if isinstance(facts.ledger, Health) else None
    return looked if looked and not looked.get("unknown") and _recent(facts, looked.get("looked")) else None


def _recent(facts: Facts, moment: int | None) -> bool:
    return moment is not None and facts.now - moment < BELIEVED


def _age(facts: Facts, moment: int | None, *, least: bool = False) -> Age:
    return Age(None if moment is None else max(0.0, (facts.now - moment) / 1e6), least)


_DIGITS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
"""Of long queue ids, base 52: seconds, four digits of microseconds, a `z`, and the file's inode."""
_SECONDS, _MICROSECONDS = 6, 4


def arrival(queue_id: str) -> int | None:
    """Return when a message was handed in (µs), from its long queue id; None for a short one."""
    time, mark, inode = queue_id.rpartition("z")
    if not mark or not inode or len(time) < _SECONDS + _MICROSECONDS or not set(time) <= set(_DIGITS):
        return None
    return _value(time[:-_MICROSECONDS]) * 1_000_000 + _value(time[-_MICROSECONDS:])


def _value(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * len(_DIGITS) + _DIGITS.index(digit)
    return value
