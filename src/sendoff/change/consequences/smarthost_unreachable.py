"""The smarthost does not answer.

What happens: the next hop exists, but a connection from this server failed: refused, no answer, or a greeting that
turns mail away.

Why it matters: mail waits in the queue and comes back after days. Many networks block port 25 to the outside.
Applying proves the way through Postfix itself, and undoes the change when the smarthost does not take mail.

How to mend it: check port and firewall; providers take submissions on port 587 or 465.

When it is fine: the smarthost is down for a known while.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask, NextHopReply, Unknown
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from (_routes.ask(transition, hop) for hop in _routes.concerned(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    for hop in _routes.concerned(transition):
        reply = answers.get(_routes.ask(transition, hop))
        key = _routes.key(transition, hop)
        if isinstance(reply, Unknown):
            text = f"Whether {hop.text} takes mail could not be asked."
            yield found(transition, "smarthost-unreachable", "note", text, key, unknown=reply.reason)
        elif isinstance(reply, NextHopReply) and reply.error and not reply.missing:
            text = f"Mail to {hop.text} would wait in the queue: {reply.error}."
            mend = "Check the port and the firewall; submission usually takes port 587 or 465."
            yield found(transition, "smarthost-unreachable", "warn", text, key, mend=mend)
