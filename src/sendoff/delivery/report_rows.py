"""How rows of the ledger become the counts of a report, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sendoff.delivery.report import DIMENSIONS, VERDICTS, Reason, Slow
from sendoff.delivery.report_counting import Delays, DelaysByName, Frequent, Spread
from sendoff.delivery.report_reasons import reason
from sendoff.delivery.tallies import STAGES

KINDS = ("mail", "notice", "handed")
"""Handed: it went on under another queue id, where it is counted."""

_EXAMPLES_KEPT = 20_000
_SLOW_ENOUGH_MAIL = 3
"""A destination with fewer sent deliveries says little about its speed."""


class Row(NamedTuple):
    """One delivery as the ledger tells it.

    `what` is the place of its kind in KINDS, times ten, plus that of its verdict in VERDICTS. `tls` is None where no
    other server was spoken to, and empty where one was without TLS, or the log tells of none.
    """

    what: int
    hour: int
    provider: str
    domain: str
    sender: str | None
    sender_domain: str | None
    user: str | None
    sasl_username: str | None
    client: str | None
    script: str | None
    attempts: int
    size: int | None
    tls: str | None
    delay: float | None
    delay_before_queue_manager: float | None
    delay_queue_manager: float | None
    delay_connection_setup: float | None
    delay_transmission: float | None
    reply: str | None


class Received(NamedTuple):
    """Messages taken into the queue in an hour, by way: sendmail, smtp, notice, or unknown."""

    hour: int
    way: str
    messages: int
    size: int


class Counting:
    """Takes the deliveries of a span, in any order, and holds their counts in bounded memory."""

    def __init__(self) -> None:
        self.kinds: Counter[tuple[str, str]] = Counter()
        self.by = {name: Frequent() for name in DIMENSIONS}
        self._hours: dict[str, Counter[int]] = {}
        self._delays = {name: Delays() for name in ("total", *STAGES)}
        self._slow = DelaysByName()
        self._tls: Counter[str | None] = Counter()
        self.sent_bytes = self.sent_after_retry = 0
        self._reasons = Frequent()
        self._examples: dict[str, tuple[str, str]] = {}

    def take(self, rows: Sequence[Sequence[Any]]) -> None:
        """Count some thousand deliveries, each as the members of `Row` in their order."""
        alike: dict[int, list[Any]] = {}
        for row in rows:
            alike.setdefault(row[0], []).append(row)
        for what, some in alike.items():
            kind, verdict = KINDS[what // 10], VERDICTS[what % 10]
            self.kinds[kind, verdict] += len(some)
            if kind == "mail":
                self._mail(verdict, Row._make(zip(*some, strict=True)))

    def _mail(self, verdict: str, columns: Any) -> None:
        self._hours.setdefault(verdict, Counter()).update(columns.hour)
        for name, frequent in self.by.items():
            frequent.count(getattr(columns, name), verdict)
        if verdict == "sent":
            self._sent(columns)
        else:
            self._not_sent(verdict, columns)

    def _sent(self, columns: Any) -> None:
        self.sent_bytes += sum(filter(None, columns.size))
        self.by["sender"].weigh(columns.sender, columns.size)
        self.sent_after_retry += len(columns.attempts) - columns.attempts.count(1)
        self._tls.update(columns.tls)
        self._delays["total"].take(columns.delay)
        for stage in STAGES:
            self._delays[stage].take(getattr(columns, f"delay_{stage}"))
        self._slow.take(columns.domain, columns.delay)

    def _not_sent(self, verdict: str, columns: Any) -> None:
        told = [
            (reason(reply or ""), reply or "", domain)
            for reply, domain in zip(columns.reply, columns.domain, strict=True)
        ]
        self._reasons.count([name for name, _, _ in told], verdict)
        for name, reply, domain in told:
            if name not in self._examples and len(self._examples) < _EXAMPLES_KEPT:
                self._examples[name] = (reply, domain)

    def counts(self, kind: str) -> dict[str, int]:
        """Return the deliveries of a kind by verdict, zeros too."""
        return {verdict: self.kinds[kind, verdict] for verdict in VERDICTS}

    def hours(self, received: Sequence[Received]) -> dict[int, dict[str, int]]:
        """Return the counts of each hour that has any: by verdict, and `received`."""
        found: dict[int, dict[str, int]] = {}
        for verdict, counts in self._hours.items():
            for hour, count in counts.items():
                found.setdefault(hour, {})[verdict] = count
        for entry in received:
            if entry.way != "notice":
                here = found.setdefault(entry.hour, {})
                here["received"] = here.get("received", 0) + entry.messages
        return found

    def delays(self) -> dict[str, Spread]:
        """Return how long sent mail took, in all (`total`) and by stage."""
        found = {name: delays.spread() for name, delays in self._delays.items()}
        return {name: delays for name, delays in found.items() if delays}

    def slowest(self, number: int) -> list[Slow]:
        """Return the destinations whose mail took longest, by the median."""
        found = [Slow(name, delays) for name, delays in self._slow.spreads() if delays.number >= _SLOW_ENOUGH_MAIL]
        return sorted(found, key=lambda slow: (-slow.delays.median, -slow.delays.p95, slow.domain))[:number]

    def reasons(self, number: int) -> list[Reason]:
        """Return why mail was not sent, the most frequent reason first."""
        found = []
        for name, counts in self._reasons.top(number).rows:
            example, domain = self._examples.get(name, ("", ""))
            found.append(Reason(name, counts, example, domain))
        return found

    def tls(self) -> dict[str, int] | None:
        """Return how many were sent to other servers with TLS and without; None where the log does not tell TLS."""
        told = {tls: count for tls, count in self._tls.items() if tls is not None}
        if not any(told):
            return None
        with_tls = sum(count for tls, count in told.items() if encrypted(tls))
        return {"with": with_tls, "without": sum(told.values()) - with_tls}


def encrypted(tls: str) -> bool:
    """Tell whether a delivery's TLS words mean that it was encrypted; Postfix 3.11 writes `may:none`, `none`, `!…`."""
    return bool(tls) and not tls.startswith("!") and tls.partition("/")[0].rpartition(":")[2] != "none"
