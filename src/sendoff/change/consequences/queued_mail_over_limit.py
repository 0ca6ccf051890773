"""Mail that already waits is larger than the new limit.

What happens: postfix::message_size_limit becomes smaller than messages that are in the queue.

Why it matters: Postfix checks the limit when a message enters. What is in the queue is still delivered as it is, but
comes back to its sender when it has to enter once more: `postsuper -r`, or a content filter that hands it back.

How to mend it: wait until those messages are delivered, and do not requeue them.

When it is fine: nothing requeues the mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.consequences._main_cf import present
from sendoff.change.facts import Answers, Ask, QueueFacts
from sendoff.change.plan import Consequence, Transition

_KEY = "postfix::message_size_limit"


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    before, after = present(transition, "message_size_limit"), transition.settings.message_size_limit
    lowered = before is not None and before.isdigit() and after and (int(before) > after or int(before) == 0)
    if lowered and transition.touches("message_size_limit"):
        yield Ask("queue", str(after))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    for ask in asks(transition):
        facts = answers.get(ask)
        if isinstance(facts, QueueFacts) and facts.oversize:
            text = (
                f"{facts.oversize} of {facts.total} queued messages exceed {ask.subject} bytes: they are still "
                "delivered, but return to their senders if they are requeued."
            )
            mend = "Do not requeue them (postsuper -r) before they are delivered."
            yield found(transition, "queued-mail-over-limit", "warn", text, _KEY, mend=mend)
