"""The envelope sender of a change."""

from __future__ import annotations

from sendoff.change.consequences._routes import table_differs
from sendoff.change.plan import Transition
from sendoff.config.values.addresses import EnvelopeAddress
from sendoff.postfix.tables import ENVELOPE_SENDER

KEY = "postfix::envelope_from"


def new(transition: Transition) -> EnvelopeAddress | None:
    """Return the envelope sender that this change brings."""
    return transition.settings.envelope_from if table_differs(transition, ENVELOPE_SENDER) else None


def dropped(transition: Transition) -> bool:
    """Tell whether this change leaves envelope senders as they are handed in, and they were rewritten before."""
    return transition.settings.envelope_from is None and table_differs(transition, ENVELOPE_SENDER)


def is_local(transition: Transition, domain: str) -> bool:
    """Tell whether mail for a domain stays on this server (mydestination)."""
    name = transition.compiled.parameters["myhostname"].lower()
    return domain in (name, "localhost", f"localhost.{name.partition('.')[2]}")
