"""There is too little free space for the size limit.

What happens: Postfix accepts mail by SMTP only while the queue's file system has at least one and a half times
postfix::message_size_limit free, whatever the size of the message.

Why it matters: otherwise every message, however small, is answered with 452 4.3.1 Insufficient system storage.

How to mend it: lower the limit, or make room in the queue's file system.

When it is fine: never; the space is missing now.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.consequences._main_cf import after
from sendoff.change.facts import Answers, Ask, SpaceFacts
from sendoff.change.plan import Consequence, Transition

_KEY = "postfix::message_size_limit"


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if transition.touches("message_size_limit") and transition.settings.message_size_limit:
        yield Ask("space", after(transition, "queue_directory"))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    needed = transition.settings.message_size_limit * 3 // 2
    for ask in asks(transition):
        facts = answers.get(ask)
        if isinstance(facts, SpaceFacts) and facts.free < needed:
            text = (
                f"All mail by SMTP is answered with 452: {ask.subject} has {facts.free} bytes free, and this limit "
                f"needs {needed}."
            )
            mend = f"Lower the limit below {facts.free * 2 // 3} bytes, or make room there."
            yield found(transition, "size-limit-space", "refuse", text, _KEY, mend=mend)
