"""Mail with addresses outside ASCII is refused.

What happens: postfix::smtputf8_enable becomes no: clients that ask for SMTPUTF8, and internationalised addresses, are
refused at submission.

Why it matters: until now such mail went out wherever the next hop supports it.

How to mend it: set postfix::smtputf8_enable to yes.

When it is fine: the next hop does not support SMTPUTF8: then a refusal at once is better than a bounce later.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.consequences._main_cf import differs
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_KEY = "postfix::smtputf8_enable"


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if differs(transition, "smtputf8_enable") and not transition.settings.smtputf8:
        text = "Mail to or from addresses outside ASCII, such as jörg@example.net, is refused at submission."
        yield found(transition, "smtputf8-off", "note", text, _KEY, mend=f"Set {_KEY} to yes if it should pass.")
