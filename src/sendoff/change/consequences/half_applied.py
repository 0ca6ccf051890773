"""An earlier apply did not finish.

What happens: an apply was interrupted (killed, or the power failed). This one first undoes or finishes what it left,
and then goes on.

Why it matters: until then, the machine may have the old configuration or the new one; Postfix works with either.

How to mend it: apply. If you do not know why the earlier one ended, look at the system's log of that time first.

When it is fine: the machine was merely restarted in between.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    pending = transition.machine.pending
    if pending:
        text = (
            f"The apply of {pending.started} (generation {pending.number}) did not finish: it ended at {pending.phase}."
        )
        mend = "This apply clears it up first."
        yield found(transition, "half-applied", "warn", text, mend=mend)
