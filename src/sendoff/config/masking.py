"""What of a document may be shown.

An error quotes the line it is about. The document is shared with other modules and holds
passwords, so only names of keys and the values of sendoff's own public keys are shown; the rest
becomes asterisks, character by character, so that columns stay true. In public values, too, what
stands where people misplace a password is masked: `user:password@host`, `host:587:user:password`.

Patterns stay text: they are needed only when something is wrong.
"""

from __future__ import annotations

import re

_OUR_KEY = r"\b(?:postfix|sendoff)::[a-z0-9_]+"
_NEITHER_BLANK_NOR_STRUCTURE = r"""[^\s{}\[\]:,"]"""
_STRING = r'"([^"\\]*(?:\\.[^"\\]*)*)("?)'
_NAME = r"[A-Za-z0-9_.-]+(?:::[A-Za-z0-9_.-]*)+"
_PAIR = r"([^\s,:]*):([^\s,]+)"
_PORT = r"(?i)\d{1,5}\]?|smtps?|submissions?"
_TABLE_PATH = r"/+[^\s:@]*"
_IPV6_START = r"(?i)\[?(?:ipv6|[0-9a-f]{0,4})"
_IPV6_REST = r"[0-9A-Fa-f:.]*(?:%\w{1,15})?(?:/\d{1,3})?\]?(?::\d{1,5}|/\d{1,3})?"
_MEMBER = r'"(?:retention_days|addresses|max_megabytes)"(?=\s*:)'
"""Names inside objects that may be shown; all others may be misplaced passwords."""
_KEY_MATERIAL = "-----BEGIN"


def masked(text: str) -> str:
    """Replace everything but blanks, JSON's own characters, and names of our keys and their members."""
    return re.sub(f"({_OUR_KEY}|{_MEMBER})|{_NEITHER_BLANK_NOR_STRUCTURE}", lambda found: found[1] or "*", text)


def masked_name(source: str) -> str:
    """Return a key's name, in its quotes as the document has it, if it looks like one; else masked."""
    return source if re.fullmatch(f'"{_NAME}"', source) else masked(source)


def masked_value(source: str) -> str:
    """Return the JSON of a public value without what may be a password: objects, and parts of strings."""
    flat, brace, objects = source.partition("{")
    return re.sub(_STRING, lambda found: f'"{_string(*found.groups())}{found[2]}', flat) + masked(brace + objects)


def _string(inner: str, closing: str) -> str:
    # An escape could hide the characters that tell a password, and so could the missing rest of a cut string.
    hidden = re.search(r'\\[u"]', inner) or (not closing and ":" in inner)
    return "*" * len(inner) if hidden else without_password(inner)


def without_password(text: str) -> str:
    """Mask `user:password` before an @, and what follows a colon unless it is a port, an IPv6 address or a path."""
    if _KEY_MATERIAL in text:
        return "*" * len(text)
    at = text.rfind("@")
    colon = text.find(":", 0, max(at, 0))
    if colon >= 0:
        start = 1 + max(text.rfind(blank, 0, colon) for blank in (" ", ",", "\t", "\n"))
        text = text[:start] + "*" * (at - start) + text[at:]
    return re.sub(_PAIR, _pair, text) if ":" in text else text


def _pair(found: re.Match[str]) -> str:
    head, tail = found[1], found[2]
    if re.fullmatch(_PORT, tail) or re.fullmatch(_TABLE_PATH, tail):
        return found[0]
    if re.fullmatch(_IPV6_START, head) and re.fullmatch(_IPV6_REST, tail):
        return found[0]
    return f"{head}:{'*' * len(tail)}"


def printable(text: str) -> str:
    """Replace what a terminal would not print as one character (tabs become blanks)."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def shown(value: object, limit: int = 60, *, address: bool = False) -> str:
    """Return a value as a message may quote it: escaped, without a password, cut at `limit` characters.

    What stands before an @ is shown only of an `address`.
    """
    text = value if isinstance(value, str) else repr(value)
    at = -1 if address else text.rfind("@")
    safe = without_password(text) if at < 0 else "*" * at + without_password(text[at:])
    return _cut(safe, limit) if safe.strip() else "an empty text"


def shown_name(name: str, limit: int = 60) -> str:
    """Return a key's name as a message may quote it: as far as it looks like one."""
    start = re.match(_NAME, name)
    end = start.end() if start else 0
    return _cut(name[:end] + "*" * (len(name) - end), limit)


def _cut(text: str, limit: int) -> str:
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[: limit + 1])
    return safe if len(safe) <= limit else safe[:limit] + "…"
