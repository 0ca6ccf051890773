"""The message's parts are put together as MIME wants it.

What happens: A multipart has no boundary, is not closed or has no part; parts are nested too deep or too many; a
part's encoding is unknown or broken; MIME-Version is missing.

Why it matters: Every program reads such mail in another way, so scanners refuse it or take it for an attempt to hide
something; readers lose attachments.

How to mend it: Let the library build the message. Texts pasted into templates may hold the boundary by accident.

When it is fine: Never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import Given, fact
from sendoff.reputation.message.mime import octets

NEEDS = ("message",)
WEIGHT = 2.0

_ENCODINGS = ("", "7bit", "8bit", "binary", "quoted-printable", "base64")
_WHOLE = ("", "7bit", "8bit", "binary")
_MOST_DECODED = 20_000_000


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    parts = message.mime.parts
    good = f"{len(parts)} part{'s' if len(parts) > 1 else ''}, as they should be"
    mend = "Let the application's mail library build the message from its texts and files."
    yield found("message-parts", message, "the parts", _wrong(message), good=good, mend=mend)


def _wrong(message: Given) -> list[str]:
    wrong = list(message.mime.wrong)
    if message.header.all("content-type") and not message.header.all("mime-version"):
        wrong.append("it has Content-Type and no MIME-Version")
    decoded = 0
    for number, part in enumerate(message.mime.parts):
        what = f"part {number} ({part.type.value[:40]})"
        if part.type.odd:
            wrong.append(f"{what}: Content-Type cannot be read at {part.type.odd[:40]!r}")
        if part.encoding not in _ENCODINGS:
            wrong.append(f"{what} has the encoding {part.encoding[:40]!r}, which does not exist")
        elif part.type.value.startswith("multipart/") and part.encoding not in _WHOLE:
            wrong.append(f"{what} is encoded as {part.encoding}, which no multipart may be")
        elif part.encoding == "base64" and decoded < _MOST_DECODED:
            decoded += part.end - part.start
            wrong += [f"{what} is no base64"] if octets(message.raw, part) is None else []
    return wrong
