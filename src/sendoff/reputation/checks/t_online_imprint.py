"""T-Online can find out who runs this server.

What happens: T-Online wants the server's name to lead to a website with an imprint and a way to reach its operator. DNS
can only say whether the name leads anywhere; the website must be looked at by a person.

Why it matters: T-Online refuses servers that it does not know at the banner (554 IP=… None/bad reputation), and asks
for this before it lifts that.

How to mend it: Let the server's name, or its domain with www, lead to a page with name, address, telephone and mail.

When it is fine: Where no mail goes to T-Online, and where a smarthost takes all mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import SKIPPED, WARN, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.facts import Facts

NEEDS = ("server", "helo", "sent")
WEIGHT = 0.5

_ID = "t-online-imprint"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    server, helo, sent = facts.server, facts.helo, facts.sent
    asked = f"whether {helo.name} can lead to a website"
    out = _server.by_smarthost(_ID, server, asked)
    if out:
        yield out
    elif not sent.unknown and not any(provider == "t-online" for _, provider in sent.days):
        yield Finding(_ID, helo.name, SKIPPED, asked, "no mail went to T-Online in the last 30 days")
    elif helo.addresses:
        told = f"it has an address; a person must look whether http://{helo.name}/ has an imprint, and how to reach you"
        yield Finding(
            _ID, helo.name, SKIPPED, asked, told, "Write to the address in T-Online's refusal when it is there."
        )
    elif helo.unknown:
        yield _server.unknown(_ID, helo.name, asked, helo.a if helo.a.outcome == "unknown" else helo.aaaa)
    else:
        mend = f"Publish an address for {helo.name}, with a website that has an imprint."
        yield Finding(_ID, helo.name, WARN, asked, "it has no address, so it leads to no website", mend)
