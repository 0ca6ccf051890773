"""Every sending address has a reverse name.

What happens: DNS has no PTR record for an address that mail comes from, IPv4 or IPv6.

Why it matters: Google (550 5.7.25), Yahoo, Microsoft, GMX and most others refuse mail from an address without one.

How to mend it: Whoever gave you the address sets it, mostly in the hosting provider's panel: the server's name.

When it is fine: Never for an address that sends. An IPv6 address without a reverse name is better not used:
inet_protocols = ipv4.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.dns import FOUND, UNKNOWN
from sendoff.reputation.facts import Facts

NEEDS = ("server", "reverse")
WEIGHT = 2.0


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    server = facts.server
    asked = "the reverse name (PTR)"
    out = _server.by_smarthost("reverse-name", server, asked) or _server.no_address("reverse-name", server, asked)
    if out:
        yield out
        return
    for one in facts.reverse:
        if one.ptr.outcome == UNKNOWN:
            yield _server.unknown("reverse-name", one.address, asked, one.ptr)
        elif one.ptr.outcome == FOUND:
            yield Finding("reverse-name", one.address, PASS, asked, _server.said(one.ptr))
        else:
            mend = f"Have the provider of the address set: {one.ptr.name}. PTR {server.helo}."
            yield Finding("reverse-name", one.address, FAIL, asked, "the address has no reverse name", mend)
