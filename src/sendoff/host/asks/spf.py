"""What SPF says of mail that takes a way out: for the domains that a change names, and those sent as lately."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sendoff.change.facts import Ask, SpfFacts, SpfVerdict
from sendoff.config.settings import defaults
from sendoff.config.values.hosts import hop_of
from sendoff.host.asks import Asking
from sendoff.host.errors import HostError

_MOST_LATELY = 20


def spf(asking: Asking, ask: Ask) -> SpfFacts:
    """Answer Ask("spf", ...)."""
    scope, name, *domains = ask.detail.split(" ")
    if scope == "lately":
        domains = list(dict.fromkeys([*domains, *_lately()]))
    if not domains:
        return SpfFacts()
    return SpfFacts(asyncio.run(_verdicts(asking, ask.subject, name, domains)))


async def _verdicts(asking: Asking, hop: str, name: str, domains: list[str]) -> tuple[SpfVerdict, ...]:
    from sendoff.host.dns import Dns
    from sendoff.host.spf import Question, verdicts
    from sendoff.host.spf_servers import Wanted, servers

    dns = Dns(seconds=asking.left())
    settings = defaults()._replace(relayhost=hop_of(hop) if hop else None, server_name=name)
    found = await servers(dns, asking.host, [Wanted(name, settings, own=True)])
    addresses = dict.fromkeys(address for server in found for address in server.addresses)
    questions = [Question(address, domain, helo=name) for domain in domains for address in addresses]
    checks = await verdicts(dns, questions)
    return tuple(SpfVerdict(one.domain, one.address, one.result, one.unknown_because or one.why) for one in checks)


def _lately() -> list[str]:
    """Return the domains that most mail was sent as; none where there is no ledger."""
    from sendoff.host.paths import LEDGER
    from sendoff.host.spf_domains import sent_lately

    with suppress(HostError):
        return sent_lately(LEDGER)[:_MOST_LATELY]
    return []
