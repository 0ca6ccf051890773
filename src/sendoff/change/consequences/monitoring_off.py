"""Nobody watches this server's mail.

What happens: postfix::monitoring becomes false: external monitoring is told not to check this server's mail service.

Why it matters: a full queue or a smarthost that refuses the login is then noticed by those whose mail is missing.

How to mend it: leave the key out, or set it to true.

When it is fine: the server's mail does not matter, or something else watches it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_KEY = "postfix::monitoring"


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if transition.touches("monitoring") and not transition.settings.monitoring:
        text = "Monitoring no longer checks the mail service of this server."
        yield found(transition, "monitoring-off", "note", text, _KEY, mend=f"Set {_KEY} to true if it should.")
