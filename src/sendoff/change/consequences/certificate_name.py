"""The certificate is for another name.

What happens: the certificate carries neither the server's name (sendoff::server_name) nor localhost.

Why it matters: clients that verify certificates compare the name they connect to with those in it, and refuse to send
when none is the same.

How to mend it: use a certificate with the name that clients connect to.

When it is fine: all clients connect to another name, and the certificate has that one.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _certificates
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    ask = _certificates.ask(transition)
    if ask:
        yield ask


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    facts = _certificates.usable(transition, answers)
    name = transition.compiled.parameters["myhostname"]
    if facts and not any(_certificates.covers(facts.names, host) for host in (name, "localhost")):
        names = some(list(facts.names)) or "no host name"
        text = f"The certificate is for {names}: clients that connect to {name} and verify it cannot send."
        mend = "Use a certificate with the name that clients connect to."
        yield found(transition, "certificate-name", "warn", text, _certificates.KEY, mend=mend)
