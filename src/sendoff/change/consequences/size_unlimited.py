"""Messages of any size are accepted.

What happens: postfix::message_size_limit is 0, which means no limit.

Why it matters: one message can fill the queue's file system; then nothing is accepted any more. Most destinations
refuse more than 25 to 50 MB anyway.

How to mend it: set a limit in bytes that the smarthost takes too.

When it is fine: only applications under your own control submit mail here.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_KEY = "postfix::message_size_limit"


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if transition.touches("message_size_limit") and transition.settings.message_size_limit == 0:
        text = "No message is too large any more: a single one can fill the queue's file system."
        mend = "Set a limit that the next hop takes too."
        yield found(transition, "size-unlimited", "note", text, _KEY, mend=mend)
