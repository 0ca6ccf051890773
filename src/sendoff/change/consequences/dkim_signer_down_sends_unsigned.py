"""While the DKIM signer does not answer, mail leaves unsigned.

What happens: with sendoff::dkim_when_down accept, Postfix goes on without the signer when it does not answer.

Why it matters: receivers refuse unsigned mail of a domain with a DMARC policy of reject, or file it as spam, where SPF
does not save it; large ones ask every bulk sender for signatures.

How to mend it: with sendoff::dkim_when_down tempfail, mail waits until the signer answers again.

When it is fine: where mail must leave at once, and SPF alone is enough for its receivers.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition
from sendoff.postfix import milters

_KEY = "sendoff::dkim_when_down"


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    settings = transition.settings
    if settings.dkim and settings.dkim_when_down == "accept" and transition.touches(*milters.SHARED):
        text = "While the DKIM signer does not answer, mail leaves unsigned."
        mend = f'Set {_KEY} to "tempfail" to have it wait instead.'
        yield found(transition, "dkim-signer-down-sends-unsigned", "note", text, _KEY, mend=mend)
