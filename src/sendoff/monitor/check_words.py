"""Spans of time and numbers of things in the words of a status line."""

from __future__ import annotations

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def span(seconds: float) -> str:
    """Return a span in its one or two largest units, rounded down: `3 d`, `1 h 20 min`, `12 s`."""
    left = int(seconds)
    for place, (size, unit) in enumerate(_UNITS):
        count, rest = divmod(left, size)
        if count:
            below, name = _UNITS[place + 1] if place + 1 < len(_UNITS) else (1, "s")
            return f"{count} {unit}" + (f" {rest // below} {name}" if rest // below and name != "s" else "")
    return f"{left} s"


def many(count: int, thing: str) -> str:
    """Return a number of things, such as `1 message`, `2 messages`."""
    return f"{count} {thing}{'' if count == 1 else 's'}"
