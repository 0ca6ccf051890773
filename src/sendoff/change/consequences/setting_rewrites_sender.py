"""Settings of main.cf change the envelope sender once more.

What happens: beside postfix::envelope_from, the administrator's canonical_maps, masquerade_domains or
smtp_generic_maps are in force, and each of them can rewrite the envelope sender after it.

Why it matters: mail may leave with another envelope sender than the document says, and bounces go elsewhere.

How to mend it: take the parameter out of main.cf, or limit it with canonical_classes or masquerade_classes.

When it is fine: none of its rules matches the address.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _senders
from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._main_cf import after, words
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_CLASSES = {"canonical_maps": "canonical_classes", "masquerade_domains": "masquerade_classes", "smtp_generic_maps": ""}


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    sender = _senders.new(transition)
    names = [name for name, classes in _CLASSES.items() if after(transition, name) and _envelope(transition, classes)]
    if sender and names:
        text = f"main.cf sets {some(names)}, which may rewrite the envelope sender {sender} once more."
        mend = "Take it out of main.cf, unless none of its rules matches that address."
        yield found(transition, "setting-rewrites-sender", "warn", text, _senders.KEY, mend=mend)


def _envelope(transition: Transition, classes: str) -> bool:
    """Tell whether envelope senders are among the classes of addresses that a parameter is limited to."""
    limited = words(after(transition, classes)) if classes else []
    return not limited or "envelope_sender" in limited
