"""The smarthost is this server itself.

What happens: postfix::relayhost (or a fallback) is this server's own name or one of its addresses, on port 25.

Why it matters: Postfix would hand all mail to itself: "mail loops back to myself". Everything returns to its sender.

How to mend it: name the server that should carry the mail on. For delivery to the destinations themselves, take
postfix::relayhost out.

When it is fine: never on port 25. A tunnel or another program on another port of this machine is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers, Ask, NextHopReply
from sendoff.change.plan import Consequence, Transition
from sendoff.config.values.hosts import NextHop

_PORT = 25


def _on_port_25(transition: Transition) -> Iterator[NextHop]:
    yield from (hop for hop in _routes.concerned(transition) if hop.port == _PORT)


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from (_routes.ask(transition, hop) for hop in _on_port_25(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    names = (transition.compiled.parameters["myhostname"].lower(), "localhost")
    for hop in _on_port_25(transition):
        reply = answers.get(_routes.ask(transition, hop))
        own = reply.own if isinstance(reply, NextHopReply) else ()
        if hop.host not in names and not own:
            continue
        who = "this server's own name" if hop.host in names else f"this server itself ({some(list(own))})"
        text = f"All mail would loop back: {hop.text} is {who}."
        mend = "Name the server that carries the mail on, or take the key out for direct delivery."
        key = _routes.key(transition, hop)
        yield found(transition, "smarthost-is-this-server", "refuse", text, key, mend=mend)
