"""A certificate cannot be matched to an address.

What happens: a next hop with credentials is an address such as [192.0.2.1]:587, and sendoff::smarthost_tls is secure.
Postfix compares the next hop with the host names of the certificate, and an address is none.

Why it matters: the certificate never matches, so Postfix does not deliver: all mail waits in the queue.

How to mend it: write the smarthost's host name, the one in its certificate.

When it is fine: the certificate carries the address as if it were a host name (asked live, and then not reported).
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition
from sendoff.config.values.hosts import NextHop


def _by_address(transition: Transition) -> Iterator[NextHop]:
    if transition.settings.smarthost_tls == "secure":
        yield from (hop for hop in _routes.with_login(transition) if hop.is_address)


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from (_routes.ask(transition, hop) for hop in _by_address(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    for hop in _by_address(transition):
        reply = _routes.reply(transition, answers, hop)
        if reply and reply.starttls and not reply.certificate_error:
            continue
        text = f"Mail to {hop.text} waits in the queue: its certificate cannot be matched to an address."
        mend = "Write the host name that stands in the smarthost's certificate."
        key = _routes.key(transition, hop)
        yield found(transition, "smarthost-address-not-verifiable", "refuse", text, key, mend=mend)
