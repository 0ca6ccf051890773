"""Moments and spans of time, as people and programs read them. Moments are whole microseconds since 1970 (UTC)."""

from __future__ import annotations

from datetime import UTC, datetime

MICRO = 1_000_000
_SHORT = 10
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def iso(moment: int | None) -> str | None:
    """Return a moment in ISO 8601, UTC, to the millisecond, for JSON; None stays None."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment / MICRO, UTC).isoformat(timespec="milliseconds")


def local(moment: int) -> str:
    """Return a moment in this machine's time zone, as its logs have it, for people."""
    return datetime.fromtimestamp(moment / MICRO, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def span(seconds: float) -> str:
    """Return a span in its two largest units: `3 d 4 h`, `12 s`, `0.4 s`."""
    if seconds < _SHORT:
        return f"{seconds:.1f} s"
    left, parts = int(seconds), list[str]()
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count or parts:
            parts.append(f"{count} {unit}" if count else "")
    return " ".join(part for part in parts[:2] if part)
