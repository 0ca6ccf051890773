"""What a provider refuses, from the ledger's incidents and deliveries, or from words that somebody pastes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from ipaddress import ip_address
from typing import NamedTuple

from sendoff.delivery.ledger_settings import FULL, ledger_settings
from sendoff.host.ledger.incidents import incidents
from sendoff.host.ledger.reading import Ledger
from sendoff.monitor.incident import Incident
from sendoff.replies.providers import part
from sendoff.replies.understanding import understand
from sendoff.reputation.cases import fitting
from sendoff.reputation.cases.case import Line, Matter
from sendoff.reputation.cases.course import Course

_MOST_LINES = 20
_MOST_ROWS = 20_000
_WEEK = 7 * 86_400_000_000
_ROWS = """SELECT d.last_seen, d.relay, d.reply, d.class, d.provider, d.local, d.domain, m.sender_domain
    FROM delivery d JOIN message m ON m.id = d.id >> 20
    WHERE d.last_seen >= ? AND d.status IN ('deferred', 'bounced') AND d.reply IS NOT NULL AND d.class IN ({})
    ORDER BY d.last_seen DESC"""


class Found(NamedTuple):
    """What the ledger knows of a block: the matter, and whose mail it hit, each the most frequent first."""

    matter: Matter
    sender_domains: tuple[str, ...] = ()
    recipient_domains: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


def known(ledger: Ledger, course: Course, now: int) -> Found | None:
    """Return what a provider refuses now, or refused within the last week; None where the ledger knows of nothing.

    Raises:
        HostError: the ledger cannot be read.
    """
    found = [
        one
        for one in incidents(ledger, since=now - _WEEK)
        if fitting(course, one.provider, one.part, one.kind, one.reply)
    ]
    chosen = [one for one in found if one.open] or found[:1]
    return _found(ledger, course, chosen) if chosen else None


def refused_since(ledger: Ledger, course: Course, since: int) -> tuple[Line, ...]:
    """Return the newest refusals since a moment (µs), the newest last.

    Raises:
        HostError: the ledger cannot be read.
    """
    return _Rows(course).read(ledger, since).lines()


def pasted(reply: str, relay: str, domain: str) -> Matter:
    """Return the matter of a reply that somebody pastes; when it came, nobody said."""
    told = understand(reply, relay=relay, domain=domain)
    host = relay.partition("[")[0]
    return Matter(
        provider=told.provider or "",
        part=part(host) if host else "",
        kind=told.name,
        code=told.provider_code or "",
        permanent=told.permanent,
        blocked=(told.blocked,) if told.blocked else (),
        lines=(Line(None, relay, reply),),
    )


def joined(ledgers: Matter, words: Matter) -> Matter:
    """Return what the ledger knows, with the words that somebody pasted beside it, as the oldest line."""
    blocked = tuple(dict.fromkeys((*ledgers.blocked, *words.blocked)))
    return ledgers._replace(blocked=blocked, lines=(*words.lines, *ledgers.lines), code=ledgers.code or words.code)


def addresses(blocked: Sequence[str]) -> tuple[str, ...]:
    """Return those of the blocked subjects that are addresses; the others are domains."""
    return tuple(dict.fromkeys(one for one in blocked if _is_address(one)))


def _found(ledger: Ledger, course: Course, chosen: Sequence[Incident]) -> Found:
    newest = max(chosen, key=lambda one: one.last)
    first = min(one.first for one in chosen)
    rows = _Rows(course).read(ledger, first)
    lines = rows.lines() or (Line(newest.last, newest.relay, newest.reply),)
    told = understand(lines[-1].reply, relay=lines[-1].relay)
    blocked = [one.blocked for one in chosen if one.blocked] + [told.blocked or ""]
    closed = [one.closed for one in chosen if one.closed is not None]
    matter = Matter(
        provider=newest.provider,
        part=newest.part,
        kind=newest.kind,
        code=newest.provider_code or told.provider_code or "",
        permanent=told.permanent,
        blocked=tuple(dict.fromkeys(filter(None, blocked))),
        first=first,
        last=newest.last,
        refused=sum(one.refused for one in chosen),
        accepted_at=max(closed) if len(closed) == len(chosen) else None,
        lines=lines,
        incidents=tuple(one.id for one in chosen),
    )
    whole = ledger_settings(ledger.fact("settings")).addresses == FULL
    return Found(
        matter, _most(rows.senders), _most(rows.domains), tuple(dict.fromkeys(rows.recipients)) if whole else ()
    )


class _Rows:
    """The refused deliveries that a course is for, the newest first, in bounded memory."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._lines: list[Line] = []
        self.senders: Counter[str] = Counter()
        self.domains: Counter[str] = Counter()
        self.recipients: list[str] = []

    def read(self, ledger: Ledger, since: int) -> _Rows:
        classes = self._course.classes
        marks, seen = ", ".join("?" * len(classes)), 0
        for at, relay, reply, kind, provider, local, domain, sender in ledger.each(
            _ROWS.format(marks), (since, *classes)
        ):
            if not fitting(self._course, provider, part((relay or "").partition("[")[0]), kind, reply):
                continue
            seen += 1
            if len(self._lines) < _MOST_LINES:
                self._lines.append(Line(at, (relay or "").partition("[")[0], reply))
                self.recipients.append(f"{local}@{domain}" if domain else local)
            self.senders[sender or ""] += 1
            self.domains[domain] += 1
            if seen == _MOST_ROWS:
                break
        return self

    def lines(self) -> tuple[Line, ...]:
        """Return them, the newest last."""
        return tuple(reversed(self._lines))


def _most(counted: Counter[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in counted.most_common() if name)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
