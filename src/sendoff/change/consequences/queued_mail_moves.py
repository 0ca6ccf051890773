"""Mail that already waits takes the new route.

What happens: Postfix decides about the next hop anew at every attempt. With another postfix::relayhost, all waiting
mail goes there too. Envelope senders of queued mail stay as they were.

Why it matters: the new smarthost may refuse senders or recipients that the old one took; a 5xx reply returns the mail
to its sender. A long queue arrives all at once and can meet a rate limit.

How to mend it: wait until the queue is empty (`postqueue -p`), or go on if the new route takes the same mail.

When it is fine: the old route is broken, and the new one is there to free the queue.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.consequences._main_cf import differs
from sendoff.change.consequences._routes import RELAYHOST
from sendoff.change.facts import Answers, Ask, QueueFacts, Unknown
from sendoff.change.plan import Consequence, Transition


def _ask(transition: Transition) -> Ask:
    return Ask("queue", str(transition.settings.message_size_limit))


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if transition.machine.main_cf is not None and differs(transition, "relayhost"):
        yield _ask(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    facts = answers.get(_ask(transition)) if list(asks(transition)) else None
    hop = transition.settings.relayhost
    way = f"to {hop.text}" if hop else "to their destinations directly"
    if isinstance(facts, QueueFacts) and facts.total:
        some = f"{facts.total} queued message{'s' * (facts.total > 1)}"
        text = f"{'' if facts.complete else 'More than '}{some} will go {way} too."
        mend = "Let the queue run empty first, if the new route may refuse some of it."
        yield found(transition, "queued-mail-moves", "warn", text, RELAYHOST, mend=mend)
    elif isinstance(facts, Unknown):
        text = f"How many queued messages will go {way} too could not be found out."
        yield found(transition, "queued-mail-moves", "note", text, RELAYHOST, unknown=facts.reason)
