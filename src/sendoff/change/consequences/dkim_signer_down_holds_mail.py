"""While the DKIM signer does not answer, this server takes no mail.

What happens: with sendoff::dkim_when_down tempfail, SMTP clients are told to try again (451), and what sendmail(1)
hands in waits on this server until the signer answers again.

Why it matters: nothing is lost and nothing leaves unsigned, but an application that does not repeat a failed submission
loses its mail by itself.

How to mend it: with sendoff::dkim_when_down accept, mail leaves unsigned meanwhile.

When it is fine: where the domains have a DMARC policy of quarantine or reject, so that unsigned mail would not arrive.
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
    if settings.dkim and settings.dkim_when_down == "tempfail" and transition.touches(*milters.SHARED):
        text = "While the DKIM signer does not answer, SMTP clients get 451 and mail from sendmail waits here."
        mend = f'Set {_KEY} to "accept" to let mail leave unsigned instead.'
        yield found(transition, "dkim-signer-down-holds-mail", "note", text, _KEY, mend=mend)
