"""The reverse name leads back to the address (forward-confirmed).

What happens: The PTR name of a sending address has no address record, or not this address.

Why it matters: Anybody can write any name into the reverse DNS of an own address; only a name that leads back proves
anything. Google and Yahoo want it of every sender.

How to mend it: Publish the address record of the PTR name, or have the PTR changed to a name that has it.

When it is fine: Never for an address that sends.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, UNKNOWN, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.facts import Facts, Reverse
from sendoff.reputation.names import same_address

NEEDS = ("server", "reverse")
WEIGHT = 2.0

_ID = "reverse-confirmed"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    asked = "whether the reverse name leads back"
    out = _server.by_smarthost(_ID, facts.server, asked) or _server.no_address(_ID, facts.server, asked)
    if out:
        yield out
        return
    for one in facts.reverse:
        yield _judged(one, asked)


def _judged(one: Reverse, asked: str) -> Finding:
    nameless = _server.nameless(_ID, one, asked)
    if nameless:
        return nameless
    for name in one.names:
        if any(same_address(one.address, each) for each in name.family(one.address).values):
            return Finding(_ID, one.address, PASS, asked, f"{name.name} leads back to {one.address}")
    unasked = next((name for name in one.names if name.family(one.address).outcome == "unknown"), None)
    if unasked:
        return Finding(_ID, one.address, UNKNOWN, asked, f"{unasked.name} could not be asked: {unasked.unknown}")
    first = one.names[0]
    mend = f"Publish: {first.name}. {_server.record_of(one.address)} {one.address}"
    return Finding(_ID, one.address, FAIL, asked, _server.said(first.family(one.address)), mend)
