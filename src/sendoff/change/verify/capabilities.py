"""What checks of the answer to EHLO share."""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.verify.seen import Conversation, Seen
from sendoff.postfix import main_cf


def spoken(seen: Seen) -> list[Conversation]:
    """Return the conversations that came as far as EHLO."""
    return [talk for talk in seen.conversations if not talk.error]


def hidden(transition: Transition, keyword: str) -> bool:
    """Tell whether the administrator may have hidden a keyword from the answer to EHLO."""
    values = main_cf.values(transition.compiled.main_cf)
    if values.get("smtpd_discard_ehlo_keyword_address_maps"):
        return True
    words = values.get("smtpd_discard_ehlo_keywords", "").replace(",", " ").lower().split()
    return keyword in words or any(word.startswith("$") for word in words)


def unasked(transition: Transition, seen: Seen, keyword: str) -> str:
    """Return why nothing can be said of a keyword; empty where it can."""
    if not spoken(seen):
        return "nobody answered EHLO"
    return "smtpd_discard_ehlo_keywords may hide it" if hidden(transition, keyword) else ""
