"""The name in HELO leads to the addresses that mail comes from.

What happens: The name has no address record, or not the one that this server sends from.

Why it matters: Receivers look the name up and compare. One that leads nowhere, or elsewhere, looks like a forged one.

How to mend it: Publish an A record with the sending IPv4 address, and an AAAA record with the sending IPv6 address.

When it is fine: Where several machines share one name on purpose and the reverse DNS of each is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.dns import UNKNOWN
from sendoff.reputation.facts import Facts
from sendoff.reputation.names import same_address

NEEDS = ("server", "helo")
WEIGHT = 1.0


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    server, helo = facts.server, facts.helo
    asked = f"the addresses of {helo.name}"
    out = _server.by_smarthost("helo-resolves", server, asked) or _server.no_address("helo-resolves", server, asked)
    if out:
        yield out
        return
    for source in server.sources:
        if source.translated:
            continue
        answer = helo.family(source.address)
        if answer.outcome == UNKNOWN:
            yield _server.unknown("helo-resolves", source.address, asked, answer)
        elif any(same_address(source.address, value) for value in answer.values):
            yield Finding("helo-resolves", source.address, PASS, asked, f"{helo.name} leads to {source.address}")
        else:
            mend = f"Publish: {helo.name}. {_server.record_of(source.address)} {source.address}"
            yield Finding("helo-resolves", source.address, FAIL, asked, _server.said(answer), mend)
