"""Values with parameters, as `Content-Type: text/plain; charset=utf-8` (RFC 2045, RFC 2231)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_MOST = 100
_LONGEST = 20_000
_PARAMETER = re.compile(r"""[ \t]*([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))[^;]*""", re.DOTALL)
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_CONTINUED = re.compile(r"([^*]+)\*(\d{1,3})?(\*)?")


class Value(NamedTuple):
    """The value in small letters, and its parameters; `odd` tells what could not be read."""

    value: str
    parameters: Mapping[str, str]
    odd: str = ""


def value(text: str) -> Value:
    """Return a value with its parameters, those of RFC 2231 joined and decoded."""
    head, _, rest = text[:_LONGEST].partition(";")
    found: dict[str, str] = {}
    odd, place = "", 0
    for _ in range(_MOST):
        if not rest[place:].strip():
            break
        match = _PARAMETER.match(rest, place)
        if match is None:
            odd = rest[place : place + 40].strip()
            break
        name = match[1].lower()
        given = match[3] if match[2] is None else re.sub(r"\\(.)", r"\1", match[2])
        unclosed = match[2] is None and rest[match.end(3) : match.end(3) + 1] == '"'
        odd = odd or (f"{name} stands twice" if name in found else rest[match.end(3) :][:40] if unclosed else "")
        found.setdefault(name, given)
        place = match.end() + 1
    return Value(head.strip().lower(), _joined(found), odd)


def _joined(found: dict[str, str]) -> dict[str, str]:
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, given in found.items():
        match = _CONTINUED.fullmatch(name)
        if match is None:
            plain[name] = given
        else:
            pieces.setdefault(match[1], []).append((int(match[2] or 0), bool(match[3]) or match[2] is None, given))
    for name, parts in pieces.items():
        plain[name] = "".join(
            _decoded(given, first=number == 0) if coded else given for number, coded, given in sorted(parts)
        )
    return plain


def _decoded(text: str, *, first: bool) -> str:
    # Before the text of the first piece stand the charset and the language: utf-8'en'text.
    data = text.rpartition("'")[2] if first else text
    raw = b"".join(
        bytes([int(part, 16)]) if place % 2 else part.encode() for place, part in enumerate(_PERCENT.split(data))
    )
    return raw.decode("utf-8", "replace")
