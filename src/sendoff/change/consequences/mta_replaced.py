"""Installing Postfix removes another mail server.

What happens: Debian allows one mail server (mail-transport-agent) at a time, so installing Postfix removes the one
that is here.

Why it matters: its configuration no longer takes effect, and what waits in its queue stays there undelivered.

How to mend it: empty its queue, note what its configuration did, and accept this consequence by name.

When it is fine: the other server is only there because something once needed any mail server.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    other = transition.machine.other_mta
    if other and not transition.machine.installed:
        text = f"Installing Postfix removes {other}; mail in its queue stays there undelivered."
        mend = f"Empty the queue of {other} first, then accept this by name: --accept mta-replaced."
        yield found(transition, "mta-replaced", "refuse", text, mend=mend)
