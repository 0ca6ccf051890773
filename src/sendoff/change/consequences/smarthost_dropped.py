"""Mail no longer goes through the smarthost.

What happens: main.cf names a relayhost, and the document does not: mail will go to its destinations directly.

Why it matters: this server's own address is then judged: it needs reverse DNS, a place in SPF, and a reputation, and
many networks block port 25 to the outside. The smarthost's login and its DKIM signature are gone too.

How to mend it: write the smarthost into the document as postfix::relayhost.

When it is fine: the server is prepared to send by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.consequences._routes import RELAYHOST
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    before = transition.before("relayhost")
    if before and transition.touches("relayhost") and transition.settings.relayhost is None:
        text = f"Mail no longer goes through {before} but to its destinations directly, from this server's address."
        mend = f'If that is not meant, set "{RELAYHOST}": "{before}".'
        yield found(transition, "smarthost-dropped", "warn", text, RELAYHOST, mend=mend)
