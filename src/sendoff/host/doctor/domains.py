"""The sending domains, and everything that DNS says of each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from sendoff.host.doctor import Asking, CannotAsk
from sendoff.host.doctor.helo import host
from sendoff.host.doctor.keys import Selector, published, selectors
from sendoff.reputation import dmarc
from sendoff.reputation.dns import FOUND, NO_DATA, UNKNOWN, Answer
from sendoff.reputation.facts import Domain, Host, Key, Report, Sent
from sendoff.reputation.names import ascii_name

MOST = 100
"""Domains that are looked at when none is named: the ones with the most mail."""
_MOST_HOSTS = 10


async def gather(asking: Asking) -> tuple[Domain, ...]:
    """Return the domains, in the order in which they are named, or by their mail."""
    if asking.order.domains:
        # Who names domains need not wait for the ledger.
        named = [ascii_name(name) for name in asking.order.domains]
        return tuple(await asyncio.gather(*(_domain(name, asking) for name in dict.fromkeys(named))))
    sent: Sent = await asking.fact("sent")
    wanted = list(dict.fromkeys(name for name in (*_declared(asking), *_used(sent)) if "." in name))
    if not wanted:
        reason = f" ({sent.unknown})" if sent.unknown else ""
        raise CannotAsk(f"no sending domain is known: name one, or declare it in sendoff::domains{reason}")
    return tuple(await asyncio.gather(*(_domain(name, asking) for name in wanted[:MOST])))


def _used(sent: Sent) -> list[str]:
    pairs = sent.pairs
    return list(dict.fromkeys(name for pair in pairs for name in (pair.header, pair.envelope) if name))


def _declared(asking: Asking) -> Iterable[str]:
    settings = asking.order.settings
    yield from (ascii_name(str(name)) for name in (settings.domains if settings else ()))
    yield from (found.domain for found in selectors(asking.host, settings, here=not asking.order.elsewhere))


async def _domain(name: str, asking: Asking) -> Domain:
    keys = [
        one
        for one in selectors(asking.host, asking.order.settings, here=not asking.order.elsewhere)
        if one.domain == name
    ]
    (mx, txt), own, soa, mail_hosts, (policy, reports), found = await asyncio.gather(
        asking.ask((name, "MX"), (name, "TXT")),
        host(name, asking),
        _soa(name, asking),
        _mail_hosts(name, asking),
        _policy(name, asking),
        asyncio.gather(*(_key(one, asking) for one in keys)),
    )
    unsigned = "no document tells what this server signs" if asking.order.settings is None else ""
    return Domain(name, mx, own, soa, txt, mail_hosts, policy, reports, tuple(found), unsigned)


async def _soa(name: str, asking: Asking) -> Answer:
    """Return the SOA of the domain, or of the zone that it stands in; a top-level domain is nobody's own zone."""
    labels = name.split(".")
    zones = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    found = await asking.ask(*((zone, "SOA") for zone in zones))
    first = found[0]
    if first.outcome != NO_DATA:
        return first
    # Below a zone's top the name exists and has no SOA of its own.
    return next((answer for answer in found if answer.outcome in (FOUND, UNKNOWN)), first)


async def _mail_hosts(name: str, asking: Asking) -> tuple[Host, ...]:
    found = await asking.dns.ask(name, "MX")
    named = [value.rpartition(" ")[2].rstrip(".").lower() for value in found.values[:_MOST_HOSTS]]
    return tuple(await asyncio.gather(*(host(one, asking) for one in named if one)))


async def _policy(name: str, asking: Asking) -> tuple[tuple[Answer, ...], tuple[Report, ...]]:
    answers = await asking.ask(*dmarc.questions(name))
    found = dmarc.walk(name, answers)
    outside = [
        each for each in (dmarc.report_hosts(found.record) if found.record else ())
        if not dmarc.within(each, found.organizational or found.at)
    ]  # fmt: skip
    agreed = await asking.ask(*((f"{found.at}._report._dmarc.{each}", "TXT") for each in outside))
    return tuple(answers), tuple(map(Report, outside, agreed))


async def _key(one: Selector, asking: Asking) -> Key:
    answer = await asking.dns.ask(f"{one.selector}._domainkey.{one.domain}", "TXT")
    return published(one, answer)
