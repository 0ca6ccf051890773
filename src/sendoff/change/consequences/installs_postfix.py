"""Postfix is installed.

What happens: this machine has no Postfix, so its package is installed from the distribution. It is not started before
its configuration is in place, so it never listens to the world in between.

Why it matters: a further service runs from then on, and the sendmail command is Postfix's.

How to mend it: nothing is wrong.

When it is fine: always; it is what the document asks for.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not transition.machine.installed:
        text = "Postfix is installed from the distribution, and started only with this configuration in place."
        yield found(transition, "installs-postfix", "note", text)
