"""The message's lines end rightly, are not too long, and hold no NUL.

What happens: A line has more than 998 bytes, ends in a bare CR, ends in a bare LF while others end in CR LF, or the
message holds NUL bytes.

Why it matters: Such mail cannot be sent as it is. Postfix folds long lines, which breaks a DKIM signature made
before; servers refuse bare line ends since mail was smuggled by them, and NUL at all.

How to mend it: Send HTML as quoted-printable or base64, and let the library end lines. With sendmail(1), plain LF
everywhere is right.

When it is fine: A file with LF everywhere is fine: that is how mail is kept on disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendoff.reputation.check import Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import fact

NEEDS = ("message",)
WEIGHT = 2.0

LONGEST = 998
"""Bytes of a line without its end (RFC 5322, 2.1.1)."""
_MEND = "Let the library encode the text as quoted-printable or base64, and end each line with CR LF (in SMTP) or LF."


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    raw = message.raw
    wrong = []
    long = long_line(raw)
    if long >= 0:
        wrong.append(f"line {_number(raw, long)} has more than {LONGEST} bytes")
    bare = re.search(rb"\r(?!\n)", raw)
    if bare:
        wrong.append(f"a bare CR in line {_number(raw, bare.start())}")
    pairs = raw.count(b"\r\n")
    if pairs and raw.count(b"\n") > pairs:
        alone = re.search(rb"(?<!\r)\n", raw)
        wrong.append(f"a bare LF ends line {_number(raw, alone.start() if alone else 0)}, while others end in CR LF")
    nul = raw.find(b"\0")
    if nul >= 0:
        wrong.append(f"a NUL byte in line {_number(raw, nul)}")
    yield found("message-lines", message, "the lines", wrong, good="all end rightly and are short enough", mend=_MEND)


def long_line(raw: bytes) -> int:
    """Return where the first line of more than LONGEST bytes begins; -1 if none does."""
    place = 0
    while len(raw) - place > LONGEST:
        window = place + LONGEST + 2
        last = raw.rfind(b"\n", place, window)
        if last < 0:
            return place if raw[place + LONGEST : window] != b"\r" else -1
        alone = last == window - 1 and raw.find(b"\n", place, last) < 0
        if alone and raw[last - 1 : last] != b"\r":
            return place
        place = last + 1
    return -1


def _number(raw: bytes, place: int) -> int:
    return raw.count(b"\n", 0, place) + 1
