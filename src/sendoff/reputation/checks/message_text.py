"""HTML has a text beside it, and is more than a picture.

What happens: There is HTML without a plain text of the same, or HTML with nearly no text around its pictures.

Why it matters: Filters count both, for spam hides its text in pictures; and some people read only the text.

How to mend it: Send multipart/alternative with text/plain first, then text/html; write what the picture says.

When it is fine: For a receiver that is known, such as one's own ticket system.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendoff.reputation.check import SKIPPED, WARN, Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import Given, fact
from sendoff.reputation.message.mime import text

NEEDS = ("message",)
WEIGHT = 1.0

_FEWEST = 40
"""Characters of text that make HTML more than a picture."""
_READ = 300_000
_MOST_PARTS = 5


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    html = [p for p in message.mime.parts if p.type.value == "text/html" and not p.attached]
    if not html:
        yield Finding("message-text", message.name, SKIPPED, "HTML and its text", "there is no HTML")
        return
    plain = [p for p in message.mime.parts if p.type.value == "text/plain" and not p.attached]
    wrong = []
    if not any(text(message.raw, part).strip() for part in plain[:_MOST_PARTS]):
        wrong.append("HTML has no plain text beside it")
    if any(_only_picture(message, number) for number, p in enumerate(message.mime.parts) if p in html[:_MOST_PARTS]):
        wrong.append("the HTML is little more than a picture")
    mend = "Send multipart/alternative: text/plain first, then text/html with the same words."
    yield found("message-text", message, "HTML and its text", wrong, good="both are there", mend=mend, result=WARN)


def _only_picture(message: Given, number: int) -> bool:
    source = text(message.raw, message.mime.parts[number])[:_READ]
    return "<img" in source.lower() and len(words(source)) < _FEWEST


def words(html: str) -> str:
    """Return the text of HTML, roughly: without tags, styles and scripts."""
    small, kept, place = html.lower(), [], 0
    for start in re.finditer(r"<(style|script|head)\b", small):
        if start.start() < place:
            continue
        kept.append(html[place : start.start()])
        end = small.find(f"</{start[1]}", start.end())
        place = len(html) if end < 0 else end
    kept.append(html[place:])
    bare = re.sub(r"<[^<>]*>", " ", "".join(kept))
    return " ".join(re.sub(r"&[a-z0-9#]{1,10};", " ", bare, flags=re.IGNORECASE).split())
