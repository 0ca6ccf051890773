"""Bytes above ASCII are declared, and the text is of the charset that is declared.

What happens: The header holds raw 8-bit bytes, a part holds them without saying so in Content-Transfer-Encoding, or a
text's charset is missing, not known, or not the one its bytes are of.

Why it matters: A server without 8BITMIME or SMTPUTF8 cannot take such mail; in a mailbox it shows as rubbish, and
filters count it.

How to mend it: Write names and subjects as encoded words (`=?utf-8?Q?...?=`), declare `charset=utf-8`, and the
encoding `8bit`, `quoted-printable` or `base64`.

When it is fine: Raw UTF-8 in the header is right with SMTPUTF8, when all receivers offer that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendoff.reputation.check import WARN, Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import Given, fact
from sendoff.reputation.message.mime import Part, octets
from sendoff.reputation.message.words import decoded, known_charset

NEEDS = ("message",)
WEIGHT = 1.0

_HIGH = re.compile(rb"[\x80-\xff]")
_READ = 1_000_000
_MOST_DECODED = 10_000_000
_MEND = "Declare `Content-Type: text/plain; charset=utf-8` and the encoding; write header texts as encoded words."


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    wrong = ["the header holds raw 8-bit bytes"] if _HIGH.search(message.raw, 0, message.header.ends) else []
    read = 0
    for number, part in enumerate(message.mime.parts):
        read += part.end - part.start if part.type.value.startswith("text/") else 0
        if not part.type.value.startswith(("multipart/", "message/")) and read < _MOST_DECODED + _READ:
            wrong += [f"part {number} ({part.type.value[:40]}) {what}" for what in _part(message, part)]
    yield found(
        "message-eight-bit",
        message,
        "bytes above ASCII",
        wrong,
        good="none that are not declared",
        mend=_MEND,
        result=WARN,
    )


def _part(message: Given, part: Part) -> Iterator[str]:
    high = _HIGH.search(message.raw, part.start, part.end)
    if high and part.encoding not in ("8bit", "binary"):
        yield f"has 8-bit bytes, but its encoding is {part.encoding[:40] or 'not declared, so 7bit'}"
    if not part.type.value.startswith("text/") or part.attached:
        return
    charset = part.type.parameters.get("charset", "")
    data = octets(message.raw, part) or b""
    if charset and not known_charset(charset):
        yield f"has the charset {charset[:40]}, which mail programs do not know"
    elif not charset and _HIGH.search(data):
        yield "declares no charset, and is not plain ASCII"
    elif charset and len(data) < _READ and decoded(data, charset) is None:
        yield f"is not {charset[:40]}, though it says so"
