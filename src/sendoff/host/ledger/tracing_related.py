"""The rows of messages, and of those that they go on as, come from, and have as notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sendoff.delivery.trace_known import Fate, Mail
from sendoff.host.ledger.reading import Ledger
from sendoff.host.ledger.schema import DELIVERIES_OF_A_MESSAGE

MOST_RECIPIENTS = 1000
"""How many recipients of one message a trace shows."""

_MOST_UNTRIED = 1000
_ROUNDS = 20
_AT_ONCE = 500
_BESIDE = 100
"""Of a message's other recipients, to tell what a notice is about."""
_MAIL = """id, queue_id, began, first_seen, last_seen, ended, ending, held,
    CASE sender_domain WHEN '' THEN sender_local ELSE sender_local || '@' || sender_domain END,
    size, nrcpt, message_id, uid, user, client, sasl_username, header_from, script, parent, parent_kind, next_retry,
    instance"""
_FATE = """id, recipient, original, verdict, attempts, reply, dsn, relay, tls, tried, delay, delay_before_queue_manager,
    delay_queue_manager, delay_connection_setup, delay_transmission, first_seen, last_seen, generation, handed_to,
    class, provider_code"""


def mails(ledger: Ledger, column: str, values: Iterable[int | str], more: str = "") -> list[Mail]:
    """Return the messages whose indexed `column` has one of the values; `more` is a further condition."""
    found = list[Mail]()
    left = list(values)
    while left:
        now, left = left[:_AT_ONCE], left[_AT_ONCE:]
        marks = ", ".join("?" * len(now))
        sql = f"SELECT {_MAIL} FROM message WHERE {column} IN ({marks}) {more}"  # noqa: S608 - no input in it
        found += [Mail(*row) for row in ledger.each(sql, now)]
    return found


def fates(ledger: Ledger, message: int, wanted: frozenset[int] | None = None) -> tuple[Fate, ...]:
    """Return the deliveries of a message, but no more than `MOST_RECIPIENTS`: those wanted, and `_BESIDE` others."""
    first = message * DELIVERIES_OF_A_MESSAGE
    last = first + DELIVERIES_OF_A_MESSAGE - 1
    sql = f"SELECT {_FATE} FROM fate WHERE id BETWEEN ? AND ? LIMIT ?"  # noqa: S608 - no input in it
    rows = ledger.rows(sql, (first, last, MOST_RECIPIENTS if wanted is None else _BESIDE))
    left = sorted((wanted or frozenset()) - {row[0] for row in rows})[:_AT_ONCE]
    if left:
        sql = f"SELECT {_FATE} FROM fate WHERE id IN ({', '.join('?' * len(left))})"  # noqa: S608 - no input in it
        rows += ledger.rows(sql, left)
    return tuple(Fate._make([*row[:11], tuple(row[11:15]), *row[15:]]) for row in rows)


class Related(NamedTuple):
    """Messages and deliveries, by message id."""

    mails: dict[int, Mail]
    fates: dict[int, tuple[Fate, ...]]


def related(ledger: Ledger, wanted: dict[int, frozenset[int] | None]) -> Related:
    """Return the messages wanted, what they go on as, their notices, and what they come from."""
    found = Related({}, {})
    down = up = mails(ledger, "id", wanted)
    for _ in range(_ROUNDS):
        for mail in (*down, *up):
            if mail.id not in found.mails:
                found.mails[mail.id] = mail
                found.fates[mail.id] = fates(ledger, mail.id, wanted.get(mail.id))
        down, up = _below(ledger, found, down), _above(ledger, found, (*down, *up))
        if not down and not up:
            break
    return found


def _below(ledger: Ledger, found: Related, of: Sequence[Mail]) -> list[Mail]:
    """Return what messages go on as that is not known yet, and notices about them."""
    handed_to = {fate.handed_to for mail in of for fate in found.fates[mail.id] if fate.handed_to}
    below = mails(ledger, "queue_id", handed_to)
    below += mails(ledger, "parent", {mail.queue_id for mail in of}, "AND parent_kind IN ('notice', 'requeue')")
    return [mail for mail in below if mail.id not in found.mails]


def _above(ledger: Ledger, found: Related, of: Sequence[Mail]) -> list[Mail]:
    parents = mails(ledger, "queue_id", {mail.parent for mail in of if mail.parent})
    return [mail for mail in parents if mail.id not in found.mails]


def untried(ledger: Ledger) -> dict[str, int]:
    """Return messages in the queue of which no recipient is known yet, by queue id; the newest only."""
    rows = ledger.rows(
        "SELECT m.queue_id, m.id FROM (SELECT id, queue_id FROM message WHERE ended IS NULL ORDER BY last_seen DESC"
        " LIMIT ?) m WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id BETWEEN m.id * ? AND m.id * ? + ? - 1)",
        (_MOST_UNTRIED, *(DELIVERIES_OF_A_MESSAGE,) * 3),
    )
    return {row[0]: row[1] for row in rows}
