"""What the ledger does not know, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from sendoff.config.masking import printable
from sendoff.delivery.gaps import KINDS, Gap
from sendoff.render.figures import number
from sendoff.render.moments import local

_COUNTLESS = ("not-watched", "before-the-ledger", "log-missing")


def sentences(gaps: Iterable[Gap]) -> list[str]:
    """Return one sentence for each kind of gap: how many of what, and from when to when."""
    kinds: dict[str, list[Gap]] = {}
    for gap in gaps:
        kinds.setdefault(gap.kind, []).append(gap)
    return [_sentence(kind, found) for kind, found in kinds.items()]


def _sentence(kind: str, found: list[Gap]) -> str:
    since, until = min(gap.since for gap in found), max(gap.until for gap in found)
    count = "" if kind in _COUNTLESS else f"{number(sum(gap.count for gap in found))} "
    return f"{count}{KINDS.get(kind, printable(kind))} ({local(since)} to {local(until)})"
