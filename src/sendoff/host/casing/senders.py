"""Who sent to a provider in the last seven days, and what is unusual about it."""

from __future__ import annotations

# ruff: noqa: S608 - the SQL is put together from constants; what is asked for goes in as parameters
from collections.abc import Sequence

from sendoff.host.ledger.reading import Ledger
from sendoff.replies.providers import part
from sendoff.reputation.cases.course import Course
from sendoff.reputation.cases.senders import Counting, Sender, marked

_HOUR = 3_600_000_000
WEEK = 7 * 24 * _HOUR

_USER = "coalesce(p.user, 'uid ' || p.uid, m.user, 'uid ' || m.uid)"
# What went through a content filter or an alias was submitted by whoever submitted its parent.
_PARENT = """LEFT JOIN message p ON m.parent IS NOT NULL AND m.parent_kind <> 'notice' AND p.id = (
    SELECT o.id FROM message o WHERE o.queue_id = m.parent AND o.first_seen <= m.last_seen AND o.id <> m.id
    ORDER BY o.first_seen DESC LIMIT 1)"""
_ROWS = f"""SELECT d.relay, d.status, d.class, d.local || '@' || d.domain, {_USER},
    coalesce(p.sasl_username, m.sasl_username), coalesce(p.script, m.script), nullif(m.sender_domain, ''),
    iif(p.id IS NULL, iif(m.sasl_username IS NULL, m.client, NULL), iif(p.sasl_username IS NULL, p.client, NULL))
    FROM delivery d JOIN message m ON m.id = d.id >> 20 {_PARENT}
    WHERE d.last_seen >= ? AND d.status IN ('sent', 'deferred', 'bounced') AND d.handed_to IS NULL
    AND d.provider <> 'local' AND ({{}})"""
_BEFORE = {
    "user": "user = ?1 OR (user IS NULL AND 'uid ' || uid = ?1)",
    "login": "sasl_username = ?1",
    "script": "script = ?1",
    "sender domain": "sender_domain = ?1",
    "client": "client = ?1",
}


def senders(ledger: Ledger, course: Course, now: int) -> list[Sender]:
    """Return who sent to a provider in the last seven days; for a blocklist's course, to anybody.

    Raises:
        HostError: the ledger cannot be read.
    """
    since, counting = now - WEEK, Counting()
    providers: Sequence[str] = () if course.listed else course.providers
    which = f"d.provider IN ({', '.join('?' * len(providers))})" if providers else "1"
    for relay, status, kind, recipient, *names in ledger.each(_ROWS.format(which), (since, *providers)):
        if not course.part or part((relay or "").partition("[")[0]) == course.part:
            counting.take(names, recipient, status == "sent", kind)
    found = counting.top()
    return marked(found, _new(ledger, found, since))


def _new(ledger: Ledger, found: Sequence[Sender], since: int) -> set[tuple[str, str]]:
    """Return those that the ledger did not see before a moment; nobody where it does not go back that far."""
    begins = ledger.fact("begins")
    if begins is None or begins >= since:
        return set()
    return {(one.kind, one.name) for one in found if not _seen(ledger, one, since)}


def _seen(ledger: Ledger, one: Sender, since: int) -> bool:
    rows = ledger.rows(
        f"SELECT 1 FROM message WHERE ({_BEFORE[one.kind]}) AND first_seen < ?2 LIMIT 1", (one.name, since)
    )
    return bool(rows)
