"""A consequence with the place of the key that causes it."""

from __future__ import annotations

from sendoff.change.plan import Consequence, Transition


def found(
    transition: Transition,
    rule: str,
    level: str,
    text: str,
    key: str | None = None,
    *,
    mend: str = "",
    unknown: str | None = None,
) -> Consequence:
    """Return a consequence of a rule; its place is where `key` stands in the document, if it stands there."""
    place = transition.settings.places.get(key) if key else None
    return Consequence(rule, level, text, key, place, unknown, mend)


def some(texts: list[str], limit: int = 5) -> str:
    """Return a list for a sentence, cut at `limit` entries."""
    rest = len(texts) - limit
    return ", ".join(texts[:limit]) + (f" and {rest} more" if rest > 0 else "")
