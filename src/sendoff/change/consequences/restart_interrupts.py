"""Postfix is stopped and started, not merely reloaded.

What happens: a change of postfix::inet_interfaces takes effect only when Postfix is stopped and started. Messages
being received or sent at that moment are cut off.

Why it matters: for some seconds applications get "connection refused"; those that do not try again lose that mail.
The sendmail command and everything in the queue are not affected: cut-off deliveries are tried again.

How to mend it: apply at a quiet hour.

When it is fine: applications repeat failed submissions, or use the sendmail command.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found
from sendoff.change.consequences._main_cf import after
from sendoff.change.facts import Answers
from sendoff.change.plan import RESTART_PARAMETERS, Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if transition.action != "restart":
        return
    name = next(name for name in RESTART_PARAMETERS if transition.touches(name))
    text = (
        f"Postfix is stopped and started, because {name} becomes {after(transition, name)}: connections are "
        "cut off and new ones refused for some seconds. Queued mail stays."
    )
    mend = "Apply at a quiet hour, if applications here do not repeat a failed submission."
    yield found(transition, "restart-interrupts", "warn", text, _listening.KEY, mend=mend)
