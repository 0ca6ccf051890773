"""The name in HELO is a whole name.

What happens: This server greets others with a name that cannot be found on the internet: a bare name, an address, or
one under localdomain or the like.

Why it matters: RFC 5321 (4.1.1.1) wants a whole name. Microsoft answers 550 5.7.506, Google 550 5.5.4, and others
refuse or mistrust such a client.

How to mend it: Set sendoff::server_name to the server's name in DNS, the one its address leads back to.

When it is fine: Where all mail leaves by a smarthost that takes it all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, Finding
from sendoff.reputation.facts import Facts
from sendoff.reputation.names import is_qualified

NEEDS = ("server",)
WEIGHT = 1.0

_ASKED = "what this server calls itself in HELO"
_MEND = 'Set "sendoff::server_name" to a name such as "mail.example.net" that DNS knows.'


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    name = facts.server.helo
    if is_qualified(name):
        yield Finding("helo-name", name, PASS, _ASKED, f"{name}, a whole name")
    else:
        yield Finding("helo-name", name, FAIL, _ASKED, f"{name!r} is not a whole name of the internet", _MEND)
