"""Incidents as the ledger has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sendoff.host.ledger.reading import Ledger
from sendoff.monitor.incident import Incident, Met
from sendoff.replies.providers import part as part_of

_COLUMNS = (
    "id", "provider", "part", "class", "provider_code", "closed IS NULL", "first", "last", "closed", "refused",
    "accepted_since",
)  # fmt: skip
_MORE = (
    "generation", "reply", "relay", "blocked", "reopened", "told_open", "told_closed", "changed",
)  # fmt: skip
_COUNTED = ("sender", "user", "recipient")
_NUMBERS = ", ".join(
    f"(SELECT count(*) FROM incident_who w WHERE w.incident = i.id AND w.kind = '{kind}' AND w.value <> '')"  # noqa: S608
    for kind in _COUNTED
)
_INCIDENTS = f"SELECT {', '.join(_COLUMNS)}, {_NUMBERS}, {', '.join(_MORE)} FROM incident i"  # noqa: S608
_WHO = (
    "SELECT value, count FROM incident_who WHERE incident = ? AND kind = ?"
    " ORDER BY value = '', count DESC, value LIMIT ?"
)
_ACCEPTED = (
    "SELECT last_seen, relay FROM delivery WHERE last_seen > ? AND status = 'sent' AND provider = ? ORDER BY last_seen"
)
_DOMAINS = (
    "SELECT DISTINCT domain FROM delivery WHERE provider = ? AND relay LIKE '%[%' AND domain <> '' ORDER BY domain"
)


def incidents(ledger: Ledger, *, since: int | None = None, only_open: bool = False) -> list[Incident]:
    """Return incidents, the newest first: those that are open, and those whose end is not before a moment (µs).

    `since` None asks for all of them.

    Raises:
        HostError: the ledger cannot be read.
    """
    where, parameters = " WHERE closed IS NULL", list[Any]()
    if not only_open:
        where = "" if since is None else " WHERE closed IS NULL OR closed >= ?"
        parameters = [] if since is None else [since]
    rows = ledger.rows(f"{_INCIDENTS}{where} ORDER BY first DESC, id DESC", parameters)
    return [_incident(tuple(row)) for row in rows]


def who(ledger: Ledger, incident_id: int, kind: str, limit: int) -> list[tuple[str, int]]:
    """Return who was refused how often, the most first; `kind`: sender, user, recipient, domain or server.

    The value '' stands last, and for all that are not kept one by one.

    Raises:
        HostError: the ledger cannot be read.
    """
    return [(row[0], row[1]) for row in ledger.rows(_WHO, (incident_id, kind, limit))]


def met(ledger: Ledger, found: Iterable[Incident], limit: int) -> list[Met]:
    """Return incidents with those whom each met most, so many of a kind.

    Raises:
        HostError: the ledger cannot be read.
    """
    kinds = ("user", "sender", "domain")
    return [Met(one, *(tuple(who(ledger, one.id, kind, limit)) for kind in kinds)) for one in found]


def accepted(ledger: Ledger, provider: str, part: str, since: int) -> int | None:
    """Return when the first mail was accepted by a provider's part after a moment (µs); None: not yet.

    Raises:
        HostError: the ledger cannot be read.
    """
    for row in ledger.each(_ACCEPTED, (since, provider)):
        if part_of((row[1] or "").partition("[")[0]) == part:
            return int(row[0])
    return None


def domains_at(ledger: Ledger, provider: str) -> list[str]:
    """Return the recipient domains whose mail went to a provider's own MX hosts, as far as the ledger goes back.

    Raises:
        HostError: the ledger cannot be read.
    """
    return [row[0] for row in ledger.rows(_DOMAINS, (provider,))]


def _incident(row: tuple[Any, ...]) -> Incident:
    (
        number, provider, part, kind, code, is_open, first, last, closed, refused, accepted_since, senders, users,
        recipients, *more
    ) = row  # fmt: skip
    return Incident(
        number, provider, part, kind, code, bool(is_open), first, last, closed, refused, accepted_since, senders,
        users, recipients, *more,
    )  # fmt: skip
