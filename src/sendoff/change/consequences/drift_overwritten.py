"""Changes made by hand since the last apply are undone.

What happens: since sendoff last applied, somebody changed parameters that sendoff manages. This apply sets them back
to what the document says.

Why it matters: the change may have been made in an emergency, and nobody has put it into the document yet.

How to mend it: say the same in the document, then apply.

When it is fine: the change was an experiment, or a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._overridden import replaced
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    names = replaced(transition, "drift")
    names += [c.parameter for c in transition.changes.values() if c.origin == "drift" and not c.before]
    if names:
        text = f"Changed by hand since the last apply, and now set back: {some(names, 12)}."
        mend = "If the change should stay, put it into the document first."
        yield found(transition, "drift-overwritten", "warn", text, mend=mend)
