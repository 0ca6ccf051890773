"""Texts in the header that are encoded can be decoded.

What happens: An encoded word (`=?charset?B?...?=`) in Subject, From, To or another field is longer than 75
characters, of an unknown charset or encoding, or does not decode.

Why it matters: Mail programs show it raw; filters count it, and words that hide line breaks are a known attack.

How to mend it: Let the library encode; it cuts long texts into several words, each whole characters.

When it is fine: A word of more than 75 characters is read by most programs; all else never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import WARN, Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import fact
from sendoff.reputation.message.words import words

NEEDS = ("message",)
WEIGHT = 1.0

_FIELDS = ("subject", "from", "to", "cc", "reply-to", "sender")


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    wrong = [
        f"{name.title()}: {word.raw[:60]!r} {word.wrong}"
        for name in _FIELDS
        for field in message.header.all(name)[:1]
        for word in words(field.value)
        if word.wrong
    ]
    mend = "Let the library encode the texts: =?utf-8?Q?...?=, at most 75 characters each."
    yield found(
        "message-encoded-words", message, "encoded words", wrong, good="all can be decoded", mend=mend, result=WARN
    )
