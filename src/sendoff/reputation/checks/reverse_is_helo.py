"""The reverse name is the name in HELO.

What happens: The server greets by one name, and its address has another.

Why it matters: No large receiver asks for it, but filters count it, and people who read a log trust one name more than
two.

How to mend it: Set sendoff::server_name to the reverse name, or have the reverse name changed to the server's.

When it is fine: Where one address serves several names; it only warns.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import PASS, WARN, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.facts import Facts

NEEDS = ("server", "reverse")
WEIGHT = 0.5

_ID = "reverse-is-helo"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    server = facts.server
    asked = f"whether the reverse name is {server.helo}"
    out = _server.by_smarthost(_ID, server, asked) or _server.no_address(_ID, server, asked)
    if out:
        yield out
        return
    for one in facts.reverse:
        nameless = _server.nameless(_ID, one, asked)
        if nameless:
            yield nameless
        elif any(name.rstrip(".").lower() == server.helo for name in one.ptr.values):
            yield Finding(_ID, one.address, PASS, asked, _server.said(one.ptr))
        else:
            mend = f"Have the provider of the address set: {one.ptr.name}. PTR {server.helo}."
            yield Finding(_ID, one.address, WARN, asked, _server.said(one.ptr), mend)
