"""Trusted networks cannot reach this server.

What happens: postfix::mynetworks trusts machines elsewhere, but SMTP listens on loopback addresses only
(postfix::inet_interfaces).

Why it matters: those machines get "connection refused" and their mail waits or is lost there; the trust has no effect.

How to mend it: set postfix::inet_interfaces to the address that they use, or take the networks out.

When it is fine: the networks are a shared guideline for many servers, and this one serves itself only.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if _listening.touched(transition):
        yield from _listening.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not _listening.touched(transition) or _listening.is_open(transition):
        return
    if _listening.beyond_loopback(transition, answers):
        return
    outside = [_listening.written(n) for n in _listening.trusted(transition) if not n.is_loopback]
    if outside:
        text = f"{some(outside)} is trusted but cannot connect: SMTP listens on loopback addresses only."
        mend = f"Set {_listening.KEY} to the address those machines use, or take the networks out."
        yield found(transition, "networks-cannot-connect", "warn", text, _listening.NETWORKS, mend=mend)
