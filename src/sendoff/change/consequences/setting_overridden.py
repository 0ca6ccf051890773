"""Settings of the administrator's are replaced.

What happens: main.cf sets parameters that sendoff manages, to other values than the document leads to. sendoff's
values replace them; every other parameter stays as it is.

Why it matters: what was set there by hand, by the package or by another tool no longer holds.

How to mend it: say the same in the document (`sendoff import` writes it), then apply.

When it is fine: the document is what should be. `sendoff rollback 0` brings the old values back.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._overridden import replaced
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    names = replaced(transition, "administrator")
    if names:
        text = f"These settings of main.cf are replaced: {some(names, 12)}."
        mend = "`sendoff import` writes the JSON that keeps what it can express."
        yield found(transition, "setting-overridden", "note", text, mend=mend)
