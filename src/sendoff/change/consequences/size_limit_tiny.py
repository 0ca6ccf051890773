"""The size limit is so small that ordinary mail is refused.

What happens: postfix::message_size_limit is below 1000000 bytes. The number counts bytes, not kilo- or megabytes.

Why it matters: a message with one picture is larger. Below 10000 bytes hardly any mail passes, not even a bounce, so
sendoff refuses that.

How to mend it: write bytes: 25600000 carries attachments of about 18 MB.

When it is fine: the server sends short notices only, and a small limit should catch mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_KEY = "postfix::message_size_limit"
_SMALL = 1_000_000
_NOTHING_PASSES = 10_000


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    limit = transition.settings.message_size_limit
    if not transition.touches("message_size_limit") or not 0 < limit < _SMALL:
        return
    mend = "The limit counts bytes: 25600000 is about 25 MB."
    if limit < _NOTHING_PASSES:
        text = f"Hardly any mail fits into {limit} bytes: nearly all of it is refused."
        yield found(transition, "size-limit-tiny", "refuse", text, _KEY, mend=mend)
    else:
        text = f"Messages above {limit} bytes are refused, even with one small attachment."
        yield found(transition, "size-limit-tiny", "warn", text, _KEY, mend=mend)
