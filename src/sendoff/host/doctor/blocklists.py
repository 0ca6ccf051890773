"""What DNS blocklists say of this server's addresses and names: every question at once, each list tested beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from sendoff.host.doctor import Asking
from sendoff.reputation.blocklist_names import kind, proofs, questions
from sendoff.reputation.blocklist_reading import (
    LISTED,
    Blocklisted,
    Listing,
    NotAsked,
    Proof,
    judged,
)
from sendoff.reputation.blocklists import BLOCKLISTS, Blocklist
from sendoff.reputation.dns import FOUND, UNKNOWN, Answer
from sendoff.reputation.facts import Reverse, Server, Unknown

_NO_ADDRESS = "it is no public address, so no list can know it"
_NO_DOMAIN = "it is no name that a list could know"
_TRANSLATED = "it is private: receivers see another address; name it by --address"
_PATIENCE = 5.0
"""Seconds that a list may take; one that is silent shall not hold up the whole run until its deadline."""
_LONGEST_TEXT = 500


async def gather(asking: Asking) -> Blocklisted:
    """Return what the lists say of all addresses, and of the names of HELO, PTR and the sending domains."""
    subjects, not_asked = await _subjects(asking)
    known = [one for one in subjects if kind(one)]
    not_asked += [_unknowable(one) for one in subjects if not kind(one)]
    tested = _Proofs(asking)
    listings = await asyncio.gather(
        *(_ask(asking, tested, asked, one) for one in known for asked in BLOCKLISTS if kind(one) in asked.lists)
    )
    return Blocklisted(tuple(listings), tuple(not_asked))


def _unknowable(subject: str) -> NotAsked:
    number = ":" in subject or subject.replace(".", "").isdigit()
    return NotAsked(subject, _NO_ADDRESS if number else _NO_DOMAIN, domains=not number)


async def _subjects(asking: Asking) -> tuple[list[str], list[NotAsked]]:
    """Return the addresses and names to ask about, and what cannot be told or need not be asked."""
    server, reverse, domains = await asyncio.gather(
        asking.known("server"), asking.known("reverse"), asking.known("domains")
    )
    missing = [
        NotAsked(what, fact.reason, domains=names, unknown=True)
        for what, fact, names in (
            ("sending addresses", server, False),
            ("reverse names", reverse, True),
            ("sending domains", domains, True),
        )
        if isinstance(fact, Unknown)
    ]
    found: list[str] = []
    smarthost = server.smarthost if isinstance(server, Server) else ""
    if smarthost:
        missing.append(NotAsked("sending addresses", f"receivers see those of the smarthost {smarthost}, not these"))
    elif isinstance(server, Server):
        found += [*(one.address for one in server.sources if not one.translated), server.helo]
        missing += [NotAsked(one.address, _TRANSLATED, unknown=True) for one in server.sources if one.translated]
    if not isinstance(reverse, Unknown) and not smarthost:
        found += [name for one in reverse for name in _names(one)]
    if not isinstance(domains, Unknown):
        found += [domain.name for domain in domains]
    return list(_once(found)), missing


def _names(one: Reverse) -> tuple[str, ...]:
    return one.ptr.values if one.ptr.outcome == FOUND else ()


def _once(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(name.rstrip(".").lower() for name in names if name)


class _Proofs:
    """The test entries of each list, asked once for each kind of subjects."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._found: dict[tuple[str, str], asyncio.Task[Proof]] = {}

    async def of(self, asked: Blocklist, what: str) -> Proof:
        if (asked.zone, what) not in self._found:
            self._found[asked.zone, what] = asyncio.ensure_future(self._ask(asked, what))
        return await self._found[asked.zone, what]

    async def _ask(self, asked: Blocklist, what: str) -> Proof:
        there, not_there = proofs(asked, what)
        *present, absent = await _answers(self._asking, (*there, not_there))
        return Proof(tuple(present), absent)


async def _ask(asking: Asking, tested: _Proofs, asked: Blocklist, subject: str) -> Listing:
    test, answers = await asyncio.gather(tested.of(asked, kind(subject)), _answers(asking, questions(asked, subject)))
    found = judged(asked, subject, test, answers)
    if found.state != LISTED:
        return found
    return found._replace(text=_text(await _answer(asking, found.asked, "TXT")))


async def _answers(asking: Asking, names: Sequence[str]) -> list[Answer]:
    return await asyncio.gather(*(_answer(asking, name, "A") for name in names))


async def _answer(asking: Asking, name: str, what: str) -> Answer:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await asking.dns.ask(name, what)
    except TimeoutError:
        return Answer(name, what, UNKNOWN, why=f"no answer within {_PATIENCE:g} s")


def _text(answer: Answer) -> str:
    return " ".join(answer.values)[:_LONGEST_TEXT] if answer.outcome == FOUND else ""
