"""An address to listen on is not this machine's.

What happens: postfix::inet_interfaces names an address that no interface of this machine has, or a name that stands
for one or for none.

Why it matters: Postfix then ends with "no local interface found": it neither starts nor stops nor reloads, and each
of its programs dies within seconds.

How to mend it: use an address that `ip address` shows, or all where the address comes and goes.

When it is fine: never; an address that a cluster moves between machines needs all instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers, Ask, LocalFacts, Unknown
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if transition.touches("inet_interfaces"):
        yield from (Ask("local", name) for name in _listening.explicit(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    mend = "Use an address that `ip address` shows on this machine, or all."
    for ask in asks(transition):
        facts = answers.get(ask)
        name = ask.subject
        if isinstance(facts, Unknown):
            text = f"Whether {name} is an address of this server could not be found out."
            yield found(transition, "interface-not-local", "note", text, _listening.KEY, unknown=facts.reason)
        elif isinstance(facts, LocalFacts) and not facts.addresses:
            text = f"Postfix cannot start: {name} has no address."
            yield found(transition, "interface-not-local", "refuse", text, _listening.KEY, mend=mend)
        elif isinstance(facts, LocalFacts):
            # Postfix does not look at addresses of a protocol that it does not use.
            foreign = [address for address in facts.foreign if _listening.is_used(transition, address)]
            if foreign == [name]:
                text = f"Postfix cannot start: no interface of this machine has the address {name}."
            else:
                text = f"Postfix cannot start: {name} is {some(foreign)}, which no interface here has."
            if foreign:
                yield found(transition, "interface-not-local", "refuse", text, _listening.KEY, mend=mend)
