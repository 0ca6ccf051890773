"""Whether Apprise can use the URLs of those who are to be told; nobody is asked for that."""

from __future__ import annotations

from sendoff.change.facts import Ask, NotifyFacts
from sendoff.host.asks import Asking, CannotAsk
from sendoff.host.telling import program
from sendoff.host.telling.process import BROKEN, usable

_COULD_NOT = (BROKEN, program.LATE, program.MISSING)


def notify(asking: Asking, ask: Ask) -> NotifyFacts:
    """Answer Ask("notify", secret=urls)."""
    found = usable(ask.secret, asking.left())
    for told in found:
        if told.error in _COULD_NOT:
            raise CannotAsk(told.error)
    return NotifyFacts({told.number: told.error for told in found if told.error})
