"""What is asked for, found by the ledger's indexes: the newest messages that match, and refusals at the door."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sendoff.delivery.ledger_settings import LedgerSettings, ledger_settings
from sendoff.delivery.trace_known import Rejection
from sendoff.delivery.trace_question import Question
from sendoff.host.ledger.privacy import stored
from sendoff.host.ledger.reading import Ledger

_MOST_LOOKED_AT = 5000
"""Only so many matches, the newest, are put in order."""
_MOST_REJECTIONS = 50
_HOUR = 3600 * 1_000_000
_EARLIEST, _LATEST = -(1 << 62), 1 << 62


class Span(NamedTuple):
    """A span of time (microseconds); None: without that end."""

    since: int | None = None
    until: int | None = None

    @property
    def ends(self) -> tuple[int, int]:
        """Return both ends, the open ones far away."""
        return _EARLIEST if self.since is None else self.since, _LATEST if self.until is None else self.until

    @property
    def given(self) -> bool:
        """Tell whether it has an end at all."""
        return self.since is not None or self.until is not None


class Matches(NamedTuple):
    """The newest messages that match, each with the ids of the deliveries asked for; None asks for all of them."""

    wanted: dict[int, frozenset[int] | None]
    truncated: bool


class _Select(NamedTuple):
    """A query for ids, of deliveries or of messages, and the order that puts the newest first.

    `+id`: not by walking the whole table in its order.
    """

    sql: str
    parameters: tuple[Any, ...]
    deliveries: bool
    order: str = "+id"


def matches(ledger: Ledger, questions: Sequence[Question], span: Span, limit: int) -> Matches:
    """Return the newest `limit` messages that any of the questions asks for; without a question, those of the span."""
    newest = dict[int, int]()
    wanted = dict[int, set[int] | None]()
    truncated = False
    most = max(_MOST_LOOKED_AT, 20 * limit)
    for select in _selects(ledger, questions, span):
        found = _newest(ledger, select, span, most, limit)
        truncated |= len(found) == most
        for number, message, last_seen in found:
            newest[message] = last_seen
            if not select.deliveries or not questions:
                wanted[message] = None
            elif (so_far := wanted.setdefault(message, set())) is not None:
                so_far.add(number)
    chosen = sorted(newest, key=lambda message: (newest[message], message))[-limit:]
    return Matches(
        {message: None if (ids := wanted[message]) is None else frozenset(ids) for message in chosen},
        truncated or len(newest) > limit,
    )


def _newest(ledger: Ledger, select: _Select, span: Span, most: int, limit: int) -> list[sqlite3.Row]:
    """Return id, message and its last line of what a query finds within the span.

    Ids grow as lines are read, so the newest of them hold the newest mail, unless older logs were imported later.
    """
    if select.order == "last_seen" or not span.given:
        return _joined(ledger, select, span, most, most)
    found = _joined(ledger, select, span, most, most) if span.until is None else []
    few = len({row[1] for row in found}) <= limit
    return _joined(ledger, select, span, most, -1) if few else found


def _joined(ledger: Ledger, select: _Select, span: Span, most: int, looked_at: int) -> list[sqlite3.Row]:
    found = "c.id >> 20" if select.deliveries else "c.id"
    return ledger.rows(
        f"SELECT c.id, m.id, m.last_seen FROM ({select.sql} ORDER BY {select.order} DESC LIMIT ?) c"  # noqa: S608
        f" CROSS JOIN message m ON m.id = {found} WHERE (m.last_seen >= ? OR m.ended IS NULL) AND m.first_seen <= ?"
        " ORDER BY m.last_seen DESC, c.id DESC LIMIT ?",
        (*select.parameters, looked_at, *span.ends, most),
    )


def _selects(ledger: Ledger, questions: Sequence[Question], span: Span) -> Iterator[_Select]:
    """Yield the queries that find what is asked for. Each of them is answered by an index."""
    privacy = Privacy.of(ledger)
    for question in questions:
        if question.queue_ids:
            yield _select("message", "queue_id", question.queue_ids)
        if question.message_ids:
            yield _select("message", "message_id", question.message_ids)
        for local, domain in question.addresses:
            yield from _of_address(question, privacy.locals(local, domain), domain)
        if question.recipients and question.domains:
            yield _select("delivery", "domain", question.domains)
        if question.senders and question.domains:
            yield _select("message", "sender_domain", question.domains)
    if not questions:
        sql = "SELECT id FROM delivery WHERE last_seen BETWEEN ? AND ?"
        yield _Select(sql, span.ends, deliveries=True, order="last_seen")
        sql = "SELECT id FROM message WHERE ended IS NULL AND last_seen BETWEEN ? AND ?"
        yield _Select(sql, span.ends, deliveries=False, order="last_seen")


def _of_address(question: Question, locals_: Sequence[str], domain: str) -> Iterator[_Select]:
    if question.recipients:
        yield _select("delivery", "domain = ? AND local", locals_, domain)
        yield _select("delivery", "original", [_address(one, domain) for one in locals_])
    if question.senders:
        yield _select("message", "sender_domain = ? AND sender_local", locals_, domain)


def _select(table: str, condition: str, values: Sequence[str], *before: str) -> _Select:
    marks = ", ".join("?" * len(values))
    return _Select(
        f"SELECT id FROM {table} WHERE {condition} IN ({marks})",  # noqa: S608 - no input in it
        (*before, *values),
        deliveries=table == "delivery",
    )


class Privacy(NamedTuple):
    """How much of an address this ledger keeps."""

    settings: LedgerSettings
    secret: str

    @classmethod
    def of(cls, ledger: Ledger) -> Privacy:
        """Return how a ledger keeps addresses."""
        return cls(ledger_settings(ledger.fact("settings")), ledger.fact("secret") or "")

    def locals(self, local: str, domain: str) -> list[str]:
        """Return what may stand in the ledger for a local part, now and before the setting changed."""
        return list(dict.fromkeys((stored(local, domain, self.settings, self.secret), local)))


def _address(local: str, domain: str) -> str:
    return f"{local}@{domain}" if domain else local


def rejections(ledger: Ledger, questions: Sequence[Question], span: Span) -> list[Rejection]:
    """Return mail that this server refused, to or from whom is asked for; the newest last, and not all of many."""
    since, until = span.ends
    privacy = Privacy.of(ledger)
    tests, parameters = list[str](), list[Any]()
    for question in questions:
        people = [
            _address(one, domain) for local, domain in question.addresses for one in privacy.locals(local, domain)
        ]
        for column, asked in (("recipient", question.recipients), ("sender", question.senders)):
            if asked and people:
                tests.append(f"{column} IN ({', '.join('?' * len(people))})")
                parameters += people
            for domain in question.domains if asked else ():
                tests.append(f"{column} LIKE ? ESCAPE '\\'")
                parameters.append("%@" + domain.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_"))
    if questions and not tests:
        return []
    rows = ledger.rows(
        "SELECT client, sender, recipient, reply, count, last_seen FROM rejection WHERE hour BETWEEN ? AND ?"  # noqa: S608
        f" AND last_seen BETWEEN ? AND ? AND ({' OR '.join(tests) or '1'}) ORDER BY last_seen DESC LIMIT ?",
        (since // _HOUR, until // _HOUR, since, until, *parameters, _MOST_REJECTIONS),
    )
    return [Rejection(*row) for row in reversed(rows)]
