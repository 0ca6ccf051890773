"""The reverse name was chosen for this server.

What happens: The PTR name is made of the address's digits, has a word such as `dyn` or `pool`, or is the hosting
provider's own name for the address.

Why it matters: Names of that kind are those of dial-up lines and of rented machines that nobody set up; T-Online,
Microsoft (DY-001) and many filters refuse or mistrust them.

How to mend it: Set the PTR of the address to the server's own name, mostly in the hosting provider's panel.

When it is fine: Where a name of your own domain only looks like that. It is a rule of thumb, so it warns.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import PASS, WARN, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.facts import Facts
from sendoff.reputation.names import generic

NEEDS = ("server", "reverse")
WEIGHT = 2.0

_ID = "reverse-generic"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    asked = "whether the reverse name is one that nobody chose"
    out = _server.by_smarthost(_ID, facts.server, asked) or _server.no_address(_ID, facts.server, asked)
    if out:
        yield out
        return
    for one in facts.reverse:
        nameless = _server.nameless(_ID, one, asked)
        if nameless:
            yield nameless
        else:
            odd = [(name, found) for name in one.ptr.values if (found := generic(name, one.address))]
            told = "; ".join(f"{name.rstrip('.')}: {found}" for name, found in odd) or _server.said(one.ptr)
            mend = f"Have the provider of the address set: {one.ptr.name}. PTR {facts.server.helo}." if odd else ""
            yield Finding(_ID, one.address, WARN if odd else PASS, asked, told, mend)
