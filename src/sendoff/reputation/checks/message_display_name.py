"""The name shown beside the sender's address is honest.

What happens: The display name in From holds another address than the real one, a character that turns the direction
of writing or cannot be seen, or a line break.

Why it matters: Readers see only the name. Such names are what phishing does; Google has rules on display names since
2025, and filters refuse by them.

How to mend it: Use a plain name, `Example Shop <shop@example.net>`, or the very address itself.

When it is fine: Never in mail of one's own; mailing lists that write `name via list` hold no address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sendoff.reputation.check import SKIPPED, Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import fact
from sendoff.reputation.message.words import text

NEEDS = ("message",)
WEIGHT = 2.0

_ADDRESS = re.compile(r"[^\s<>\"'(),;:@]{1,64}[@\uff20]([^\s<>\"'(),;:@]{1,253})")
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")
_JOINERS = "\u200c\u200d\u00ad"
_LONGEST = 1000
_MEND = "Use a plain name before the address, or none."


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    sender = message.sender
    if sender is None or not sender.good:
        yield Finding("message-display-name", message.name, SKIPPED, "From", "it holds no address (see message-fields)")
        return
    name = text(sender.name)[:_LONGEST]
    wrong = [
        f"the name {name[:60]!r} holds the address {shown[0][:80]}, but the mail is from {sender.address[:80]}"
        for shown in _ADDRESS.finditer(name)
        if shown[0].lower().rstrip(".") != sender.address.lower()
    ]
    unseen = [char for char in name if unicodedata.category(char) in _UNSEEN and char not in _JOINERS]
    if unseen:
        wrong.append(f"the name holds characters that cannot be seen: U+{ord(unseen[0]):04X}")
    yield found(
        "message-display-name", message, "the display name in From", wrong, good=name or "there is none", mend=_MEND
    )
