"""What of a document may be shown.

An error quotes the line it is about. The document is shared with other modules and holds
passwords, so only names of keys and the values of sendoff's own public keys are shown; the rest
becomes asterisks, character by character, so that columns stay true.
"""

from __future__ import annotations

import re

Span = tuple[int, int]
"""Start and end of a piece of the document, in characters."""

_STRUCTURE = frozenset('{}[]:,"')
_USERINFO = re.compile(r"[^\s\"'/@,]+:[^\s\"@]+(?=@)")


def masked_line(text: str, line: Span, visible: list[Span]) -> str:
    """Return the line of `text` at `line` with everything outside the `visible` spans masked."""
    shown = bytearray(line[1] - line[0])
    for start, end in visible:
        for position in range(max(start, line[0]), min(end, line[1])):
            shown[position - line[0]] = 1
    source = text[line[0] : line[1]]
    kept = "".join(c if seen or c.isspace() or c in _STRUCTURE else "*" for c, seen in zip(source, shown, strict=True))
    return printable(without_userinfo(kept))


def without_userinfo(text: str) -> str:
    """Mask the `user:password` of a `user:password@host`, a common way to misplace a password."""
    return _USERINFO.sub(lambda found: "*" * len(found[0]), text)


def printable(text: str) -> str:
    """Replace what a terminal would not print as one character (tabs become blanks)."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def shown(value: object, limit: int = 60) -> str:
    """Return a value as a message may quote it: escaped, without a password, cut at `limit` characters."""
    text = value if isinstance(value, str) else repr(value)
    cut = without_userinfo(text[: limit + 1])
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
    return safe if len(text) <= limit else safe[:limit] + "…"
