"""Another program listens on port 25.

What happens: Postfix is to start, or to listen on further addresses, and a program that is not Postfix holds port 25
there.

Why it matters: Postfix cannot bind the port and does not start; applications keep talking to the other program.

How to mend it: stop and disable the other program, or make it listen elsewhere.

When it is fine: never on the same address.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers, Ask, PortFacts
from sendoff.change.plan import Consequence, Transition

_EVERY = ("0.0.0.0", "::")  # noqa: S104 - what the other program may hold, not what we bind


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    # A mail server that the installation removes gives its port free.
    if transition.action in ("start", "restart") and not transition.machine.other_mta:
        yield Ask("port-25")
        yield from _listening.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    facts = answers.get(Ask("port-25"))
    if not isinstance(facts, PortFacts) or not facts.holder or not _clashes(transition, facts, answers):
        return
    where = f" on {some(list(facts.addresses))}" if facts.addresses else ""
    text = f"Postfix cannot start: {facts.holder} already listens on port 25{where}."
    mend = f"Stop and disable {facts.holder}, or make it listen elsewhere."
    yield found(transition, "port-taken", "refuse", text, _listening.KEY, mend=mend)


def _clashes(transition: Transition, facts: PortFacts, answers: Answers) -> bool:
    held = facts.addresses
    if not held or any(address in _EVERY for address in held) or transition.settings.interfaces == ("all",):
        return True
    if transition.settings.interfaces == ("loopback-only",):
        return any(map(_listening.is_loopback, held))
    return bool(set(held) & set(_listening.addresses(transition, answers)))
