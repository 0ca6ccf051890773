"""Numbers as people read them."""

from __future__ import annotations

import math

from sendoff.render.moments import span

_KILO = 1000


def number(count: int) -> str:
    """Return a count with its thousands apart: `41,205`."""
    return f"{count:,}"


def size(count: int) -> str:
    """Return bytes in the largest fitting unit of a thousand: `2.3 GB`."""
    value, units = float(count), ["B", "kB", "MB", "GB", "TB"]
    while value >= _KILO and len(units) > 1:
        value, units = value / _KILO, units[1:]
    return f"{value:.0f} {units[0]}" if units[0] == "B" else f"{value:.1f} {units[0]}"


def share(part: int, whole: int) -> str:
    """Return a part in percent: `98.2 %`; of nothing, `-`. Neither 0 nor 100 unless it is."""
    if not whole:
        return "-"
    percent = part * 100 / whole
    if 0 < part < whole:
        percent = min(max(percent, 0.1), 99.9)
    return f"{percent:.1f} %"


def seconds(delay: float) -> str:
    """Return a delay; the last step of a histogram has no end."""
    return "very long" if math.isinf(delay) else span(delay)


def times_usual(now: int, usual: int) -> str:
    """Return by how much a count differs from the usual, in words: `3.1 times the usual`, or empty: about as usual."""
    enough, half, more = 20, 0.5, 2.0
    if max(now, usual) < enough:
        return ""
    if not usual:
        return "usually none"
    ratio = now / usual
    if half < ratio < more:
        return ""
    return f"{ratio:.1f} times the usual" if ratio >= more else f"{ratio * 100:.0f} % of the usual"
