"""The sending domain's zone is served.

What happens: DNS has no SOA record for the domain, nor for the domain that it is part of.

Why it matters: Yahoo tests by it whether a sender's domain exists (451, 554), and DNS without it is broken.

How to mend it: See with whoever serves the domain's DNS that the zone is there.

When it is fine: Never for a domain that mail is sent as.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.dns import FOUND, UNKNOWN
from sendoff.reputation.facts import Facts

NEEDS = ("domains",)
WEIGHT = 0.5

_ID = "sender-domain-soa"
_ASKED = "SOA"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        soa = domain.soa
        if soa.outcome == UNKNOWN:
            yield _server.unknown(_ID, domain.name, _ASKED, soa)
        elif soa.outcome == FOUND:
            yield Finding(_ID, domain.name, PASS, _ASKED, f"{soa.name}: {_server.said(soa)}")
        else:
            mend = f"Have the zone of {domain.name} served with its SOA record."
            yield Finding(_ID, domain.name, FAIL, _ASKED, f"{_server.said(soa)}, nor has a domain above it", mend)
