"""The receiver saw this server's own address, and the mail came over TLS.

What happens: The Received fields of a mail as received are read: which address handed it in from outside, and whether
by TLS.

Why it matters: SPF, reverse names and blocklists are judged by the address that the receiver saw; if it is not the
one that is declared, all of them were set up for another. Google demands TLS.

How to mend it: Set `postfix::smtp_bind_address` or mend the NAT, and publish the address that was seen;
`postfix::smtp_tls_security_level` of `may` or more brings TLS.

When it is fine: For mail that never left this server, and for receivers without TLS of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sendoff.reputation.check import PASS, SKIPPED, WARN, Finding
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import Given, fact
from sendoff.reputation.names import is_private, same_address

NEEDS = ("message",)
WEIGHT = 1.0

_ASKED = "the Received fields"
_FROM = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\]")
_TLS = re.compile(r"\bwith\s+(?:UTF8)?E?SMTPSA?\b|\b(?:TLS|version=TLS|using TLS)v?\s*1", re.IGNORECASE)
_MOST = 50
_LONGEST = 5000


class Hop(NamedTuple):
    """An address that handed the mail in, and whether by TLS."""

    address: str
    tls: bool


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    came = list(hops(message))
    if not came:
        told = "no receiver outside wrote one: judge the mail as a mailbox elsewhere got it"
        yield Finding("message-trace", message.name, SKIPPED, _ASKED, told)
        return
    own = [hop for hop in came if any(same_address(hop.address, one) for one in message.addresses)]
    if message.addresses and not own:
        told = f"it came from {came[-1].address}, which is none of {', '.join(message.addresses)}"
        mend = (
            f"Publish {came[-1].address} in SPF and give it a reverse name, or let mail leave by the declared address."
        )
        yield Finding("message-trace", message.name, WARN, _ASKED, told, mend)
        return
    # The lowest is the first: fields are put on top.
    hop = (own or came)[-1]
    told = f"from {hop.address}, {'over TLS' if hop.tls else 'not over TLS, as far as the receiver says'}"
    mend = "" if hop.tls else "Set postfix::smtp_tls_security_level to may or more."
    yield Finding("message-trace", message.name, PASS if hop.tls else WARN, _ASKED, told, mend)


def hops(message: Given) -> Iterator[Hop]:
    """Yield the hops from public addresses, the last one first."""
    for field in message.header.all("received")[:_MOST]:
        value = field.value[:_LONGEST]
        came, _, _ = value.partition(" by ")
        found = _FROM.search(came) if value.lower().startswith("from ") else None
        if found and _is_public(found[1], message):
            yield Hop(found[1], bool(_TLS.search(value)))


def _is_public(address: str, message: Given) -> bool:
    if any(same_address(address, one) for one in message.addresses):
        return True
    try:
        return not is_private(address)
    except ValueError:
        return False
