"""Containers, and what Docker forwards, may send through this server.

What happens: postfix::mynetworks covers 172.17.0.0/16, the network of Docker's default bridge, and SMTP listens
beyond the loopback addresses.

Why it matters: every container on this machine may then send to any destination. Where Postfix itself runs in
a container with a published port 25, clients from the internet can arrive with the bridge's address 172.17.0.1
(always over IPv6 on an IPv4-only bridge, and with Docker's userland proxy), and are trusted: an open relay.

How to mend it: trust the single addresses of the containers that send, never 172.17.0.1 on a server with
a published port.

When it is fine: Postfix runs on the machine itself and all its containers are yours, or 172.17.0.0/16 is an ordinary
network of your own here.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition

_GATEWAY = "172.17.0.1"


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if _listening.touched(transition) and _listening.covers(transition, _GATEWAY):
        yield from _listening.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not _listening.touched(transition) or _listening.is_open(transition):
        return
    if _listening.covers(transition, _GATEWAY) and _listening.beyond_loopback(transition, answers):
        text = (
            f"{_GATEWAY} is trusted: if that is Docker's bridge, every container may send through this server, and "
            "clients of a published port 25 may arrive from that address too."
        )
        mend = "Trust the single addresses of the containers that send."
        yield found(transition, "trusts-docker-bridge", "note", text, _listening.NETWORKS, mend=mend)
