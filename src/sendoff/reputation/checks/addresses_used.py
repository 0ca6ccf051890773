"""It is known which addresses receivers see.

What happens: The address that mail leaves this machine from is a private one, so a router translates it (NAT) and
receivers see another; or the machine sends from an address that the server's name does not have.

Why it matters: SPF, reverse names and blocklists are about the address that receivers see. Judged by another one, a
doctor's words are worth nothing.

How to mend it: Say which addresses receivers see: `--address`. To send from a certain one of several, set
smtp_bind_address in main.cf.

When it is fine: Where a smarthost takes all mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import PASS, UNKNOWN, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.facts import Facts

NEEDS = ("server",)
WEIGHT = 0.5

_ID = "addresses-used"
_ASKED = "the addresses that mail leaves this machine from"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    server = facts.server
    out = _server.by_smarthost(_ID, server, _ASKED)
    if out:
        yield out
        return
    if not server.sources:
        yield Finding(_ID, server.helo, UNKNOWN, _ASKED, "no way leads to the internet", "Name them: `--address`.")
    for source in server.sources:
        if source.translated:
            assumed = [one.address for one in server.sources if _instead(one.address, source.address)]
            told = f"{source.address} ({source.how}) is private: receivers see another address, which is not known here"
            more = f"; {', '.join(assumed)} is judged instead, the address of {server.helo}" if assumed else ""
            yield Finding(_ID, source.address, UNKNOWN, _ASKED, told + more, "Name what receivers see: `--address`.")
        else:
            yield Finding(_ID, source.address, PASS, _ASKED, f"{source.address}: {source.how}")


def _instead(one: str, private: str) -> bool:
    return one != private and (":" in one) == (":" in private)
