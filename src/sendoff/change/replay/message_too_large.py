"""Messages that the new size limit would have refused.

The ledger knows the size that the queue manager logs; the limit counts the envelope too, which is some hundred bytes.
"""

from __future__ import annotations

from sendoff.change.consequences._main_cf import differs
from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay.traffic import NO_SIZE, OVER_LIMIT, Counted, Traffic, Wanted

_ID = "message-too-large"
_RULES = ("size-limit-tiny", "size-limit-space", "queued-mail-over-limit")


def wanted(transition: Transition) -> Wanted:
    """See `Question.wanted`."""
    return Wanted(limit=transition.settings.message_size_limit)


def count(transition: Transition, traffic: Traffic, _answers: Answers) -> Counted | None:
    """See `Question.count`."""
    limit = transition.settings.message_size_limit
    if not limit or not differs(transition, "message_size_limit"):
        return None
    text = f"would exceed the size limit of {limit} bytes"
    unknown = traffic.number(NO_SIZE)
    why = "the ledger does not have their size" if unknown else ""
    return Counted(_ID, text, traffic.number(OVER_LIMIT), unknown, why, traffic.large, _RULES)
