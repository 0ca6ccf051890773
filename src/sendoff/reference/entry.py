"""One name and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MEND = "How to mend it"
HEADINGS = ("What happens", "Why it matters", MEND, "When it is fine")
"""The parts of a rule's docstring, below its title, in their order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name, its kind, a title of one line, and its parts by their headings."""

    name: str
    kind: str
    title: str
    parts: Mapping[str, str]


def from_docstring(name: str, kind: str, text: str) -> Entry:
    """Return the entry of a rule or check, whose docstring has a title line and the parts named in `HEADINGS`."""
    title, *paragraphs = re.split(rf"\n\s*\n(?=(?:{'|'.join(HEADINGS)}):)", text.strip())
    parts = {}
    for paragraph in paragraphs:
        heading, _, body = paragraph.partition(":")
        parts[heading] = sentence(unwrapped(body))
    return Entry(name, kind, unwrapped(title).rstrip("."), parts)


def unwrapped(text: str) -> str:
    """Return a text with each paragraph on one line; indented blocks stay as they are."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(p if p.startswith("    ") else " ".join(p.split()) for p in paragraphs)


def sentence(text: str) -> str:
    """Return a text that starts with a capital, unless it starts with the name of something."""
    word = re.match(r"[a-z]+(?=[\s,.:;]|$)", text)
    return (
        text[0].upper() + text[1:]
        if word and word[0] != "sendoff" and text[word.end() : word.end() + 2] != "::"
        else text
    )
