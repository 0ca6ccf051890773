"""The TXT records that the DNS has for a name."""

from __future__ import annotations

from sendoff.change.facts import Ask, TextFacts
from sendoff.host.asks import Asking


def txt(asking: Asking, ask: Ask) -> TextFacts:
    """Answer Ask("txt", …)."""
    return TextFacts(asking.names.texts(ask.subject) or ())
