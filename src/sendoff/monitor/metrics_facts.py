"""What the metrics are made of, and whether each source can be believed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

MICRO = 1_000_000

LOG_FRESH_SECONDS = 60
"""The watch looks at the log at least every few seconds; behind by more than this, it does not read."""

QUEUE_FRESH_SECONDS = 900
"""A look at a queue of 100,000 messages takes a while, and is not repeated at once."""

NOTHING: Mapping[Any, int] = {}


class MetricFacts(NamedTuple):
    """Numbers of one moment. Moments are microseconds since 1970; None is unknown.

    `unreadable` says why the ledger cannot be read; `tallies` are sums over all hours, by name and label. The rest up
    to `queue` are the ledger's facts of these names; `incidents` are provider, part and class of those that are open.
    `postfix_up`, `certificate_end` are asked of the machine; `certificate_trouble` says why the latter could not be.
    """

    now: int
    unreadable: str | None = None
    tallies: Mapping[tuple[str, str], int] = NOTHING
    gaps: Mapping[str, int] = NOTHING
    newest_gap: int | None = None
    begins: int | None = None
    last_line: int | None = None
    last_read: int | None = None
    source_trouble: str | None = None
    trouble: str | None = None
    monitoring: bool | None = None
    generation: int | None = None
    queue: Mapping[str, Any] | None = None
    incidents: Collection[tuple[str, str, str]] = ()
    postfix_up: bool | None = None
    certificate_end: int | None = None
    certificate_trouble: str | None = None


def troubles(facts: MetricFacts) -> dict[str, str | None]:
    """Return for each source why it cannot be believed, or None where it can."""
    return {
        "log": facts.unreadable or facts.source_trouble or _log_behind(facts),
        "queue": facts.unreadable or _queue_unknown(facts),
        "ledger": facts.unreadable or facts.trouble,
        "postfix": "whether Postfix runs cannot be told" if facts.postfix_up is None else None,
        "certificate": facts.certificate_trouble,
    }


def monitored(facts: MetricFacts) -> bool | None:
    """Tell whether the server is to be watched; True where nothing was applied yet, as an empty document says it."""
    return facts.monitoring is not False if facts.unreadable is None else facts.monitoring


def _log_behind(facts: MetricFacts) -> str | None:
    if facts.last_read is None:
        return "the log was not read to its end yet"
    seconds = (facts.now - facts.last_read) / MICRO
    return f"the log was last read to its end {seconds:.0f} s ago" if seconds > LOG_FRESH_SECONDS else None


def _queue_unknown(facts: MetricFacts) -> str | None:
    if facts.queue is None:
        return "the queue was not looked at yet"
    seconds = (facts.now - facts.queue["looked"]) / MICRO
    if seconds > QUEUE_FRESH_SECONDS:
        return f"the queue was last looked at {seconds:.0f} s ago"
    return facts.queue["unknown"] or None
