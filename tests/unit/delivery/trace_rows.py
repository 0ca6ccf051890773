"""Hand-made rows of the ledger, as a trace gets them."""

from __future__ import annotations

from typing import Any

from sendoff.delivery.trace import traced
from sendoff.delivery.trace_known import Answer, Fate, Known, Mail, Traced

SECOND = 1_000_000
NOON = 1_795_435_200 * SECOND  # 2026-11-23 12:00:00 UTC

_NOTHING: dict[str, Any] = dict.fromkeys(Mail._fields)


def mail(number: int, queue_id: str, **more: Any) -> Mail:
    """Return a message that a user handed in at noon and that left two seconds later, but for what is said."""
    usual = {
        "began": NOON,
        "first_seen": NOON,
        "last_seen": NOON + 2 * SECOND,
        "ended": NOON + 2 * SECOND,
        "ending": "removed",
        "sender": "shop@www.example.net",
        "message_id": f"<{number}@www.example.net>",
    }
    return Mail(**{**_NOTHING, **usual, "id": number, "queue_id": queue_id, **more})


def waiting(number: int, queue_id: str, **more: Any) -> Mail:
    """Return such a message that is still in the queue."""
    return mail(number, queue_id, **{"ended": None, "ending": None, **more})


def fate(message: int, number: int, recipient: str, verdict: str = "sent", **more: Any) -> Fate:
    """Return a delivery that was tried once, two seconds after noon."""
    usual: dict[str, Any] = {
        "original": None,
        "attempts": 1,
        "reply": "250 2.0.0 Ok: queued as 4Remote",
        "dsn": "2.0.0",
        "relay": "mx1.example.org[192.0.2.7]:25",
        "tls": None,
        "tried": None,
        "delay": 2.0,
        "delays": (0.1, 0.0, 0.9, 1.0),
        "first_seen": NOON + 2 * SECOND,
        "last_seen": NOON + 2 * SECOND,
        "generation": None,
        "handed_to": None,
    }
    return Fate(**{**usual, "id": (message << 20) + number, "recipient": recipient, "verdict": verdict, **more})


def known(*rows: Mail | Fate, wanted: dict[int, frozenset[int] | None] | None = None, **more: Any) -> Known:
    """Return what was found; the first message is asked for, with all its recipients."""
    mails = {row.id: row for row in rows if isinstance(row, Mail)}
    fates = {number: tuple(f for f in rows if isinstance(f, Fate) and f.message == number) for number in mails}
    return Known(mails, fates, wanted or {next(iter(mails)): None}, **{"now": NOON + 3600 * SECOND, **more})


def trace(*rows: Mail | Fate, **more: Any) -> tuple[Traced, ...]:
    """Return the verdicts on rows."""
    return traced(known(*rows, **more))


def answer(*rows: Mail | Fate, **more: Any) -> Answer:
    """Return an answer with the verdicts on rows, and without gaps."""
    usual: dict[str, Any] = {
        "understood": (("info@example.org", ("address", "message id")),),
        "traced": trace(*rows) if rows else (),
        "rejections": (),
        "gaps": (),
        "truncated": False,
        "limit": 50,
        "begins": NOON - 86400 * SECOND,
        "read": NOON + 3600 * SECOND,
    }
    return Answer(**{**usual, **more})
