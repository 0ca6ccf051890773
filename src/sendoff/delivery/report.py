"""What became of the mail of a span: the values of a report.

A report counts ends. Mail that went on under another queue id on this server is counted where it ended; a requeued
message counts once; notices (bounces and delay warnings) are counted apart. Times are µs since 1970, delays seconds.
"""

from __future__ import annotations

from typing import NamedTuple

from sendoff.delivery.gaps import Gap
from sendoff.delivery.report_counting import Spread, Top
from sendoff.delivery.report_usual import Comparison

VERDICTS = ("sent", "deferred", "bounced", "expired", "held", "queued", "deleted", "unknown")
DIMENSIONS = {
    "provider": "provider",
    "domain": "recipient domain",
    "sender": "envelope sender",
    "sender_domain": "sender domain",
    "user": "user of this server",
    "sasl_username": "SASL name",
    "client": "client that did not log in",
    "script": "script",
}
"""By what deliveries are counted: the member's name, and what a person calls it."""


class Reason(NamedTuple):
    """Replies that say the same; `example` is one of them as it was logged, from mail to `domain`."""

    reason: str
    counts: dict[str, int]
    example: str
    domain: str


class Slow(NamedTuple):
    """A destination and how long its mail took, in the steps of `report_counting.STEPS`."""

    domain: str
    delays: Spread


class Knowledge(NamedTuple):
    """How far a report can be believed. Moments, and whether the watch runs, are None where that is not known."""

    begins: int | None
    last_line: int | None
    last_read: int | None
    running: bool | None
    source: str | None
    troubles: list[str]
    gaps: list[Gap]

    @property
    def complete(self) -> bool:
        """Tell whether the ledger knows all of the span."""
        return not self.gaps


class Rejections(NamedTuple):
    """Mail that this server did not take."""

    number: int
    reasons: Top
    clients: Top


class Report(NamedTuple):
    """All of a report. `waiting` is the queue now; None in `attempts` and `tls` is not known."""

    since: int
    until: int
    now: int
    addresses: str
    monitoring: bool | None
    received: dict[str, int]
    received_bytes: int
    counts: dict[str, int]
    sent_bytes: int
    sent_after_retry: int
    notices: dict[str, int]
    waiting: dict[str, int]
    attempts: dict[str, int] | None
    rejected: Rejections
    usual: Comparison
    hours: dict[int, dict[str, int]]
    by: dict[str, Top]
    reasons: list[Reason]
    delays: dict[str, Spread]
    slowest: list[Slow]
    tls: dict[str, int] | None
    knowledge: Knowledge

    @property
    def received_messages(self) -> int:
        """Return how many messages were taken in, without this server's own notices."""
        return sum(count for way, count in self.received.items() if way != "notice")

    def usually(self, name: str) -> int | None:
        """Return how many are usual, by a name of main figures such as `sent`; None: not known.

        The usual counts hand-overs on this server and notices too; their share of now is taken off.
        """
        usual = self.usual.counts.get(name)
        if usual is None:
            return None
        here = {**self.counts, "received": self.received_messages}.get(name, 0)
        share = min(1.0, here / usual.now) if name in ("received", "sent", "bounced") and here and usual.now else 1.0
        return round(usual.usual * share)
